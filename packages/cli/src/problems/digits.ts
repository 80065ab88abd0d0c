import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { parseCsv } from "../data/csv.ts";
import { type Dataset, readDataset } from "../data/dataset.ts";

/** Handwritten digits, 8 by 8 pixels each: which digit is it? */
export async function readDigits(): Promise<Dataset> {
  const file = await readFile(new URL("./data/digits.csv.gz", import.meta.url));
  const format = { encoding: null, delimiter: ",", comment: null };
  const table = parseCsv(gunzipSync(file), "handwritten digits", format);
  const options = {
    target: "digit",
    task: "classification",
    ignore: [],
    category: [],
    decimal: ".",
    missing: [],
  } as const;
  return {
    ...readDataset(table, options),
    notes: ["1797 images of 8 by 8 pixels, from the UCI repository (CC BY 4.0)"],
  };
}
