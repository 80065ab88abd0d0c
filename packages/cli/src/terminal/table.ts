import Table from "cli-table3";
import { formatLoss, formatScore, formatSeconds, formatSetting, formatSettings } from "../format.ts";
import type { Task } from "../race/problem.ts";
import { footnotes, markOf, scoreName } from "../race/remarks.ts";
import type { Standing, Standings } from "../race/standings.ts";
import { coloursFor, widest, wrap } from "./text.ts";

/** Below this width the settings column holds only the learning rate. */
const wide = 112;

/** The result as a table with its notes, as wide as `stream` if that is a terminal. */
export function renderTable(standings: Standings, task: Task, stream: NodeJS.WriteStream): string {
  const colours = coloursFor(stream);
  const width = stream.columns || Number.POSITIVE_INFINITY;
  const { lines } = standings;
  const all = resultColumns(standings, task, width);
  const shown = fitting(all, lines, width);
  const table = new Table({
    head: shown.map(({ head }) => head),
    colAligns: shown.map(({ align }) => align),
    chars: borders,
    style: { head: [], border: [], "padding-left": 1, "padding-right": 1 },
  });
  for (const line of lines) {
    const paint = line.rank === 1 ? colours.green : line.rank === null ? colours.dim : (text: string) => text;
    table.push(shown.map(({ cell }) => paint(cell(line))));
  }
  const hidden = all.filter((column) => !shown.includes(column)).map(({ head }) => head.replace("\n", " "));
  const remarks = footnotes(standings);
  if (hidden.length > 0) remarks.push({ mark: " ", text: `A wider terminal has room for ${hidden.join(", ")}.` });
  const notes = remarks.flatMap(({ mark, text }) =>
    wrap(text, Math.min(width, wide) - 4).map((line, i) => colours.dim(`  ${i === 0 ? mark : " "} ${line}`)),
  );
  return [table.toString(), "", ...notes].join("\n");
}

/** A column of the result. */
interface ResultColumn {
  readonly head: string;
  readonly align: "left" | "right";
  /** Who goes first where there is not room for all: the highest. Zero stays. */
  readonly dispensable: number;
  cell(line: Standing): string;
}

function resultColumns(standings: Standings, task: Task, width: number): ResultColumn[] {
  const threshold = standings.threshold === null ? "best" : formatLoss(standings.threshold);
  const left = (head: string, dispensable: number, cell: ResultColumn["cell"]) =>
    ({ head, align: "left", dispensable, cell }) as const;
  const right = (head: string, dispensable: number, cell: ResultColumn["cell"]) =>
    ({ head, align: "right", dispensable, cell }) as const;
  return [
    right("", 0, ({ rank }) => (rank === null ? "–" : String(rank))),
    left("optimizer", 0, ({ run }) => [run.entry.contestant.name, markOf(run)].join(" ").trimEnd()),
    left(width >= wide ? "settings" : "lr", 3, ({ run: { entry } }) =>
      width >= wide ? formatSettings(entry.settings) : formatSetting(entry.settings.lr ?? null),
    ),
    right("final loss", 0, ({ run, finalLoss }) => (run.state === "diverged" ? "diverged" : formatLoss(finalLoss))),
    right("best loss", 2, ({ bestLoss }) => formatLoss(bestLoss)),
    right(scoreName(task), 1, ({ score }) => formatScore(score, task)),
    right(`epochs\nto ${threshold}`, 4, ({ epochsToReach }) => (epochsToReach === null ? "–" : String(epochsToReach))),
    right("time/step", 5, ({ secondsPerStep }) => formatSeconds(secondsPerStep)),
  ];
}

/** The columns that a line has room for, in their order. */
function fitting(columns: readonly ResultColumn[], lines: readonly Standing[], width: number): ResultColumn[] {
  let shown = [...columns];
  const widths = new Map(
    columns.map((column) => [column, 2 + widest([...column.head.split("\n"), ...lines.map(column.cell)])]),
  );
  while (shown.reduce((sum, column) => sum + widths.get(column)!, 0) > width) {
    const most = shown.reduce((a, b) => (b.dispensable > a.dispensable ? b : a));
    if (most.dispensable === 0) break;
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
