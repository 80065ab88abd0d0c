import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCsv, readCsv } from "../src/data/csv.ts";
import { UserError } from "../src/errors.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const parse = (text: string) => parseCsv(bytes(text), "data.csv");

describe("parseCsv", () => {
  test("reads a header, rows and the lines they stand on", () => {
    const table = parse("x,y\n1,2\n\n3,4\n");
    expect(table.columns).toEqual(["x", "y"]);
    expect(table.rows).toEqual([
      ["1", "2"],
      ["3", "4"],
    ]);
    expect(table.lines).toEqual([2, 4]);
  });

  test.each([
    ["a byte order mark", "\ufeffx,y\n1,2\n"],
    ["carriage returns", "x,y\r\n1,2\r\n"],
    ["old carriage returns", "x,y\r1,2\r"],
    ["no line break at the end", "x,y\n1,2"],
    ["space around cells", " x , y \n 1 ,\t2 \n"],
    ["empty lines before and after", "\n\nx,y\n1,2\n\n\n"],
    ["semicolons", "x;y\n1;2\n"],
    ["tabs", "x\ty\n1\t2\n"],
    ["quotes", '"x","y"\n"1","2"\n'],
    ["separators without cells below the table", "x,y\n1,2\n,\n"],
    ["a separator at the end of the lines", "x,y\n1,2,\n"],
  ])("reads a file with %s", (_, text) => {
    const table = parse(text);
    expect(table.columns).toEqual(["x", "y"]);
    expect(table.rows).toEqual([["1", "2"]]);
  });

  test("keeps separators, quotes and line breaks inside quotes", () => {
    const table = parse('name,note\n"Lee, Ann","she said ""no""\nand left"\nBo,\n');
    expect(table.rows).toEqual([
      ["Lee, Ann", 'she said "no"\nand left'],
      ["Bo", ""],
    ]);
  });

  test("is not misled by separators inside a quoted header", () => {
    expect(parse('"a,b,c";y\n1;2\n').columns).toEqual(["a,b,c", "y"]);
  });

  test("reads one column", () => {
    expect(parse("x\n1\n2\n").rows).toEqual([["1"], ["2"]]);
  });

  test("reads UTF-16 with a mark, and Windows' Latin letters", () => {
    const utf16 = new Uint8Array(Buffer.from("\ufeffx,größe\n1,2\n", "utf16le"));
    expect(parseCsv(utf16, "data.csv").columns).toEqual(["x", "größe"]);
    const latin = new Uint8Array(Buffer.from("x,größe\n1,2\n", "latin1"));
    expect(parseCsv(latin, "data.csv").columns).toEqual(["x", "größe"]);
  });

  test("names columns that have no name", () => {
    expect(parse(",x,\n0,1,2\n").columns).toEqual(["column 1", "x", "column 3"]);
  });

  test.each([
    ["", '"data.csv" is empty'],
    [" \n\n", '"data.csv" is empty'],
    ["x,y\n", '"data.csv" has a header but no rows'],
    ["x,y\n1,2\n3\n", '"data.csv", line 3: 1 cell, but the header names 2 columns'],
    ["x,y\n1,2\n3,4,5\n", '"data.csv", line 3: 3 cells, but the header names 2 columns'],
    ["x,y,x\n1,2,3\n", '"data.csv" has two columns named "x": the 1st and the 3rd'],
    ["1,2\n3,4\n", '"data.csv" has no header: its first line is all numbers; put the columns\' names there'],
    ["x\0,y\n", '"data.csv" is not a text file; export the table as CSV first'],
  ])("refuses %j", (text, message) => {
    expect(() => parse(text)).toThrow(new UserError(message));
  });

  test("says where a quote is not closed", () => {
    expect(() => parse('x,y\n1,"2\n3,4\n')).toThrow(/^"data.csv" is not a valid CSV file: .*quote/i);
  });

  test("reads back whatever cells were written", () => {
    const cell = fc.string({ maxLength: 8 }).map((text) => text.trim().replaceAll("\0", "") || "x");
    const separator = fc.constantFrom(",", ";", "\t");
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), separator, (rows, delimiter) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const lines = [["first", "second"], ...rows].map((row) => row.map(quote).join(delimiter));
        expect(parse(lines.join("\r\n")).rows).toEqual(rows);
      }),
    );
  });

  test("reads a hundred thousand rows", () => {
    const lines = Array.from({ length: 100_000 }, (_, i) => `${i},${i % 7},text ${i % 3}`);
    const table = parse(`a,b,c\n${lines.join("\n")}\n`);
    expect(table.rows.length).toBe(100_000);
    expect(table.rows[99_999]).toEqual(["99999", "4", "text 0"]);
    expect(table.lines[99_999]).toBe(100_001);
  });
});

describe("readCsv", () => {
  test("reads a file and calls it by its name", async () => {
    const folder = await mkdtemp(join(tmpdir(), "downhill-"));
    await writeFile(join(folder, "t.csv"), "x\n1\n");
    expect(await readCsv(join(folder, "t.csv"))).toMatchObject({ name: "t.csv", columns: ["x"] });
  });

  test("says why a file can't be read", async () => {
    await expect(readCsv("/nowhere/data.csv")).rejects.toThrow(
      new UserError('can\'t read "/nowhere/data.csv": no such file'),
    );
    await expect(readCsv(tmpdir())).rejects.toThrow(
      new UserError(`can't read "${tmpdir()}": it is a directory, not a file`),
    );
  });
});
