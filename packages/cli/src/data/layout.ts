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
/** So many lines, and characters, are looked at to find out how a file is written. */
const sampleLines = 20;
const sampleLength = 1 << 20;

/**
 * Finds out how a text with the line break `\n` is laid out: a first line `sep=;`, comments above the header, a header that
 * is one of them, and what separates cells. White space between cells becomes tabs.
 *
 * @param delimiter - null: the one that the first lines agree on
 * @param comment - what comments begin with; null: `#`; empty: there are none
 */
export function layOut(text: string, delimiter: string | null, comment: string | null): Layout {
  const lines = text.split("\n");
  const separator = /^"?sep=(.)"?$/i.exec(lines[0]!)?.[1];
  if (separator !== undefined) lines[0] = "";

  const prefix = comment ?? "#";
  const isComment = (line: string) => prefix !== "" && line.trimStart().startsWith(prefix);
  let start = 0;
  let lastComment: number | null = null;
  for (; start < lines.length; start++) {
    if (isComment(lines[start]!)) lastComment = start;
    else if (lines[start]!.trim() !== "") break;
  }
  const rows = sampleOf(lines, start).filter((line) => !isComment(line));
  const comments = lastComment === null ? "" : lines[lastComment]!.trimStart().slice(prefix.length);
  const used = delimiter ?? separator ?? findDelimiter(rows.length > 0 ? rows : [comments]);
  const commented = lastComment !== null && isHeader(comments, rows[0] ?? "", used) ? lastComment : null;
  for (let i = 0; i < start; i++) lines[i] = i === commented ? comments : "";
  return {
    text: (used === whiteSpace ? lines.map(spacesToTabs) : lines).join("\n"),
    delimiter: used === whiteSpace ? "\t" : used,
    commentedHeader: commented === null ? null : commented + 1,
  };
}

/** The first rows, without what is quoted in them. */
function sampleOf(lines: readonly string[], start: number): string[] {
  let length = 0;
  let end = start;
  while (end < lines.length && end - start < sampleLines * 2 && length < sampleLength)
    length += lines[end++]!.length + 1;
  const text = lines.slice(start, end).join("\n").slice(0, sampleLength);
  const unquoted = text.replace(/(?<=^|[\t;|, ])"[^"]*(?:""[^"]*)*"/gm, '""').split("\n");
  return unquoted.filter((line) => line.trim() !== "").slice(0, sampleLines);
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
  return cells.some(isNumber) || /^[^#\s]+$/.test(comment.startsWith(names[0]!) ? names[0]! : "");
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
