import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { systemReason, UserError } from "../errors.ts";
import { type CsvFormat, parseCsv, type RawTable } from "./csv.ts";

/** Node can't hold a longer text in one string than about 512 MB. */
const largestFile = 400 * 1024 * 1024;

/** Reads and parses a CSV file, compressed by gzip or not. Throws a `UserError` that names the file and what is wrong with it. */
export async function readCsv(path: string, format: CsvFormat): Promise<RawTable> {
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
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) bytes = await unpacked(bytes, path);
  return parseCsv(bytes, basename(path), format);
}

async function unpacked(bytes: Uint8Array, path: string): Promise<Uint8Array> {
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: largestFile });
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    throw new UserError(
      tooLarge
        ? `"${path}" becomes larger than 400 MB when it is unpacked, the most that can be read`
        : `"${path}" is compressed by gzip, but damaged: ${systemReason(error)}`,
    );
  }
}
