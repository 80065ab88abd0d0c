import type { Outcome } from "../../race/outcome.ts";
import { escapeText } from "../escape.ts";
import { looksOf } from "../palette.ts";
import { swatch } from "../swatch.ts";

/** The switches above the curves: scale, what they are drawn over, and who is shown. */
export function curveControls({ job }: Outcome): string {
  const looks = looksOf(job.entries);
  const chips = job.entries
    .map(({ key, name }) => {
      return `<button type="button" data-key="${key}" aria-pressed="true">${swatch(key, looks)}${escapeText(name)}</button>`;
    })
    .join("");
  return `<div class="controls">
<label class="switch"><input type="checkbox" id="log" checked> log scale</label>
<label class="switch"><input type="checkbox" id="seconds"> over seconds instead of passes</label>
<label class="switch scripted"><input type="checkbox" id="solo"> one at a time</label>
<div class="chips" role="group" aria-label="Show or hide optimizers"><span class="sets scripted"><button type="button" data-show="all">all</button><button type="button" data-show="none">none</button></span>${chips}</div></div>
`;
}
