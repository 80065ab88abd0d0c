import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { systemReason, UserError } from "../errors.ts";
import { renderReport } from "./html.ts";
import { drawPlots, standalone } from "./plots.ts";
import { type Outcome, resultsObject } from "./results.ts";

/** The plots a race may write; one that this race doesn't have must not stay from an earlier one. */
const plotNames = ["loss-per-step", "loss-per-step-log", "loss-per-epoch", "loss-per-epoch-log", "fit"];

/** Makes the folder for the report and tries to write there, so that a race isn't run in vain. */
export async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    const probe = join(folder, `.downhill-${process.pid}`);
    await writeFile(probe, "");
    await rm(probe);
  } catch (error) {
    throw cannotWrite(folder, error);
  }
}

/** Writes `report.html`, `results.json` and the plots; returns the report's path. */
export async function writeReport(folder: string, outcome: Outcome, batchesPerEpoch: number): Promise<string> {
  const plots = drawPlots(outcome.job.problem, outcome.standings, batchesPerEpoch);
  const report = join(folder, "report.html");
  const files = new Map([
    [report, renderReport(outcome, plots)],
    [join(folder, "results.json"), `${JSON.stringify(resultsObject(outcome))}\n`],
    ...plots.map((plot) => [join(folder, `${plot.name}.svg`), standalone(plot)] as const),
  ]);
  const stale = plotNames.map((name) => join(folder, `${name}.svg`)).filter((path) => !files.has(path));
  try {
    await Promise.all([
      ...[...files].map(([path, text]) => writeFile(path, text)),
      ...stale.map((path) => rm(path, { force: true })),
    ]);
  } catch (error) {
    throw cannotWrite(folder, error);
  }
  return report;
}

function cannotWrite(folder: string, error: unknown): UserError {
  return new UserError(`can't write the report to "${folder}": ${systemReason(error)}`);
}
