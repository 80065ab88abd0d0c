import { UserError } from "../errors.ts";
import { shorten } from "../suggest.ts";
import type { Column, NumberColumn } from "./columns.ts";
import { compareDecimals, type Decimal, decimalText, parseDecimal } from "./decimal.ts";

export type Task = "regression" | "classification";

/** What is to be predicted, for each row of the table. */
export interface Target {
  readonly name: string;
  readonly task: Task;
  /** The classes' names; empty for regression. */
  readonly classes: readonly string[];
  /** The value, less the origin, or the index of the class; NaN where the file has none. */
  readonly values: Float64Array;
  /** What was subtracted from the values of a regression, exactly, as a decimal number. */
  readonly origin: string;
  /** What the values of a regression are counted in, such as `%` or `$`; empty for most. */
  readonly unit: string;
  /** Why this task was chosen, for the user to know. */
  readonly reason: string;
}

const mostClasses = 1000;

/**
 * Decides between regression and classification: texts are classes; so are at most ten different whole numbers, if each
 * comes five times on average; all other numbers are values. `task` overrides this.
 *
 * @param textOf - the number in a row of a numeric column, as a plain decimal with all its digits
 * @param hint - what may be the reason if there is nothing to learn
 */
export function readTarget(
  column: Column,
  task: Task | null,
  textOf: (row: number) => string,
  hint: string | null = null,
): Target {
  const { name } = column;
  if (column.kind === "category") {
    if (task === "regression") {
      throw new UserError(
        `column "${name}" can't be the target of a regression: it holds texts such as "${shorten(column.categories[0] ?? "")}"`,
      );
    }
    const values = Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : code));
    return classes(name, column.categories, values, `${name} holds texts`, hint);
  }
  const known = column.values.filter((value) => !Number.isNaN(value));
  const distinct = new Set(known);
  if (task === "classification" || (task === null && distinct.size <= 10)) {
    const numbers = exactNumbers(column, textOf);
    const few = numbers.names.length <= 10 && known.length >= numbers.names.length * 5 && numbers.whole;
    if (task === "classification" || few) {
      const reason = `${name} has ${numbers.names.length} different whole numbers`;
      return classes(name, numbers.names, numbers.codes, reason, hint);
    }
  }
  if (distinct.size < 2) throw nothingToLearn(name, distinct.size === 0 ? null : textOf(firstKnown(column)), hint);
  return {
    name,
    task: "regression",
    classes: [],
    values: column.values,
    origin: column.origin,
    unit: column.unit,
    reason: distinct.size > 10 ? `${name} has ${distinct.size} different numbers` : `${name} holds numbers`,
  };
}

function firstKnown({ values }: NumberColumn): number {
  return values.findIndex((value) => !Number.isNaN(value));
}

/** The different numbers of a column in their order, told apart by all their digits, and which of them each row has. */
function exactNumbers({ values }: NumberColumn, textOf: (row: number) => string) {
  const found = new Map<string, { readonly number: Decimal; readonly rows: number[] }>();
  for (const [row, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    const number = parseDecimal(textOf(row));
    const key = `${number.digits}e${number.exponent}`;
    const same = found.get(key);
    if (same) same.rows.push(row);
    else found.set(key, { number, rows: [row] });
  }
  const sorted = [...found.values()].sort((a, b) => compareDecimals(a.number, b.number));
  const codes = new Float64Array(values.length).fill(Number.NaN);
  for (const [code, { rows }] of sorted.entries()) for (const row of rows) codes[row] = code;
  return {
    names: sorted.map(({ number }) => decimalText(number)),
    whole: sorted.every(({ number }) => number.exponent >= 0),
    codes,
  };
}

function classes(
  name: string,
  names: readonly string[],
  values: Float64Array,
  reason: string,
  hint: string | null,
): Target {
  if (names.length < 2) throw nothingToLearn(name, names[0] ?? null, hint);
  const known = values.filter((value) => !Number.isNaN(value)).length;
  if (names.length > mostClasses || (names.length > 20 && names.length * 2 > known)) {
    throw new UserError(
      `column "${name}" has ${names.length} different values in ${known} rows: too many classes to learn; choose another --target or --task`,
    );
  }
  if (names.length === known) {
    throw new UserError(
      `column "${name}" has another value in each of its ${known} rows: choose another --target or --task`,
    );
  }
  return { name, task: "classification", classes: names, values, origin: "0", unit: "", reason };
}

function nothingToLearn(name: string, value: string | null, hint: string | null): UserError {
  const message =
    value === null
      ? `column "${name}" is empty`
      : `column "${name}" is always ${shorten(value)}: there is nothing to learn`;
  return new UserError(hint === null ? message : `${message}; ${hint}`);
}
