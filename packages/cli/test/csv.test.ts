import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { processorTime } from "../../downhill/test/serialization/support/processorTime.ts";
import { readCsv } from "../src/data/file.ts";
import { UserError } from "../src/errors.ts";
import { parse } from "./tables.ts";

const strayQuote = 'text follows a quote that closed a cell; inside quotes, a quote is written twice ("")';
const ragged = 'correct the line, quote cells that hold ",", delete what stands above the header, or give --delimiter';
const automatic = { encoding: null, delimiter: null, comment: null };

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
    ["very many empty lines", `${"\n".repeat(2000)}x,y\n1,2\n`],
    ["semicolons", "x;y\n1;2\n"],
    ["tabs", "x\ty\n1\t2\n"],
    ["quotes", '"x","y"\n"1","2"\n'],
    ["separators without cells below the table", "x,y\n1,2\n,\n"],
    ["a separator at the end of the lines", "x,y\n1,2,\n"],
    ["vertical bars", "x|y\n1|2\n"],
    ["spaces", "  x   y\n  1   2\n"],
    ["spaces and tabs between quoted cells", '"x" \t"y"\n"1"  "2"\n'],
    ["a first line that names the separator", "sep=;\nx;y\n1;2\n"],
    ["a first line that names the separator in quotes", '"sep=,"\r\nx,y\r\n1,2\r\n'],
    ["comments above and below", "# a, b and c\n#\n\nx,y\n1,2\n# the end"],
    ["commas in the names", "x;y\n1;2\n"],
    ["mixed line breaks", "x,y\r\n1,2\n"],
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

  test("takes the separator on which header and rows agree", () => {
    expect(parse("height, cm;weight, kg\n1,80;70,5\n").columns).toEqual(["height, cm", "weight, kg"]);
    expect(parse("name,notes\nAnn,a;b\nBo,c;d\n").columns).toEqual(["name", "notes"]);
    expect(parse("a b;c\n1 2;3\n").columns).toEqual(["a b", "c"]);
    expect(parse("first name\nAnn\n").columns).toEqual(["first name"]);
    expect(parse("sep=|\na;b|c\n1;2|3\n").columns).toEqual(["a;b", "c"]);
    expect(parse("sep=|\na;b|c\n1;2|3\n", { delimiter: ";" }).columns).toEqual(["a", "b|c"]);
    expect(parse("a::b\n1::2\n", { delimiter: "::" }).rows).toEqual([["1", "2"]]);
    expect(parse("a, b\n1, 2\n", { delimiter: " " }).columns).toEqual(["a,", "b"]);
  });

  test("takes row names without a name as a program writes them", () => {
    const table = parse('"mpg" "cyl"\n"Mazda RX4" 21 6\n"Datsun" 22.8 4\n');
    expect(table.columns).toEqual(["column 1", "mpg", "cyl"]);
    expect(table.rows[0]).toEqual(["Mazda RX4", "21", "6"]);
    expect(table.notes).toEqual(["the header has no name for the first column, which is called column 1"]);
  });

  test("tells comments from rows and headers that begin with #", () => {
    const savetxt = parse("# made by Lee, 2024\n# x y\n1.5 2.5\n");
    expect(savetxt).toMatchObject({ columns: ["x", "y"], rows: [["1.5", "2.5"]], lines: [3] });
    expect(savetxt.notes).toEqual(["the header is the comment in line 2 of data.csv"]);
    expect(parse("#name,kind\nAnn,cat\n").columns).toEqual(["name", "kind"]);
    expect(parse("#made by\nname kind\nAnn cat\n").columns).toEqual(["name", "kind"]);
    expect(parse("# by Lee, Ann\nname,kind\nAnn,cat\n").columns).toEqual(["name", "kind"]);
    const table = parse("colour,y\n#ff0000,1\n# half time\n#00ff00,2\n");
    expect(table.rows).toEqual([
      ["#ff0000", "1"],
      ["#00ff00", "2"],
    ]);
    expect(table.lines).toEqual([2, 4]);
    expect(table.notes).toEqual(['comments are skipped: line 3 (--comment "" to read them)']);
    expect(parse('x,y\n% a, "b\n1,2\n#1,2\n', { comment: "%" }).rows).toEqual([
      ["1", "2"],
      ["#1", "2"],
    ]);
    expect(() => parse("#x,y\n1,2\n# 3\n", { comment: "" })).toThrow("line 3: 1 cell");
  });

  test("keeps a quote inside a cell that doesn't begin with one", () => {
    expect(parse('size,y\n5" pipe,1\n6" and 7",2\n"""8""",3\n').rows).toEqual([
      ['5" pipe', "1"],
      ['6" and 7"', "2"],
      ['"8"', "3"],
    ]);
  });

  test("counts lines as editors do, whatever breaks them", () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      expect(parse(`x,y${end}"a${end}b",1${end}${end}c,2${end}`).lines, JSON.stringify(end)).toEqual([3, 5]);
    }
  });

  test("numbers columns of the same name, and says so", () => {
    const table = parse("x,y,x,x.1,x\n1,2,3,4,5\n");
    expect(table.columns).toEqual(["x", "y", "x.2", "x.1", "x.3"]);
    expect(table.notes).toEqual(['columns of the same name are numbered: column 3 is "x.2", column 5 is "x.3"']);
  });

  test("composes letters and accents, but not for ever", () => {
    expect(parse("gro\u0308ße,y\no\u0308,1\n")).toMatchObject({ columns: ["größe", "y"], rows: [["ö", "1"]] });
    const accents = `a${"\u0301\u0323".repeat(100_000)}`;
    const start = processorTime();
    expect(parse(`gro\u0308ße,y\n${accents},1\n`)).toMatchObject({ columns: ["größe", "y"], rows: [[accents, "1"]] });
    expect(processorTime() - start).toBeLessThan(1000);
  });

  test.each([
    ["one cell of a million letters", `x,y\n${"a".repeat(1e6)},1\n`],
    ["one cell of a million spaces", `x,y\na${" ".repeat(1e6)}b,1\n`],
    ["a million quotes", `x,y\n${'"'.repeat(1e6)},1\n`],
    ["a million quotes in one line of spaces", `x y\n1 2\n${'" '.repeat(1e6)}\n`],
    ["a million lines", "\n".repeat(1e6)],
    ["a header of spaces", `x${" ".repeat(1e6)}y\n1 2\n`],
    ["twenty thousand columns", `${"x,".repeat(20_000)}\n${"1,".repeat(20_000)}\n`],
    ["a hundred thousand quoted quotes", `x,y\n${'"""a""",1\n'.repeat(100_000)}`],
    ["a million comments", `${"# x\n".repeat(1e6)}x,y\n1,2\n`],
  ])("takes no longer for %s than its length allows", (_, text) => {
    const start = processorTime();
    try {
      parse(text);
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
    }
    expect(processorTime() - start).toBeLessThan(3000);
  });

  test("reads one column", () => {
    expect(parse("x\n1\n2\n").rows).toEqual([["1"], ["2"]]);
  });

  test("names columns that have no name", () => {
    expect(parse(",x,\n0,1,2\n").columns).toEqual(["column 1", "x", "column 3"]);
  });

  test.each([
    ["", '"data.csv" is empty'],
    [" \n\n", '"data.csv" is empty'],
    [`${" ".repeat(2000)}\n`, '"data.csv" is empty'],
    ["<!DOCTYPE html><p>Not found", '"data.csv" is a page or XML, not a table; save the table as CSV first'],
    ['[\n  {"x": 1}]', '"data.csv" is JSON, not a table; save the table as CSV first'],
    ["x,y\n", '"data.csv" has a header but no rows'],
    [`x,${"y".repeat(1001)}\n1,2\n`, '"data.csv": the name of column 2 has 1001 characters; shorten it'],
    ["x,y\n1,2\n3\n", `"data.csv", line 3: 1 cell, but the header names 2 columns (in line 1); ${ragged}`],
    ["x,y\n\n1,2\n3,4,5\n", `"data.csv", line 4: 3 cells, but the header names 2 columns (in line 1); ${ragged}`],
    ["Report\n\nx,y\n1,2\n", `"data.csv", line 3: 2 cells, but the header names 1 column (in line 1); ${ragged}`],
    ["1,2\n3,4\n", '"data.csv" has no header: its first line is all numbers; put the columns\' names there'],
    ["x,y\n1,\0\n", '"data.csv" is not a text file: line 2 has a NUL byte; export the table as CSV first'],
    [
      "PK\u0003\u0004\0",
      '"data.csv" is not a text file but a zip file, perhaps an Excel workbook; export the table as CSV first',
    ],
    ['x,y\n1,"2\n3,4\n', '"data.csv", below line 1: a quote is opened before a cell and never closed'],
    ['x,y\n1,2\n"5" pipe,4\n', `"data.csv", line 3: ${strayQuote}`],
    ['x,y\n1,2\n"5"pipe,4\n', `"data.csv", line 3: ${strayQuote}`],
    ['x,y\n1,2\n"say \\"hi\\"",4\n', `"data.csv", line 3: ${strayQuote}`],
  ])("refuses %j", (text, message) => {
    expect(() => parse(text)).toThrow(new UserError(message));
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
    expect(await readCsv(join(folder, "t.csv"), automatic)).toMatchObject({ name: "t.csv", columns: ["x"] });
  });

  test("unpacks a file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "downhill-"));
    const packed = gzipSync("x,größe\n1,2\n");
    await writeFile(join(folder, "t.csv.gz"), packed);
    expect(await readCsv(join(folder, "t.csv.gz"), automatic)).toMatchObject({
      name: "t.csv.gz",
      columns: ["x", "größe"],
    });
    await writeFile(join(folder, "cut.csv.gz"), packed.subarray(0, 20));
    await expect(readCsv(join(folder, "cut.csv.gz"), automatic)).rejects.toThrow("is compressed by gzip, but damaged");
  });

  test("says why a file can't be read", async () => {
    await expect(readCsv("/nowhere/data.csv", automatic)).rejects.toThrow(
      new UserError('can\'t read "/nowhere/data.csv": no such file'),
    );
    await expect(readCsv(tmpdir(), automatic)).rejects.toThrow(
      new UserError(`can't read "${tmpdir()}": it is a directory, not a file`),
    );
  });
});
