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
      expect([...training, ...validation].sort((a, b) => a - b)).toEqual(order.slice().sort((a, b) => a - b));
      for (const name of new Set(classes)) {
        const size = classes.filter((one) => one === name).length;
        const held = validation.filter((row) => classes[row] === name).length;
        expect(held).toBe(Math.round(size / 5));
        expect(held).toBeLessThan(size);
      }
    }),
  );
});

test("many tiny classes still leave something to validate on", () => {
  const { validation } = splitRows([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
  expect(validation).toEqual([0]);
});
