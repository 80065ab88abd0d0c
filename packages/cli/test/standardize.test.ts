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
  const scaling = measure([1.7e308, -1.7e308]);
  expect(standardize(1.7e308, scaling)).toBeCloseTo(1, 12);
  expect(standardize(-1.7e308, scaling)).toBeCloseTo(-1, 12);
});

test("tiny spread on a large mean is still spread", () => {
  const scaling = measure([1e6, 1e6 + 1]);
  expect(standardize(1e6 + 1, scaling)).toBeCloseTo(1, 6);
});
