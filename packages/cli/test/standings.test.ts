import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { take } from "../src/race/run.ts";
import { rankRuns, withBaseline } from "../src/race/standings.ts";
import { lastTenth, meanOverLastTenth, pointAt } from "../src/training/curve.ts";
import { heldOutLoss } from "../src/training/training.ts";
import { pointsOf, runOf } from "./runs.ts";

const ranks = (standings: ReturnType<typeof rankRuns>) =>
  standings.lines.map(({ run, rank, tied }) => [run.entry.key, rank, tied]);

describe("the score", () => {
  test("is the mean over the last tenth of the budget", () => {
    expect([1, 4, 10, 11, 50, 100].map(lastTenth)).toEqual([1, 4, 10, 10, 46, 91]);
    const losses = Array.from({ length: 21 }, (_, i) => 20 - i);
    const [line] = rankRuns([runOf("sgd", [losses])], 20).lines;
    expect(line!.score!.mean).toBe(0.5);
  });

  test("counts a point for all passes until the next one", () => {
    const points = pointsOf([8, 4, 2]).map((point, i) => ({ ...point, pass: [0, 5, 19][i]! }));
    // Passes 19 and 20 of 20; of 10 the tenth; of 18 the 17th and 18th.
    const mean = (budget: number) => meanOverLastTenth(points, budget, heldOutLoss);
    expect([mean(20), mean(10), mean(18), mean(4)]).toEqual([2, 4, 4, 8]);
    expect([0, 4, 5, 18, 19, 99].map((pass) => pointAt(points, pass)!.validation)).toEqual([8, 8, 4, 4, 2, 2]);
    expect(pointAt(points, -1)).toBeNull();
  });

  test("is between the least and the largest loss", () => {
    const losses = fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(losses, (values) => {
        const mean = meanOverLastTenth(pointsOf(values), values.length - 1, heldOutLoss);
        expect(mean).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
        expect(mean).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
      }),
    );
  });

  test("is measured on the test rows where there are any, the best pass chosen by the validation rows", () => {
    const run = runOf("sgd", [[3, 1, 2]], { points: (i) => ({ test: 10 * (i + 1) }) });
    const [line] = rankRuns([run], 2).lines;
    expect(line).toMatchObject({ score: { mean: 30 }, best: { mean: 20 }, bestPass: 1, final: { mean: 30 } });
  });
});

describe("rankRuns", () => {
  const seeds = (...scores: number[]) => scores.map((score) => [9, score]);

  test("ranks by the score, with its mean and spread over the seeds", () => {
    const standings = rankRuns([runOf("sgd", seeds(4, 5, 6)), runOf("adam", seeds(1, 2, 3))], 1);
    expect(ranks(standings)).toEqual([
      ["adam", 1, false],
      ["sgd", 2, false],
    ]);
    expect(standings.lines[0]!.score).toEqual({ values: [1, 2, 3], mean: 2, spread: 1 });
  });

  test("ranks that the spread doesn't support are ties", () => {
    const standings = rankRuns(
      [runOf("sgd", seeds(4, 5, 6)), runOf("adam", seeds(5, 4, 6.5)), runOf("asgd", seeds(40, 50, 60))],
      1,
    );
    expect(ranks(standings)).toEqual([
      ["sgd", 1, true],
      ["adam", 1, true],
      ["asgd", 3, false],
    ]);
  });

  test("never ranks a larger score above a smaller one", () => {
    const scores = fc.array(fc.double({ min: 0.01, max: 5, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(scores, { minLength: 2, maxLength: 6 }), (all) => {
        const names = ["sgd", "adam", "asgd", "rprop", "adamw", "adagrad"];
        const { lines } = rankRuns(
          all.map((one, i) => runOf(names[i]!, seeds(...one))),
          1,
        );
        for (let i = 1; i < lines.length; i++) {
          expect(lines[i]!.score!.mean).toBeGreaterThanOrEqual(lines[i - 1]!.score!.mean);
          expect(lines[i]!.rank!).toBeGreaterThanOrEqual(lines[i - 1]!.rank!);
          expect(lines[i]!.tied).toBe(lines.filter(({ rank }) => rank === lines[i]!.rank).length > 1);
        }
        expect(lines[0]!.rank).toBe(1);
      }),
    );
  });

  test("an embedding has a place of its own and doesn't rank, however well it does", () => {
    const standings = rankRuns([runOf("sgd", seeds(2, 1)), runOf("sparseadam", seeds(0.1, 0.1))], 1);
    expect(ranks(standings)).toEqual([["sgd", 1, false]]);
    expect(standings.embeddings.map(({ run, rank }) => [run.entry.key, rank])).toEqual([["sparseadam", null]]);
  });

  test("who diverged with any seed is last and unranked", () => {
    const diverged = runOf("sgd", seeds(0.1, 0.1));
    diverged.seeds[1]!.state = "diverged";
    const standings = rankRuns([diverged, runOf("adam", seeds(2, 3))], 1);
    expect(ranks(standings)).toEqual([
      ["adam", 1, false],
      ["sgd", null, false],
    ]);
    expect(standings.lines[1]).toMatchObject({ score: null, diverged: 1, best: { mean: 0.1 } });
  });

  test("who is no better than the line to beat is marked", () => {
    const standings = rankRuns(
      [runOf("sgd", seeds(0.5, 0.5), { baseline: 1 }), runOf("adam", seeds(1, 1), { baseline: 1 })],
      1,
    );
    expect(standings.baseline!.loss.mean).toBe(1);
    expect(standings.lines.map(({ belowBaseline }) => belowBaseline)).toEqual([false, true]);
    const order = withBaseline(standings.lines, standings.baseline);
    expect(order.map((one) => ("run" in one ? one.run.entry.key : "baseline"))).toEqual(["sgd", "baseline", "adam"]);
  });

  test("names overfitting for all who do: the validation loss has risen by more than its spread, the training loss not", () => {
    const falling = (i: number) => ({ training: 1 / (i + 1) });
    const rising = (i: number) => ({ training: i });
    const losses = [
      [3, 1, 2],
      [3, 1.1, 2.1],
    ];
    const overfits = (run: ReturnType<typeof runOf>) => rankRuns([run], 2).lines[0]!.overfits;
    expect(overfits(runOf("sgd", losses, { points: falling }))).toBe(true);
    // Not if training went wrong as well, nor if seeds differ by as much.
    expect(overfits(runOf("sgd", losses, { points: rising }))).toBe(false);
    expect(overfits(runOf("sgd", [losses[0]!, [3, 4, 5]], { points: falling }))).toBe(false);
    expect(overfits(runOf("sgd", [[3, 1, 2]], { points: falling }))).toBe(true);
    expect(overfits(runOf("sgd", [[3, 1, 1.02]], { points: falling }))).toBe(false);
  });

  test("of a race that was stopped only the seeds count that all have finished", () => {
    const sgd = runOf("sgd", seeds(4, 5));
    const adam = runOf("adam", seeds(1, 9));
    Object.assign(adam.seeds[1]!, { state: "stopped" });
    const standings = rankRuns([sgd, adam], 1);
    expect(standings).toMatchObject({ seeds: [0], budget: 1 });
    expect(standings.lines.map(({ score }) => score!.values)).toEqual([[1], [4]]);
  });

  test("of a race that was stopped in its first seed the passes count that all have made", () => {
    const stopped = { state: "stopped" } as const;
    const sgd = runOf("sgd", [[9, 4, 3, 2]], { seed: stopped });
    const adam = runOf("adam", [[9, 5]], { seed: stopped });
    const standings = rankRuns([sgd, adam], 100);
    expect(standings).toMatchObject({ seeds: [0], budget: 1 });
    expect(standings.lines.map(({ score }) => score!.values)).toEqual([[4], [5]]);
    const none = rankRuns([sgd, runOf("adam", [[]], { seed: stopped })], 100);
    expect(none.budget).toBe(0);
    expect(none.lines.map(({ rank, score }) => [rank, score])).toEqual([
      [null, null],
      [null, null],
    ]);
  });

  test("the time per pass is the median of a seed's passes", () => {
    const run = runOf("sgd", [[5, 4, 3, 2]], { points: (i) => ({ seconds: [0, 1, 1.003, 1.005][i]! }) });
    expect(rankRuns([run], 3).lines[0]!.secondsPerPass).toBeCloseTo(0.003, 9);
  });
});

test("a run keeps what it is told", () => {
  const run = runOf("sgd", [[]]).seeds[0]!;
  const baseline = {
    loss: 1,
    measures: { kind: "regression", rSquared: 0, rootMeanSquaredError: 1, meanAbsoluteError: 1 },
  } as const;
  take(run, { points: pointsOf([3, 2]), passes: 1, state: "running", places: [[1, 2]], baseline, legacy: null });
  take(run, { points: pointsOf([1]), passes: 2, state: "diverged", places: [], baseline: null, legacy: null });
  expect(run).toMatchObject({ passes: 2, state: "diverged", places: [[1, 2]], baseline });
  expect(run.points.map(({ validation }) => validation)).toEqual([3, 2, 1]);
});
