import { expect, test } from "vitest";
import { type Column, readColumn } from "../src/data/columns.ts";
import { type Encoding, encoderOf, fitEncoding, inputNames } from "../src/data/encoding.ts";
import { notationOf } from "../src/data/notation.ts";
import { parse } from "./tables.ts";

const read = (cells: readonly string[]): Column =>
  readColumn(parse(`x,y\n${cells.map((cell) => `"${cell}",1`).join("\n")}\n`), 0, notationOf(".", true, null));
const rows = (column: Column) =>
  Array.from({ length: column.kind === "number" ? column.values.length : column.codes.length }, (_, row) => row);
/** The encoding that is fitted to some cells, as a file would hold it. */
const fitted = (cells: readonly string[]): Encoding => {
  const column = read(cells);
  const encoding = fitEncoding(column, rows(column));
  if ("reason" in encoding) throw new Error(encoding.reason);
  return JSON.parse(JSON.stringify(encoding)) as Encoding;
};
const encode = (encoding: Encoding, cells: readonly string[]) => {
  const column = read(cells);
  const encoder = encoderOf(encoding, column);
  return rows(column).map((row) => {
    const inputs = new Float32Array(inputNames(encoding).length);
    encoder.write(row, inputs, 0);
    return [...inputs];
  });
};

test("an encoding is plain data, and does for another table what it did for its own", () => {
  const clock = (ns: number) => `${1700000000000000000n + BigInt(ns)}`;
  const encoding = fitted([clock(0), clock(20), clock(10), clock(30)]);
  const scale = Math.sqrt(125);
  expect(encode(encoding, [clock(1015), clock(15), "", clock(16)])).toEqual([
    [expect.closeTo(1000 / scale, 4)],
    [expect.closeTo(0, 6)],
    [0],
    [expect.closeTo(1 / scale, 6)],
  ]);
  expect(encode(encoding, ["3"])).toEqual([[expect.closeTo(-1.7e18 / scale, -14)]]);
  expect(encode(fitted(["1", "3", ""]), ["5", "", "2"])).toEqual([
    [3, 0],
    [0, 1],
    [0, 0],
  ]);
});

test("an encoding of categories knows nothing of new ones", () => {
  expect(encode(fitted(["a", "b", "", "a"]), ["b", "c", ""])).toEqual([
    [0, 1, 0],
    [0, 0, 0],
    [0, 0, 1],
  ]);
});

test("an encoding refuses columns of another kind or unit", () => {
  expect(() => encode(fitted(["1", "2"]), ["a"])).toThrow(
    'column "x" holds category cells, its encoding is for number cells',
  );
  expect(() => encode(fitted(["a", "b"]), ["1"])).toThrow(TypeError);
  expect(() => encode(fitted(["5 %", "7 %"]), ["0.05"])).toThrow('column "x" is in "", its encoding is for "%"');
  expect(encode(fitted(["5 %", "7 %"]), ["0", ""])).toEqual([[-6], [0]]);
});
