/**
 * Why a file was not read: `corrupt` data, something `refused` because reading it could run code or exhaust memory, or
 * something `unsupported` that is neither.
 */
export type FileProblem = "corrupt" | "refused" | "unsupported";

/** Where in a file the problem lies. */
export interface FilePosition {
  /** The record of the archive, such as `data.pkl`; null for the file itself. */
  readonly record?: string | null;
  /** The byte, counted from the start of the record (or of the file). */
  readonly offset?: number | null;
  /** The error that this one explains. */
  readonly cause?: unknown;
}

/** Thrown for every file that can't be read as what it claims to be. Nothing in a file is ever executed. */
export class FileFormatError extends Error {
  override readonly name = "FileFormatError";
  readonly problem: FileProblem;
  /** The record of the archive in which the problem lies, or null for the file itself. */
  readonly record: string | null;
  /** The byte at which the problem lies, counted from the start of the record (or of the file), or null. */
  readonly offset: number | null;

  constructor(problem: FileProblem, message: string, { record = null, offset = null, cause }: FilePosition = {}) {
    const place = [record, offset === null ? null : `offset ${offset}`].filter((part) => part !== null).join(", ");
    super(place === "" ? message : `${message} (${place})`, cause === undefined ? undefined : { cause });
    this.problem = problem;
    this.record = record;
    this.offset = offset;
  }
}

const MAX_SHOWN = 120;

/** A text from a file, made fit for a message and a terminal: without control characters, not too long. */
export function printable(text: string): string {
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  return shown.replace(/\p{C}/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** {@link printable}, in quotes. */
export function quoted(text: string): string {
  return `"${printable(text.replace(/["\\]/g, "\\$&"))}"`;
}
