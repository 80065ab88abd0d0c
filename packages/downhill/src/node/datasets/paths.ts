import { fileURLToPath } from "node:url";
import { either, instanceOf, STRING } from "../../signatures/kinds.ts";

/** A file's or folder's path, or its URL. */
export const PATH = either(STRING, instanceOf(URL));

export function toPath(path: string | URL): string {
  return path instanceof URL ? fileURLToPath(path) : path;
}
