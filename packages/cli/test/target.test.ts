import { describe, expect, test } from "vitest";
import type { Column } from "../src/data/columns.ts";
import { readTarget } from "../src/data/target.ts";

const numbers = (values: number[]): Column => ({ kind: "number", name: "y", values: Float64Array.from(values) });
const texts = (categories: string[], codes: number[]): Column => ({
  kind: "category",
  name: "y",
  categories,
  codes: Int32Array.from(codes),
});
const repeat = (values: number[], times: number) => Array.from({ length: times }, () => values).flat();

describe("readTarget", () => {
  test("texts are classes", () => {
    const target = readTarget(texts(["no", "yes"], [1, 0, -1, 1]), null);
    expect(target).toMatchObject({ task: "classification", classes: ["no", "yes"] });
    expect([...target.values]).toEqual([1, 0, Number.NaN, 1]);
  });

  test("few whole numbers that repeat are classes, in their order", () => {
    const target = readTarget(numbers(repeat([8, 4, 6], 5)), null);
    expect(target).toMatchObject({ task: "classification", classes: ["4", "6", "8"] });
    expect([...target.values.slice(0, 3)]).toEqual([2, 0, 1]);
  });

  test.each([
    ["eleven whole numbers", repeat([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 9)],
    ["whole numbers that hardly repeat", repeat([1, 2, 3], 4)],
    ["numbers that are not whole", repeat([0, 0.5, 1], 20)],
  ])("%s are a regression", (_, values) => {
    expect(readTarget(numbers(values), null)).toMatchObject({ task: "regression", classes: [] });
  });

  test("the task can be told", () => {
    expect(readTarget(numbers(repeat([1, 2], 20)), "regression").task).toBe("regression");
    expect(readTarget(numbers(repeat([0.5, 1], 4)), "classification").classes).toEqual(["0.5", "1"]);
  });

  test.each([
    [
      texts(["no", "yes"], [0, 1]),
      "regression",
      'column "y" can\'t be the target of a regression: it holds texts such as "no"',
    ],
    [texts(["no"], [0, 0]), null, 'column "y" is always no: there is nothing to learn'],
    [numbers([3, 3, 3]), null, 'column "y" is always 3: there is nothing to learn'],
    [numbers([3, 3, 3]), "classification", 'column "y" is always 3: there is nothing to learn'],
    [numbers([Number.NaN, Number.NaN]), null, 'column "y" is empty'],
    [
      numbers(Array.from({ length: 50 }, (_, i) => i)),
      "classification",
      'column "y" has 50 different values in 50 rows',
    ],
  ] as const)("refuses what can't be learnt: %#", (column, task, message) => {
    expect(() => readTarget(column, task)).toThrow(message);
  });
});
