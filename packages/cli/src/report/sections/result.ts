import { formatLoss, formatSeconds } from "../../format.ts";
import { type ResultColumn, resultColumns } from "../../race/columns.ts";
import type { Outcome } from "../../race/outcome.ts";
import { embeddingText, footnotes } from "../../race/remarks.ts";
import { type BaselineStanding, type Standing, withBaseline } from "../../race/standings.ts";
import { escapeText } from "../escape.ts";
import { type Looks, looksOf } from "../palette.ts";
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
  return `${table(withBaseline(standings.lines, standings.baseline), columns, looksOf(job.entries))}
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
${table(withBaseline(embeddings, baseline), resultColumns(job.problem), looksOf(job.entries))}`;
}

function table(
  lines: readonly (Standing | BaselineStanding)[],
  columns: readonly ResultColumn[],
  looks: Looks,
): string {
  const head = columns.map(({ key, head, explanation }) => {
    const sorted = key === "rank" ? ' aria-sort="ascending"' : "";
    const button = `<button type="button" title="${escapeText(explanation)}">${escapeText(head)}</button>`;
    return `<th role="columnheader" scope="col" class="${key}"${sorted}>${button}</th>`;
  });
  // The roles are those that a table has by itself, unless it is laid out as cards.
  return `<div class="scroll"><table class="result" role="table">
<thead role="rowgroup"><tr role="row">${head.join("")}</tr></thead>
<tbody role="rowgroup">
${lines.map((line, i) => row(line, i, columns, looks)).join("\n")}
</tbody></table></div>`;
}

function row(line: Standing | BaselineStanding, place: number, columns: readonly ResultColumn[], looks: Looks): string {
  const isEntry = "run" in line;
  const cells = columns.map((column) => {
    const { key, head } = column;
    const text = escapeText(isEntry ? column.cell(line) : column.baseline(line));
    const order = key === "rank" ? place : column.order(line);
    const data = `data-head="${escapeText(head)}" data-order="${escapeText(String(order ?? ""))}"`;
    if (key !== "optimizer") return `<td role="cell" class="${key}" ${data}>${text}</td>`;
    return `<th role="rowheader" scope="row" ${data}>${isEntry ? swatch(line.run.entry.key, looks) : ""}${text}</th>`;
  });
  const kind = isEntry ? (line.rank === 1 ? "first" : line.belowBaseline ? "below" : "") : "baseline";
  return `<tr role="row"${kind && ` class="${kind}"`}>${cells.join("")}</tr>`;
}
