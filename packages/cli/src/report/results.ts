import type { Outcome } from "../race/outcome.ts";
import type { Standing } from "../race/standings.ts";
import type { Sample } from "../race/statistics.ts";
import { visible } from "../terminal/text.ts";
import { architectureOf } from "../training/optimizer.ts";

/** The outcome for `results.json` and `--json`. What is not a finite number is null. */
export function resultsJson(outcome: Outcome): string {
  return `${visible(JSON.stringify(resultsObject(outcome)))}\n`;
}

function resultsObject({ job, tunings, standings, importances, interrupted, seconds, environment }: Outcome): object {
  return {
    problem: problemObject({ job }),
    hidden: job.hidden,
    passes: job.passes,
    batch: job.batch,
    seed: job.seed,
    seeds: job.seeds,
    patience: job.patience,
    classWeights: job.classWeights,
    tuned: job.tune?.tuned ?? null,
    interrupted,
    seconds,
    environment,
    compared: { passes: standings.budget, seeds: standings.seeds },
    baseline: standings.baseline && {
      loss: sampleObject(standings.baseline.loss),
      measures: standings.baseline.measures,
    },
    results: [...standings.lines, ...standings.embeddings].map(lineObject),
    trials: tunings.map(({ entry, results }) => ({ optimizer: entry.key, results })),
    importances,
  };
}

function problemObject({ job: { problem } }: Pick<Outcome, "job">): object {
  const { title, lossName, heldOut, notes } = problem;
  if (problem.kind === "function") return { title, task: "minimization", loss: lossName, notes };
  const { task, target, classes, features, training, validation, test } = problem;
  return {
    title,
    task,
    target,
    classes,
    inputs: features,
    trainingRows: training.rows,
    validationRows: validation.rows,
    testRows: test?.rows ?? 0,
    loss: lossName,
    heldOut,
    notes,
  };
}

function lineObject(line: Standing): object {
  const { run } = line;
  const { choice, key, name } = run.entry;
  return {
    rank: line.rank,
    tied: line.tied,
    optimizer: key,
    name,
    state: stateOf(line),
    model: architectureOf(choice),
    settings: choice.settings,
    scheduler: choice.scheduler,
    score: sampleObject(line.score),
    best: sampleObject(line.best),
    bestPass: line.bestPass,
    finalLoss: line.diverged > 0 ? null : (line.final?.mean ?? null),
    ...(line.quality && { [qualityName(line)]: line.quality.mean }),
    secondsPerPass: line.secondsPerPass,
    diverged: line.diverged,
    belowBaseline: line.belowBaseline,
    overfits: line.overfits,
    seeds: run.seeds.map(({ seed, state, points, legacy }) => ({
      seed,
      state,
      measures: legacy?.measures ?? null,
      curve: {
        passes: points.map(({ pass }) => pass),
        seconds: points.map(({ seconds }) => seconds),
        trainingLoss: points.map(({ training }) => training),
        validationLoss: points.map(({ validation }) => validation),
        testLoss: points.map(({ test }) => test),
      },
    })),
  };
}

/** One word for all seeds: how those did that did worst. */
function stateOf({ run }: Standing): string {
  const states = new Set(run.seeds.map(({ state }) => state));
  return (
    (["diverged", "stopped", "running", "stopped early"] as const).find((state) => states.has(state)) ?? "finished"
  );
}

function qualityName({ measures }: Standing): string {
  return measures[0]?.kind === "regression" ? "rSquared" : "accuracy";
}

function sampleObject(sample: Sample | null): object | null {
  return sample && { mean: sample.mean, spread: sample.spread, values: sample.values };
}
