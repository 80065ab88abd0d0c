import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

/** What the documentation names is there: linked files and headings, and tables and programs in commands. */

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));

function* pages(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!/^(node_modules|dist|fixtures|\..*)$/.test(entry.name)) yield* pages(path);
    } else if (entry.name.endsWith(".md")) yield path;
  }
}

/** A page without its blocks and spans of code. */
function prose(text: string): string {
  return text.replace(/^```.*?^```$/gms, "").replace(/`[^`\n]*`/g, "");
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchors(path: string): Set<string> {
  const headings = readFileSync(path, "utf8")
    .replace(/^```.*?^```$/gms, "")
    .matchAll(/^#+ (.*)$/gm);
  return new Set(
    Array.from(headings, ([, heading]) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .replace(/\s/g, "-"),
    ),
  );
}

const PAGES = [...pages(ROOT)];

/** Pages of the site have its addresses, which are checked when it is built. */
const PAGES_OF_FILES = PAGES.filter((path) => !relative(ROOT, path).startsWith("site"));

describe.each(PAGES_OF_FILES.map((path) => [relative(ROOT, path), path]))("%s", (_name, path) => {
  const text = readFileSync(path, "utf8");

  it("links to files and headings that are there", () => {
    const broken = Array.from(prose(text).matchAll(/\]\(([^)\s]+)\)/g), ([, target]) => target).filter((target) => {
      if (/^[a-z]+:/.test(target)) return false;
      const [file, anchor] = target.split("#");
      const linked = file === "" ? path : join(dirname(path), decodeURIComponent(file));
      if (!existsSync(linked)) return true;
      return anchor !== undefined && !anchors(linked).has(anchor);
    });
    expect(broken).toEqual([]);
  });

  it("shows commands with programs and tables that are there", () => {
    const commands = text.matchAll(/^(?: {4}|)(?:npx tsx|npm start --|npx downhill race|python|npx vitest run) .*$/gm);
    const files = Array.from(commands, ([line]) => line.split("#")[0].match(/\S+\/\S+\.(?:ts|py|csv)\b/g) ?? []).flat();
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
    expect(text).not.toMatch(/^(?: {4}|)(?:npm start --|npx downhill race) [^/\s]+\.csv/m);
  });
});
