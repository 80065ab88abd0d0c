import type { Entry } from "../entries/entries.ts";

/** How a contestant's line looks: a colour on white, one on black, and a pattern of dashes. */
interface Look {
  readonly light: string;
  readonly dark: string;
  readonly dash: string;
}

const none = "none";
const long = "7 4";
const short = "2 4";
const mixed = "10 3 2 3";

/**
 * Fifteen lines can't be told apart by colour alone, least of all by the colour-blind: relatives share neither hue nor
 * dashes, and every line has its name at its end.
 */
const looks: Readonly<Record<string, Look>> = {
  SGD: { light: "#2563eb", dark: "#7aa7ff", dash: none },
  Adam: { light: "#d11f2f", dark: "#ff7b85", dash: none },
  AdamW: { light: "#d96a00", dark: "#ffab52", dash: long },
  NAdam: { light: "#b01657", dark: "#ff8fb8", dash: mixed },
  RAdam: { light: "#7a2e2e", dark: "#e7a3a3", dash: short },
  SparseAdam: { light: "#7c3aed", dark: "#b794ff", dash: none },
  Adamax: { light: "#c2188b", dark: "#ff7cc8", dash: long },
  Adagrad: { light: "#157a3c", dark: "#4fd07f", dash: none },
  Adadelta: { light: "#5d7f00", dark: "#a8d84a", dash: long },
  Adafactor: { light: "#00705f", dark: "#45d6bd", dash: mixed },
  RMSprop: { light: "#0080a0", dark: "#3fcfee", dash: none },
  Rprop: { light: "#8a4b1f", dark: "#d79a6a", dash: none },
  ASGD: { light: "#5a6b82", dark: "#a3b1c6", dash: mixed },
  LBFGS: { light: "#111827", dark: "#f5f7fb", dash: none },
  Muon: { light: "#4b3fb5", dark: "#a6a0ff", dash: long },
};

/** For those without a look of their own, and for second and third settings of one optimizer. */
const others: readonly Look[] = [
  { light: "#d11f2f", dark: "#ff7b85", dash: none },
  { light: "#157a3c", dark: "#4fd07f", dash: none },
  { light: "#d96a00", dark: "#ffab52", dash: long },
  { light: "#0080a0", dark: "#3fcfee", dash: long },
  { light: "#7c3aed", dark: "#b794ff", dash: mixed },
  { light: "#8a4b1f", dark: "#d79a6a", dash: mixed },
  { light: "#c2188b", dark: "#ff7cc8", dash: short },
  { light: "#5a6b82", dark: "#a3b1c6", dash: short },
];

/** The look of each entry by its key: its optimizer's own, if nobody before it has that. */
function looksOf(entries: readonly Entry[]): ReadonlyMap<string, Look> {
  const taken = new Set<Look>();
  const free = (look: Look) => ![...taken].some(({ light, dash }) => light === look.light && dash === look.dash);
  return new Map(
    entries.map(({ key, choice }, i) => {
      const candidates = [looks[choice.name], ...others].filter((look) => look !== undefined);
      const look = candidates.find(free) ?? others[i % others.length]!;
      taken.add(look);
      return [key, look];
    }),
  );
}

const neutral = {
  light:
    "--ink:#1b2430;--muted:#566375;--grid:#e4e8ee;--paper:#ffffff;--panel:#f6f8fb;--line:#d5dbe4;--dots:#94a3b8;--accent:#0080a0;--right:#157a3c;--wrong:#d11f2f;",
  dark: "--ink:#e8edf4;--muted:#9aa8ba;--grid:#2a3340;--paper:#12171e;--panel:#1a212b;--line:#323d4c;--dots:#64748b;--accent:#3fcfee;--right:#4fd07f;--wrong:#ff7b85;",
};

/** The colours as custom properties, following the reader's preference for light or dark. */
export function colours(entries: readonly Entry[]): string {
  const vars = (shade: "light" | "dark") =>
    neutral[shade] + [...looksOf(entries)].map(([key, look]) => `--${key}:${look[shade]};`).join("");
  return `:root{color-scheme:light dark;${vars("light")}}@media(prefers-color-scheme:dark){:root{${vars("dark")}}}`;
}

/** The style of charts, wherever they stand. */
export function chartStyle(entries: readonly Entry[]): string {
  return [
    ".chart{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;color:var(--ink)}",
    ".chart text{fill:var(--muted)}.chart .title{fill:var(--ink);font-size:16px;font-weight:600}",
    ".chart .grid{stroke:var(--grid);shape-rendering:crispEdges}.chart .axis{stroke:var(--line);shape-rendering:crispEdges}",
    ".chart .dots{stroke:var(--dots);stroke-width:3.2;stroke-linecap:round;opacity:.45;fill:none}",
    ".chart .line{fill:none;stroke-width:2.2;stroke-linejoin:round;stroke-linecap:round}",
    ".chart .series .band{stroke:none;opacity:.07}.chart .mark{stroke:var(--paper);stroke-width:1.5}",
    ".chart .reference path{fill:none;stroke:var(--muted);stroke-width:1.4;stroke-dasharray:3 4}",
    ".chart .reference-name{font-size:12px;font-style:italic}.chart .bar{fill:var(--accent)}.chart .whisker{stroke:var(--ink)}",
    ".chart .leader{fill:none;stroke-width:1;opacity:.55}.chart .name{font-weight:600;font-size:12.5px}",
    ...[...looksOf(entries)].map(
      ([key, { dash }]) =>
        `.chart .s-${key} path,.swatch.s-${key} path{stroke:var(--${key})}.chart .s-${key} text{fill:var(--${key})}` +
        `.chart .s-${key} circle,.chart .s-${key} .band{fill:var(--${key})}` +
        (dash === none ? "" : `.chart .s-${key} .line,.swatch.s-${key} path{stroke-dasharray:${dash}}`),
    ),
  ].join("\n");
}
