import { readdirSync } from "node:fs";
import { join } from "node:path";
import { functionNamed } from "./calls.ts";
import { writeCounted } from "./counted.ts";
import { readTables } from "./fixture.ts";
import { type Outcome, outcome, titleOf } from "./outcome.ts";

/**
 * `npm run conformance:functions -- FOLDER [NAME...] [--write]`: compares the library with all samples that
 * `python reference/functions.py --all FOLDER` wrote, or those of some functions, and tells what differs;
 * `--write` keeps the counts for docs/conformance.md.
 */

const [folder, ...rest] = process.argv.slice(2);
const names = rest.filter((text) => !text.startsWith("--"));
if (folder === undefined) throw new Error("which folder? see reference/functions.py");

const outcomes: Outcome[] = [];
for (const file of readdirSync(folder).sort()) {
  for (const table of file.endsWith(".json.gz") ? readTables(join(folder, file)) : []) {
    if (names.length > 0 && !names.includes(table.name)) continue;
    const found = outcome(table);
    outcomes.push(found);
    const { samples, equal, refused, refusedToo, sameWords, isThere, differences } = found;
    const title = titleOf(found);
    if (!isThere) console.log(`${title}: not there`);
    else {
      const aliases = table.aliases.filter((alias) => !alias.includes(".") && functionNamed(alias) === null);
      const missing = aliases.length === 0 ? "" : `; aliases not there: ${aliases.join(", ")}`;
      console.log(
        `${title}: ${equal} of ${samples} equal, ${refusedToo} of ${refused} refused (${sameWords} in the same words)${missing}`,
      );
    }
    const shown = names.length > 0 ? differences : differences.slice(0, 2);
    for (const line of shown) console.log(`    ${line.slice(0, 400)}`);
  }
}
const whole = outcomes.filter(({ isThere, differences }) => isThere && differences.length === 0);
console.log(`${whole.length} of ${outcomes.length} entries are equal`);
if (rest.includes("--write")) writeCounted(outcomes);
process.exit(0);
