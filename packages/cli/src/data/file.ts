import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { systemReason, UserError } from "../errors.ts";
import { type CsvFormat, parseCsv, type RawTable } from "./csv.ts";

/** Node can't hold a longer text in one string than about 512 MB. */
const largestFile = 400 * 1024 * 1024;

/** Reads and parses a CSV file. Throws a `UserError` that names the file and what is wrong with it. */
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
  return parseCsv(bytes, basename(path), format);
}
