import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { optimizers } from "downhill/registry";
import { systemReason, UsageError, UserError } from "../errors.ts";
import type { OptimizerChoice } from "../training/plan.ts";

/** What a final training takes over from a race. */
export interface RaceRecord {
  readonly folder: string;
  /** The first of the ranking. */
  readonly winner: string;
  readonly choice: OptimizerChoice;
  readonly hidden: readonly number[];
  readonly batch: number;
  /** The budget. */
  readonly passes: number;
  /** The pass with the lowest validation loss, the median over the seeds. */
  readonly bestPass: number;
  readonly classWeights: "balanced" | null;
  /** Its accuracy or R² on held-out rows, the mean over the seeds; null if the race doesn't tell. */
  readonly quality: number | null;
  readonly problem: {
    readonly task: string;
    readonly target: string;
    readonly classes: readonly string[];
    readonly inputs: readonly string[];
  };
}

/** What of `results.json` is read here. */
interface Results {
  readonly problem: RaceRecord["problem"] & { readonly title: string };
  readonly hidden: readonly number[];
  readonly passes: number;
  readonly batch: number;
  readonly classWeights?: "balanced" | null;
  readonly results: readonly {
    readonly rank: number | null;
    readonly name: string;
    readonly optimizer: string;
    readonly model: string;
    readonly settings: OptimizerChoice["settings"];
    readonly scheduler: OptimizerChoice["scheduler"];
    readonly bestPass: number | null;
    readonly accuracy?: number;
    readonly rSquared?: number;
  }[];
}

/**
 * Reads who has won a race, and with what, from the folder of its report.
 * @throws UserError if there is no such race, or nobody has won it
 */
export async function readRace(folder: string): Promise<RaceRecord> {
  const path = join(folder, "results.json");
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new UserError(`can't read "${path}", where a race leaves its results: ${systemReason(error)}`);
  }
  let results: Results;
  try {
    results = JSON.parse(text) as Results;
    if (!Array.isArray(results.results) || typeof results.problem !== "object") throw new TypeError("no results");
  } catch {
    throw new UserError(`"${path}" is not what a race leaves`);
  }
  if (!Array.isArray(results.problem.inputs)) {
    throw new UsageError(`the race in ${folder} was about ${results.problem.title}, which is no table`);
  }
  const winner = results.results.find(({ rank, model }) => rank === 1 && model === "network");
  if (winner === undefined || winner.bestPass === null) throw new UserError(`nobody has won the race in ${folder}`);
  const name = optimizers.names.find((one) => winner.optimizer.replace(/-\d+$/, "") === keyOf(one));
  if (name === undefined) throw new UserError(`the winner of the race in ${folder} is unknown: ${winner.name}`);
  return {
    folder,
    winner: winner.name,
    choice: { name, settings: winner.settings, scheduler: winner.scheduler },
    hidden: results.hidden,
    batch: results.batch,
    passes: results.passes,
    bestPass: Math.max(1, Math.round(winner.bestPass)),
    classWeights: results.classWeights ?? null,
    quality: winner.accuracy ?? winner.rSquared ?? null,
    problem: results.problem,
  };
}

function keyOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "");
}
