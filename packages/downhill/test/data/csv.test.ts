import { parseCsv, TensorDataset } from "downhill/data";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const TABLE = `name,length,count,alive,species
"Ann, the ""first""",1.5,3,true,b
Bob,,-4,FALSE,a\r
"two
lines",1e3,5,true,b
`;

describe("a table of comma-separated values", () => {
  it("has columns of the types that its cells have", () => {
    const table = parseCsv(TABLE);
    expect(table.length).toBe(3);
    expect(table.columns.map(({ type }) => type)).toEqual(["string", "float32", "int64", "bool", "string"]);
    expect(table.column("name").texts).toEqual(['Ann, the "first"', "Bob", "two\nlines"]);
    expect(table.column("length").values?.toArray()).toEqual([1.5, Number.NaN, 1000]);
    expect(table.column("alive").values?.toArray()).toEqual([true, false, true]);
    expect(table.toTensor().shape).toEqual([3, 3]);
    expect(table.toTensor(["count", "alive"], { dtype: "float64" }).toArray()).toEqual([
      [3, 1],
      [-4, 0],
      [5, 1],
    ]);
  });

  it("has columns of the types that are asked for", () => {
    const table = parseCsv(TABLE, { types: { species: "category", count: "float64", alive: "string" } });
    const { values, categories } = table.column("species");
    expect(categories).toEqual(["a", "b"]);
    expect([...values!.toTypedArray()]).toEqual([1n, 0n, 1n]);
    expect(table.column("count").values?.dtype).toBe("float64");
    expect(table.column("alive").values).toBeNull();
    expect(new TensorDataset(table.toTensor(["length"]), values!)).toHaveLength(3);
  });

  it("may have no header, other delimiters and its own word for what is missing", () => {
    const table = parseCsv("\ufeff1;x\n?;y", { delimiter: ";", header: false, missing: ["?"] });
    expect(table.columns.map(({ name, type }) => [name, type])).toEqual([
      ["0", "float32"],
      ["1", "string"],
    ]);
    expect(parseCsv("a,b\n").length).toBe(0);
    expect(parseCsv("9007199254740993", { header: false }).columns[0].values?.toTypedArray()).toEqual(
      BigInt64Array.of(9007199254740993n),
    );
  });

  it("gives back what was quoted", () => {
    const text = fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(text, fc.constantFrom("\n", "\r\n", "\r"), (rows, end) => {
        const quoted = rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")).join(end);
        const table = parseCsv(quoted, { header: false, types: { 0: "string", 1: "string" } });
        expect(rows.map((_, i) => table.columns.map(({ texts }) => texts[i]))).toEqual(rows);
      }),
    );
  });

  it("says where it is wrong", () => {
    const cases: [string, object, string][] = [
      ["a,b\n1,2\n3\n", {}, "line 3 has 1 cells, and not 2"],
      ["a,b\n1,x\n", { types: { b: "int64" } }, 'line 2, column "b": "x" is no int64'],
      ['a,b\n"1\n1",2\n1,x\n', { types: { b: "float32" } }, 'line 4, column "b": "x" is no float32'],
      ["a,a\n", {}, 'two columns have the name "a"'],
      ["a\n1\n", { types: { c: "bool" } }, 'there is no column "c"'],
      ["a\n1\n", { types: { a: "int32" } }, "must be one of float32"],
      ['a\n"1\n', {}, "a quote isn't closed"],
      ['a\n"1"2\n', {}, "something follows a closing quote"],
      ["", {}, "the text has no rows"],
      ["a\n1", { delimiter: ", " }, "one character"],
    ];
    for (const [text, options, words] of cases) expect(() => parseCsv(text, options), words).toThrow(words);
    const table = parseCsv(TABLE);
    expect(() => table.column("lenght")).toThrow('did you mean "length"?');
    expect(() => table.toTensor(["name"])).toThrow('column "name" has texts');
  });
});
