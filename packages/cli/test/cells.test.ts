import { expect, test } from "vitest";
import { cellKind, parseNumber } from "../src/data/cells.ts";

test.each(["0", "-1", "+2.5", ".5", "5.", "1e3", "-1.5E-7", "2024", "20240131", "007"])("%j is a number", (cell) => {
  expect(cellKind(cell)).toBe("number");
  expect(parseNumber(cell)).toBe(Number(cell));
});

test.each(["", "NA", "n/a", "NaN", "null", "None", "?", "-", "missing", "#N/A"])("%j is missing", (cell) => {
  expect(cellKind(cell)).toBe("missing");
});

test.each([
  "$5",
  "12%",
  "1,234",
  "3,14",
  "1 000",
  "1.234.567",
  "1,234.50",
  "1'000",
  "-$1,000",
  "€ 3.50",
  "inf",
  "-Infinity",
  "1e999",
])("%j is almost a number", (cell) => {
  expect(cellKind(cell)).toBe("almost number");
  expect(parseNumber(cell)).toBeNaN();
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
])("%j is a date", (cell) => {
  expect(cellKind(cell)).toBe("date");
});

test.each(["red", "A12", "0x10", "1.2.3.4", "12-34", "May", "Marchetti 5", "1e", "e5", "--", "5 stars", "true"])(
  "%j is text",
  (cell) => {
    expect(cellKind(cell)).toBe("text");
  },
);
