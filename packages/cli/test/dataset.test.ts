import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { binEdges, findBin } from "../src/data/bins.ts";
import { type DatasetOptions, readDataset } from "../src/data/dataset.ts";
import { splitRows } from "../src/data/split.ts";
import { dealRows, tableProblem } from "../src/problems/table.ts";
import type { DataPlan } from "../src/training/plan.ts";
import type { DataProblem, Examples } from "../src/training/problem.ts";
import { parse } from "./tables.ts";

const inOrder = (n: number) => Array.from({ length: n }, (_, i) => i);
const dataset = (text: string, options: Partial<DatasetOptions> = {}) =>
  readDataset(parse(text), {
    target: "y",
    task: null,
    ignore: [],
    category: [],
    decimal: null,
    missing: null,
    ...options,
  });
/** The first of the rows are for validation. */
const problem = (
  text: string,
  options: Partial<DatasetOptions> = {},
  classWeights: DataPlan["classWeights"] = null,
) => {
  const read = dataset(text, options);
  const split = splitRows(read.rows, read.target.task === "classification" ? read.target.values : null);
  return tableProblem(read, { ...split, test: null }, classWeights);
};
const table = (header: string, row: (i: number) => string, rows = 20) =>
  `${header}\n${inOrder(rows).map(row).join("\n")}\n`;
const column = (examples: Examples, { features }: DataProblem, name: string) =>
  inOrder(examples.rows).map((row) => examples.inputs[row * features.length + features.indexOf(name)]!);

const identifier = (name: string, count: number) =>
  `column "${name}" looks like an identifier, a counter or a clock: its ${count} whole numbers all differ; ` +
  `--ignore "${name}" leaves it out`;

describe("tableProblem", () => {
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

  test.each<[string, (k: number) => string]>([
    ["ids of 16 digits", (k) => `${1234567890123450n + BigInt(k)}`],
    ["ticks in nanoseconds", (k) => `${1700000000000000000n + BigInt(k)}`],
    ["integers of 40 digits", (k) => `${10n ** 40n + BigInt(k)}`],
    ["negative integers beyond 2^53", (k) => `${-90071992547409930n + BigInt(k)}`],
    ["numbers with powers", (k) => `1.7000000000000000${10 + k}e18`],
    ["decimals with many digits", (k) => `3.14159265358979323846264338327950288${10 + k}`],
    ["decimals around 1", (k) => (k < 10 ? `0.99999999999999999${k}` : `1.00000000000000000${k - 10}`)],
    ["a clock with a zero among the validation rows", (k) => (k === 1 ? "0" : `${1700000000000000000n + BigInt(k)}`)],
  ])("scales %s exactly", (_, cell) => {
    const made = problem(table("x,z,y", (i) => `${cell(i)},${i % 3},${i}.5`));
    // Rows 4 to 19 are for training, whose mean is 11.5.
    const deviation = Math.sqrt((16 * 16 - 1) / 12);
    const x = column(made.training, made, "x");
    expect(x).toEqual(inOrder(16).map((i) => expect.closeTo((i - 7.5) / deviation, 6)));
  });

  test("scales any whole numbers close to one another by their differences alone", () => {
    const differences = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 20, maxLength: 20 });
    const base = fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n });
    fc.assert(
      fc.property(base, differences, fc.integer({ min: 0, max: 30 }), (from, steps, decimals) => {
        fc.pre(new Set(steps.slice(4)).size > 1);
        const scaled = (cell: (step: number) => string) => {
          const made = problem(table("x,z,y", (i) => `${cell(steps[i]!)},${i % 3},${i}.5`));
          return column(made.training, made, "x");
        };
        const expected = scaled(String);
        const numbers = scaled((step) => `${from + BigInt(step)}e-${decimals}`);
        expect(numbers).toEqual(expected.map((value) => expect.closeTo(value, 5)));
      }),
    );
  });

  test("scales a target of large numbers exactly, and draws it less one of them", () => {
    const made = problem(table("x,y", (i) => `${i},${1700000000000000000n + BigInt(i)}`));
    const deviation = Math.sqrt((16 * 16 - 1) / 12);
    expect([...made.training.targets]).toEqual(inOrder(16).map((i) => expect.closeTo((i - 7.5) / deviation, 6)));
    const origin = BigInt(/^y − (\d+)$/.exec(made.curve!.yLabel)![1]!);
    expect(made.curve!.points.map(([, y]) => origin + BigInt(y)).sort()).toEqual(
      inOrder(20).map((i) => 1700000000000000000n + BigInt(i)),
    );
  });

  test("remarks on what looks like an identifier", () => {
    const remarked = (name: string, cell: (i: number) => number | bigint | string) =>
      problem(table(`${name},z,y`, (i) => `${cell(i)},${(i * i) % 7},${i}.5`, 100)).notes.slice(1);
    expect(remarked("n", (i) => i)).toEqual([identifier("n", 100)]);
    expect(remarked("n", (i) => 5000 - 7 * i - (i > 30 ? 70 : 0) - (i > 60 ? 7000 : 0))).toEqual([
      identifier("n", 100),
    ]);
    expect(remarked("n", (i) => 1_000_000 * i + ((i * 37) % 101))).toEqual([identifier("n", 100)]);
    expect(remarked("n", (i) => 1700000000000000000n + BigInt(i * i))).toEqual([identifier("n", 100)]);
    expect(remarked("user_id", (i) => i ** 3)).toEqual([identifier("user_id", 100)]);
    expect(remarked("n", (i) => i ** 3)).toEqual([]);
    expect(remarked("n", (i) => (i * 7919) % 1009)).toEqual([]);
    expect(remarked("n", (i) => i >> 1)).toEqual([]);
    expect(remarked("n", (i) => i + 0.5)).toEqual([]);
    expect(remarked("say $id", (i) => i)).toEqual([expect.stringContaining("--ignore 'say $id' leaves it out")]);
    expect(problem(table("n,y", (i) => `${i},${i}.5`)).notes.slice(1)).toEqual([]);
  });

  test("reads numbers with a decimal comma where that is certain, or as told", () => {
    const german = table("a;b;y", (i) => `${i},5;${1 + (i % 3)}.000;${(i * i) % 7},25`);
    const made = problem(german);
    expect(made.features).toEqual(["a", "b"]);
    expect(made.notes).toContain("numbers are read with a decimal comma, such as 0,5 in line 2; --decimal . to change");
    expect(problem(german, { decimal: "," }).training).toEqual(made.training);
    expect(() => problem(german, { decimal: "." })).toThrow('"0,25" is not a number');
    // A version number may look like anything.
    const mixed = table("a;v;y", (i) => `${i},5;${i % 3}.5;${i},25`);
    expect(() => problem(mixed)).toThrow('give --decimal ","');
    expect(problem(mixed, { category: ["v"] }).features).toEqual(["a", "v = 0.5", "v = 1.5", "v = 2.5"]);
    expect(problem(mixed, { ignore: ["v"] }).features).toEqual(["a"]);
  });

  test("only what --missing names is missing, and a text that means it by itself is remarked upon", () => {
    const text = table("c,x,y", (i) => `${["none", "-", "a"][i % 3]},${i % 4 === 0 ? -999 : i * i},${i}.5`);
    const usual = problem(text);
    expect(usual.features).toEqual(["c = a", "c is missing", "x"]);
    const named = problem(text, { missing: ["-999"] });
    expect(named.features).toEqual(["c = -", "c = a", "c = none", "x", "x is missing"]);
    const one = problem(table("c,x,y", (i) => `${["none", "b", "a"][i % 3]},${i * i},${i}.5`));
    expect(one.features).toEqual(["c = a", "c = b", "c is missing", "x"]);
    expect(one.notes).toContain(
      'in column "c", "none" (7 rows) means missing; --missing "" makes it a category, --missing with a list names ' +
        "what is missing",
    );
    const classes = table("x,y", (i) => `${i},${["none", "some"][i % 2]}`);
    expect(() => problem(classes)).toThrow(
      'column "y" is always some: there is nothing to learn; in column "y", "none" (10 rows) means missing; --missing "" makes',
    );
    expect(problem(classes, { missing: [] }).classes).toEqual(["none", "some"]);
  });

  test("remarks on categories that differ in capitals alone", () => {
    const made = problem(table("c,x,y", (i) => `${["yes", "no", "Yes"][i % 3]},${i * i},${i}.5`));
    expect(made.notes).toContain('column "c" tells "Yes" from "yes": correct the table if they are one');
  });

  test("remarks on a number that stands far from the others again and again, as markers of missing ones do", () => {
    const remarked = (marker: string) =>
      problem(table("x,z,y", (i) => `${i % 10 === 3 ? marker : (i * i) % 97},${i % 3},${i}.5`, 50)).notes.slice(1);
    for (const marker of ["-999", "-9999.0", "1e20", "99999"]) {
      expect(remarked(marker)).toEqual([
        `in column "x", ${Number(marker)} stands far from the other numbers: --missing "${Number(marker)}" if it means that there is none`,
      ]);
    }
    for (const number of ["99", "-99", "-1000", "0"]) expect(remarked(number)).toEqual([]);
    expect(
      problem(
        table("x,z,y", (i) => `${i % 10 === 3 ? "-999" : i},${i},${i}.5`),
        { missing: ["-999"] },
      ).notes.join(),
    ).not.toContain("far");
  });

  test("names are equal however their accents are typed", () => {
    const made = problem(
      table("gro\u0308ße,y", (i) => `${i},${i}.5`),
      { category: ["größe"], ignore: [] },
    );
    expect(made.features).toContain("größe = 4");
    expect(
      problem(
        table("größe,x,y", (i) => `${i},${i},${i}.5`),
        { ignore: ["gro\u0308ße"] },
      ).features,
    ).toEqual(["x"]);
  });

  test("says which class no validation row has", () => {
    const made = problem(table("x,y", (i) => `${i},${i === 10 ? "rare" : ["low", "high"][i % 2]}`));
    expect(made.notes).toContain('no validation row has the class "rare" of y: too few rows do');
    const read = dataset(table("x,y", (i) => `${i},${i === 10 ? "rare" : ["low", "high"][i % 2]}`));
    const parts = { training: [10, 0, 1, 2, 3, 4, 5, 6], validation: [7, 8, 9], test: [11, 13, 15] };
    expect(tableProblem(read, parts, null).notes).toContain(
      'no test row has the classes "low", "rare" of y: too few rows do',
    );
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
      identifier("x", 40),
      'column "name" is left out: its 32 different texts, such as "person 8", look like names, not categories',
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
    const { curve, scaling } = problem(table("x,y", (i) => `${100 + i},${i * 2.5}`));
    expect(curve).toMatchObject({ xLabel: "x", yLabel: "y" });
    expect(scaling.mean).toBeCloseTo(11.5 * 2.5, 6);
    expect(curve!.points).toHaveLength(20);
    expect(curve!.points).toContainEqual([103, 7.5]);
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

describe("class weights", () => {
  const rare = table("x,y", (i) => `${i},${i % 10 === 9 ? "rare" : "common"}`, 100);

  test("let each class count the same, as scikit-learn's do", () => {
    const { classes, classWeights, training, lossName } = problem(rare, {}, "balanced");
    expect(classes).toEqual(["common", "rare"]);
    expect(training.rows).toBe(80);
    expect(classWeights).toEqual(Float32Array.of(80 / (2 * 72), 80 / (2 * 8)));
    expect(lossName).toContain("each class counting the same");
  });

  test("are none unless asked for, and none for numbers", () => {
    expect(problem(rare).classWeights).toBeNull();
    const numbers = table("x,y", (i) => `${i},${i}.5`);
    expect(problem(numbers, {}, "balanced").classWeights).toBeNull();
  });
});

describe("dealRows", () => {
  const read = dataset(table("x,y", (i) => `${i},${i % 5 === 0 ? "rare" : "common"}`, 100));
  const deal = (seed: number, testSeed: number | null) => dealRows(read, { seed, testSeed, classWeights: null });
  const sorted = (rows: readonly number[]) => [...rows].sort((a, b) => a - b);

  test("takes a fifth for validation, other rows for another seed, of each class alike", () => {
    const { training, validation, test: tested } = deal(1, null);
    expect([training.length, validation.length, tested]).toEqual([80, 20, null]);
    expect(sorted([...training, ...validation])).toEqual(inOrder(100));
    expect(validation.filter((row) => row % 5 === 0)).toHaveLength(4);
    expect(deal(1, null)).toEqual(deal(1, null));
    expect(sorted(deal(2, null).validation)).not.toEqual(sorted(validation));
  });

  test("takes the test rows out first, the same for every seed", () => {
    const first = deal(1, 7);
    const second = deal(2, 7);
    expect([first.training.length, first.validation.length, first.test!.length]).toEqual([60, 20, 20]);
    expect(sorted([...first.training, ...first.validation, ...first.test!])).toEqual(inOrder(100));
    expect(second.test).toEqual(first.test);
    expect(sorted(second.validation)).not.toEqual(sorted(first.validation));
    expect(sorted(deal(1, 8).test!)).not.toEqual(sorted(first.test!));
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
