/**
 * Notes that Chinese pages are as new as their English ones: after one was translated, `npm run translated --workspace site`.
 * A test tells of pages that are older, or missing.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { englishPages, readPage, versionOf } from "./translations.ts";

const versions = Object.fromEntries((await englishPages()).map((page) => [page, versionOf(readPage(page))]));
const file = fileURLToPath(new URL("../pages/zh/versions.json", import.meta.url));
writeFileSync(file, `${JSON.stringify(versions, null, 2)}\n`);
