import { expect, test } from "vitest";
import { accuracy, crossEntropy, meanSquaredError, rSquared } from "../src/race/metrics.ts";

test("mean squared error", () => {
  expect(meanSquaredError([1, 2, 4], [1, 1, 1])).toBeCloseTo(10 / 3, 15);
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

test("accuracy counts the rows whose largest logit is the target's", () => {
  expect(accuracy([1, 0, 0, 1, 5, 4, 2, 3], [0, 1, 1, 1], 2)).toBe(0.75);
});
