/** Serves the built site with the headers that it asks of its host: `npm run site:preview`. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { HEADERS } from "./headers.ts";
import { serve } from "./serve.ts";

const folder = fileURLToPath(new URL("../.vitepress/dist", import.meta.url));
if (!existsSync(folder)) throw new Error("the site is not built: npm run site");
const { origin } = await serve(folder, HEADERS, Number(process.env.PORT ?? 4173));
console.log(`${origin}/`);
