import type { WriteStream } from "node:tty";
import pc from "picocolors";

/** Colours for a stream: none if it is no terminal, or the user wants none (`NO_COLOR`). */
export function coloursFor(stream: NodeJS.WriteStream): ReturnType<typeof pc.createColors> {
  return pc.createColors(stream.isTTY === true && (stream as WriteStream).hasColors());
}

/**
 * What commands a terminal, turns the order of what follows, is not seen, or is half a character: control and format
 * characters, separators of lines, marks without a width of their own, lone surrogates.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Text from a file as it may be printed, in a terminal, a page or JSON: whatever is not seen as what it is becomes
 * `\uXXXX`, which JSON reads back. Ends of lines stay.
 */
export function visible(text: string): string {
  return text.replace(unseen, (character) => (character === "\n" ? character : character.split("").map(unit).join("")));
}

function unit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Text from a file on one line, in {@link visible} characters. */
export function oneLine(text: string): string {
  const lines = text.split(/[\r\n]+/);
  return visible(lines.length === 1 ? text : lines.map((line) => line.trim()).join(" "));
}

/** Text from a file on one line, which may stand beside others: what is longer than `longest` is cut. */
export function cut(text: string, longest = 70): string {
  const line = oneLine(text.slice(0, 4 * longest));
  return line.length > longest || text.length > 4 * longest ? `${line.slice(0, longest)}…` : line;
}

/** The length of the longest of any number of texts. */
export function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, text.length), 0);
}

/** Breaks a text at spaces into lines of at most `width` characters; a longer word has a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
