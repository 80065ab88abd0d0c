import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { type Browser, chromium, type Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHROMIUM_ARGUMENTS, findChromium } from "../../packages/downhill/test/browser/support/chromium.ts";

// The page as Vite builds it, with the built library.
const root = fileURLToPath(new URL(".", import.meta.url));
const executablePath = findChromium();
if (executablePath === null && process.env.CI) throw new Error("the browser tests need Chromium");

const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

describe.skipIf(executablePath === null)("the page that predicts, in Chromium", { timeout: 60_000 }, () => {
  let folder = "";
  let server: Server;
  let browser: Browser;
  let address = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "downhill-page-"));
    await build({ root, logLevel: "error", build: { outDir: folder, emptyOutDir: true } });
    server = createServer(async (request, response) => {
      // In a folder of the site, as pages often are.
      const path = join(folder, (request.url ?? "/").replace(/^\/penguins\//, "").split("?")[0] || "index.html");
      const bytes = await readFile(path).catch(() => null);
      if (bytes === null) response.writeHead(404).end();
      else response.setHeader("content-type", types[extname(path)] ?? "application/octet-stream").end(bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/penguins/`;
    browser = await chromium.launch({ executablePath: executablePath as string, args: CHROMIUM_ARGUMENTS });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    server?.close();
    if (folder !== "") await rm(folder, { recursive: true });
  });

  const errors: Error[] = [];
  const open = async (width: number): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    page.on("pageerror", (error) => errors.push(error));
    await page.goto(address);
    await page.waitForSelector("#form label");
    return page;
  };
  const answer = (page: Page) => page.textContent("#answer");

  test("has a field for each of the model's columns, and predicts as one types", async () => {
    const page = await open(1200);
    expect(await page.locator("label").count()).toBe(6);
    expect(await page.locator("select[name=island] option").allTextContents()).toEqual([
      ...["Biscoe", "Dream", "Torgersen", "not known"],
    ]);
    const type = async (values: Readonly<Record<string, string>>) => {
      for (const [name, value] of Object.entries(values)) {
        const field = page.locator(`[name=${name}]`);
        if (name === "island" || name === "sex") await field.selectOption({ label: value });
        else await field.fill(value);
      }
    };
    const fish = { bill_depth_mm: "15", flipper_length_mm: "225", body_mass_g: "5500", sex: "male" };
    await type({ island: "Biscoe", bill_length_mm: "50", ...fish });
    expect(await answer(page)).toBe("Gentoo");
    await type({ island: "Dream", bill_length_mm: "50,5", bill_depth_mm: "19,5", flipper_length_mm: "196" });
    await type({ body_mass_g: "", sex: "not known" });
    expect(await answer(page)).toBe("Chinstrap");
    const shares = await page.locator("li span").allTextContents();
    expect(shares.map(Number.parseFloat).reduce((a, b) => a + b)).toBeCloseTo(100, 0);
    await page.close();
  });

  test("says in words what is wrong with a field", async () => {
    const page = await open(1200);
    await page.locator("[name=body_mass_g]").fill("heavy");
    expect(await page.textContent("#problem")).toBe('column "body_mass_g" takes a number, got the text "heavy"');
    expect(await page.locator("#problem").isVisible()).toBe(true);
    await page.locator("[name=body_mass_g]").fill("4000");
    expect(await page.locator("#problem").isVisible()).toBe(false);
    await page.close();
  });

  test("fits a telephone", async () => {
    const page = await open(390);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    const box = await page.locator("#answer").boundingBox();
    expect(box!.y).toBeLessThan(800);
    const fields = await page.locator("input, select").all();
    for (const field of fields) expect((await field.boundingBox())!.height).toBeGreaterThanOrEqual(44);
    await page.close();
  });

  test("gives no errors, and is small", async () => {
    expect(errors).toEqual([]);
    const index = await readFile(join(folder, "index.html"), "utf8");
    const script = /src="\.\/([^"]+\.js)"/.exec(index)?.[1] ?? "";
    expect(gzipSync(await readFile(join(folder, script))).length).toBeLessThan(30_000);
    expect((await stat(join(folder, "model.pt"))).size).toBeLessThan(20_000);
  });
});
