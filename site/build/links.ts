import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { filesIn } from "./files.ts";

/**
 * Looks for what pages of a built site name and isn't there: pages, anchors, scripts, pictures. VitePress itself only looks
 * at links of Markdown, and at no anchors.
 *
 * @throws {Error} that lists the links that lead nowhere
 */
export async function checkLinks(outDir: string, base: string): Promise<void> {
  const pages = (await filesIn(outDir)).filter((file) => file.endsWith(".html"));
  const contents = new Map<string, string>();
  for (const page of pages) contents.set(page, await readFile(join(outDir, page), "utf8"));
  const dead: string[] = [];
  for (const [page, html] of contents) {
    for (const [, target] of html.matchAll(/\s(?:href|src)="([^"]*)"/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const url = new URL(target.replaceAll("&amp;", "&"), `https://site.invalid${base}${page}`);
      const path = decodeURIComponent(url.pathname);
      const file = path.startsWith(base) ? path.slice(base.length).replace(/(^|\/)$/, "$1index.html") : null;
      const anchor = decodeURIComponent(url.hash.slice(1));
      const found = file !== null && existsSync(join(outDir, file));
      // What has an equals sign is a playground page's state, not a place on it; a test reads those.
      const anchored =
        anchor === "" ||
        anchor.includes("=") ||
        file === null ||
        contents.get(file)?.includes(`id="${anchor}"`) !== false;
      if (!found || !anchored) dead.push(`${page}: ${target}`);
    }
  }
  if (dead.length > 0) throw new Error(`links that lead nowhere:\n${[...new Set(dead)].join("\n")}`);
}
