import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Options, Result } from "./experiment.ts";
import { CHROMIUM_ARGUMENTS, findChromium } from "./support/chromium.ts";
import { serve } from "./support/server.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const dist = here("../../dist/");

const ISOLATED = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };
/** Neither inline scripts nor `eval` nor workers from blobs; `wasm-unsafe-eval` is what WebAssembly needs on any page. */
const STRICT = {
  "content-security-policy":
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'",
};

const executablePath = findChromium();
if (executablePath === null) {
  const how = "install it (apt-get install chromium) or name one in CHROMIUM_PATH";
  if (process.env.CI) throw new Error(`the browser tests need Chromium: ${how}`);
  console.warn(`The browser tests are skipped, for want of Chromium: ${how}.`);
}

describe.skipIf(executablePath === null)("the built package in Chromium", { timeout: 60_000 }, () => {
  let folder: string;
  let browser: Browser;
  /** What Node computes with the same bundle on one thread. */
  let expected: Result;

  beforeAll(async () => {
    if (!existsSync(join(dist, "index.js"))) throw new Error("the library is not built: npm run build");
    folder = await mkdtemp(join(tmpdir(), "downhill-browser-"));
    await build({
      entryPoints: [here("page.ts"), here("process.ts")],
      outdir: folder,
      bundle: true,
      minify: true,
      format: "esm",
      platform: "browser",
      target: "es2022",
      outExtension: { ".js": ".mjs" },
      // Without the workspace's tsconfig, "downhill" is what package.json exports: the built files.
      tsconfigRaw: {},
      // Of the files that bundlers get, so that there is one pool.
      alias: { "downhill/internal": join(dist, "modules/internal.js") },
    });
    browser = await chromium.launch({ executablePath: executablePath as string, args: CHROMIUM_ARGUMENTS });
    expected = await inNode({ threads: 1 });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  test("in Node, one thread trains the tutorial's network", () => {
    expect(expected.threads).toBe(1);
    expect(expected.chunksDoneByWorkers).toBe(0);
    expect(expected.lastLoss).toBeLessThan(expected.firstLoss / 4);
  });

  test("in Node, workers take part and give the same bits", async () => {
    const result = await inNode({ threads: 2 });
    expect(result.threads).toBe(2);
    expect(result.chunksDoneByWorkers).toBeGreaterThan(0);
    expectSameBits(result);
  });

  test("on a cross-origin isolated page, workers take part and give the same bits", async () => {
    const result = await onPage({ threads: 2 }, ISOLATED);
    expect(result.isolated).toBe(true);
    expect(result.threads).toBe(2);
    expect(result.chunksDoneByWorkers).toBeGreaterThan(0);
    expectSameBits(result);
  });

  test("on a page that is not isolated, one thread gives the same bits", async () => {
    const result = await onPage({}, {});
    expect(result.isolated).toBe(false);
    expect(result.threads).toBe(1);
    expect(result.chunksDoneByWorkers).toBe(0);
    expectSameBits(result);
  });

  test("under a strict content policy, workers load from the URL they are given", async () => {
    const result = await onPage({ threads: 2, workerUrl: "/worker.js" }, { ...ISOLATED, ...STRICT });
    expect(result.isolated).toBe(true);
    expect(result.threads).toBe(2);
    expect(result.chunksDoneByWorkers).toBeGreaterThan(0);
    expectSameBits(result);
  });

  test("under a strict content policy, without that URL, one thread does the work", async () => {
    const result = await onPage({ threads: 2 }, { ...ISOLATED, ...STRICT });
    expect(result.threads).toBe(1);
    expect(result.chunksDoneByWorkers).toBe(0);
    expectSameBits(result);
  });

  function expectSameBits(result: Result): void {
    const { network, compiledNetwork, large, functions, convolutions, compiled, lastLoss } = result;
    expect({ network, compiledNetwork, large, functions, convolutions, compiled, lastLoss }).toEqual({
      network: expected.network,
      compiledNetwork: expected.network,
      large: expected.large,
      functions: expected.functions,
      convolutions: expected.convolutions,
      compiled: expected.convolutions,
      lastLoss: expected.lastLoss,
    });
  }

  async function inNode(options: Options): Promise<Result> {
    const script = join(folder, "process.mjs");
    const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(options)]);
    return JSON.parse(stdout) as Result;
  }

  async function onPage(options: Options, headers: Readonly<Record<string, string>>): Promise<Result> {
    const scripts = {
      "/page.js": await readFile(join(folder, "page.mjs"), "utf8"),
      "/worker.js": await readFile(join(dist, "worker.js"), "utf8"),
    };
    const site = await serve(scripts, headers);
    const page = await browser.newPage();
    try {
      const crashed = new Promise<never>((_, reject) => {
        page.on("pageerror", reject);
        page.on("crash", () => reject(new Error("the page has crashed")));
      });
      await page.goto(`${site.origin}/#${encodeURIComponent(JSON.stringify(options))}`);
      const { result, error } = JSON.parse(await Promise.race([site.report, crashed])) as {
        result?: Result;
        error?: string;
      };
      if (result === undefined) throw new Error(error);
      return result;
    } finally {
      await page.close();
      site.close();
    }
  }
});
