import Table from "cli-table3";
import { formatLoss, formatScore, formatSeconds, formatSetting, formatSettings } from "../format.ts";
import type { Task } from "../race/problem.ts";
import { footnotes, markOf, scoreName } from "../race/remarks.ts";
import type { Standing, Standings } from "../race/standings.ts";
import { coloursFor, wrap } from "./text.ts";

/** Below this width the settings column holds only the learning rate. */
const wide = 112;

/** The result as a table with its notes, as wide as `stream` if that is a terminal. */
export function renderTable(standings: Standings, task: Task, stream: NodeJS.WriteStream): string {
  const colours = coloursFor(stream);
  const width = stream.columns || wide;
  const settingsHead = width >= wide ? "settings" : "lr";
  const threshold = standings.threshold === null ? "best" : formatLoss(standings.threshold);
  const table = new Table({
    head: [
      "",
      "optimizer",
      settingsHead,
      "final loss",
      "best loss",
      scoreName(task),
      `epochs\nto ${threshold}`,
      "time/step",
    ],
    colAligns: ["right", "left", "left", "right", "right", "right", "right", "right"],
    chars: borders,
    style: { head: [], border: [], "padding-left": 1, "padding-right": 1 },
  });
  for (const standing of standings.lines) table.push(row(standing, task, width, colours));
  const notes = footnotes(standings).flatMap(({ mark, text }) =>
    wrap(text, Math.min(width, wide) - 4).map((line, i) => colours.dim(`  ${i === 0 ? mark : " "} ${line}`)),
  );
  return [table.toString(), "", ...notes].join("\n");
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

function row(standing: Standing, task: Task, width: number, colours: ReturnType<typeof coloursFor>): string[] {
  const { run, rank } = standing;
  const { contestant, settings } = run.entry;
  const paint = rank === 1 ? colours.green : rank === null ? colours.dim : (text: string) => text;
  const mark = markOf(run);
  return [
    rank === null ? "–" : String(rank),
    `${contestant.name}${mark && ` ${mark}`}`,
    width >= wide ? formatSettings(settings) : formatSetting(settings.lr ?? null),
    run.state === "diverged" ? "diverged" : formatLoss(standing.finalLoss),
    formatLoss(standing.bestLoss),
    formatScore(standing.score, task),
    standing.epochsToReach === null ? "–" : String(standing.epochsToReach),
    formatSeconds(standing.secondsPerStep),
  ].map(paint);
}
