import { UserError } from "../errors.ts";
import type { Task } from "../race/problem.ts";
import type { Column } from "./columns.ts";

/** What is to be predicted, for each row of the table. */
export interface Target {
  readonly name: string;
  readonly task: Task;
  /** The classes' names; empty for regression. */
  readonly classes: readonly string[];
  /** The value or the index of the class; NaN where the file has none. */
  readonly values: Float64Array;
  /** Why this task was chosen, for the user to know. */
  readonly reason: string;
}

const mostClasses = 1000;

/**
 * Decides between regression and classification: texts are classes; so are at most ten different whole numbers, if each
 * comes five times on average; all other numbers are values. `task` overrides this.
 */
export function readTarget(column: Column, task: Task | null): Target {
  const { name } = column;
  if (column.kind === "category") {
    if (task === "regression") {
      throw new UserError(
        `column "${name}" can't be the target of a regression: it holds texts such as "${column.categories[0] ?? ""}"`,
      );
    }
    const values = Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : code));
    return classes(name, column.categories, values, `${name} holds texts`);
  }
  const known = column.values.filter((value) => !Number.isNaN(value));
  const distinct = [...new Set(known)].sort((a, b) => a - b);
  const few = distinct.length <= 10 && distinct.every(Number.isInteger) && known.length >= distinct.length * 5;
  const asClasses = task === "classification" || (task === null && few);
  if (asClasses) {
    const codeOf = new Map(distinct.map((value, code) => [value, code]));
    const values = column.values.map((value) => codeOf.get(value) ?? Number.NaN);
    return classes(name, distinct.map(String), values, `${name} has ${distinct.length} different whole numbers`);
  }
  if (distinct.length < 2) throw nothingToLearn(name, distinct.length === 0 ? null : String(distinct[0]));
  return {
    name,
    task: "regression",
    classes: [],
    values: column.values,
    reason: distinct.length > 10 ? `${name} has ${distinct.length} different numbers` : `${name} holds numbers`,
  };
}

function classes(name: string, names: readonly string[], values: Float64Array, reason: string): Target {
  if (names.length < 2) throw nothingToLearn(name, names[0] ?? null);
  const known = values.filter((value) => !Number.isNaN(value)).length;
  if (names.length > mostClasses || (names.length > 20 && names.length * 2 > known)) {
    throw new UserError(
      `column "${name}" has ${names.length} different values in ${known} rows: too many classes to learn; choose another --target or --task`,
    );
  }
  return { name, task: "classification", classes: names, values, reason };
}

function nothingToLearn(name: string, value: string | null): UserError {
  return new UserError(
    value === null ? `column "${name}" is empty` : `column "${name}" is always ${value}: there is nothing to learn`,
  );
}
