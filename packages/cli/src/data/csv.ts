import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { CsvError, parse } from "csv-parse/sync";
import { systemReason, UserError } from "../errors.ts";
import { cellKind } from "./cells.ts";

/** A CSV file as text: nothing is known yet of what the cells mean. */
export interface RawTable {
  /** The file's name without its folder, as messages call it. */
  readonly name: string;
  readonly delimiter: string;
  readonly columns: readonly string[];
  /** The cells of each row, as many as there are columns, without surrounding space. */
  readonly rows: readonly (readonly string[])[];
  /** For each row the line of the file where it ends, counted from 1 as editors do. */
  readonly lines: readonly number[];
}

/** Node can't hold a longer text in one string than about 512 MB. */
const largestFile = 400 * 1024 * 1024;

/** Reads and parses a CSV file. Throws a `UserError` that names the file and what is wrong with it. */
export async function readCsv(path: string): Promise<RawTable> {
  let bytes: Uint8Array;
  try {
    const status = await stat(path);
    if (status.size > largestFile) {
      throw new UserError(
        `"${path}" has ${Math.round(status.size / 1e6)} MB; the largest file that can be read has 400`,
      );
    }
    bytes = await readFile(path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`can't read "${path}": ${systemReason(error)}`);
  }
  return parseCsv(bytes, basename(path));
}

/**
 * Parses a CSV file's bytes: a header and rows, in UTF-8 (with or without a byte order mark), UTF-16 with a mark, or
 * Windows' Latin letters; separated by commas, semicolons or tabs, whichever the header line has most of; quoted fields
 * may hold separators, quotes and line breaks. Empty lines are skipped. Throws a `UserError` for a file that is empty,
 * binary, without a header or with rows of another length than the header.
 */
export function parseCsv(bytes: Uint8Array, name: string): RawTable {
  const text = decode(bytes, name);
  if (text.trim() === "") throw new UserError(`"${name}" is empty`);
  const delimiter = sniffDelimiter(text);
  let records: { record: string[]; info: { lines: number } }[];
  try {
    // The types of csv-parse don't know what `info` does to the result.
    records = parse(text, {
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as typeof records;
  } catch (error) {
    if (error instanceof CsvError) throw new UserError(`"${name}" is not a valid CSV file: ${error.message}`);
    throw error;
  }
  // A line of nothing but separators is what spreadsheets leave below a table.
  records = records.filter(({ record }) => record.some((cell) => cell !== ""));
  const header = records.shift();
  if (header === undefined) throw new UserError(`"${name}" is empty`);
  const columns = nameColumns(header.record, name);
  if (records.length === 0) throw new UserError(`"${name}" has a header but no rows`);
  for (const { record, info } of records) {
    // Separators at the end of a line are no cells, if the header has none.
    while (record.length > columns.length && record.at(-1) === "") record.pop();
    if (record.length !== columns.length) {
      throw new UserError(
        `"${name}", line ${info.lines}: ${count(record.length, "cell")}, but the header names ${count(columns.length, "column")}`,
      );
    }
  }
  return {
    name,
    delimiter,
    columns,
    rows: records.map(({ record }) => record),
    lines: records.map(({ info }) => info.lines),
  };
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

function decode(bytes: Uint8Array, name: string): string {
  const mark =
    bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : null;
  if (mark !== null) return new TextDecoder(mark).decode(bytes);
  if (bytes.includes(0)) throw new UserError(`"${name}" is not a text file; export the table as CSV first`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** The separator that the header has most of, outside quotes; a file of one column has none, and any will do. */
function sniffDelimiter(text: string): string {
  const counts = new Map([
    [",", 0],
    [";", 0],
    ["\t", 0],
  ]);
  let quoted = false;
  let seen = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (!quoted) {
      if (seen && (character === "\n" || character === "\r")) break;
      if (counts.has(character)) counts.set(character, counts.get(character)! + 1);
      if (character.trim() !== "") seen = true;
    }
  }
  let best = ",";
  for (const [delimiter, n] of counts) if (n > counts.get(best)!) best = delimiter;
  return best;
}

function nameColumns(header: readonly string[], name: string): string[] {
  const filled = header.filter((cell) => cell !== "");
  if (filled.every((cell) => cellKind(cell) === "number")) {
    throw new UserError(`"${name}" has no header: its first line is all numbers; put the columns' names there`);
  }
  const columns = header.map((cell, i) => cell || `column ${i + 1}`);
  const seen = new Map<string, number>();
  for (const [i, column] of columns.entries()) {
    const first = seen.get(column);
    if (first !== undefined) {
      throw new UserError(
        `"${name}" has two columns named "${column}": the ${ordinal(first + 1)} and the ${ordinal(i + 1)}`,
      );
    }
    seen.set(column, i);
  }
  return columns;
}

function ordinal(n: number): string {
  const tail = n % 100;
  const ending = tail >= 11 && tail <= 13 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return `${n}${ending}`;
}
