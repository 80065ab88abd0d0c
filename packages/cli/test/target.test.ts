import { describe, expect, test } from "vitest";
import type { Column } from "../src/data/columns.ts";
import { readTarget, type Task } from "../src/data/target.ts";

const numbers = (values: number[]): Column => ({
  kind: "number",
  name: "y",
  unit: "",
  origin: "0",
  values: Float64Array.from(values),
});
const read = (column: Column, task: Task | null, texts?: string[]) =>
  readTarget(column, task, (row) => texts?.[row] ?? String(column.kind === "number" ? column.values[row] : ""));
const texts = (categories: string[], codes: number[]): Column => ({
  kind: "category",
  name: "y",
  categories,
  codes: Int32Array.from(codes),
});
const repeat = (values: number[], times: number) => Array.from({ length: times }, () => values).flat();

describe("readTarget", () => {
  test("texts are classes", () => {
    const target = read(texts(["no", "yes"], [1, 0, -1, 1]), null);
    expect(target).toMatchObject({ task: "classification", classes: ["no", "yes"] });
    expect([...target.values]).toEqual([1, 0, Number.NaN, 1]);
  });

  test("few whole numbers that repeat are classes, in their order", () => {
    const target = read(numbers(repeat([8, 4, 6], 5)), null);
    expect(target).toMatchObject({ task: "classification", classes: ["4", "6", "8"] });
    expect([...target.values.slice(0, 3)]).toEqual([2, 0, 1]);
  });

  test.each([
    ["eleven whole numbers", repeat([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 9)],
    ["whole numbers that hardly repeat", repeat([1, 2, 3], 4)],
    ["numbers that are not whole", repeat([0, 0.5, 1], 20)],
  ])("%s are a regression", (_, values) => {
    expect(read(numbers(values), null)).toMatchObject({ task: "regression", classes: [] });
  });

  test("whole numbers of many digits are told apart by all of them", () => {
    const names = ["1700000000000000002", "1700000000000000001", "99"];
    const rows = repeat([0, 1, 2], 5);
    const target = read(
      numbers(rows.map((i) => Number(names[i]))),
      null,
      rows.map((i) => names[i]!),
    );
    expect(target).toMatchObject({
      task: "classification",
      classes: ["99", "1700000000000000001", "1700000000000000002"],
    });
    expect([...target.values.slice(0, 3)]).toEqual([2, 1, 0]);
  });

  test("numbers that are written differently are one class", () => {
    const texts = repeat([0], 5).flatMap(() => ["1", "1.0", "2e0", "+2"]);
    expect(read(numbers(texts.map(Number)), null, texts).classes).toEqual(["1", "2"]);
  });

  test("the task can be told", () => {
    expect(read(numbers(repeat([1, 2], 20)), "regression").task).toBe("regression");
    expect(read(numbers(repeat([0.5, 1], 4)), "classification").classes).toEqual(["0.5", "1"]);
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
    [texts(["no", "yes"], [0, 1]), null, 'column "y" has another value in each of its 2 rows'],
    [
      numbers(Array.from({ length: 50 }, (_, i) => i)),
      "classification",
      'column "y" has 50 different values in 50 rows',
    ],
  ] as const)("refuses what can't be learnt: %#", (column, task, message) => {
    expect(() => read(column, task)).toThrow(message);
  });
});
