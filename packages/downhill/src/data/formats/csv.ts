import { to } from "../../autograd/functions/conversion.ts";
import { stack } from "../../autograd/functions/joining.ts";
import type { DType } from "../../memory/dtype.ts";
import { BOOLEAN, type Kind, LIST_OF_NAMES, PLAIN_OBJECT, STRING } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { publish, publishMethods } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { nearest } from "../../signatures/suggest.ts";
import { tensor } from "../../tensor/factories.ts";
import { DTYPE } from "../../tensor/kinds.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { delimitedRows, type TextRow } from "./delimited.ts";

/** What a column's cells are: numbers of a type, truth values, one of a few names, or texts. */
export type ColumnType = "float32" | "float64" | "int64" | "bool" | "category" | "string";

const COLUMN_TYPES: readonly ColumnType[] = ["float32", "float64", "int64", "bool", "category", "string"];

/** Options of {@link parseCsv}. */
export interface CsvOptions {
  /** Between cells. Default ",". */
  delimiter?: string;
  /** Whether the first row has the columns' names; otherwise they are "0", "1" and so on. Default true. */
  header?: boolean;
  /**
   * The types of columns by their names. Default: int64 where all cells are integers, float32 where all are numbers or
   * empty, bool where all are true or false, else string.
   */
  types?: Readonly<Record<string, ColumnType>>;
  /** Texts that stand for a missing number, in any case; the number is NaN then. Default "", "na", "nan" and "null". */
  missing?: readonly string[];
}

/** One column of a table. */
export interface CsvColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** The cells: numbers, truth values, or the numbers of categories (int64); null for texts. */
  readonly values: Tensor | null;
  /** The cells as they stand in the file. */
  readonly texts: readonly string[];
  /** The names of a category's values, sorted; null for other types. */
  readonly categories: readonly string[] | null;
}

const INTEGER_TEXT = /^[+-]?\d+$/;
const NUMBER_TEXT = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, false: false };
const MISSING = ["", "na", "nan", "null"];

/** A table with columns of types. */
export class CsvTable {
  readonly columns: readonly CsvColumn[];
  /** How many rows there are. */
  readonly length: number;

  /** @internal */
  constructor(columns: readonly CsvColumn[], length: number) {
    this.columns = columns;
    this.length = length;
  }

  /** @throws RangeError for a column that isn't there */
  column(name: string): CsvColumn {
    const column = this.columns.find((one) => one.name === name);
    if (column !== undefined) return column;
    const names = this.columns.map((one) => one.name);
    const hint = nearest(name, names);
    throw new RangeError(
      `there is no column "${name}"${hint === null ? `; there are ${names.join(", ")}` : `, did you mean "${hint}"?`}`,
    );
  }

  /**
   * Columns beside one another, a row of the table in each row.
   *
   * @param names of columns of numbers, truth values or categories; default: all such columns
   * @param options.dtype default "float32"
   * @throws RangeError for a column that isn't there, TypeError for one of texts
   */
  toTensor(names?: readonly string[], options: { dtype?: DType } = {}): Tensor {
    const chosen = names?.map((name) => this.column(name)) ?? this.columns.filter(({ values }) => values !== null);
    if (chosen.length === 0) throw new RangeError("toTensor(): there is no column of numbers");
    const columns = chosen.map(({ name, values }) => {
      if (values === null) throw new TypeError(`toTensor(): column "${name}" has texts: read it as a "category"`);
      return to(values, options.dtype ?? "float32");
    });
    return stack(columns, 1);
  }
}

publishMethods(CsvTable.prototype, {
  column: signature("column", { name: STRING }),
  toTensor: signature("toTensor", { names: optional(LIST_OF_NAMES) }, {}, { dtype: DTYPE }),
});

const DELIMITER: Kind<string> = {
  expected: "one character",
  accepts: (value): value is string => typeof value === "string" && value.length === 1 && !'"\r\n'.includes(value),
};

/** What reading a table may be told. */
export const CSV_OPTIONS = {
  delimiter: optional(DELIMITER, ","),
  header: optional(BOOLEAN, true),
  types: PLAIN_OBJECT as Kind<Readonly<Record<string, ColumnType>>>,
  missing: LIST_OF_NAMES,
};

/**
 * Reads a table of comma-separated values: quoted cells, doubled quotes, line breaks within quotes, any end of lines.
 *
 *     const table = parseCsv(text, { types: { species: "category" } });
 *     const dataset = new TensorDataset(table.toTensor(["length", "depth"]), table.column("species").values);
 *
 * @throws RangeError for rows of several lengths, types of columns that aren't there, and cells that aren't of their
 *   column's type, with the line where they are; TypeError for types that there aren't
 */
export const parseCsv = publish(signature("parseCsv", { text: STRING }, {}, CSV_OPTIONS), parse);

function parse(text: string, options: CsvOptions = {}): CsvTable {
  const { delimiter = ",", header = true, types = {} } = options;
  const missing = new Set((options.missing ?? MISSING).map((name) => name.toLowerCase()));
  const rows = [...delimitedRows(text, delimiter)];
  const head = header ? rows.shift() : rows[0];
  if (head === undefined) throw new RangeError("parseCsv(): the text has no rows");
  const names = head.cells.map((cell, i) => (header ? cell.trim() : String(i)));
  names.forEach((name, i) => {
    if (names.indexOf(name) < i) throw new RangeError(`parseCsv(): two columns have the name "${name}"`);
  });
  for (const { cells, line } of rows) {
    if (cells.length === names.length) continue;
    throw new RangeError(`parseCsv(): line ${line} has ${cells.length} cells, and not ${names.length}`);
  }
  for (const [name, type] of Object.entries(types)) {
    if (!names.includes(name)) throw new RangeError(`parseCsv(): there is no column "${name}" to be of type ${type}`);
    if (COLUMN_TYPES.includes(type)) continue;
    throw new TypeError(
      `parseCsv(): the type of column "${name}" must be one of ${COLUMN_TYPES.join(", ")}, got ${type}`,
    );
  }
  const columns = names.map((name, i) => columnOf(name, types[name] ?? null, rows, i, missing));
  return new CsvTable(columns, rows.length);
}

function columnOf(
  name: string,
  given: ColumnType | null,
  rows: readonly TextRow[],
  place: number,
  missing: ReadonlySet<string>,
): CsvColumn {
  const texts = rows.map(({ cells }) => cells[place]);
  const plain = texts.map((cell) => cell.trim());
  const type = given ?? typeOf(plain, missing);
  const read = <T>(value: (cell: string) => T | null): T[] =>
    plain.map((cell, i) => {
      const found = value(cell);
      if (found !== null) return found;
      throw new RangeError(`parseCsv(): line ${rows[i].line}, column "${name}": "${cell}" is no ${type}`);
    });
  const column = (values: Tensor | null, categories: readonly string[] | null = null) => ({
    ...{ name, type, values, texts, categories },
  });
  switch (type) {
    case "string":
      return column(null);
    case "category": {
      const categories = [...new Set(plain)].sort();
      const places = new Map(categories.map((category, i) => [category, BigInt(i)]));
      return column(
        tensor(
          plain.map((cell) => places.get(cell)!),
          { dtype: "int64" },
        ),
        categories,
      );
    }
    case "bool":
      return column(
        tensor(
          read((cell) => BOOLEANS[cell.toLowerCase()] ?? null),
          { dtype: "bool" },
        ),
      );
    case "int64":
      return column(
        tensor(
          read((cell) => (INTEGER_TEXT.test(cell) ? BigInt(cell.replace(/^\+/, "")) : null)),
          { dtype: "int64" },
        ),
      );
    default: {
      const numbers = read((cell) => {
        if (missing.has(cell.toLowerCase())) return Number.NaN;
        return NUMBER_TEXT.test(cell) ? Number(cell) : null;
      });
      return column(tensor(numbers, { dtype: type }));
    }
  }
}

function typeOf(cells: readonly string[], missing: ReadonlySet<string>): ColumnType {
  if (cells.length === 0) return "string";
  if (cells.every((cell) => INTEGER_TEXT.test(cell))) return "int64";
  if (cells.every((cell) => cell.toLowerCase() in BOOLEANS)) return "bool";
  const numbers = cells.filter((cell) => !missing.has(cell.toLowerCase()));
  return numbers.length > 0 && numbers.every((cell) => NUMBER_TEXT.test(cell)) ? "float32" : "string";
}
