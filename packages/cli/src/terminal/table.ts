import Table from "cli-table3";
import { formatNumber, formatSetting } from "../format.ts";
import { type ResultColumn, resultColumns } from "../race/columns.ts";
import { rankColumns } from "../race/importances.ts";
import type { Outcome } from "../race/outcome.ts";
import { embeddingText, type Footnote, footnotes } from "../race/remarks.ts";
import { type BaselineStanding, type Standing, withBaseline } from "../race/standings.ts";
import { coloursFor, oneLine, widest, wrap } from "./text.ts";

/** Longer lines are hard to read. */
const wide = 132;

/** A line of the table: an entry's, or the line to beat. */
type Line = Standing | BaselineStanding;

/** The result as a table with its notes, as wide as `stream` if that is a terminal. */
export function renderTable(outcome: Outcome, stream: NodeJS.WriteStream): string {
  const { standings, job } = outcome;
  if (standings.lines.length + standings.embeddings.length === 0) return trialsOnly(outcome);
  const colours = coloursFor(stream);
  const width = stream.columns || Number.POSITIVE_INFINITY;
  const { lines, embeddings, baseline } = standings;
  const everybody = [...lines, ...embeddings, ...(baseline ? [baseline] : [])];
  let all = resultColumns(job.problem);
  let shown = fitting(all, everybody, width);
  if (!shown.some(({ key }) => key === "settings")) {
    all = all.map((column) => (column.key === "settings" ? onlyRate : column));
    shown = fitting(all, everybody, width);
  }
  const paragraph = (mark: string, text: string) =>
    wrap(oneLine(text), Math.min(width, wide) - 4).map((line, i) =>
      colours.dim(`  ${i === 0 ? mark.padEnd(1) : " "} ${line}`),
    );

  const parts = [drawTable(withBaseline(lines, baseline), shown, colours)];
  const notes = footnotes(standings, job);
  notes.push(...importanceNote(outcome));
  const hidden = all.filter(({ key }) => !shown.some((one) => one.key === key)).map(({ head }) => head);
  if (hidden.length > 0)
    notes.push({ mark: " ", text: `A wider terminal has room for ${hidden.join(", ")}; the report shows all.` });
  parts.push(notes.flatMap(({ mark, text }) => paragraph(mark, text)).join("\n"));
  if (embeddings.length > 0 && job.problem.kind === "data") {
    const { columns, entries } = job.problem.lookup;
    const names = embeddings.map(({ run }) => run.entry.name);
    parts.push(
      paragraph(" ", embeddingText(names, columns, entries)).join("\n"),
      drawTable(withBaseline(embeddings, baseline), shown, colours),
    );
  }
  return parts.filter((part) => part !== "").join("\n\n");
}

/** The columns that matter most to the first of the ranking. */
function importanceNote({ importances, standings }: Outcome): Footnote[] {
  const best = standings.lines.find(({ rank }) => rank === 1);
  const ranked = importances === null ? [] : rankColumns(importances);
  if (best === undefined || ranked.length < 2) return [];
  const first = ranked.slice(0, 3).map(({ column, increase }) => `${column} ${formatNumber(increase)}`);
  const text = `What ${best.run.entry.name} looks at, by how much the loss grows when a column is shuffled: ${first.join(", ")}.`;
  return [{ mark: " ", text }];
}

/** What there is of a race that was stopped before anybody raced. */
function trialsOnly({ tunings }: Outcome): string {
  const done = tunings.reduce((sum, tuning) => sum + Math.floor(tuning.done), 0);
  const all = tunings.reduce((sum, { trials }) => sum + trials, 0);
  return `No optimizer has raced yet. ${done} of ${all} trials are done and noted: the same command goes on from there.`;
}

/** Where there is no room for all settings. */
const onlyRate: ResultColumn = {
  key: "settings",
  head: "lr",
  explanation: "The learning rate.",
  align: "left",
  dispensable: 3,
  cell: ({ run }) => formatSetting(run.entry.choice.settings.lr ?? null),
  baseline: () => "",
  order: () => null,
};

function cellOf(column: ResultColumn, line: Line): string {
  return oneLine("run" in line ? column.cell(line) : column.baseline(line));
}

function drawTable(
  lines: readonly Line[],
  columns: readonly ResultColumn[],
  colours: ReturnType<typeof coloursFor>,
): string {
  const table = new Table({
    head: columns.map(({ head }) => head),
    colAligns: columns.map(({ align }) => align),
    chars: borders,
    style: { head: [], border: [], "padding-left": 1, "padding-right": 1 },
  });
  for (const line of lines) {
    const isFirst = "run" in line && line.rank === 1;
    const isDim = !("run" in line) || line.score === null;
    const paint = isFirst ? colours.green : isDim ? colours.dim : (text: string) => text;
    table.push(columns.map((column) => paint(cellOf(column, line))));
  }
  return table.toString();
}

/** The columns that a line has room for, in their order. */
function fitting(columns: readonly ResultColumn[], lines: readonly Line[], width: number): ResultColumn[] {
  let shown = [...columns];
  const widths = new Map(
    columns.map((column) => [column, 2 + widest([column.head, ...lines.map((line) => cellOf(column, line))])]),
  );
  while (shown.reduce((sum, column) => sum + widths.get(column)!, 0) > width) {
    const most = shown.reduce((a, b) => (b.dispensable > a.dispensable ? b : a));
    if (most.dispensable === 0) return shown.map((column) => ({ ...column, cell: column.short ?? column.cell }));
    shown = shown.filter((column) => column !== most);
  }
  return shown;
}

/** A line under the head and nothing else. */
const borders = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "",
};
