import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/** All files in a folder, by their paths from there, in order. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join("/")).sort();
}
