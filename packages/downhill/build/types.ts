import { fileURLToPath } from "node:url";
import { writeDeclarations } from "./declarations.ts";
import { entries } from "./entries.ts";

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

await writeDeclarations(path(".."), entries, path("../dist/types"));
