import { nearest } from "../signatures/suggest.ts";
import { difference, parseDecimal } from "./decimal.ts";
import type { ModelFile } from "./modelFile.ts";

/**
 * A row of a table: a value for each column by its name. Numbers are numbers, a `bigint` where they have more digits than a
 * double holds; categories are texts; null is what isn't known.
 */
export type Row = Readonly<Record<string, number | bigint | string | null>>;

/**
 * What checks that a row has what a model needs.
 * @returns a function that throws; `index` is the row's among others, for messages
 */
export function rowCheck({ encodings, leftOut, target }: ModelFile): (row: Row, index: number | null) => void {
  const names = encodings.map(({ column }) => column);
  // What the training table had besides may stay in a row.
  const known = new Set([...names, ...leftOut, target.name]);
  return (row, index) => {
    const problem = (Class: typeof TypeError | typeof RangeError, message: string) =>
      new Class(index === null ? message : `${message} (row ${index})`);
    if (typeof row !== "object" || row === null || Array.isArray(row)) {
      throw problem(TypeError, `a row must be an object with a value for each column, got ${describe(row)}`);
    }
    const missing = names.filter((name) => !Object.hasOwn(row, name) || row[name] === undefined);
    const unknown = Object.keys(row).find((name) => !known.has(name));
    if (unknown !== undefined) {
      const meant = nearest(unknown, missing);
      const advice = meant === null ? `; the columns are ${list(names)}` : `, did you mean "${meant}"?`;
      throw problem(TypeError, `the model has no column "${unknown}"${advice}`);
    }
    if (missing.length > 0) {
      const quoted = missing.map((name) => `"${name}"`);
      throw problem(TypeError, `the row has no ${list(quoted)}: give null for what isn't known`);
    }
    for (const { kind, column } of encodings) {
      const value = row[column];
      if (value === null) continue;
      if (kind === "category" && typeof value !== "string") {
        throw problem(TypeError, `column "${column}" takes a text, one of its categories, got ${describe(value)}`);
      }
      if (value === "") throw problem(RangeError, `column "${column}" has an empty text: null is for what isn't known`);
      if (kind === "category") continue;
      if (typeof value !== "number" && typeof value !== "bigint") {
        throw problem(TypeError, `column "${column}" takes a number, got ${describe(value)}`);
      }
      if (!Number.isFinite(Number(value))) {
        const advice = Number.isNaN(value) ? ": null is for what isn't known" : "";
        throw problem(RangeError, `column "${column}" takes a finite number, got ${describe(value)}${advice}`);
      }
    }
  };
}

/** A number of a row less a column's origin, rounded once; NaN for one that isn't known. */
export function valueLessOrigin(value: Row[string], origin: string): number {
  if (value === null) return Number.NaN;
  if (origin === "0") return Number(value);
  return difference(parseDecimal(String(value)), parseDecimal(origin));
}

function describe(value: unknown): string {
  if (typeof value === "string") return `the text "${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`;
  if (value === null || ["boolean", "number", "bigint"].includes(typeof value)) return String(value).slice(0, 40);
  return Array.isArray(value) ? "an array" : `${/^[aeiou]/.test(typeof value) ? "an" : "a"} ${typeof value}`;
}

const mostShown = 20;

function list(names: readonly string[]): string {
  const more = names.length > mostShown ? ` and ${names.length - mostShown} more` : "";
  return names.slice(0, mostShown).join(", ") + more;
}
