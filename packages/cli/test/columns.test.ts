import { describe, expect, test } from "vitest";
import { type NumberColumn, readColumn } from "../src/data/columns.ts";
import { notationOf } from "../src/data/notation.ts";
import { UserError } from "../src/errors.ts";
import { parse } from "./tables.ts";

const column = (cells: readonly string[], asCategory = false, notation = notationOf(".", true, null)) => {
  const text = `a,b\n${cells.map((cell) => `"${cell}",1`).join("\n")}\n`;
  return readColumn(parse(text), 0, notation, asCategory);
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
        'column "a", row 211 (data.csv, line 212): "12x" is not a number; correct it, leave it empty if it is missing ' +
          '(or name it, --missing "12x"), or give --category "a" if the column holds categories',
      ),
    );
    expect(() => column(["1", "x", "3"])).toThrow('row 2 (data.csv, line 3): "x" is not a number');
    expect(() => column(["1", "3,5", "3"])).toThrow(
      '"3,5" is not a number; write it as a plain number such as 1234.5, or give --decimal "," if the whole table is ' +
        "written so",
    );
    expect(() => column(["1", "inf", "3"])).toThrow(
      '"inf" is not a number; leave it empty if it is missing, or name it: --missing "inf"',
    );
    expect(() => column(numbers.with(3, "2024-01-31"))).toThrow(
      'row 4 (data.csv, line 5): "2024-01-31" is not a number',
    );
  });

  test("reads numbers with units if all have the same, and refuses others", () => {
    expect(column(["5 %", "", "12.5%", "0"])).toMatchObject({
      unit: "%",
      values: Float64Array.of(5, Number.NaN, 12.5, 0),
    });
    expect(() => column(["$5", "$1,000", "7"])).toThrow(
      'row 3 (data.csv, line 4): "7" has another unit than "$5" in row 1; write all numbers of the column in the same',
    );
  });

  test("reads 1,234 only where the decimal mark is certain", () => {
    expect(column(["1,234", "5"])).toMatchObject({ values: Float64Array.of(1234, 5) });
    expect(column(["1,234", "5"], false, notationOf(",", true, null))).toMatchObject({
      values: Float64Array.of(1.234, 5),
    });
    expect(() => column(["5", "1,234"], false, notationOf(".", false, null))).toThrow(
      'row 2 (data.csv, line 3): "1,234" can be 1234 or 1.234: give --decimal . or --decimal , to say which',
    );
    expect(column(["1.234", "5"], false, notationOf(".", false, null))).toMatchObject({
      values: Float64Array.of(1.234, 5),
    });
  });

  test("subtracts one of them from numbers that are close, before they are rounded", () => {
    const read = (cells: string[]) => {
      const { origin, values } = column(cells) as NumberColumn;
      return { origin, differences: [...values].map((value) => value - values[0]!) };
    };
    const clock = (...nanoseconds: number[]) => nanoseconds.map((ns) => `170000000000000000${ns}`);
    expect(read(clock(1, 3, 2)).differences).toEqual([0, 2, 1]);
    expect(read(clock(1, 3, 2)).origin).toMatch(/^170000000000000000[123]$/);
    const digits = "0.1234567890123456789012345678901234567890";
    const least = read([`${digits}1`, `${digits}2`, `${digits}4`]).differences;
    expect(least.map((value) => value * 1e41)).toEqual([0, expect.closeTo(1, 12), expect.closeTo(3, 12)]);
    expect(read(["1", "2", "1e300"])).toEqual({ origin: "0", differences: [0, 1, 1e300] });
    // An outlier, or a zero in the place of what is missing, must not drown the others.
    expect(read([...clock(1, 3, 4), "0"]).differences).toEqual([0, 2, 3, -17e17]);
  });

  test("takes few numbers among texts for categories", () => {
    expect(column(["a", "b", "c", "1"]).kind).toBe("category");
  });

  test("refuses dates with their column and an example, but not a few among texts", () => {
    expect(() => column(["2024-01-31", "2024-02-01", "unknown"])).toThrow(
      'column "a" holds dates (data.csv, line 2: "2024-01-31"), which the race can\'t use; ' +
        'turn them into numbers, such as days since the first of them, or leave the column out with --ignore "a"',
    );
    expect(column(["red", "blue", "2024-01-31"]).kind).toBe("category");
  });

  test("says what to do with a row of units below the names", () => {
    expect(() => column(["kg/m3", "1.5", "2e3"])).toThrow(
      'row 1 (data.csv, line 2): "kg/m3" is not a number; delete the line if it holds units, or correct it, leave it empty',
    );
    expect(() => column(["kg", "1.5", "kg", "2"])).toThrow('"kg" is not a number; correct it');
    expect(() => column(["1", "1.5", "kg", "2"])).toThrow('"kg" is not a number; correct it');
  });

  test("cuts a long cell short in the message", () => {
    expect(() => column(["1", "x".repeat(500)])).toThrow(`"${"x".repeat(57)}..." is not a number`);
  });
});
