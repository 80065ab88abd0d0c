import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { SiteConfig } from "vitepress";
import { filesIn } from "./files.ts";
import { HEADERS, ISOLATED } from "./headers.ts";
import { checkLinks } from "./links.ts";

/** What is left to do when VitePress has written the pages: headers for hosts, the service worker, a look at all links. */
export async function finishSite({ outDir, site: { base } }: SiteConfig): Promise<void> {
  const lines = Object.entries(HEADERS).map(([name, value]) => `  ${name}: ${value}`);
  await writeFile(join(outDir, "_headers"), ["/*", ...lines, ""].join("\n"));
  await writeFile(join(outDir, ".nojekyll"), "");
  await checkLinks(outDir, base);
  await writeServiceWorker(outDir, base);
}

/** The service worker knows every file, so that the whole site is there without a network after the first visit. */
async function writeServiceWorker(outDir: string, base: string): Promise<void> {
  const files = (await filesIn(outDir)).filter((file) => !file.startsWith("_") && !file.startsWith("."));
  const hash = createHash("sha256");
  for (const file of files) hash.update(file).update(await readFile(join(outDir, file)));
  await build({
    entryPoints: [fileURLToPath(new URL("../src/offline/serviceWorker.ts", import.meta.url))],
    outfile: join(outDir, "serviceWorker.js"),
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    tsconfigRaw: {},
    logLevel: "warning",
    define: {
      FILES: JSON.stringify(files.map((file) => base + file)),
      VERSION: JSON.stringify(hash.digest("hex").slice(0, 16)),
      ISOLATED: JSON.stringify(ISOLATED),
    },
  });
}
