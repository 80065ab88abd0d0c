import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { areaUnderCurve, meanAreaUnderCurve } from "../src/measures/auc.ts";
import { addCalibrations, calibration } from "../src/measures/calibration.ts";
import { balancedAccuracy, classMeasures, confusionMatrix, meanF1 } from "../src/measures/confusion.ts";
import {
  accuracy,
  crossEntropy,
  meanAbsoluteError,
  meanSquaredError,
  predictedClasses,
  rSquared,
  softmaxRows,
} from "../src/measures/losses.ts";
import { isWorse, tailOfT } from "../src/race/statistics.ts";

interface Fixture {
  classifications: {
    classes: number;
    targets: number[];
    logits: number[];
    logLoss: number;
    accuracy: number;
    balancedAccuracy: number;
    f1: number;
    areaUnderCurve: number;
    confusion: number[][];
    precision: number[];
    recall: number[];
    calibration: [number[], number[]];
    classWeights: number[];
    weightedLogLoss: number;
  }[];
  regressions: {
    targets: number[];
    predictions: number[];
    meanSquaredError: number;
    meanAbsoluteError: number;
    rSquared: number;
  }[];
  paired: { worse: number[]; better: number[]; p: number }[];
  tails: [t: number, degrees: number, tail: number][];
}

const path = new URL("../../../reference/fixtures/measures.json", import.meta.url);
const fixture = JSON.parse(readFileSync(path, "utf8")) as Fixture;

describe("scikit-learn's measures", () => {
  test.each(fixture.classifications.map((one) => [`${one.targets.length} rows, ${one.classes} classes`, one] as const))(
    "of %s",
    (_, { classes, targets, logits, ...expected }) => {
      const predicted = predictedClasses(logits, classes);
      const probabilities = softmaxRows(logits, classes);
      const matrix = confusionMatrix(predicted, targets, classes);
      expect(matrix).toEqual(expected.confusion);
      expect(crossEntropy(logits, targets, classes)).toBeCloseTo(expected.logLoss, 12);
      expect(crossEntropy(logits, targets, classes, expected.classWeights)).toBeCloseTo(expected.weightedLogLoss, 12);
      expect(accuracy(predicted, targets)).toBeCloseTo(expected.accuracy, 14);
      expect(balancedAccuracy(matrix)).toBeCloseTo(expected.balancedAccuracy, 14);
      expect(meanF1(matrix)).toBeCloseTo(expected.f1, 14);
      expect(meanAreaUnderCurve(probabilities, targets, classes)).toBeCloseTo(expected.areaUnderCurve, 12);
      // Where nothing is divided by nothing, scikit-learn was told to say 0.
      const each = classMeasures(matrix);
      for (const [i, value] of each.map(({ precision }) => precision ?? 0).entries())
        expect(value).toBeCloseTo(expected.precision[i]!, 14);
      for (const [i, value] of each.map(({ recall }) => recall ?? 0).entries())
        expect(value).toBeCloseTo(expected.recall[i]!, 14);
      const bins = calibration(probabilities, targets, classes).filter(({ count }) => count > 0);
      const [means, shares] = expected.calibration;
      expect(bins.map(({ predicted, count }) => predicted / count)).toEqual(means.map((mean) => expect.closeTo(mean)));
      expect(bins.map(({ happened, count }) => happened / count)).toEqual(shares.map((share) => expect.closeTo(share)));
    },
  );

  test.each(fixture.regressions.map((one) => [one.targets.length, one] as const))(
    "of a regression on %i rows",
    (_, { targets, predictions, ...expected }) => {
      expect(meanSquaredError(predictions, targets)).toBeCloseTo(expected.meanSquaredError, 12);
      expect(meanAbsoluteError(predictions, targets)).toBeCloseTo(expected.meanAbsoluteError, 12);
      expect(rSquared(predictions, targets)).toBeCloseTo(expected.rSquared, 12);
    },
  );
});

describe("SciPy's t-tests", () => {
  test("decide alike, by as much of the 5 % as there are comparisons", () => {
    for (const comparisons of [1, 13]) {
      const decisions = fixture.paired.map(({ worse, better, p }) => {
        const decision = isWorse(worse, better, comparisons);
        expect(decision).toBe(p < 0.025 / comparisons);
        return decision;
      });
      expect(new Set(decisions).size).toBe(2);
    }
  });

  test("by the same probabilities", () => {
    for (const [t, degrees, tail] of fixture.tails) expect(tailOfT(t, degrees)).toBeCloseTo(tail, 12);
  });

  test("of equal distances nothing is chance, of one seed nothing is known", () => {
    expect(isWorse([2, 4], [1, 2])).toBe(true);
    expect(isWorse([1, 2], [1, 2])).toBe(false);
    expect(isWorse([1.001], [1], 13)).toBe(true);
    expect(isWorse([0, 1], [-1, 0.5])).toBe(false);
  });
});

test("R² is 1 for perfect predictions, 0 for the mean, less for worse", () => {
  expect(rSquared([1, 2, 3], [1, 2, 3])).toBe(1);
  expect(rSquared([2, 2, 2], [1, 2, 3])).toBe(0);
  expect(rSquared([3, 2, 1], [1, 2, 3])).toBe(-3);
  expect(rSquared([5, 5], [5, 5])).toBe(1);
  expect(rSquared([5, 6], [5, 5])).toBe(0);
});

test("cross entropy of equal logits is the logarithm of the number of classes, however large they are", () => {
  expect(crossEntropy([0, 0, 0, 1e4, 1e4, 1e4], [0, 2], 3)).toBeCloseTo(Math.log(3), 12);
  expect(crossEntropy([2, 1], [0], 2)).toBeCloseTo(Math.log(1 + Math.exp(-1)), 12);
  expect(crossEntropy([-1000, 1000], [0], 2)).toBe(2000);
  expect(crossEntropy([Number.NaN, 1], [1], 2)).toBeNaN();
  expect(crossEntropy([1, Number.NaN], [0], 2)).toBeNaN();
});

test("there is no area where all rows are of one class", () => {
  expect(areaUnderCurve([0.1, 0.9], () => true)).toBeNull();
  expect(areaUnderCurve([0.5, 0.5, 0.5], (row) => row === 0)).toBe(0.5);
});

test("calibrations add up", () => {
  const one = calibration([0.9, 0.1, 0.2, 0.8], [0, 1], 2);
  const both = addCalibrations([one, one]);
  expect(both[9]).toEqual({ count: 2, predicted: 1.8, happened: 2 });
  expect(both.reduce((sum, { count }) => sum + count, 0)).toBe(8);
});

test("a probability of one is in the last bin", () => {
  expect(calibration([1, 0], [0], 2)[9]).toEqual({ count: 1, predicted: 1, happened: 1 });
});
