import { run } from "./program.ts";
import { survivePipes } from "./terminal/output.ts";

survivePipes();

await run(process.argv.slice(2));
