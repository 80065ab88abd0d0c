import { type CsvFormat, parseCsv, type RawTable } from "../src/data/csv.ts";

/** A table from a text, as if it was the file `data.csv`. */
export function parse(text: string | Uint8Array, format: Partial<CsvFormat> = {}): RawTable {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return parseCsv(bytes, "data.csv", { encoding: null, delimiter: null, comment: null, ...format });
}
