import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { ROOT, TEXTS_PATH, textsModule } from "./texts.ts";

/** `npm run docs`: writes what is made from doc comments. */

writeFileSync(TEXTS_PATH, textsModule());
execFileSync("npx", ["biome", "format", "--write", TEXTS_PATH], { cwd: ROOT, stdio: "inherit" });
