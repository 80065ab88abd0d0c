import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { functionsText } from "./functions.ts";

/** Where the text goes. */
export const FUNCTIONS_FILE = fileURLToPath(new URL("../src/elementwise/functions.ts", import.meta.url));

writeFileSync(FUNCTIONS_FILE, functionsText());
