import { readFileSync } from "node:fs";

const folder = new URL("../../../../../reference/fixtures/objects/", import.meta.url);

/** What `reference/python_objects.py` made, by kind. */
export const index = JSON.parse(readFileSync(new URL("index.json", folder), "utf8")) as Readonly<
  Record<string, readonly string[]>
>;

/** A file of one of those kinds. */
export function objectFile(kind: string, name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`${kind}/${name}.pt`, folder)));
}

/** Another fixture, as JSON. */
export function objectTable<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8")) as T;
}
