import { UserError } from "../errors.ts";
import { list } from "../suggest.ts";
import { cellKind } from "./cells.ts";

/** Longer ones are no names, and messages have to hold them. */
const longestName = 1000;

/** The names of a table's columns: those without one are called by their place, those with another's are numbered. */
export function nameColumns(header: readonly string[], name: string, notes: string[]): string[] {
  const isNumber = (cell: string) => cellKind(cell, ".") === "number" || cellKind(cell, ",") === "number";
  if (header.filter((cell) => cell !== "").every(isNumber)) {
    throw new UserError(`"${name}" has no header: its first line is all numbers; put the columns' names there`);
  }
  const long = header.findIndex((cell) => cell.length > longestName);
  if (long >= 0) {
    throw new UserError(`"${name}": the name of column ${long + 1} has ${header[long]!.length} characters; shorten it`);
  }
  const columns = header.map((cell, i) => cell || `column ${i + 1}`);
  const taken = new Set(columns);
  const seen = new Map<string, number>();
  const renamed: string[] = [];
  for (const [i, column] of columns.entries()) {
    let count = seen.get(column);
    if (count !== undefined) {
      do count++;
      while (taken.has(`${column}.${count}`));
      columns[i] = `${column}.${count}`;
      taken.add(columns[i]!);
      renamed.push(`column ${i + 1} is "${columns[i]}"`);
    }
    seen.set(column, count ?? 0);
  }
  if (renamed.length > 0) notes.push(`columns of the same name are numbered: ${list(renamed)}`);
  return columns;
}
