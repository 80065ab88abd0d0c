import fc from "fast-check";
import { expect, test } from "vitest";
import { splitRows } from "../src/data/split.ts";

test("a fifth is for validation, in the given order, and every row is somewhere", () => {
  const order = [4, 3, 2, 1, 0, 9, 8, 7, 6, 5];
  expect(splitRows(order, null)).toEqual({ validation: [4, 3], training: [2, 1, 0, 9, 8, 7, 6, 5] });
});

test("each class gives its fifth and keeps a row for training", () => {
  const shuffled = fc.integer({ min: 10, max: 200 }).chain((n) =>
    fc.shuffledSubarray(
      Array.from({ length: n }, (_, i) => i),
      { minLength: n },
    ),
  );
  fc.assert(
    fc.property(shuffled, fc.integer({ min: 1, max: 6 }), (order, count) => {
      const classes = order.map((_, row) => (row * row) % count);
      const { training, validation } = splitRows(order, classes);
      expect(Math.abs(validation.length - order.length / 5)).toBeLessThanOrEqual(1);
      expect([...training, ...validation].sort((a, b) => a - b)).toEqual(order.slice().sort((a, b) => a - b));
      for (const name of new Set(classes)) {
        const size = classes.filter((one) => one === name).length;
        const held = validation.filter((row) => classes[row] === name).length;
        expect(Math.abs(held - size / 5)).toBeLessThanOrEqual(1);
        expect(held).toBeLessThan(size);
      }
    }),
  );
});

test("many tiny classes together give a fifth, those first that lose most by rounding down", () => {
  const order = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  expect(splitRows(order, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]).validation).toEqual([0, 2]);
  expect(splitRows(order, [0, 0, 0, 0, 0, 1, 1, 1, 1, 2]).validation).toEqual([0, 5]);
  expect(splitRows(order, [0, 0, 0, 0, 0, 1, 1, 1, 1, 2], 2).validation).toEqual([0, 1, 2, 5, 6]);
});
