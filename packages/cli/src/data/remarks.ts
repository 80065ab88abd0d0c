import { list, quoted, shorten } from "../suggest.ts";
import type { CategoryColumn, Column, NumberColumn } from "./columns.ts";
import type { RawTable } from "./csv.ts";
import { parseDecimal } from "./decimal.ts";
import { isDecimalComma, type Notation } from "./notation.ts";
import type { Target } from "./target.ts";

/**
 * What the user should know about a column that is used, though it may not be what it seems.
 *
 * @param spare - whether the column could be left out
 */
export function columnRemarks(
  table: RawTable,
  index: number,
  column: Column,
  notation: Notation,
  spare: boolean,
): string[] {
  if (column.kind === "category") {
    return [missingWords(table, index, notation), lookalikes(column)].filter((remark) => remark !== null);
  }
  const marker = farMarker(column);
  if (marker !== null) {
    return [
      `in column "${column.name}", ${marker} stands far from the other numbers: --missing "${marker}" if it means that ` +
        "there is none",
    ];
  }
  if (!spare || !isIdentifier(column)) return [];
  const count = column.values.filter((value) => !Number.isNaN(value)).length;
  return [
    `column "${column.name}" looks like an identifier, a counter or a clock: its ${count} whole numbers all differ; ` +
      `--ignore ${quoted(column.name)} leaves it out`,
  ];
}

/** The first number with a decimal comma, if they are read so without the user's word. */
export function decimalRemark(table: RawTable): string | null {
  for (const [i, row] of table.rows.entries()) {
    const cell = row.find(isDecimalComma);
    if (cell !== undefined) {
      return `numbers are read with a decimal comma, such as ${cell} in line ${table.lines[i]}; --decimal . to change`;
    }
  }
  return null;
}

/** Says which classes none of some rows has, for example of those for validation. */
export function unseenClasses(
  { name, task, classes, values }: Target,
  rows: readonly number[],
  purpose: string,
): string[] {
  if (task !== "classification") return [];
  const seen = new Set(rows.map((row) => values[row]!));
  const unseen = classes.filter((_, code) => !seen.has(code)).map((name) => `"${shorten(name)}"`);
  if (unseen.length === 0) return [];
  const what = unseen.length === 1 ? "the class" : "the classes";
  return [`no ${purpose} row has ${what} ${list(unseen)} of ${name}: too few rows do`];
}

/** Whether all numbers are whole and different, and evenly spaced (nearly), very long, or called an identifier. */
function isIdentifier({ name, origin, values }: NumberColumn): boolean {
  if (!values.every((value) => Number.isInteger(value) || Number.isNaN(value))) return false;
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length < 10 || parseDecimal(origin).exponent < 0) return false;
  const gaps = sorted.subarray(1).map((value, i) => value - sorted[i]!);
  if (gaps.includes(0)) return false;
  if (/(?:^|[\W_])id$/i.test(name) || /[a-z]I[dD]$/.test(name)) return true;
  if (sorted.every((value) => Math.abs(Number(origin) + value) >= 1e14)) return true;
  const mean = gaps.reduce((sum, gap) => sum + gap / gaps.length, 0);
  const variance = gaps.reduce((sum, gap) => sum + (gap / mean - 1) ** 2 / gaps.length, 0);
  // Random numbers have gaps that vary as much as they are long. A few rows that are gone leave most gaps alike.
  const counts = new Map<number, number>();
  for (const gap of gaps) counts.set(gap, (counts.get(gap) ?? 0) + 1);
  const commonest = [...counts.values()].reduce((most, count) => Math.max(most, count), 0);
  return variance <= 0.1 || commonest >= 0.75 * gaps.length;
}

/** A number such as -999 or 1e20 that comes more than once, at one end and far from all others; null if there is none. */
function farMarker({ origin, values }: NumberColumn): number | null {
  if (origin !== "0") return null;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  for (const end of [low, high]) {
    if (!/^-?9{2,}$/.test(String(end)) && !/^-?1e\+\d{2,}$/.test(end.toExponential())) continue;
    let nearest = Number.POSITIVE_INFINITY;
    let farthest = 0;
    let count = 0;
    for (const value of values) {
      const distance = Math.abs(value - end);
      if (distance === 0) count++;
      else if (distance < nearest) nearest = distance;
      if (distance > farthest) farthest = distance;
    }
    if (count > 1 && nearest > 2 * (farthest - nearest) && nearest < Number.POSITIVE_INFINITY) return end;
  }
  return null;
}

/** Words such as `none`, which may be categories and are taken for missing. */
export function missingWords(table: RawTable, index: number, { markers, isMissing }: Notation): string | null {
  if (markers !== null) return null;
  const counts = new Map<string, number>();
  for (const row of table.rows) {
    const cell = row[index]!;
    if (cell !== "" && isMissing(cell)) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  const words = [...counts].map(([word, count]) => `"${word}" (${count} row${count === 1 ? "" : "s"})`);
  if (words.length === 0) return null;
  return (
    `in column "${table.columns[index]}", ${words.join(" and ")} means missing; --missing "" makes it a category, ` +
    "--missing with a list names what is missing"
  );
}

/** Categories that differ in nothing but capitals, spaces or what can't be seen, and may be one. */
function lookalikes({ name, categories }: CategoryColumn): string | null {
  const first = new Map<string, string>();
  for (const category of categories) {
    const plain = category
      .toLowerCase()
      .replace(/\p{Cf}/gu, "")
      .split(/\s+/)
      .join(" ");
    const other = first.get(plain);
    if (other !== undefined) {
      return `column "${name}" tells "${shorten(other)}" from "${shorten(category)}": correct the table if they are one`;
    }
    first.set(plain, category);
  }
  return null;
}
