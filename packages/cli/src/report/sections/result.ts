import { formatLoss, formatSeconds } from "../../format.ts";
import { type ResultColumn, resultColumns } from "../../race/columns.ts";
import type { Outcome } from "../../race/outcome.ts";
import { embeddingText, footnotes } from "../../race/remarks.ts";
import { type BaselineStanding, type Standing, withBaseline } from "../../race/standings.ts";
import { escapeText } from "../escape.ts";
import { swatch } from "../swatch.ts";

/** What came out, in a few sentences. */
export function lead(outcome: Outcome): string {
  const { job, standings, interrupted, seconds } = outcome;
  const { problem } = job;
  const stopped = interrupted ? "The race was stopped before its end; this is what there is. " : "";
  const rows =
    problem.kind === "function"
      ? ""
      : ` ${problem.task} on ${problem.training.rows} training rows, measured on ${escapeText(problem.heldOut)},`;
  const seeds = `${job.seeds.length} seed${job.seeds.length === 1 ? "" : "s"}`;
  const kind = rows === "" ? " search for a function's lowest point," : rows;
  return `${stopped}${winners(standings.lines)}A${kind} ${job.passes} pass${job.passes === 1 ? "" : "es"} each, ${seeds}, ${formatSeconds(seconds)}. Loss: ${escapeText(problem.lossName)}.`;
}

function winners(lines: readonly Standing[]): string {
  const first = lines.filter(({ rank }) => rank === 1);
  const [best] = first;
  if (best === undefined) return "";
  const name = (line: Standing) => `<strong>${escapeText(line.run.entry.name)}</strong>`;
  if (first.length === 1) return `${name(best)} came first with a score of ${formatLoss(best.score!.mean)}. `;
  if (first.length === lines.length) return "No optimizer is ahead: all differences may be chance. ";
  const all = `${first.slice(0, -1).map(name).join(", ")} and ${name(first.at(-1)!)}`;
  return `${all} share the first place: the differences between them may be chance. `;
}

/** The table, what its signs mean, and what its columns tell. */
export function result(outcome: Outcome): string {
  const { standings, job } = outcome;
  const columns = resultColumns(job.problem);
  const notes = footnotes(standings, job)
    .map(({ mark, text }) => `<li>${mark.trim() && `<b>${mark}</b> `}${escapeText(text)}</li>`)
    .join("");
  const explained = columns
    .map(({ head, explanation }) => `<dt>${escapeText(head)}</dt><dd>${escapeText(explanation)}</dd>`)
    .join("\n");
  return `${table(withBaseline(standings.lines, standings.baseline), columns)}
<ul class="notes">${notes}</ul>
<details><summary>What the columns tell</summary>
<dl>${explained}</dl></details>`;
}

/** The same for those that trained an embedding. */
export function embeddingResult({ standings, job }: Outcome): string {
  const { embeddings, baseline } = standings;
  if (embeddings.length === 0 || job.problem.kind === "function") return "";
  const { columns, entries } = job.problem.lookup;
  const names = embeddings.map(({ run }) => run.entry.name);
  return `<p>${escapeText(embeddingText(names, columns, entries))}</p>
${table(withBaseline(embeddings, baseline), resultColumns(job.problem))}`;
}

function table(lines: readonly (Standing | BaselineStanding)[], columns: readonly ResultColumn[]): string {
  const head = columns.map(({ key, head, explanation }) => {
    return `<th scope="col" class="${key}" title="${escapeText(explanation)}">${escapeText(head)}</th>`;
  });
  return `<div class="scroll"><table class="result">
<thead><tr>${head.join("")}</tr></thead>
<tbody>
${lines.map((line) => row(line, columns)).join("\n")}
</tbody></table></div>`;
}

function row(line: Standing | BaselineStanding, columns: readonly ResultColumn[]): string {
  const isEntry = "run" in line;
  const cells = columns.map((column) => {
    const text = escapeText(isEntry ? column.cell(line) : column.baseline(line));
    if (column.key !== "optimizer") return `<td class="${column.key}">${text}</td>`;
    return `<th scope="row">${isEntry ? swatch(line.run.entry.key) : ""}${text}</th>`;
  });
  const kind = isEntry ? (line.rank === 1 ? "first" : line.belowBaseline ? "below" : "") : "baseline";
  return `<tr${kind && ` class="${kind}"`}>${cells.join("")}</tr>`;
}
