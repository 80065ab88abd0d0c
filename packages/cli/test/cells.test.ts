import { expect, test } from "vitest";
import { processorTime } from "../../downhill/test/serialization/support/processorTime.ts";
import { cellKind, parseNumber, readAmount } from "../src/data/cells.ts";
import { findDecimal, isAmbiguous, notationOf } from "../src/data/notation.ts";

test.each(["0", "-1", "+2.5", ".5", "5.", "1e3", "-1.5E-7", "2024", "20240131", "007"])("%j is a number", (cell) => {
  expect(cellKind(cell, ".")).toBe("number");
  expect(parseNumber(cell)).toBe(Number(cell));
});

test.each(["", "NA", "n/a", "NaN", "null", "None", "?", "-", "missing", "#N/A"])("%j is missing", (cell) => {
  expect(notationOf(".", true, null).isMissing(cell)).toBe(true);
});

test("only what is named is missing, texts as they are written and numbers in any spelling", () => {
  const { isMissing } = notationOf(".", true, ["NA", "-999"]);
  expect(["", "NA", "-999", "-999.00", "-9.99e2"].map(isMissing)).toEqual([true, true, true, true, true]);
  expect(["Na", "na", "none", "-", "?", "999", "-99"].map(isMissing)).not.toContain(true);
  expect(["", "NA"].map(notationOf(".", true, []).isMissing)).toEqual([true, false]);
});

test.each([
  ["$5", "5", "$"],
  ["-$1,000", "-1000", "$"],
  ["$ -5", "-5", "$"],
  ["€ 3.50", "3.50", "€"],
  ["12 %", "12", "%"],
  ["5 EUR", "5", "EUR"],
  ["12元", "12", "元"],
  ["1,234,567", "1234567", ""],
  ["12,34,567.5", "1234567.5", ""],
  ["1 000", "1000", ""],
  ["1\u202f234\u202f567", "1234567", ""],
  ["1'000", "1000", ""],
  ["１２３．５", "123.5", ""],
  ["−5", "-5", ""],
  ["-1.5D+03", "-1.5e+03", ""],
])("%j is the number %s in %j", (cell, text, unit) => {
  expect(readAmount(cell, ".")).toEqual({ text, unit });
});

test.each([
  ["3,14", "3.14"],
  [",5", ".5"],
  ["1.234.567,8", "1234567.8"],
  ["1.234", "1234"],
  ["-1,5e3", "-1.5e3"],
  ["12", "12"],
])("with a decimal comma %j is %s", (cell, text) => {
  expect(readAmount(cell, ",")).toEqual({ text, unit: "" });
});

test.each([["1.5"], ["1,234,567"], ["0.123"], ["1.23.456,7,8"]])("with a decimal comma %j is no number", (cell) => {
  expect(readAmount(cell, ",")).toBeNull();
});

test.each(["inf", "-Infinity", "∞", "1e999", "3,14", "1.234.567", "012,345"])("%j is almost a number", (cell) => {
  expect(cellKind(cell, ".")).toBe("almost number");
  expect(parseNumber(cell)).toBeNaN();
});

test("the decimal mark is what some numbers leave no doubt about", () => {
  expect(findDecimal(["1", "1,234", "2,5"])).toEqual({ decimal: ",", certain: true });
  expect(findDecimal(["1,234", "0.5"])).toEqual({ decimal: ".", certain: true });
  expect(findDecimal(["1,234,567"])).toEqual({ decimal: ".", certain: true });
  expect(findDecimal(["1,234", "5", "a,b", "1. 2. 2024"])).toEqual({ decimal: ".", certain: false });
  expect(findDecimal(["2,5", "2.5"])).toEqual({ decimal: ".", certain: false });
  expect(["1,234", "1.234"].map(isAmbiguous)).toEqual([true, true]);
  expect(["1234", "1.5", "1,5", "0,123"].map(isAmbiguous)).not.toContain(true);
});

test.each([
  "2024-01-31",
  "2024-01",
  "2024/1/5",
  "31.12.2020",
  "1/2/99",
  "2020-01-31T12:30:00Z",
  "2020-01-31 12:30:00.123+02:00",
  "12:30",
  "12:30:59 PM",
  "Jan 5, 2020",
  "5 January 2020",
  "05-Jan-20",
  "Mon, 5 Jan 2020",
  "January 2020",
  "2024年1月31日",
])("%j is a date", (cell) => {
  expect(cellKind(cell, ".")).toBe("date");
});

test.each([
  "red",
  "A12",
  "0x10",
  "1.2.3.4",
  "12-34",
  "May",
  "Marchetti 5",
  "1e",
  "e5",
  "--",
  "5 stars",
  "true",
  "$",
  "--5",
  "1,2,3",
])("%j is text", (cell) => {
  expect(cellKind(cell, ".")).toBe("text");
});

test("no cell takes longer than its length allows", () => {
  const n = 100_000;
  const run = (text: string) => text.repeat(n);
  const cells = {
    "digits and a letter": `${run("1")}x`,
    "a fraction and a point": `1.${run("1")}.`,
    "a power and a letter": `1e${run("1")}x`,
    "groups and a letter": `1${run(",234")}x`,
    "a sign, spaces and a letter": `+${run(" ")}x`,
    "a sign, spaces, a digit and a letter": `+${run(" ")}5x`,
    "currency signs": `${run("$")}5`,
    "currency names": `${run("USD")}5`,
    signs: run("-"),
    "full-width digits and a letter": `${run("１")}x`,
    "a time and spaces": `12:30${run(" ")}x`,
    "a time, spaces and its half": `12:30${run(" ")}pm${run(" ")}x`,
    "a date and spaces": `2024-01-31${run(" ")}12:30${run(" ")}x`,
    "a day and dashes": `5${run("-")}x`,
    "a day, dashes and a month": `5${run("-")}jan${run("-")}x`,
    "a month with a long name": `jan${run("a")}${run(" ")}x`,
    "a weekday with a long name": `mon${run("a")}${run(" ")}x`,
    "letters and digits": run("a1"),
    "spaces within": `1${run(" ")}x${run(" ")}1`,
  };
  for (const [name, cell] of Object.entries(cells)) {
    const start = processorTime();
    for (const mark of [".", ","] as const) cellKind(cell, mark);
    notationOf(".", true, ["-999"]).isMissing(cell);
    findDecimal([cell]);
    expect(processorTime() - start, name).toBeLessThan(500);
  }
});
