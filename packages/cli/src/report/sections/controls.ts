import type { Outcome } from "../../race/outcome.ts";
import { escapeText } from "../escape.ts";
import { swatch } from "../swatch.ts";

/** The switches above the curves: scale, what they are drawn over, and who is shown. */
export function curveControls({ job }: Outcome): string {
  const chips = job.entries
    .map(({ key, name }) => {
      return `<button type="button" data-key="${key}" aria-pressed="true">${swatch(key)}${escapeText(name)}</button>`;
    })
    .join("");
  return `<div class="controls">
<label class="switch"><input type="checkbox" id="log" checked> log scale</label>
<label class="switch"><input type="checkbox" id="seconds"> over seconds instead of passes</label>
<div class="chips" role="group" aria-label="Show or hide an optimizer">${chips}</div></div>
`;
}
