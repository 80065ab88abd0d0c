import { describe, expect, test } from "vitest";
import { makeBatches } from "../src/race/batches.ts";
import type { Job, News } from "../src/race/news.ts";
import { checkSettings } from "../src/race/optimizers.ts";
import { outputs, type Problem } from "../src/race/problem.ts";
import { RaceRecord } from "../src/race/record.ts";
import { parseOptimizers, resolveSettings } from "../src/race/settings.ts";
import { train } from "../src/race/training.ts";
import { tutorialProblem } from "../src/race/tutorial.ts";

/** y = 2x on a line of `rows` places, or whether x is above the middle. */
function line(rows: number, task: Problem["task"] = "regression"): Problem {
  const inputs = Float32Array.from({ length: rows }, (_, i) => (2 * i) / (rows - 1) - 1);
  const examples = {
    rows,
    inputs,
    bins: Int32Array.from(inputs, (x) => Math.min(7, Math.floor((x + 1) * 4))),
    targets: inputs.map((x) => (task === "regression" ? 2 * x : Number(x > 0))),
  };
  return {
    title: "line",
    task,
    target: "y",
    classes: task === "regression" ? [] : ["no", "yes"],
    features: ["x"],
    training: examples,
    validation: examples,
    lookup: { columns: 1, entries: 8 },
    curve: null,
    lossName: "loss",
    notes: [],
  };
}

async function raceOn(problem: Problem, names: string | null, more: Partial<Job> & { lr?: string } = {}) {
  const entries = resolveSettings(parseOptimizers(names), more.lr ? [more.lr] : [], []);
  const job = { problem, entries, hidden: [8], epochs: 3, batch: 16, seed: 3, ...more };
  const record = new RaceRecord(entries);
  const news: News[] = [];
  await train(job, (one) => {
    news.push(one);
    record.take(one);
  });
  return { runs: new Map(record.runs.map((run) => [run.entry.contestant.key, run])), news };
}

describe("train", () => {
  test.each(["regression", "classification"] as const)("all eleven learn a %s", async (task) => {
    const { runs } = await raceOn(line(128, task), null, { epochs: 10 });
    expect(runs.size).toBe(11);
    for (const run of runs.values()) {
      expect(run.state).toBe("finished");
      expect(run.epochs.length).toBe(10);
      const [first, last] = [run.losses.points()[0]!, run.epochs.at(-1)!];
      expect(last.trainingLoss).toBeLessThan(first);
      expect(last.validationLoss).toBeCloseTo(last.trainingLoss, 10);
    }
  });

  test("goes round by epochs", async () => {
    const { news } = await raceOn(line(64), "sgd,adam,lbfgs");
    expect(news.filter(({ kind }) => kind === "epoch").map((one) => "key" in one && one.key)).toEqual([
      ...["sgd", "adam", "lbfgs"],
      ...["sgd", "adam", "lbfgs"],
      ...["sgd", "adam", "lbfgs"],
    ]);
    expect(news[0]).toMatchObject({ kind: "started", threads: expect.any(Number) });
    expect(news.slice(-3).map(({ kind }) => kind)).toEqual(["finished", "finished", "finished"]);
  });

  test("LBFGS takes all rows at once, however many, with the same loss as if in one batch", async () => {
    const { runs } = await raceOn(line(5000), "sgd,lbfgs", { batch: 5000, epochs: 1 });
    const [sgd, lbfgs] = [runs.get("sgd")!, runs.get("lbfgs")!];
    expect(lbfgs.losses.count).toBe(1);
    expect(lbfgs.evaluations).toBeGreaterThan(1);
    expect(lbfgs.losses.last()!).toBeCloseTo(sgd.losses.last()!, 5);
    expect(lbfgs.epochs[0]!.trainingLoss).toBeLessThan(1e-3);
  });

  test("a run whose loss is no longer a number leaves the race, the others go on", async () => {
    const { runs, news } = await raceOn(line(64), "sgd,adam", { lr: "sgd=1e12" });
    expect(runs.get("sgd")!.state).toBe("diverged");
    expect(runs.get("sgd")!.epochs.length).toBeLessThan(3);
    expect(runs.get("adam")!.state).toBe("finished");
    expect(news.filter(({ kind }) => kind === "diverged")).toHaveLength(1);
  });

  test("tells the fitted curve after each epoch", async () => {
    const { runs } = await raceOn(tutorialProblem(0), "adam,sparseadam", { epochs: 4, hidden: [20] });
    for (const run of runs.values()) {
      expect(run.curve).toHaveLength(256);
      // Near the data's own curve: the ends are high, the middle is low.
      expect(run.curve![128]!).toBeLessThan(run.curve![0]!);
      expect(run.curve![128]!).toBeLessThan(run.curve![255]!);
    }
  });
});

describe("tutorialProblem", () => {
  test("is the tutorial's: a thousand points of x² with a tenth of noise", () => {
    const { training, curve, lookup } = tutorialProblem(1);
    expect(training.rows).toBe(1000);
    expect([training.inputs[0], training.inputs[999]]).toEqual([-1, 1]);
    const noise = training.targets.map((y, i) => y - training.inputs[i]! ** 2);
    const variance = noise.reduce((sum, value) => sum + value * value, 0) / 1000;
    expect(Math.sqrt(variance)).toBeGreaterThan(0.09);
    expect(Math.sqrt(variance)).toBeLessThan(0.11);
    expect(Math.max(...training.bins)).toBe(lookup.entries - 1);
    expect(curve!.points).toHaveLength(1000);
    expect(tutorialProblem(1).training.targets).toEqual(training.targets);
    expect(tutorialProblem(2).training.targets).not.toEqual(training.targets);
  });
});

describe("makeBatches", () => {
  test("cuts the rows in the given order", () => {
    const problem = line(5, "classification");
    const batches = makeBatches(problem, problem.training, [4, 0, 3, 1, 2], 2);
    expect(batches.map(({ rows }) => rows)).toEqual([2, 2, 1]);
    expect(batches[0]!.inputs.toArray()).toEqual([[1], [-1]]);
    expect(batches[1]!.bins.toArray()).toEqual([[6], [2]]);
    expect(batches[0]!.targets).toMatchObject({ dtype: "int64", shape: [2] });
    expect(batches[2]!.targets.toArray()).toEqual([0]);
    const [regression] = makeBatches(line(5), line(5).training, [4, 0], 2);
    expect(regression!.targets.toArray()).toEqual([[2], [-2]]);
    expect(outputs(problem)).toBe(2);
  });
});

describe("checkSettings", () => {
  test("lets the library judge the values, for every contestant", () => {
    for (const entry of resolveSettings(parseOptimizers(null), [], [])) checkSettings(entry);
    const [entry] = resolveSettings(parseOptimizers("adam"), [], ["adam.betas=0.9,1.5"]);
    expect(() => checkSettings(entry!)).toThrow(/^adam can't run with lr 0\.01, betas 0\.9\/1\.5: .*1\.5/);
  });
});
