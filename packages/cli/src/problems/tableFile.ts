import { readFile } from "node:fs/promises";
import type { RawTable } from "../data/csv.ts";
import type { Dataset } from "../data/dataset.ts";
import { parsePlainCsv } from "./plainCsv.ts";

/** A table as a short program can read it: commas or the like between cells, plain numbers. */
export interface TableFile {
  /** From the folder of the programs. */
  readonly path: string;
  readonly delimiter: string;
  /** Cells that say nothing. */
  readonly missing: readonly string[];
  /** The file's text, where it is a copy that is to be written: the table itself is written in another way. */
  readonly copy: string | null;
}

/**
 * A dataset's file as it is, if a short program reads from it what was read here: in UTF-8, with one line a row, numbers
 * that are plain and classes that are texts. Else null.
 */
export async function plainFile(
  path: string,
  table: RawTable,
  dataset: Dataset,
): Promise<Omit<TableFile, "path"> | null> {
  const { delimiter } = table;
  if (![",", ";", "\t", "|"].includes(delimiter)) return null;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
  } catch {
    return null;
  }
  const [header, ...rows] = parsePlainCsv(text, delimiter);
  const isSame = (a: readonly string[], b: readonly string[]) =>
    a.length === b.length && a.every((cell, i) => cell === b[i]);
  if (header === undefined || !isSame(header, table.columns) || rows.length !== table.rows.length) return null;
  if (!rows.every((row, i) => isSame(row, table.rows[i]!))) return null;
  const missing = new Set<string>();
  const { target, columns } = dataset;
  const values = [
    ...columns,
    target.task === "regression"
      ? { kind: "number" as const, name: target.name, origin: target.origin, values: target.values }
      : {
          kind: "category" as const,
          name: target.name,
          categories: target.classes,
          codes: Int32Array.from(target.values, (code) => (Number.isNaN(code) ? -1 : code)),
        },
  ];
  for (const column of values) {
    const index = table.columns.indexOf(column.name);
    for (const [i, row] of rows.entries()) {
      const cell = row[index]!;
      const isMissing = column.kind === "number" ? Number.isNaN(column.values[i]) : column.codes[i]! < 0;
      if (isMissing) missing.add(cell);
      else if (
        column.kind === "category" ? column.categories[column.codes[i]!] !== cell : !isPlain(cell, column.values[i]!)
      )
        return null;
    }
    if (column.kind === "number" && column.origin !== "0") return null;
  }
  // What is missing in one column may not be a value in another.
  const isTaken = (cell: string) =>
    values.some((column) => column.kind === "category" && column.categories.includes(cell));
  if ([...missing].some(isTaken)) return null;
  return { delimiter, missing: [...missing].sort(), copy: null };
}

/** Whether Python and JavaScript read the same number. */
function isPlain(cell: string, value: number): boolean {
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(cell) && Number(cell) === value;
}

/** A copy of a dataset that a short program can read: numbers less their origins, nothing where they are missing. */
export function copyOf({ columns, target, rows }: Dataset): Omit<TableFile, "path"> {
  const cell = (text: string) => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const number = (value: number) => (Number.isNaN(value) ? "" : String(value));
  const count = target.values.length;
  const used = new Set(rows);
  const lines = [[...columns.map(({ name }) => name), target.name].map(cell).join(",")];
  for (let row = 0; row < count; row++) {
    const value = target.values[row]!;
    const cells = columns.map((column) =>
      column.kind === "number" ? number(column.values[row]!) : (column.categories[column.codes[row]!] ?? ""),
    );
    const wanted = !used.has(row) ? "" : target.task === "regression" ? number(value) : target.classes[value]!;
    lines.push([...cells, wanted].map(cell).join(","));
  }
  return { delimiter: ",", missing: [""], copy: `${lines.join("\n")}\n` };
}
