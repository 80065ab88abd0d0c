import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { measure } from "./measure.ts";
import { listTests, ROOT } from "./ourTests.ts";
import { renderPage } from "./page.ts";
import { OUR_FILES } from "./torchTests.ts";

/** `npm run conformance`: compares the library with all fixtures and writes docs/conformance.md. */

const path = join(ROOT, "docs/conformance.md");
const page = renderPage(measure({ replayed: true }), listTests(OUR_FILES));
const before = (() => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
})();
if (page !== before) writeFileSync(path, page);
console.log(`docs/conformance.md is ${page === before ? "as it was" : "written"}`);
// Threads that waited for work must not keep the program alive for it.
process.exit(0);
