import { formatPercent } from "../../format.ts";
import { classMeasures } from "../../measures/confusion.ts";
import type { Outcome } from "../../race/outcome.ts";
import { escapeText } from "../escape.ts";
import { pooledConfusion, winnerOf } from "../winner.ts";

/** Which classes the winner takes for which, and how well it finds each. */
export function confusion(outcome: Outcome): string {
  const { problem, seeds } = outcome.job;
  const winner = winnerOf(outcome);
  const matrix = winner && pooledConfusion(winner);
  if (problem.kind === "function" || !winner || !matrix) return "";
  const measures = classMeasures(matrix);
  const share = (value: number | null) => (value === null ? "–" : formatPercent(value));
  const head = problem.classes.map((name) => `<th scope="col">${escapeText(name)}</th>`).join("");
  const rows = problem.classes.map((name, i) => {
    const { support, precision, recall, f1 } = measures[i]!;
    const cells = matrix[i]!.map((count, j) => {
      const strength = support === 0 ? 0 : Math.round((100 * count) / support);
      const kind = i === j ? "right" : "wrong";
      return `<td class="${kind}" style="--share:${strength}%">${count}</td>`;
    });
    const of = [share(recall), share(precision), f1 === null ? "–" : f1.toFixed(3)].map((text) => `<td>${text}</td>`);
    return `<tr><th scope="row">${escapeText(name)}</th>${cells.join("")}${of.join("")}</tr>`;
  });
  const all = seeds.length === 1 ? "" : ` of all ${seeds.length} seeds together`;
  return `<h3>What ${escapeText(winner.run.entry.name)} takes for what</h3>
<p class="about">A row for each true class, a column for each predicted one: the held-out rows${all}. Recall is the share of a class's rows that was found, precision the share of what was taken for it that is of it, F1 their harmonic mean.</p>
<div class="scroll"><table class="confusion">
<thead><tr><th scope="col">true \\ predicted</th>${head}<th scope="col">recall</th><th scope="col">precision</th><th scope="col">F1</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody></table></div>`;
}
