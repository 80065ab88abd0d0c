import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { functionsText } from "./functions.ts";
import { mathematicsMethodsText, mathematicsText, mathematicsTypesText } from "./mathematics.ts";
import { rowsText } from "./rows.ts";

const path = (file: string) => fileURLToPath(new URL(`../src/${file}`, import.meta.url));

writeFileSync(path("elementwise/functions.ts"), functionsText());
writeFileSync(path("rows/functions.ts"), rowsText());
writeFileSync(path("autograd/api/mathematics.ts"), mathematicsText());
writeFileSync(path("autograd/api/mathematicsMethods.ts"), mathematicsMethodsText());
writeFileSync(path("tensor/methods/mathematics.ts"), mathematicsTypesText());
