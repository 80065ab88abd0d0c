import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHROMIUM_ARGUMENTS, findChromium } from "../../downhill/test/browser/support/chromium.ts";

// The report of a race that the built command has run on a table which would rather be a program.
const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const executablePath = findChromium();
if (executablePath === null && process.env.CI) throw new Error("the browser tests need Chromium");

const run = "window.hacked=1";
const columns = [
  `<img src=x onerror=${run}>`,
  `"><script>${run}</script>`,
  `</script><script>${run}</script>`,
  `' onfocus='${run}' autofocus='`,
  `</style><style>*{display:none}</style>`,
  `]]></text><svg onload=${run}>`,
  `\\u003cscript>${run}//`,
];
const target = `</title><svg/onload=${run}>`;
const classes = [`<script>${run}</script>`, `<a href="javascript:${run}">b</a>`, "--><b>"];

describe.skipIf(executablePath === null)("the report in Chromium", { timeout: 60_000 }, () => {
  let folder = "";
  let browser: Browser;
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "downhill-report-"));
    const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const rows = Array.from({ length: 90 }, (_, i) => {
      const inputs = columns.map((_, j) => ((i * (j + 3) * 7919) % 97) / 10 + (i % 3));
      return [...inputs, cell(classes[i % 3]!)].join(",");
    });
    const name = `<svg onload=${run}>.csv`;
    await writeFile(join(folder, name), `${[...columns, target].map(cell).join(",")}\n${rows.join("\n")}\n`);
    const options = ["-t", target, "-o", "all", "--tune", "--trials", "2", "-p", "12", "--seeds", "2", "-q"];
    await promisify(execFile)(process.execPath, [main, "race", name, ...options, "--out", "out"], { cwd: folder });
    browser = await chromium.launch({ executablePath: executablePath!, args: CHROMIUM_ARGUMENTS });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true });
  });

  async function open(options: BrowserContextOptions = {}, file = "report.html"): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 }, ...options });
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("dialog", (dialog) => complaints.push(dialog.message()));
    page.on("request", (request) => {
      if (!/^(file:.*\/out\/|data:,)/.test(request.url())) complaints.push(request.url());
    });
    await page.goto(pathToFileURL(join(folder, "out", file)).href);
    return page;
  }

  test("runs nothing that stands in a table, and shows it as it is", async () => {
    const page = await open();
    const text = await page.evaluate(() => document.body.textContent ?? "");
    for (const name of [...columns, target, ...classes]) expect(text).toContain(name.slice(0, 25));
    expect(await page.title()).toContain(target);
    expect(await page.evaluate(() => "hacked" in window)).toBe(false);
    for (const tag of ["img", "a", "iframe", "b b", "body style", "body script ~ script"]) {
      expect(await page.locator(tag).count(), tag).toBe(0);
    }
    // The policy would stop it, too.
    await page.evaluate(() =>
      document.body.insertAdjacentHTML("beforeend", '<img src="data:," onerror="window.hacked=1">'),
    );
    await page.waitForTimeout(100);
    expect(await page.evaluate(() => "hacked" in window)).toBe(false);
    expect(complaints.splice(0).join()).toMatch(/Content Security Policy/);
    await page.close();
    for (const file of (await readdir(join(folder, "out"))).filter((name) => name.endsWith(".svg"))) {
      const drawing = await open({}, file);
      expect(await drawing.evaluate(() => [document.documentElement.localName, "hacked" in window])).toEqual([
        "svg",
        false,
      ]);
      await drawing.close();
    }
    expect(complaints).toEqual([]);
  });

  test("is legible on a telephone, every column within reach", async () => {
    const page = await open({ viewport: { width: 390, height: 844 } });
    const found = await page.evaluate(() => {
      const small: string[] = [];
      const outside: string[] = [];
      for (const details of document.querySelectorAll("details")) details.open = true;
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const parent = node.parentElement!;
        if (node.textContent!.trim() === "" || parent.closest("script, style") || !parent.checkVisibility()) continue;
        const scale = parent instanceof SVGGraphicsElement ? parent.getScreenCTM()!.a : 1;
        const size = Number.parseFloat(getComputedStyle(parent).fontSize) * scale;
        if (size < 12) small.push(`${size} ${node.textContent}`);
        const range = document.createRange();
        range.selectNode(node);
        const { left, right } = range.getBoundingClientRect();
        if ((left < 0 || right > innerWidth) && !parent.closest(".confusion, pre"))
          outside.push(`${right} ${node.textContent}`);
      }
      const reachable = [...document.querySelectorAll(".confusion, pre code")].every(
        (wide) => getComputedStyle(wide.parentElement!).overflowX === "auto",
      );
      return { small, outside, reachable, width: document.documentElement.scrollWidth };
    });
    expect(found).toEqual({ small: [], outside: [], reachable: true, width: 390 });
    const card = page.locator(".result tbody tr").first();
    for (const head of ["score", "best (pass)", "accuracy", "AUC", "log loss", "time/pass"]) {
      expect(await card.locator(`[data-head="${head}"]`).isVisible(), head).toBe(true);
    }
    await page.close();
  });

  test("sorts by any column, also by keyboard", async () => {
    const page = await open();
    const names = () => page.locator(".result").first().locator("tbody th").allInnerTexts();
    const ranked = await names();
    const head = page.locator(".result").first().getByRole("columnheader", { name: "optimizer" });
    await head.getByRole("button").focus();
    await page.keyboard.press("Enter");
    expect(await head.getAttribute("aria-sort")).toBe("ascending");
    expect(await page.locator(".result").first().locator("[aria-sort]").count()).toBe(1);
    const sorted = await names();
    expect(sorted.at(-1)).toBe("the base rates, always");
    expect(sorted.slice(0, -1)).toEqual(sorted.slice(0, -1).toSorted((a, b) => a.localeCompare(b)));
    await page.keyboard.press("Space");
    expect(await head.getAttribute("aria-sort")).toBe("descending");
    expect(await names()).toEqual([...sorted.slice(0, -1).reverse(), "the base rates, always"]);
    const losses = page.locator(".result").first().locator("tbody td.score");
    await page.getByRole("button", { name: "score" }).first().click();
    const orders = await losses.evaluateAll((cells) =>
      cells.map((cell) => Number((cell as HTMLElement).dataset.order)),
    );
    expect(orders).toEqual(orders.toSorted((a, b) => a - b));
    await page.getByRole("button", { name: "#" }).first().click();
    expect(await names()).toEqual(ranked);
    await page.close();
  });

  test("shows all curves, none, or one at a time", async () => {
    const page = await open();
    const chart = page.locator("figure.scale-log.x-passes svg.wide").first();
    const shown = () =>
      chart
        .locator("path.line")
        .evaluateAll((lines) => lines.filter((line) => line.getBoundingClientRect().width > 0).length);
    const all = await shown();
    expect(all).toBeGreaterThanOrEqual(14);
    await page.getByRole("button", { name: "none" }).click();
    expect(await shown()).toBe(0);
    await page.getByRole("button", { name: "Muon" }).click();
    expect(await shown()).toBe(1);
    await page.getByRole("button", { name: "all", exact: true }).click();
    expect(await shown()).toBe(all);
    await page.getByLabel("one at a time").check();
    expect(await shown()).toBe(1);
    await page.getByRole("button", { name: "SGD", exact: true }).focus();
    await page.keyboard.press("Space");
    expect(await shown()).toBe(1);
    expect(await page.locator('button[aria-pressed="true"]').allInnerTexts()).toEqual(["SGD"]);
    await page.getByLabel("one at a time").uncheck();
    expect(await shown()).toBe(all);
    await page.close();
  });

  test("reads values off the curves, by pointer and by keys", async () => {
    const { results } = JSON.parse(await readFile(join(folder, "out", "results.json"), "utf8")) as {
      results: { optimizer: string; seeds: { curve: { testLoss: number[] } }[] }[];
    };
    const adam = results.find(({ optimizer }) => optimizer === "adam")!;
    const lossAt = (i: number) =>
      adam.seeds.reduce((sum, { curve }) => sum + curve.testLoss.at(i)!, 0) / adam.seeds.length;
    const page = await open();
    await page.getByRole("button", { name: "none" }).click();
    await page.getByRole("button", { name: "Adam", exact: true }).click();
    const figure = page.locator("figure.scale-log.x-passes").first();
    const chart = figure.locator("svg.wide");
    const tip = figure.locator(".tip:visible");
    const reads = async (pass: number, loss: number) => {
      const [head, line] = (await tip.innerText()).split(/\n+(?=Adam)/);
      expect(head!.trim()).toBe(`passes over the training rows: ${pass}`);
      expect(Number(line!.replace("Adam", "")) / loss).toBeCloseTo(1, 2);
    };
    await page.getByLabel("over seconds instead of passes").focus();
    await page.keyboard.press("Tab");
    await chart.focus();
    await page.keyboard.press("End");
    await reads(12, lossAt(-1));
    await page.keyboard.press("ArrowLeft");
    await reads(11, lossAt(-2));
    await page.keyboard.press("Home");
    await reads(0, lossAt(0));
    await page.keyboard.press("Escape");
    expect(await tip.count()).toBe(0);
    const box = (await chart.boundingBox())!;
    await page.mouse.move(box.x + (box.width * (68 + (752 * 6) / 12)) / 960, box.y + box.height / 2);
    await reads(6, lossAt(6));
    await page.mouse.move(box.x + box.width - 2, box.y + 30);
    expect(await tip.count()).toBe(0);
    await page.close();
  });

  test("is dark for those who like it so, and black on white on paper", async () => {
    const page = await open({ colorScheme: "dark" });
    const colours = () =>
      page.evaluate(() => {
        const { color, backgroundColor } = getComputedStyle(document.body);
        return [color, backgroundColor];
      });
    expect(await colours()).toEqual(["rgb(232, 237, 244)", "rgb(18, 23, 30)"]);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await colours()).toEqual(["rgb(27, 36, 48)", "rgb(255, 255, 255)"]);
    expect(await page.locator(".controls").isVisible()).toBe(false);
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    expect(await page.locator("details:not([open])").count()).toBe(0);
    await page.setViewportSize({ width: 718, height: 1000 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(718);
    expect(await page.locator("figure svg.wide").first().isVisible()).toBe(true);
    await page.close();
    expect(complaints).toEqual([]);
  });
});
