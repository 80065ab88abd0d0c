import { cellKind } from "./cells.ts";

/** How the lines of a CSV file are to be read. */
export interface Layout {
  /** The file's lines, of which those that are no rows have become empty. */
  readonly text: string;
  readonly delimiter: string;
  /** The number of the comment line whose words are the header; null if the header is a line like others. */
  readonly commentedHeader: number | null;
}

/** Any run of spaces and tabs, as a delimiter. */
export const whiteSpace = " ";
/** In the order of preference: a comma is most often something else too, a part of a number or of a text. */
const delimiters = ["\t", ";", "|", ","] as const;
/** So many rows, and characters, are looked at to find out how a file is written. */
const sampleRows = 20;
const sampleLength = 1 << 20;

/**
 * Finds out how a text with the line break `\n` is laid out: a first line `sep=;`, comments above the header, a header that
 * is one of them, and what separates cells. White space between cells becomes tabs.
 *
 * @param delimiter - null: the one that the first lines agree on
 * @param comment - what comments begin with; null: `#`; empty: there are none
 */
export function layOut(text: string, delimiter: string | null, comment: string | null): Layout {
  const prefix = comment ?? "#";
  const isComment = (line: string) => prefix !== "" && line.trimStart().startsWith(prefix);
  const isRow = (line: string) => line.trim() !== "" && !isComment(line);
  const { lines, rest } = head(text, isRow);
  const separator = /^"?sep=(.)"?$/i.exec(lines[0]!)?.[1];
  if (separator !== undefined) lines[0] = "";

  const first = lines.findIndex(isRow);
  const above = first < 0 ? lines.length : first;
  const lastComment = lines.slice(0, above).findLastIndex(isComment);
  const words = lastComment < 0 ? "" : lines[lastComment]!.trimStart().slice(prefix.length);
  const sample = first < 0 ? [words] : withoutQuoted(lines.slice(first)).filter(isRow).slice(0, sampleRows);
  const used = delimiter ?? separator ?? findDelimiter(sample);
  const headed = lastComment >= 0 && first >= 0 && isHeader(words, sample[0] ?? "", used);
  for (let i = 0; i < above; i++) lines[i] = headed && i === lastComment ? words : "";
  const rows = lines.join("\n") + rest;
  return {
    text: used === whiteSpace ? rows.split("\n").map(spacesToTabs).join("\n") : rows,
    delimiter: used === whiteSpace ? "\t" : used,
    commentedHeader: headed ? lastComment + 1 : null,
  };
}

/** The first lines of a text, with enough rows for a sample, and the rest. */
function head(text: string, isRow: (line: string) => boolean): { lines: string[]; rest: string } {
  const lines: string[] = [];
  let rows = 0;
  let length = 0;
  let position = 0;
  while (position < text.length && rows < 2 * sampleRows && length < sampleLength) {
    const end = text.indexOf("\n", position);
    const line = text.slice(position, end < 0 ? text.length : end);
    lines.push(line);
    position += line.length + 1;
    if (!isRow(line)) continue;
    rows++;
    length += line.length;
  }
  return { lines, rest: position < text.length ? `\n${text.slice(position)}` : "" };
}

/** Some lines without what is quoted in them, which may be line breaks. */
function withoutQuoted(lines: readonly string[]): string[] {
  const text = lines.join("\n").slice(0, sampleLength);
  return text.replace(/(?<=^|[\t;|, ])"[^"]*(?:""[^"]*)*"/gm, '""').split("\n");
}

/** The delimiter that cuts most rows into as many cells as the header; white space only if it does so with all. */
function findDelimiter(rows: readonly string[]): string {
  let best = ",";
  let most = 0;
  for (const delimiter of delimiters) {
    const [header, ...counts] = rows.map((row) => row.split(delimiter).length);
    const agreeing = counts.filter((count) => count === header).length + 1;
    if (header! > 1 && agreeing > most) {
      best = delimiter;
      most = agreeing;
    }
  }
  if (most === rows.length) return best;
  const [header, ...counts] = rows.map((row) => cellsOf(row, whiteSpace).length);
  // A program that writes row names may leave their column without a name.
  const isTable = header! > 1 && counts.every((count) => count === header || count === header! + 1);
  return isTable ? whiteSpace : best;
}

function cellsOf(row: string, delimiter: string): string[] {
  if (delimiter === whiteSpace) return row.trim().split(/[ \t]+/);
  return row.split(delimiter).map((cell) => cell.trim());
}

/** Whether a comment names the cells of the row below it: as many, and no numbers where the row has some. */
function isHeader(comment: string, row: string, delimiter: string): boolean {
  const names = cellsOf(comment, delimiter);
  const cells = cellsOf(row, delimiter);
  const isNumber = (cell: string) => cellKind(cell, ".") === "number" || cellKind(cell, ",") === "number";
  if (names.length < 2 || names.length !== cells.length || names.some(isNumber)) return false;
  // `#id,name` is no prose, even where no cell is a number.
  return (
    cells.some(isNumber) || (delimiter !== whiteSpace && comment.startsWith(names[0]!) && /^[^#\s]+$/.test(names[0]!))
  );
}

/** Cells that are separated by white space, separated by tabs. */
function spacesToTabs(line: string): string {
  if (!line.includes('"')) return line.trim().replace(/[ \t]+/g, "\t");
  const cells: string[] = [];
  let position = 0;
  while (position < line.length) {
    let end = position;
    if (line[position] === '"') {
      do end = line.indexOf('"', end + 1) + 1;
      while (end > 0 && line[end] === '"');
      if (end === 0) end = line.length;
    }
    while (end < line.length && line[end] !== " " && line[end] !== "\t") end++;
    if (end > position) cells.push(line.slice(position, end));
    position = end + 1;
  }
  return cells.join("\t");
}
