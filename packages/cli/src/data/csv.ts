import { CsvError, parse } from "csv-parse/sync";
import { UserError } from "../errors.ts";
import { list } from "../suggest.ts";
import { decodeText } from "./charset.ts";
import { nameColumns } from "./header.ts";
import { type Layout, layOut } from "./layout.ts";

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
  /** What was decided while it was read, for the user to know. */
  readonly notes: readonly string[];
}

/** What the user says about a file; null: found out. */
export interface CsvFormat {
  /** A label that `TextDecoder` knows. */
  readonly encoding: string | null;
  /** What separates cells: a text, or a space for any run of white space. */
  readonly delimiter: string | null;
  /** What lines that are no rows begin with. */
  readonly comment: string | null;
}

/** More would exhaust the memory of most machines. */
const mostCells = 20_000_000;

/**
 * Parses a CSV file's bytes: a header and rows. Cells are separated by commas, semicolons, tabs, vertical bars or white
 * space, whichever the first lines agree on; quoted ones may hold separators, quotes and line breaks. Empty lines and
 * comments are skipped. Throws a `UserError` that says in which line what is wrong.
 */
export function parseCsv(bytes: Uint8Array, name: string, format: CsvFormat): RawTable {
  const text = composed(decodeText(bytes, name, format.encoding)).replace(/\r\n?/g, "\n");
  refuseOthers(text.trimStart().slice(0, 1000), name);
  const layout = layOut(text, format.delimiter, format.comment);
  const { delimiter, commentedHeader } = layout;
  const [header, ...below] = parseRows(layout, name, format.comment);
  if (header === undefined) throw new UserError(`"${name}" is empty`);
  const notes = commentedHeader === null ? [] : [`the header is the comment in line ${commentedHeader} of ${name}`];
  for (const row of below) dropEmptyEnd(row, header);
  // A program that writes row names may leave their column without a name.
  if (delimiter === "\t" && below.length > 0 && below.every(({ cells }) => cells.length === header.cells.length + 1)) {
    header.cells.unshift("");
    notes.push("the header has no name for the first column, which is called column 1");
  }
  const rows = format.comment === null ? withoutComments(below, header, notes) : below;
  const columns = nameColumns(header.cells, name, notes);
  if (rows.length === 0) throw new UserError(`"${name}" has a header but no rows`);
  const odd = rows.find(({ cells }) => cells.length !== columns.length);
  if (odd !== undefined) throw new UserError(`"${name}", ${raggedness(odd, header, delimiter)}`);
  return {
    name,
    delimiter,
    columns,
    rows: rows.map(({ cells }) => cells),
    lines: rows.map(({ line }) => line),
    notes,
  };
}

/** Refuses what is no table by how it begins. */
function refuseOthers(start: string, name: string): void {
  if (start === "") throw new UserError(`"${name}" is empty`);
  const what = /^<(?:!doctype|html|\?xml)\b/i.test(start)
    ? "a page or XML"
    : /^(?:\[\s*)?\{\s*"/.test(start)
      ? "JSON"
      : null;
  if (what !== null) throw new UserError(`"${name}" is ${what}, not a table; save the table as CSV first`);
}

/**
 * Text in which what looks the same is the same (Unicode's NFC), so that names and categories are equal however they were
 * typed. Lines with a letter under more than thirty accents are left alone: it would take time by the square.
 */
function composed(text: string): string {
  const monstrous = /\p{M}{31}/u;
  if (!monstrous.test(text)) return text.normalize("NFC");
  return text
    .split("\n")
    .map((line) => (monstrous.test(line) ? line : line.normalize("NFC")))
    .join("\n");
}

/** A row of the file, with the line where it ends. */
interface Row {
  readonly cells: string[];
  readonly line: number;
}

function parseRows({ text, delimiter }: Layout, name: string, comment: string | null): Row[] {
  const rows: Row[] = [];
  let count = 0;
  let end = 0;
  let position = 0;
  try {
    parse(text, {
      delimiter,
      record_delimiter: "\n",
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
      ...(comment === null || comment === "" ? {} : { comment, comment_no_infix: true }),
      on_record(cells: string[], { lines }) {
        end = lines;
        count += cells.length;
        if (count > mostCells) {
          throw new UserError(
            `"${name}" has more than ${mostCells} cells, the most that can be read; take a part of it`,
          );
        }
        // A cell such as `"5"x` comes as it is, like the legitimate `"""5""x"`. Only the latter stands so in the file.
        for (const cell of cells) {
          if (!cell.startsWith('"')) continue;
          const written = `"${cell.replaceAll('"', '""')}`;
          position = text.indexOf(written, position) + written.length;
          if (position < written.length) throw new UserError(`"${name}", line ${lines}: ${strayQuote}`);
        }
        // A line of nothing but separators is what spreadsheets leave below a table.
        const trimmed = cells.map((cell) => cell.trim());
        if (trimmed.some((cell) => cell !== "")) rows.push({ cells: trimmed, line: lines });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UserError(
      error.code === "CSV_QUOTE_NOT_CLOSED"
        ? `"${name}", below line ${end}: a quote is opened before a cell and never closed`
        : `"${name}", line ${error.lines}: ${strayQuote}`,
    );
  }
  return rows;
}

const strayQuote = 'text follows a quote that closed a cell; inside quotes, a quote is written twice ("")';

/** Separators at the end of a line are no cells, if the header has none. */
function dropEmptyEnd({ cells }: Row, header: Row): void {
  while (cells.length > header.cells.length && cells.at(-1) === "") cells.pop();
}

/** The rows that are none of `#` and another number of cells than the header. */
function withoutComments(rows: readonly Row[], header: Row, notes: string[]): readonly Row[] {
  const isComment = ({ cells }: Row) => cells.length !== header.cells.length && cells[0]!.startsWith("#");
  const comments = rows.filter(isComment);
  if (comments.length === 0) return rows;
  const lines = list(comments.map(({ line }) => String(line)));
  notes.push(`comments are skipped: line ${lines} (--comment "" to read them)`);
  return rows.filter((row) => !isComment(row));
}

function raggedness(row: Row, header: Row, delimiter: string): string {
  const separator = delimiter === "\t" ? "a tab or white space" : `"${delimiter}"`;
  return (
    `line ${row.line}: ${count(row.cells.length, "cell")}, but the header names ${count(header.cells.length, "column")} ` +
    `(in line ${header.line}); correct the line, quote cells that hold ${separator}, delete what stands above the ` +
    "header, or give --delimiter"
  );
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
