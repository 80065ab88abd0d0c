import { fstatSync, writeSync } from "node:fs";
import { systemReason, UserError } from "../errors.ts";

/**
 * Keeps the program alive whoever listens: remarks on standard error are for people, and if nobody can read them the
 * command does its work all the same. What can't be printed, {@link print} tells.
 */
export function survivePipes(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
}

/**
 * Writes to standard output, and returns when all of it is written. Who reads may have stopped early, as `head` does, and
 * has what it wanted.
 * @throws UserError if it can't be written, as on a full disk
 */
export async function print(text: string): Promise<void> {
  try {
    if (fstatSync(process.stdout.fd).isFile()) writeWhole(process.stdout.fd, Buffer.from(text));
    else await writeTo(process.stdout, text);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EPIPE") return;
    throw new UserError(`can't write to standard output: ${systemReason(error)}`);
  }
}

/** Node's own stream takes the part that has room on a full disk for the whole. */
function writeWhole(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
}

function writeTo(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
