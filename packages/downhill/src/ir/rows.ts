import type { FloatDType } from "../memory/dtype.ts";
import { type Expression, input, rowValue } from "./expression.ts";
import { isCompilable, lower, lowerValues, type Program } from "./program.ts";
import { widthsOf } from "./widths.ts";

/*
 * Functions of whole rows, such as softmax: reductions of each row to numbers, and new rows computed with these.
 */

export type Combiner = "sum" | "max";

/** What a definition's value is written with. */
export class Row {
  /** The number of elements in a row. */
  readonly size: Expression;
  /** @internal */
  readonly reductions: { readonly combiner: Combiner; readonly of: Expression }[] = [];
  readonly #first: number;

  constructor(first: number) {
    this.#first = first;
    this.size = rowValue(0);
  }

  /** The sum of an expression over the row, in double precision. */
  sum(of: Expression): Expression {
    return this.#reduce("sum", of);
  }

  /** The largest of an expression's values in the row; NaN if one is. */
  max(of: Expression): Expression {
    return this.#reduce("max", of);
  }

  #reduce(combiner: Combiner, of: Expression): Expression {
    return rowValue(this.#first + this.reductions.push({ combiner, of }) - 1);
  }
}

/** A function of rows, written once. */
export interface RowDefinition {
  readonly name: string;
  /** The arrays that have an element for each of every row, by name. */
  readonly matrices: readonly string[];
  /** The arrays of one row, which is the same for all. */
  readonly vectors?: readonly string[];
  /** Doubles, one for each row. */
  readonly columns?: readonly string[];
  /** Doubles, the same for all rows. */
  readonly numbers?: readonly string[];
  /** The new rows, and new numbers of each row, by name. */
  value(row: Row, of: Readonly<Record<string, Expression>>): RowResults;
}

export interface RowResults {
  readonly matrices?: Readonly<Record<string, Expression>>;
  readonly columns?: Readonly<Record<string, Expression>>;
}

/** One walk over a row. */
export type Stage =
  /** Reduces the program's value to number `into` of the row. */
  | { readonly kind: Combiner; readonly program: Program; readonly into: number }
  /** Writes the program's outputs. */
  | { readonly kind: "map"; readonly program: Program }
  /** Writes numbers of the row: the program's values in the order of the columns that are written. */
  | { readonly kind: "columns"; readonly program: Program };

/** A function of rows in its final form. Numbers of a row: first the size, then `numbers`, `columns`, reductions. */
export interface RowProgram {
  readonly dtype: FloatDType;
  /** Matrices and vectors that are read, then the matrices that are written. */
  readonly arrays: readonly string[];
  /** How many of the arrays are matrices, vectors and results, in that order. */
  readonly counts: readonly [matrices: number, vectors: number, results: number];
  /** How many numbers there are, the size included, and columns that are read and written. */
  readonly numbers: number;
  readonly columnsRead: number;
  readonly columnsWritten: number;
  readonly stages: readonly Stage[];
}

/** Lowers a definition for one type. */
export function lowerRows(definition: RowDefinition, dtype: FloatDType): RowProgram {
  const { matrices, vectors = [], columns = [], numbers = [] } = definition;
  const of: Record<string, Expression> = {};
  for (const name of [...matrices, ...vectors]) of[name] = input(name);
  numbers.forEach((name, i) => {
    of[name] = rowValue(1 + i);
  });
  columns.forEach((name, i) => {
    of[name] = rowValue(1 + numbers.length + i);
  });
  const first = 1 + numbers.length + columns.length;
  const row = new Row(first);
  const results = definition.value(row, of);
  const written = results.matrices ?? {};
  const arrays = [...matrices, ...vectors, ...Object.keys(written)];
  const widthOf = widthsOf();
  const stages: Stage[] = row.reductions.map(({ combiner, of: value }, i) => {
    const wide = combiner === "sum" || widthOf(value) !== false;
    return { kind: combiner, program: lowerValues(dtype, arrays, [value], wide), into: first + i };
  });
  if (Object.keys(written).length > 0) stages.push({ kind: "map", program: lower(dtype, arrays, written) });
  const columnValues = Object.values(results.columns ?? {});
  if (columnValues.length > 0) {
    stages.push({ kind: "columns", program: lowerValues(dtype, [], columnValues, true) });
  }
  return {
    dtype,
    arrays,
    counts: [matrices.length, vectors.length, Object.keys(written).length],
    numbers: 1 + numbers.length,
    columnsRead: columns.length,
    columnsWritten: columnValues.length,
    stages,
  };
}

/** Whether every stage can be compiled. */
export function areCompilable({ stages }: RowProgram): boolean {
  return stages.every(({ program }) => isCompilable(program));
}
