import type { WriteStream } from "node:tty";
import pc from "picocolors";

/** Colours for a stream: none if it is no terminal, or the user wants none (`NO_COLOR`). */
export function coloursFor(stream: NodeJS.WriteStream): ReturnType<typeof pc.createColors> {
  return pc.createColors(stream.isTTY === true && (stream as WriteStream).hasColors());
}

/** Text from a file on one line, and without the control characters that could command the terminal. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replace(/\s*[\r\n]+\s*/g, " ").replace(/[\u0000-\u001f\u007f-\u009f]/g, "\ufffd");
}
