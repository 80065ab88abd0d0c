import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { writeAtomically } from "downhill/node";
import { systemReason, UserError } from "../errors.ts";
import { renderReport } from "./html.ts";
import { drawPlots, standalone } from "./plots.ts";
import { type Outcome, resultsJson } from "./results.ts";

/** The plots a race may write; one that this race doesn't have must not stay from an earlier one. */
const plotNames = ["loss-per-step", "loss-per-step-log", "loss-per-epoch", "loss-per-epoch-log", "fit"];

/** Makes a folder for `what` and tries to write there, so that a race isn't run in vain. */
export async function prepareFolder(folder: string, what = "the report"): Promise<void> {
  try {
    await makeFolder(resolve(folder));
    const probe = join(folder, `.downhill-${process.pid}`);
    await writeFile(probe, "");
    await rm(probe);
  } catch (error) {
    throw cannotWrite(what, folder, error);
  }
}

/**
 * Makes a folder and those above it that are missing. Not by `recursive`: that never ends where the system says "no such
 * file" though the folder above is there, as `/proc` does.
 */
async function makeFolder(folder: string): Promise<void> {
  if ((await kindOf(folder)) === "folder") return;
  const above = dirname(folder);
  if ((await kindOf(above)) === null) await makeFolder(above);
  await mkdir(folder);
}

async function kindOf(path: string): Promise<"folder" | "file" | null> {
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch {
    return null;
  }
}

/** The files of a report by name: the page, the results and the plots. */
export function drawReport(outcome: Outcome, batchesPerEpoch: number): ReadonlyMap<string, string> {
  const plots = drawPlots(outcome.job.problem, outcome.standings, batchesPerEpoch);
  return new Map([
    ["report.html", renderReport(outcome, plots)],
    ["results.json", resultsJson(outcome)],
    ...plots.map((plot) => [`${plot.name}.svg`, standalone(plot)] as const),
  ]);
}

/** Writes the files of a report, each of which is there whole or as it was before; returns the page's path. */
export async function writeReport(folder: string, files: ReadonlyMap<string, string>): Promise<string> {
  const stale = plotNames.map((name) => `${name}.svg`).filter((name) => !files.has(name));
  try {
    await Promise.all([
      ...[...files].map(([name, text]) => writeAtomically(join(folder, name), text)),
      ...stale.map((name) => rm(join(folder, name), { force: true })),
    ]);
  } catch (error) {
    throw cannotWrite("the report", folder, error);
  }
  return join(folder, "report.html");
}

function cannotWrite(what: string, folder: string, error: unknown): UserError {
  return new UserError(`can't write ${what} to "${folder}": ${systemReason(error)}`);
}
