import fc from "fast-check";
import { expect, test } from "vitest";
import { processorTime } from "../../downhill/test/serialization/support/processorTime.ts";
import { readDataset } from "../src/data/dataset.ts";
import { UserError } from "../src/errors.ts";
import { dealRows, tableProblem } from "../src/problems/table.ts";
import { parse } from "./tables.ts";

const piece = fc.constantFrom(
  ..."0123456789.,;:-+eE%$#\"'|/_ \t\n\r".split(""),
  ...["1.5", "1,5", "1,234", "1.234.567,8", "inf", "nan", "NA", "none", "-", "?", "1e308", "-1e308", "5e-324", "1e999"],
  ...[
    "2024-01-31",
    "12:30",
    "31.12.2024",
    "true",
    "a",
    "ö",
    "o\u0308",
    "中",
    "\ufeff",
    "\u0000",
    "\u202e",
    "１２",
    "−5",
  ],
  ...[
    "9007199254740993",
    "1700000000000000001",
    "0.1234567890123456789",
    '""',
    "\r\n",
    "sep=;\n",
    "#",
    "x,y",
    "€",
    "12 %",
  ],
);
const strangeCell = fc.oneof(
  piece,
  fc.string(),
  fc.array(piece).map((parts) => parts.join("")),
);
const usualCell = [
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer().map(String),
  fc.bigInt({ min: 10n ** 17n, max: 10n ** 17n + 50n }).map(String),
  fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 }).map((x) => x.toFixed(2).replace(".", ",")),
  fc.constantFrom("red", "green", "blue", "none", ""),
];
/** Some cells that follow one another again and again in a column, mostly of one kind. */
const column = fc.oneof(
  ...usualCell.map((cell) => ({ weight: 5, arbitrary: fc.array(cell, { minLength: 2, maxLength: 9 }) })),
  { weight: 1, arbitrary: fc.array(strangeCell, { minLength: 1, maxLength: 3 }) },
);

const table = fc
  .record({
    columns: fc.array(column, { minLength: 2, maxLength: 4 }),
    names: fc.array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom("a", "b", "größe") }, strangeCell), {
      minLength: 4,
      maxLength: 4,
    }),
    rows: fc.integer({ min: 5, max: 40 }),
    delimiter: fc.constantFrom(",", ";", "\t", " ", "|"),
    strange: fc.option(fc.record({ text: strangeCell, at: fc.double({ min: 0, max: 1, noNaN: true }) })),
  })
  .map(({ columns, names, rows, delimiter, strange }) => {
    const header = columns.map((_, i) => (i === 0 ? "y" : names[i]!)).join(delimiter);
    const lines = Array.from({ length: rows }, (_, row) =>
      columns.map((cells, i) => cells[(row * (i + 1) + ((row * row) % 3)) % cells.length]!).join(delimiter),
    );
    const text = `${[header, ...lines].join("\n")}\n`;
    if (strange === null) return text;
    const at = Math.floor(strange.at * text.length);
    return text.slice(0, at) + strange.text + text.slice(at);
  });
const bytes = fc.oneof(
  { weight: 8, arbitrary: table.map((text) => new TextEncoder().encode(text)) },
  table.map((text) => new Uint8Array(Buffer.from(text, "utf16le"))),
  table.map((text) => new Uint8Array(Buffer.from(text, "latin1"))),
  fc.uint8Array({ maxLength: 300 }),
);

test("whatever a file holds is scaled to finite numbers, or refused in one line", () => {
  let raced = 0;
  fc.assert(
    fc.property(bytes, fc.constantFrom(null, "windows-1252", "gb18030"), (data, encoding) => {
      const start = processorTime();
      try {
        const dataset = readDataset(parse(data, { encoding }), {
          target: "y",
          task: null,
          ignore: [],
          category: [],
          decimal: null,
          missing: null,
        });
        const parts = dealRows(dataset, { seed: 0, testSeed: null, classWeights: null });
        const { training, validation, features } = tableProblem(dataset, parts, null);
        raced++;
        for (const { rows, inputs, targets } of [training, validation]) {
          expect(rows).toBeGreaterThan(0);
          expect(inputs.length).toBe(rows * features.length);
          expect(inputs.some(Number.isNaN)).toBe(false);
          expect(targets.some(Number.isNaN)).toBe(false);
        }
        // Of other rows than those by which they are scaled, numbers may be any.
        expect([training.inputs, training.targets].every((numbers) => numbers.every(Number.isFinite))).toBe(true);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        expect(error.message.length).toBeLessThan(2000);
      }
      expect(processorTime() - start).toBeLessThan(1000);
    }),
    { numRuns: 1000 },
  );
  expect(raced).toBeGreaterThan(50);
});
