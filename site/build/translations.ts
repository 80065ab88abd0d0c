import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { filesIn } from "./files.ts";

export const pagesFolder = fileURLToPath(new URL("../pages", import.meta.url));

/** The pages that are written in English, by their paths. */
export async function englishPages(): Promise<string[]> {
  return (await filesIn(pagesFolder)).filter((file) => file.endsWith(".md") && !file.startsWith("zh/"));
}

export const readPage = (path: string) => readFileSync(join(pagesFolder, path), "utf8");

/** What tells one version of a page from another. */
export const versionOf = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 12);
