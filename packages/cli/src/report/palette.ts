import type { Entry } from "../entries/entries.ts";
import { type SymbolName, symbolNames } from "./symbols.ts";

/** How a contestant's line looks: a colour on white, one on black, a pattern of dashes, and the symbols on it. */
export interface Look {
  readonly light: string;
  readonly dark: string;
  readonly dash: string;
  readonly symbol: SymbolName;
}

/** The look of each contestant by its key. */
export type Looks = ReadonlyMap<string, Look>;

const none = "none";
const long = "7 4";
const short = "2 4";
const mixed = "10 3 2 3";

/**
 * Fifteen lines can't be told apart by colour alone, least of all by the colour-blind: relatives share neither hue nor
 * dashes, no two share both dashes and symbol, and every line has its name at its end.
 */
const looks: Readonly<Record<string, Look>> = {
  SGD: { light: "#2563eb", dark: "#7aa7ff", dash: none, symbol: "circle" },
  Adam: { light: "#d11f2f", dark: "#ff7b85", dash: none, symbol: "square" },
  AdamW: { light: "#d96a00", dark: "#ffab52", dash: long, symbol: "square" },
  NAdam: { light: "#b01657", dark: "#ff8fb8", dash: mixed, symbol: "square" },
  RAdam: { light: "#7a2e2e", dark: "#e7a3a3", dash: short, symbol: "diamond" },
  SparseAdam: { light: "#7c3aed", dark: "#b794ff", dash: none, symbol: "wye" },
  Adamax: { light: "#c2188b", dark: "#ff7cc8", dash: long, symbol: "triangle" },
  Adagrad: { light: "#157a3c", dark: "#4fd07f", dash: none, symbol: "triangle" },
  Adadelta: { light: "#5d7f00", dark: "#a8d84a", dash: long, symbol: "diamond" },
  Adafactor: { light: "#00705f", dark: "#45d6bd", dash: mixed, symbol: "star" },
  RMSprop: { light: "#0080a0", dark: "#3fcfee", dash: none, symbol: "diamond" },
  Rprop: { light: "#8a4b1f", dark: "#d79a6a", dash: none, symbol: "cross" },
  ASGD: { light: "#5a6b82", dark: "#a3b1c6", dash: mixed, symbol: "cross" },
  LBFGS: { light: "#111827", dark: "#f5f7fb", dash: none, symbol: "star" },
  Muon: { light: "#4b3fb5", dark: "#a6a0ff", dash: long, symbol: "circle" },
};

/** For those without a look of their own, and for second and third settings of one optimizer. */
const others: readonly Look[] = [
  { light: "#d11f2f", dark: "#ff7b85", dash: none, symbol: "square" },
  { light: "#157a3c", dark: "#4fd07f", dash: none, symbol: "triangle" },
  { light: "#d96a00", dark: "#ffab52", dash: long, symbol: "circle" },
  { light: "#0080a0", dark: "#3fcfee", dash: long, symbol: "diamond" },
  { light: "#7c3aed", dark: "#b794ff", dash: mixed, symbol: "star" },
  { light: "#8a4b1f", dark: "#d79a6a", dash: mixed, symbol: "cross" },
  { light: "#c2188b", dark: "#ff7cc8", dash: short, symbol: "wye" },
  { light: "#5a6b82", dark: "#a3b1c6", dash: short, symbol: "triangle" },
];

/** The look of each entry by its key: its optimizer's own, if nobody before it has that. */
export function looksOf(entries: readonly Entry[]): Looks {
  const taken = new Set<Look>();
  const free = (look: Look) => ![...taken].some(({ light, dash }) => light === look.light && dash === look.dash);
  return new Map(
    entries.map(({ key, choice }, i) => {
      const candidates = [looks[choice.name], ...others].filter((look) => look !== undefined);
      const look = candidates.find(free) ?? {
        ...others[i % others.length]!,
        symbol: symbolNames[i % symbolNames.length]!,
      };
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
  // Paper is white, whatever the reader prefers on the screen.
  const dark = `@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;${vars("dark")}}}`;
  return `:root{color-scheme:light;${vars("light")}}${dark}`;
}

/** The style of charts, wherever they stand. */
export function chartStyle(entries: readonly Entry[]): string {
  return [
    ".chart{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;color:var(--ink)}",
    ".chart text{fill:var(--muted)}.chart .title{fill:var(--ink);font-size:16px;font-weight:600}",
    ".chart .grid{stroke:var(--grid);shape-rendering:crispEdges}.chart .axis{stroke:var(--line);shape-rendering:crispEdges}",
    ".chart .dots{stroke:var(--dots);stroke-width:3.2;stroke-linecap:round;opacity:.45;fill:none}",
    ".chart .line{fill:none;stroke-width:2.2;stroke-linejoin:round;stroke-linecap:round}",
    ".chart .series .band{stroke:none;opacity:.07}.chart .mark{fill:none;stroke-width:2}",
    ".chart .series .symbol,.swatch .symbol{stroke:var(--paper);stroke-width:.8;stroke-dasharray:none}",
    ".chart .reference path{fill:none;stroke:var(--muted);stroke-width:1.4;stroke-dasharray:3 4}",
    ".chart .reference-name{font-size:12.5px;font-style:italic}.chart .bar{fill:var(--accent)}.chart .whisker{stroke:var(--ink)}",
    ".chart .leader{fill:none;stroke-width:1;opacity:.55}.chart .name{font-weight:600;font-size:12.5px}",
    ...[...looksOf(entries)].map(
      ([key, { dash }]) =>
        `.chart .s-${key} path,.swatch.s-${key} .line{stroke:var(--${key})}.chart .s-${key} text{fill:var(--${key})}` +
        `.chart .s-${key} .mark{stroke:var(--${key})}.s-${key} .symbol,.chart .s-${key} .band{fill:var(--${key})}` +
        (dash === none ? "" : `.chart .s-${key} .line,.swatch.s-${key} .line{stroke-dasharray:${dash}}`),
    ),
  ].join("\n");
}
