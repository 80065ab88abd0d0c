import { networkShape } from "../training/problem.ts";
import type { RaceJob } from "./job.ts";

/** The rows and the network in words. */
export function describeProblem({ problem, hidden, batch }: RaceJob): string {
  if (problem.kind === "function") return "each step has the function's exact gradient";
  const { training, validation, test } = problem;
  const tested = test === null || problem.encodings === null ? "" : `, ${test.rows} to test`;
  const rows = `${training.rows} rows to train, ${validation.rows} to validate${tested}`;
  return `${rows}, network ${networkShape(problem, hidden)}, batches of ${Math.min(batch, training.rows)}`;
}

/** The budget and the settings in words. */
export function describeTerms({ passes, tune, patience, resume }: RaceJob): string {
  const more = resume === undefined ? "" : `, of which ${resume.passes} were made before`;
  const budget = `${passes} pass${passes === 1 ? "" : "es"} each${more}`;
  const early = patience === null ? "" : `, stopping after ${patience} without a better validation loss`;
  const searched = tune?.tuned === "all" ? "learning rate and a second option" : "learning rate";
  const tuned =
    tune === null
      ? ""
      : `; first ${tune.trials} trials each for its ${searched}, with the seeds ${tune.seeds.join(", ")}`;
  return `${budget}${early}${tuned}`;
}
