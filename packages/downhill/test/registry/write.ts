import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, TEXTS_PATH, textsModule } from "./texts.ts";

/** `npm run docs`: writes what is made from doc comments, and the pages that are made from that. */

writeFileSync(TEXTS_PATH, textsModule());
execFileSync("npx", ["biome", "format", "--write", TEXTS_PATH], { cwd: ROOT, stdio: "inherit" });
const { PAGES } = await import("./pages.ts");
for (const [path, page] of Object.entries(PAGES)) {
  writeFileSync(join(ROOT, path), page());
  console.log(`wrote ${path}`);
}
