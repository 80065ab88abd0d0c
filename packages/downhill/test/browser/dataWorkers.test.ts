import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { describe, expect, test } from "vitest";
import { fixture } from "../data/fixture.ts";
import { CHROMIUM_ARGUMENTS, findChromium } from "./support/chromium.ts";
import { serve } from "./support/server.ts";

const executablePath = findChromium();

/** A module with all that it imports, of the built files. */
async function bundled(path: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(path, import.meta.url))],
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    tsconfigRaw: {},
  });
  return outputFiles[0].text;
}

describe.skipIf(executablePath === null)("workers that load data for a page in Chromium", { timeout: 60_000 }, () => {
  test("give PyTorch's batches, and say what went wrong", async () => {
    const scripts = {
      "/page.js": await bundled("dataPage.ts"),
      "/noisy.js": await bundled("../data/support/noisy.mjs"),
    };
    const site = await serve(scripts, {});
    const browser = await chromium.launch({ executablePath: executablePath as string, args: CHROMIUM_ARGUMENTS });
    try {
      const page = await browser.newPage();
      const crashed = new Promise<never>((_, reject) => page.on("pageerror", reject));
      await page.goto(site.origin);
      const { batches, message } = JSON.parse(await Promise.race([site.report, crashed]));
      expect(message).toContain("the dataset's module exports no function missing");
      expect(batches).toEqual(fixture.workers[0].passes[0]);
    } finally {
      await browser.close();
      site.close();
    }
  });
});
