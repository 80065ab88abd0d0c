import type { OptimizerInfo } from "downhill/registry";
import { describeAlgorithm, letters } from "../../entries/algorithms.ts";
import { type Entry, infoOf } from "../../entries/entries.ts";
import { escapeText } from "../escape.ts";

/** A sentence and a formula for each algorithm, as the library documents it. */
export function algorithms(entries: readonly Entry[]): string {
  const infos = [...new Map(entries.map((entry) => [infoOf(entry).name, infoOf(entry)])).values()];
  return `<p class="about">${escapeText(letters)}</p>
<dl class="algorithms">
${infos.map(algorithm).join("\n")}
</dl>`;
}

function algorithm(info: OptimizerInfo): string {
  const { name, formula, source } = info;
  return `<dt>${escapeText(name)}</dt>
<dd>${withCode(describeAlgorithm(info))}${formula === null ? "" : `<br><span class="formula">${escapeText(formula)}</span>`}${
    source === null ? "" : `<br><span class="source">${withCode(source)}</span>`
  }</dd>`;
}

/** What doc comments set in backquotes. */
function withCode(text: string): string {
  return escapeText(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}
