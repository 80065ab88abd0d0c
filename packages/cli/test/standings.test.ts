import { describe, expect, test } from "vitest";
import { RaceRecord } from "../src/race/record.ts";
import { footnotes } from "../src/race/remarks.ts";
import { parseOptimizers, resolveSettings } from "../src/race/settings.ts";
import { rankRuns } from "../src/race/standings.ts";
import { runOf } from "./runs.ts";

const order = (...runs: Parameters<typeof rankRuns>[0]) =>
  rankRuns(runs).lines.map(({ run, rank }) => [run.entry.contestant.key, rank]);

describe("rankRuns", () => {
  test("ranks by the final loss, not the best", () => {
    expect(order(runOf("sgd", [3, 1, 2]), runOf("adam", [3, 1.9, 1.5]))).toEqual([
      ["adam", 1],
      ["sgd", 2],
    ]);
  });

  test("measures epochs against the best loss of the slowest", () => {
    const { lines, threshold, slowest } = rankRuns([
      runOf("sgd", [3, 1, 2]),
      runOf("adam", [3, 1.9, 1.5]),
      runOf("asgd", [1.5, 0.5, 0.5]),
    ]);
    expect(threshold).toBe(1.5);
    expect(slowest!.entry.contestant.key).toBe("adam");
    expect(
      Object.fromEntries(lines.map(({ run, epochsToReach }) => [run.entry.contestant.key, epochsToReach])),
    ).toEqual({
      asgd: 1,
      sgd: 2,
      adam: 3,
    });
  });

  test("another model is not ranked and doesn't set the mark, however well it does", () => {
    const runs = [runOf("sgd", [2, 1]), runOf("sparseadam", [9, 8]), runOf("adam", [2, 1.5])];
    expect(order(...runs)).toEqual([
      ["sgd", 1],
      ["adam", 2],
      ["sparseadam", null],
    ]);
    expect(rankRuns(runs).threshold).toBe(1.5);
    expect(rankRuns(runs).lines[2]!.epochsToReach).toBeNull();
  });

  test("who diverged is last and unranked, with the best loss it had", () => {
    const { lines, threshold } = rankRuns([
      runOf("sgd", [0.1], { state: "diverged" }),
      runOf("sparseadam", [5]),
      runOf("adam", [2]),
    ]);
    expect(lines.map(({ run, rank }) => [run.entry.contestant.key, rank])).toEqual([
      ["adam", 1],
      ["sparseadam", null],
      ["sgd", null],
    ]);
    expect(lines[2]).toMatchObject({ finalLoss: Number.NaN, bestLoss: 0.1, score: null });
    expect(threshold).toBe(2);
  });

  test("a race that was stopped before anyone finished an epoch has no ranks", () => {
    const { lines, threshold } = rankRuns([
      runOf("sgd", [], { state: "stopped" }),
      runOf("adam", [], { state: "stopped" }),
    ]);
    expect(threshold).toBeNull();
    expect(lines[0]).toMatchObject({ rank: null, finalLoss: null, bestLoss: null, score: null, secondsPerStep: null });
  });

  test("validation decides where there is any", () => {
    const held = runOf("sgd", [1]);
    held.epochs[0] = { trainingLoss: 1, validationLoss: 9, score: 0 };
    expect(rankRuns([held]).lines[0]!.finalLoss).toBe(9);
  });

  test("the time per step is the median", () => {
    const run = runOf("sgd", [1], { seconds: [1, 1e-3, 3e-3, 2e-3, 1e-3] });
    expect(rankRuns([run]).lines[0]!.secondsPerStep).toBe(2e-3);
  });
});

describe("footnotes", () => {
  test("say who ran another model, who took all rows at once, who diverged, and what the mark is", () => {
    const notes = footnotes(
      rankRuns([
        runOf("sparseadam", [1]),
        runOf("lbfgs", [1, 1], { evaluations: 84 }),
        runOf("sgd", [2], { state: "diverged" }),
      ]),
    ).map(({ text }) => text);
    expect(notes[0]).toMatch(/^SparseAdam takes sparse gradients only: .*not ranked\.$/);
    expect(notes[1]).toMatch(/^LBFGS .* with 21 passes over them per step on average\.$/);
    expect(notes[2]).toMatch(/^1\.000 is the best loss of the slowest, LBFGS/);
    expect(notes[3]).toMatch(/^Diverged, the loss no longer a number: SGD \(at step 2\)\.$/);
  });
});

test("a footnote names who overfits", () => {
  const adam = runOf("adam", [1, 1, 1]);
  const sgd = runOf("sgd", [1, 1, 1]);
  [0.9, 0.8, 0.85].forEach((loss, i) => Object.assign(adam.epochs[i]!, { validationLoss: loss }));
  [0.9, 0.8, 2.5].forEach((loss, i) =>
    Object.assign(sgd.epochs[i]!, { validationLoss: loss, trainingLoss: 0.1 / (i + 1) }),
  );
  const notes = footnotes(rankRuns([adam, sgd])).map(({ text }) => text);
  expect(notes).toContain(
    "Fits the training rows better and better, the validation rows worse: SGD (0.03333 in training).",
  );
});

describe("RaceRecord", () => {
  test("keeps what it is told", () => {
    const record = new RaceRecord(resolveSettings(parseOptimizers("sgd,adam"), [], []));
    record.take({ kind: "started", threads: 2 });
    record.take({ kind: "steps", key: "sgd", losses: [3, 2], seconds: [0.1, 0.2], evaluations: 2 });
    record.take({ kind: "steps", key: "sgd", losses: [1], seconds: [0.3], evaluations: 1 });
    const result = { trainingLoss: 1, validationLoss: null, score: 0.5 };
    const curve = Float32Array.of(1);
    const run = record.take({ kind: "epoch", key: "sgd", result, curve });
    expect(run).toMatchObject({
      evaluations: 3,
      epochs: [result],
      curve,
      state: "running",
    });
    expect([run!.losses.points(), run!.seconds.points()]).toEqual([
      [3, 2, 1],
      [0.1, 0.2, 0.3],
    ]);
    record.take({ kind: "finished", key: "sgd" });
    record.stop();
    expect(record.runs.map(({ state }) => state)).toEqual(["finished", "stopped"]);
    expect(record.threads).toBe(2);
  });
});
