import { describe, expect, test } from "vitest";
import { readColumn } from "../src/data/columns.ts";
import { parseCsv } from "../src/data/csv.ts";
import { UserError } from "../src/errors.ts";

const column = (cells: readonly string[], asCategory = false) => {
  const text = `a,b\n${cells.map((cell) => `"${cell}",1`).join("\n")}\n`;
  return readColumn(parseCsv(new TextEncoder().encode(text), "data.csv"), 0, asCategory);
};
const numbers = Array.from({ length: 500 }, (_, i) => String(i));

describe("readColumn", () => {
  test("reads numbers, missing ones as NaN", () => {
    const read = column(["1", "", "2.5", "NA"]);
    expect(read).toMatchObject({ kind: "number", name: "a" });
    expect(read.kind === "number" && [...read.values]).toEqual([1, Number.NaN, 2.5, Number.NaN]);
  });

  test("reads texts as sorted categories, missing ones as -1", () => {
    const read = column(["red", "blue", "?", "red", "10", "9"]);
    expect(read).toMatchObject({ kind: "category", categories: ["9", "10", "blue", "red"] });
    expect(read.kind === "category" && [...read.codes]).toEqual([3, 2, -1, 3, 1, 0]);
  });

  test("reads numbers as categories when told to", () => {
    expect(column(["10", "9", "10"], true)).toMatchObject({ kind: "category", categories: ["9", "10"] });
  });

  test("reads a column without a value as numbers that are all missing", () => {
    expect(column(["", "NA"])).toMatchObject({ kind: "number", values: Float64Array.of(Number.NaN, Number.NaN) });
  });

  test("takes one text among numbers for a mistake and names it", () => {
    const cells = numbers.with(210, "12x");
    expect(() => column(cells)).toThrow(
      new UserError(
        'column "a", row 211 (data.csv, line 212): "12x" is not a number; correct it, leave it empty if it is missing, ' +
          'or give --category "a" if the column holds categories',
      ),
    );
    expect(() => column(["1", "x", "3"])).toThrow('row 2 (data.csv, line 3): "x" is not a number');
    expect(() => column(["1", "$5", "3"])).toThrow('"$5" is not a number; write it as a plain number such as 1234.5');
    expect(() => column(numbers.with(3, "2024-01-31"))).toThrow(
      'row 4 (data.csv, line 5): "2024-01-31" is not a number',
    );
  });

  test("takes few numbers among texts for categories", () => {
    expect(column(["a", "b", "c", "1"]).kind).toBe("category");
  });

  test("refuses dates with their column and an example, but not a few among texts", () => {
    expect(() => column(["2024-01-31", "2024-02-01", "unknown"])).toThrow(
      'column "a" holds dates (data.csv, line 2: "2024-01-31"), which the race can\'t use; ' +
        'turn them into numbers or leave the column out with --ignore "a"',
    );
    expect(column(["red", "blue", "2024-01-31"]).kind).toBe("category");
  });

  test("cuts a long cell short in the message", () => {
    expect(() => column(["1", "x".repeat(500)])).toThrow(`"${"x".repeat(57)}..." is not a number`);
  });
});
