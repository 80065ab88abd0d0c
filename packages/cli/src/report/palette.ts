/** How a contestant's line looks: a colour on white, one on black, and a pattern of dashes. */
interface Look {
  readonly light: string;
  readonly dark: string;
  readonly dash: string;
}

/**
 * Eleven lines can't be told apart by colour alone, least of all by the colour-blind: relatives share neither hue nor
 * dashes, and every line has its name at its end.
 */
const looks: Readonly<Record<string, Look>> = {
  sgd: { light: "#2563eb", dark: "#7aa7ff", dash: "none" },
  adam: { light: "#d11f2f", dark: "#ff7b85", dash: "none" },
  adamw: { light: "#e87400", dark: "#ffab52", dash: "7 4" },
  sparseadam: { light: "#7c3aed", dark: "#b794ff", dash: "2 4" },
  adamax: { light: "#c2188b", dark: "#ff7cc8", dash: "10 3 2 3" },
  adagrad: { light: "#157a3c", dark: "#4fd07f", dash: "none" },
  adadelta: { light: "#5d8f00", dark: "#a8d84a", dash: "7 4" },
  rmsprop: { light: "#0086a8", dark: "#3fcfee", dash: "none" },
  rprop: { light: "#8a4b1f", dark: "#d79a6a", dash: "none" },
  asgd: { light: "#64748b", dark: "#a3b1c6", dash: "10 3 2 3" },
  lbfgs: { light: "#111827", dark: "#f5f7fb", dash: "none" },
};

const vars = (shade: "light" | "dark") =>
  Object.entries(looks)
    .map(([key, look]) => `--${key}:${look[shade]};`)
    .join("");

const light = `--ink:#1b2430;--muted:#5d6b7d;--grid:#e4e8ee;--paper:#ffffff;--panel:#f6f8fb;--line:#d5dbe4;--dots:#94a3b8;${vars("light")}`;
const dark = `--ink:#e8edf4;--muted:#9aa8ba;--grid:#2a3340;--paper:#12171e;--panel:#1a212b;--line:#323d4c;--dots:#64748b;${vars("dark")}`;

/** The colours as custom properties, following the reader's preference for light or dark. */
export const colours = `:root{color-scheme:light dark;${light}}@media(prefers-color-scheme:dark){:root{${dark}}}`;

/** The style of charts, wherever they stand. */
export const chartStyle = [
  ".chart{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;color:var(--ink)}",
  ".chart text{fill:var(--muted)}.chart .title{fill:var(--ink);font-size:16px;font-weight:600}",
  ".chart .grid{stroke:var(--grid);shape-rendering:crispEdges}.chart .axis{stroke:var(--line);shape-rendering:crispEdges}",
  ".chart .dots{stroke:var(--dots);stroke-width:3.2;stroke-linecap:round;opacity:.45;fill:none}",
  ".chart .line{fill:none;stroke-width:2.2;stroke-linejoin:round;stroke-linecap:round}",
  ".chart .raw{fill:none;stroke-width:1;opacity:.16;stroke-linejoin:round}",
  ".chart .leader{fill:none;stroke-width:1;opacity:.55}.chart .name{font-weight:600;font-size:12.5px}",
  ...Object.entries(looks).map(
    ([key, { dash }]) =>
      `.chart .s-${key} path,.swatch.s-${key} path{stroke:var(--${key})}.chart .s-${key} text{fill:var(--${key})}` +
      `.chart .s-${key} circle{fill:var(--${key})}` +
      (dash === "none" ? "" : `.chart .s-${key} .line,.swatch.s-${key} path{stroke-dasharray:${dash}}`),
  ),
].join("\n");
