import { existsSync, readFileSync } from "node:fs";

const folder = new URL("../../../../../reference/fixtures/files/", import.meta.url);

/** What `reference/files.py` says of the optimizers' files. */
export interface OptimizerCase {
  readonly file: string;
  readonly optimizer: string;
  readonly steps: number;
  readonly options: Readonly<Record<string, unknown>>;
  readonly groups?: readonly { readonly params: readonly number[]; readonly [option: string]: unknown }[];
  readonly named?: boolean;
}

export const index = JSON.parse(readFileSync(new URL("index.json", folder), "utf8")) as {
  readonly values: readonly string[];
  readonly modules: readonly string[];
  readonly legacy: readonly string[];
  readonly optimizers: readonly OptimizerCase[];
};

/** A file that PyTorch wrote. */
export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`${name}.pt`, folder)));
}

/** What PyTorch writes when it saves what it loaded from a file: mostly the same. */
export function savedAgain(name: string): Uint8Array {
  return existsSync(new URL(`${name}.again.pt`, folder)) ? fixture(`${name}.again`) : fixture(name);
}

/** The last part of a fixture's name, as the file's name. */
export function fileName(name: string): string {
  return `${name.slice(name.indexOf("/") + 1)}.pt`;
}
