import { expect, test } from "vitest";
import { measure, standardize } from "../src/data/standardize.ts";

test("measures mean and deviation, leaving missing values out", () => {
  expect(measure([1, Number.NaN, 2, 3])).toEqual({ mean: 2, scale: expect.closeTo(Math.sqrt(2 / 3), 14) });
});

test("equal values have scale 1, also where their sum is rounded", () => {
  expect(measure([5, 5, 5])).toEqual({ mean: 5, scale: 1 });
  expect(measure(new Array<number>(1000).fill(0.1)).scale).toBe(1);
  expect(measure([])).toEqual({ mean: 0, scale: 1 });
});

test("survives values near the largest double", () => {
  expect(standardize(Number.MAX_VALUE, measure([Number.MAX_VALUE, 0]))).toBeCloseTo(1, 12);
  const scaling = measure([1.7e308, -1.7e308]);
  expect(standardize(1.7e308, scaling)).toBeCloseTo(1, 12);
  expect(standardize(-1.7e308, scaling)).toBeCloseTo(-1, 12);
});

test("scales the least and the closest of doubles", () => {
  for (const values of [
    [1.7e18, 1.7e18 + 256],
    [-1 - Number.EPSILON, -1],
    [1e15 + 0.125, 1e15],
  ]) {
    const scaling = measure(values);
    const [a, b] = values.map((value) => standardize(value, scaling));
    expect(Math.abs(a! - b!), `${values}`).toBeCloseTo(2, 12);
  }
  expect(Math.abs(standardize(5e-324, measure([5e-324, 1e-323])))).toBeLessThanOrEqual(1);
});

test("tiny spread on a large mean is still spread", () => {
  const scaling = measure([1e6, 1e6 + 1]);
  expect(standardize(1e6 + 1, scaling)).toBeCloseTo(1, 6);
});
