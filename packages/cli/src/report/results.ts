import type { Environment } from "../environment.ts";
import type { Job } from "../race/news.ts";
import type { Standings } from "../race/standings.ts";
import { visible } from "../terminal/text.ts";

/** Everything about a race that is over or was stopped. */
export interface Outcome {
  readonly job: Job;
  readonly standings: Standings;
  /** Stopped by Ctrl-C or a like signal before the end. */
  readonly interrupted: boolean;
  /** How long the race took, in seconds. */
  readonly seconds: number;
  readonly environment: Environment;
}

/** The outcome for `results.json` and `--json`. What is not a finite number is null. */
export function resultsJson(outcome: Outcome): string {
  return `${visible(JSON.stringify(resultsObject(outcome)))}\n`;
}

function resultsObject({ job, standings, interrupted, seconds, environment }: Outcome): object {
  const { problem } = job;
  return {
    problem: {
      title: problem.title,
      task: problem.task,
      target: problem.target,
      classes: problem.classes,
      inputs: problem.features,
      trainingRows: problem.training.rows,
      validationRows: problem.validation?.rows ?? 0,
      loss: problem.lossName,
      notes: problem.notes,
    },
    hidden: job.hidden,
    epochs: job.epochs,
    batch: job.batch,
    seed: job.seed,
    interrupted,
    seconds,
    environment,
    threshold: standings.threshold,
    slowest: standings.slowest?.entry.contestant.key ?? null,
    results: standings.lines.map(({ run, ...line }) => ({
      rank: line.rank,
      optimizer: run.entry.contestant.key,
      name: run.entry.contestant.name,
      state: run.state,
      model: run.entry.contestant.model === "lookup" ? "embedding" : "network",
      settings: run.entry.settings,
      finalLoss: line.finalLoss,
      bestLoss: line.bestLoss,
      [problem.task === "classification" ? "accuracy" : "rSquared"]: line.score,
      epochsToReach: line.epochsToReach,
      secondsPerStep: line.secondsPerStep,
      steps: run.losses.count,
      evaluations: run.evaluations,
      epochs: run.epochs,
      stepsPerLoss: run.losses.stride,
      stepLosses: run.losses.points(),
    })),
  };
}
