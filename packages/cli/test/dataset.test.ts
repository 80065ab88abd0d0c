import { describe, expect, test } from "vitest";
import { binEdges, findBin } from "../src/data/bins.ts";
import { parseCsv } from "../src/data/csv.ts";
import { type DatasetOptions, datasetProblem, readDataset } from "../src/data/dataset.ts";
import type { Examples, Problem } from "../src/race/problem.ts";

const inOrder = (n: number) => Array.from({ length: n }, (_, i) => i);
const problem = (text: string, options: Partial<DatasetOptions> = {}): Problem =>
  datasetProblem(
    readDataset(parseCsv(new TextEncoder().encode(text), "data.csv"), {
      target: "y",
      task: null,
      ignore: [],
      category: [],
      ...options,
    }),
    inOrder,
  );
const table = (header: string, row: (i: number) => string, rows = 20) =>
  `${header}\n${inOrder(rows).map(row).join("\n")}\n`;
const column = (examples: Examples, { features }: Problem, name: string) =>
  inOrder(examples.rows).map((row) => examples.inputs[row * features.length + features.indexOf(name)]!);

describe("datasetProblem", () => {
  test("standardizes inputs and target by the training rows", () => {
    const { training, validation, ...made } = problem(table("x,y", (i) => `${i * 10},${i * 0.5}`));
    expect([training.rows, validation!.rows]).toEqual([16, 4]);
    for (const values of [[...training.inputs], [...training.targets]]) {
      expect(values.reduce((a, b) => a + b) / 16).toBeCloseTo(0, 6);
      expect(values.reduce((a, b) => a + b * b, 0) / 16).toBeCloseTo(1, 6);
    }
    // Rows 0 to 3 are for validation: below the mean of the others by the same measure.
    const deviation = Math.sqrt((16 * 16 - 1) / 12);
    expect(validation!.inputs[0]).toBeCloseTo(-11.5 / deviation, 6);
    expect(made.task).toBe("regression");
  });

  test("fills missing numbers with the mean and says that they were missing", () => {
    const made = problem(table("x,y", (i) => `${i % 5 === 4 ? "NA" : i},${i}.5`));
    expect(made.features).toEqual(["x", "x is missing"]);
    const x = column(made.training, made, "x");
    const missing = column(made.training, made, "x is missing");
    // Training rows are 4 to 19.
    expect(missing).toEqual(inOrder(16).map((i) => ((i + 4) % 5 === 4 ? 1 : 0)));
    expect(x.filter((_, i) => missing[i] === 1)).toEqual([0, 0, 0, 0]);
  });

  test("makes an input of each category, and of missing ones", () => {
    const made = problem(table("c,y", (i) => `${["a", "b", ""][i % 3]},${i}.5`));
    expect(made.features).toEqual(["c = a", "c = b", "c is missing"]);
    for (let row = 0; row < made.training.rows; row++) {
      const values = [...made.training.inputs.subarray(row * 3, row * 3 + 3)];
      expect(values).toEqual([0, 1, 2].map((i) => ((row + 4) % 3 === i ? 1 : 0)));
    }
  });

  test("a category that training never saw is all zeros, and has a bin", () => {
    const made = problem(table("c,x,y", (i) => `${i === 0 ? "rare" : i % 2 ? "a" : "b"},${i},${i}.5`));
    expect(made.features).toEqual(["c = a", "c = b", "x"]);
    expect(column(made.validation!, made, "c = a")[0]).toBe(0);
    expect(column(made.validation!, made, "c = b")[0]).toBe(0);
    expect(made.validation!.bins[0]).toBe(2);
  });

  test("keeps the commonest of very many categories", () => {
    const made = problem(table("c,y", (i) => `t${i < 400 ? i % 40 : i % 90},${i}.5`, 1000));
    expect(made.features.length).toBe(50);
    expect(made.features).toContain("c = t39");
  });

  test("leaves out what can't help, and says so", () => {
    const made = problem(table(",name,always,none,x,y", (i) => `${i},person ${i},7,,${i},${i}.5`, 40));
    expect(made.features).toEqual(["x"]);
    expect(made.notes).toEqual([
      "regression, since y has 40 different numbers (--task classification to change)",
      'column "column 1" is left out: it only counts the rows',
      'column "name" is left out: its 32 different texts look like names, not categories',
      'column "always" is left out: it is always 7',
      'column "none" is left out: it is empty',
    ]);
  });

  test("leaves out rows without a target", () => {
    const made = problem(table("x,y", (i) => `${i},${i % 4 === 0 ? "" : `${i}.5`}`));
    expect(made.training.rows + made.validation!.rows).toBe(15);
    expect(made.notes).toContain("5 of 20 rows are left out: their y is missing");
  });

  test("classes are numbered, and each is in both parts", () => {
    const made = problem(table("x,y", (i) => `${i},${["low", "high"][i % 2]}`));
    expect(made).toMatchObject({ task: "classification", classes: ["high", "low"], curve: null });
    expect([...made.validation!.targets].sort()).toEqual([0, 0, 1, 1]);
  });

  test("ignores columns, and takes numbers for names, when told to", () => {
    const made = problem(
      table("date,zip,y", (i) => `2024-01-${String(i + 1).padStart(2, "0")},${1000 + (i % 2)},${i}.5`),
      { ignore: ["date"], category: ["zip"] },
    );
    expect(made.features).toEqual(["zip = 1000", "zip = 1001"]);
  });

  test("every column has bins of its own in the lookup table", () => {
    const made = problem(table("a,c,y", (i) => `${i},${i % 2 ? "s" : "t"},${i}.5`));
    expect(made.lookup.columns).toBe(2);
    const { bins } = made.training;
    const second = inOrder(16).map((row) => bins[row * 2 + 1]!);
    const first = inOrder(16).map((row) => bins[row * 2]!);
    expect(Math.max(...first)).toBeLessThan(Math.min(...second));
    expect(Math.max(...second)).toBeLessThan(made.lookup.entries);
    expect(new Set(first).size).toBe(16);
  });

  test("one number from one number can be drawn, in original units", () => {
    const { curve } = problem(table("x,y", (i) => `${100 + i},${i * 2.5}`));
    expect(curve).toMatchObject({ xLabel: "x", yLabel: "y", mean: expect.closeTo(11.5 * 2.5, 6) });
    expect(curve!.points[3]).toEqual([103, 7.5]);
    expect([curve!.grid[0], curve!.grid.at(-1)]).toEqual([100, 119]);
    expect(problem(table("x,z,y", (i) => `${i},${i * i},${i}.5`)).curve).toBeNull();
    expect(problem(table("c,y", (i) => `${"ab"[i % 2]},${i}.5`)).curve).toBeNull();
  });

  test.each<[string, Partial<DatasetOptions>, string]>([
    ["x,price", { target: "pirce" }, 'no column "pirce" in data.csv; its columns are x, price, did you mean "price"?'],
    ["x,y", { ignore: ["z"] }, 'no column "z" in data.csv'],
    ["x,y", { ignore: ["y"] }, 'column "y" is the target: it can\'t be ignored'],
    ["x,y", { ignore: ["x"] }, '"data.csv" has no column left to predict "y" from'],
  ])("refuses %s with %o", (header, options, message) => {
    expect(() =>
      problem(
        table(header, (i) => `${i},${i}.5`),
        options,
      ),
    ).toThrow(message);
  });

  test("refuses a table that is too short", () => {
    expect(() => problem("x,y\n1,2\n2,3\n")).toThrow('"data.csv" has only 2 rows with a y; a race needs at least 10');
  });
});

describe("bins", () => {
  test("hold about equally many values", () => {
    const values = inOrder(1000).map((i) => i ** 2);
    const edges = binEdges(values);
    const counts = new Array<number>(32).fill(0);
    for (const value of values) counts[findBin(edges, value)]!++;
    expect(edges.length).toBe(31);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(31);
    expect(Math.max(...counts)).toBeLessThanOrEqual(32);
  });

  test("are fewer where values repeat", () => {
    expect(binEdges([0, 0, 0, 0, 1, 1])).toEqual([1]);
    expect([findBin([1], 0), findBin([1], 0.99), findBin([1], 1), findBin([1], 7)]).toEqual([0, 0, 1, 1]);
  });
});
