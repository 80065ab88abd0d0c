import type { Command } from "commander";
import type { DecimalMark } from "../data/cells.ts";
import { encodingName } from "../data/charset.ts";
import type { RawTable } from "../data/csv.ts";
import { type Dataset, readDataset } from "../data/dataset.ts";
import { readCsv } from "../data/file.ts";
import { whiteSpace } from "../data/layout.ts";
import type { Task } from "../data/target.ts";
import { UsageError } from "../errors.ts";
import { list } from "../suggest.ts";

/** The options that say what is in a table and how it is written. */
export interface TableFlags extends FormatFlags {
  target?: string;
  task?: string;
  ignore?: string[];
  category?: string[];
}

/** Those that say how it is written. */
export interface FormatFlags {
  missing?: string[];
  decimal?: string;
  delimiter?: string;
  comment?: string;
  encoding?: string;
}

/** Without a default value, which help would print. */
export const collect = (value: string, previous: string[] = []) => [...previous, value];

/** Adds the options of a command that learns from a table. */
export function addTableOptions(command: Command): Command {
  command
    .option("-t, --target <column>", "the column to predict (needed with a table)")
    .option("--task <task>", "regression or classification (default: decided from the target's values)")
    .option("--ignore <column>", "leave a column out; may be repeated", collect)
    .option("--category <column>", "take a column's numbers as names, as in postal codes; may be repeated", collect);
  return addFormatOptions(command);
}

/** Adds the options that say how a table is written. */
export function addFormatOptions(command: Command): Command {
  return command
    .option(
      "--missing <markers>",
      'cells that say nothing, such as "NA,-999" (default: NA, null, none, ?, - and more)',
      collect,
    )
    .option("--decimal <mark>", "the decimal mark of numbers, . or , (default: found out)")
    .option("--delimiter <text>", 'what separates cells, such as ";", tab or space (default: found out)')
    .option("--comment <text>", "what lines to skip begin with (default: #)")
    .option("--encoding <name>", "such as windows-1252, gb18030 or shift_jis (default: UTF-8 or UTF-16, found out)");
}

/** The first of these options that was given, which makes no sense without a table; null if there is none. */
export function givenTableOption(flags: TableFlags): string | null {
  const { target, task, ignore, category, missing, decimal, delimiter, comment, encoding } = flags;
  const all = { target, task, ignore, category, missing, decimal, delimiter, comment, encoding };
  const given = Object.entries(all).find(([, value]) => value !== undefined);
  return given ? `--${given[0]}` : null;
}

/** Reads a table as the options say. Throws a `UserError` for anything wrong with it or with them. */
export async function readTable(file: string, flags: TableFlags): Promise<{ dataset: Dataset; table: RawTable }> {
  const { target, ignore = [], category = [] } = flags;
  const options = {
    task: parseTask(flags.task),
    decimal: parseDecimal(flags.decimal),
    missing: missingMarkers(flags),
  };
  const table = await readRaw(file, flags);
  if (target === undefined) {
    throw new UsageError(
      `which column is to be predicted? Give --target COLUMN; "${table.name}" has ${list(table.columns)}`,
    );
  }
  return { dataset: readDataset(table, { target, ignore, category, ...options }), table };
}

/** Reads a table's cells as the options say. */
export async function readRaw(file: string, { encoding, delimiter, comment }: FormatFlags): Promise<RawTable> {
  return readCsv(file, {
    encoding: encoding === undefined ? null : encodingName(encoding),
    delimiter: delimiter === undefined ? null : parseDelimiter(delimiter),
    comment: comment ?? null,
  });
}

/** What stands for a missing value by the user's word; null: the usual words. */
export function missingMarkers({ missing }: FormatFlags): string[] | null {
  return missing?.flatMap((text) => text.split(",")).map((marker) => marker.trim()) ?? null;
}

function parseTask(text: string | undefined): Task | null {
  if (text === undefined) return null;
  if (text === "regression" || text === "classification") return text;
  throw new UsageError(`--task wants regression or classification, not "${text}"`);
}

export function parseDecimal(text: string | undefined): DecimalMark | null {
  if (text === undefined) return null;
  if (text === "." || text === ",") return text;
  throw new UsageError(`--decimal wants . or , and not "${text}"`);
}

function parseDelimiter(text: string): string {
  const names: Readonly<Record<string, string>> = { tab: "\t", "\\t": "\t", space: whiteSpace, whitespace: whiteSpace };
  const delimiter = names[text.toLowerCase()] ?? text;
  if (delimiter !== "" && !/["\r\n\d]/.test(delimiter)) return delimiter;
  throw new UsageError(`--delimiter wants what separates cells, such as ";", tab or space, not "${text}"`);
}
