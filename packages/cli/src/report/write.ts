import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { writeAtomically } from "downhill/node";
import { systemReason, UserError } from "../errors.ts";
import type { Outcome } from "../race/outcome.ts";
import { renderReport } from "./html.ts";
import { standalone } from "./plot.ts";
import { allPlots, drawPlots, plotNames } from "./plots.ts";
import { resultsJson } from "./results.ts";

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
export function drawReport(outcome: Outcome): ReadonlyMap<string, string> {
  const plots = drawPlots(outcome);
  return new Map([
    ["report.html", renderReport(outcome, plots)],
    ["results.json", resultsJson(outcome)],
    ...allPlots(plots).map((plot) => [`${plot.name}.svg`, standalone(plot, outcome.job.entries)] as const),
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
