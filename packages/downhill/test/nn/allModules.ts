import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { compareCase, type ModuleCase, moduleFixtures } from "./moduleCases.ts";

/** `npm run conformance:modules -- FOLDER`: compares modules with all samples that `python reference/modules --all FOLDER` wrote. */

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("which folder? see reference/modules");

function differencesOf(one: ModuleCase): readonly string[] {
  try {
    return compareCase(one);
  } catch (error) {
    return [String(error)];
  }
}

console.warn = () => {}; // some samples are warned of
let [tried, equal] = [0, 0];
for (const { topic, cases } of moduleFixtures(pathToFileURL(`${resolve(folder)}/`))) {
  const found = cases.map((one) => [one, differencesOf(one)] as const);
  const different = found.filter(([, differences]) => differences.length > 0);
  tried += found.length;
  equal += found.length - different.length;
  console.log(`${topic}: ${found.length - different.length} of ${found.length} equal`);
  for (const [{ text }, [first]] of different.slice(0, 3)) console.log(`    ${text}: ${first}`);
}
console.log(`${equal} of ${tried} samples are equal`);
process.exit(0);
