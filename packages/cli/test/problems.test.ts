import { noGrad, tensor } from "downhill";
import { describe, expect, test } from "vitest";
import { builtIns } from "../src/problems/catalog.ts";
import { quadratic, rosenbrock } from "../src/problems/functions.ts";
import { parabola } from "../src/problems/parabola.ts";
import { makeProblem } from "../src/problems/source.ts";
import { spirals } from "../src/problems/spirals.ts";
import { baselineOf, fittedCurve, measure } from "../src/training/assessment.ts";
import { permutationImportance } from "../src/training/importance.ts";
import { createModel } from "../src/training/model.ts";
import type { DataProblem, FunctionProblem } from "../src/training/problem.ts";
import { line } from "./line.ts";

const pause = () => undefined;
const value = (problem: FunctionProblem, x: ArrayLike<number>) =>
  Number(noGrad(() => problem.evaluate(tensor(Float32Array.from(x)).reshape([...problem.shape]))).item());

describe("the built-in problems", () => {
  test.each(Object.keys(builtIns))("%s is the same for a seed, and another for another", async (name) => {
    const source = await builtIns[name]!.source();
    const make = (seed: number) => makeProblem(source, { seed, testSeed: null, classWeights: null });
    const numbers = (problem: ReturnType<typeof make>) =>
      problem.kind === "function" ? [...problem.start] : [...problem.training.targets, ...problem.training.inputs];
    expect(numbers(make(1))).toEqual(numbers(make(1)));
    expect(numbers(make(1))).not.toEqual(numbers(make(2)));
  });

  test("the parabola is the tutorial's, a thousand points of x² with a tenth of noise; its score is by the curve itself", () => {
    const { training, validation, test: truth, curve, lookup } = parabola(1);
    expect(training.rows).toBe(1000);
    expect([training.inputs[0], training.inputs[999]]).toEqual([-1, 1]);
    const deviation = ({ inputs, targets }: typeof training) =>
      Math.sqrt(targets.reduce((sum, y, i) => sum + (y - inputs[i]! ** 2) ** 2, 0) / targets.length);
    expect(deviation(training)).toBeGreaterThan(0.09);
    expect(deviation(training)).toBeLessThan(0.11);
    expect(deviation(validation)).toBeGreaterThan(0.08);
    expect(deviation(truth!)).toBeLessThan(1e-7);
    expect(Math.max(...training.bins)).toBe(lookup.entries - 1);
    expect(curve!.points).toHaveLength(1000);
  });

  test("the spirals have as many places on each arm, in the unit circle but for the noise", () => {
    const { training, validation, lookup } = spirals(0);
    expect([training.rows, validation.rows]).toEqual([600, 300]);
    for (const arm of [0, 1, 2]) expect(training.targets.filter((one) => one === arm)).toHaveLength(200);
    for (let i = 0; i < 600; i++) {
      expect(Math.hypot(training.inputs[2 * i]!, training.inputs[2 * i + 1]!)).toBeLessThan(1.1);
    }
    expect(Math.max(...training.bins)).toBeLessThan(lookup.entries);
  });

  test("the digits are 1797 images of ten classes", async () => {
    const source = await builtIns.digits!.source();
    const problem = makeProblem(source, { seed: 0, testSeed: 0, classWeights: null }) as DataProblem;
    expect(problem.classes).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    expect(problem.training.rows + problem.validation.rows + problem.test!.rows).toBe(1797);
    // Some of the 64 pixels are always white.
    expect(problem.features.length).toBeGreaterThan(55);
  });

  test("the functions are lowest, at zero, where they should be", () => {
    expect(value(rosenbrock(0), [1, 1])).toBe(0);
    expect(value(rosenbrock(0), [-1, 2])).toBeCloseTo(104, 3);
    const bowl = quadratic(0);
    expect(value(bowl, new Float32Array(20))).toBe(0);
    const start = value(bowl, bowl.start);
    expect(start).toBeGreaterThan(0);
    expect(
      value(
        bowl,
        bowl.start.map((x) => 2 * x),
      ),
    ).toBeCloseTo(4 * start, 3);
    // Its curvatures add up to those it was made with, whichever way it is turned.
    const trace = Array.from(
      { length: 20 },
      (_, i) =>
        2 *
        value(
          bowl,
          Float32Array.from({ length: 20 }, (_, j) => +(i === j)),
        ),
    );
    const curvatures = Array.from({ length: 20 }, (_, i) => 1000 ** (-i / 19));
    const sum = (values: number[]) => values.reduce((a, b) => a + b);
    expect(sum(trace)).toBeCloseTo(sum(curvatures), 4);
    expect(Math.max(...trace)).toBeLessThan(0.9);
  });
});

describe("the line to beat", () => {
  test("is the mean of the training rows, for numbers", () => {
    const problem = line(101);
    const shifted = {
      ...problem,
      training: { ...problem.training, targets: problem.training.targets.map((y) => y + 1) },
    };
    const { loss, measures } = baselineOf(shifted);
    const variance = problem.training.targets.reduce((sum, y) => sum + y * y, 0) / 101;
    expect(loss).toBeCloseTo(variance + 1, 5);
    expect(measures).toMatchObject({
      kind: "regression",
      rootMeanSquaredError: expect.closeTo(Math.sqrt(variance + 1), 5),
    });
  });

  test("is how common each class is among the training rows", () => {
    const problem = line(100, "classification");
    const rare = {
      ...problem,
      training: { ...problem.training, targets: problem.training.targets.map((_, i) => Number(i < 25)) },
    };
    const { loss, measures } = baselineOf(rare);
    expect(loss).toBeCloseTo(-(Math.log(0.25) + Math.log(0.75)) / 2, 6);
    expect(measures).toMatchObject({ accuracy: 0.5, balancedAccuracy: 0.5, areaUnderCurve: 0.5 });
    const weighed = { ...rare, classWeights: Float32Array.of(100 / 150, 100 / 50) };
    expect(baselineOf(weighed).loss).toBeCloseTo(Math.log(2), 6);
  });

  test("isn't infinite for a class that training has never seen", () => {
    const problem = line(100, "classification");
    const unseen = { ...problem, training: { ...problem.training, targets: problem.training.targets.map(() => 0) } };
    expect(baselineOf(unseen).loss).toBeLessThan(10);
  });
});

test("measures of numbers are in the target's own units", () => {
  const problem = { ...line(3), scaling: { mean: 5, scale: 10 } };
  const measures = measure(problem, Float32Array.of(-1, 0, 1), problem.validation);
  expect(measures).toMatchObject({
    rootMeanSquaredError: 10 * Math.sqrt(2 / 3),
    meanAbsoluteError: expect.closeTo(20 / 3),
  });
});

test("a fitted curve is in original units", async () => {
  const problem = { ...parabola(0), scaling: { mean: 10, scale: 2 } };
  const model = createModel("embedding", problem, []);
  const fit = await fittedCurve(problem, model, pause);
  expect([...fit!]).toEqual(new Array(256).fill(10));
});

describe("permutation importance", () => {
  test("is the growth of the loss when a column is shuffled, and nothing for one that isn't used", async () => {
    const problem = line(200);
    const inputs = Float32Array.from({ length: 400 }, (_, i) =>
      i % 2 === 0 ? problem.training.inputs[i / 2]! : Math.sin(i),
    );
    const two: DataProblem = {
      ...problem,
      features: ["x", "noise"],
      validation: { ...problem.validation, inputs },
    };
    const model = {
      module: createModel("network", two, []).module,
      predict: ({ inputs: of }: { inputs: import("downhill").Tensor }) => of.narrow(1, 0, 1).mul(2),
    };
    const [x, noise] = await permutationImportance(two, model, 0, pause);
    expect([x!.column, noise!.column]).toEqual(["x", "noise"]);
    expect(noise!.increases).toEqual([0, 0, 0, 0, 0]);
    // Shuffled, the loss is twice the variance of the targets.
    const variance = problem.training.targets.reduce((sum, y) => sum + y * y, 0) / 200;
    for (const increase of x!.increases) expect(Math.abs(increase - 2 * variance)).toBeLessThan(0.5);
    expect(new Set(x!.increases).size).toBe(5);
    expect(await permutationImportance(two, model, 0, pause)).toEqual([x, noise]);
  });

  test("shuffles the inputs of a column together", async () => {
    const problem = line(30, "classification");
    const inputs = Float32Array.from({ length: 60 }, (_, i) => (Math.floor(i / 2) % 2 === i % 2 ? 1 : 0));
    const encoded: DataProblem = {
      ...problem,
      features: ["c = a", "c = b"],
      encodings: [{ kind: "category", column: "c", categories: ["a", "b"], missing: false }],
      validation: { ...problem.validation, inputs },
    };
    const seen: number[][] = [];
    const base = createModel("network", encoded, []);
    const model = {
      module: base.module,
      predict(batch: Parameters<typeof base.predict>[0]) {
        seen.push(...(batch.inputs.toArray() as number[][]));
        return base.predict(batch);
      },
    };
    const importances = await permutationImportance(encoded, model, 0, pause);
    expect(importances.map(({ column }) => column)).toEqual(["c"]);
    for (const row of seen) expect(row[0]! + row[1]!).toBe(1);
  });
});
