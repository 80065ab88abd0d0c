import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, TEXTS_PATH, textsModule } from "./texts.ts";

/** `npm run docs`: writes what is made from doc comments, and what is made from the registries then. */

function writeModule(path: string, text: string): void {
  writeFileSync(path, text);
  execFileSync("npx", ["biome", "format", "--write", path], { cwd: ROOT, stdio: "inherit" });
}

writeModule(TEXTS_PATH, textsModule());
const { FORMS_PATH, formsModule } = await import("./savedForms.ts");
writeModule(FORMS_PATH, formsModule());
const { PAGES } = await import("./pages.ts");
for (const [path, page] of Object.entries(PAGES)) {
  writeFileSync(join(ROOT, path), page());
  console.log(`wrote ${path}`);
}
