import type { OptimizerInfo } from "downhill/registry";
import { type Entry, infoOf } from "../../entries/entries.ts";
import { escapeText } from "../escape.ts";

/** What the letters in the formulas stand for. */
const letters =
  "θ are the weights, f the loss and ∇f its gradient, g the gradient that is used, γ the learning rate, λ the weight decay, t the number of the step, ε a small number against division by zero; β, μ, ρ, α are decay rates of averages.";

/** A sentence and a formula for each algorithm, as the library documents it. */
export function algorithms(entries: readonly Entry[]): string {
  const infos = [...new Map(entries.map((entry) => [infoOf(entry).name, infoOf(entry)])).values()];
  return `<p class="about">${escapeText(letters)}</p>
<dl class="algorithms">
${infos.map(algorithm).join("\n")}
</dl>`;
}

function algorithm({ name, description, formula, source, fullBatch }: OptimizerInfo): string {
  const sentence = description.replace(new RegExp(`^${name.replace("LBFGS", "L-BFGS")}: `), "");
  const capital = sentence.charAt(0).toUpperCase() + sentence.slice(1);
  const batches = fullBatch === null ? "" : ` It gets full batches, since ${fullBatch}.`;
  return `<dt>${escapeText(name)}</dt>
<dd>${withCode(`${capital}${batches}`)}${formula === null ? "" : `<br><span class="formula">${escapeText(formula)}</span>`}${
    source === null ? "" : `<br><span class="source">${withCode(source)}</span>`
  }</dd>`;
}

/** What doc comments set in backquotes. */
function withCode(text: string): string {
  return escapeText(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}
