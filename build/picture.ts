import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { CHROMIUM_ARGUMENTS, findChromium } from "../packages/downhill/test/browser/support/chromium.ts";

/** `npm run picture`: races, and writes what the report begins with to docs/report.jpg, by an installed Chromium. */
const root = fileURLToPath(new URL("..", import.meta.url));
const executablePath = findChromium();
if (executablePath === null) throw new Error("the picture needs Chromium: install it, or name one in CHROMIUM_PATH");

const folder = await mkdtemp(join(tmpdir(), "downhill-picture-"));
const race = ["race", "-o", "sgd,adam,rmsprop,adagrad,muon,lbfgs", "--seeds", "10", "-q", "--out", folder];
execFileSync(process.execPath, [join(root, "packages/cli/dist/main.js"), ...race], {
  stdio: ["ignore", "ignore", "inherit"],
});
const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS });
try {
  const page = await browser.newPage({ viewport: { width: 1080, height: 1000 }, colorScheme: "light" });
  await page.goto(pathToFileURL(join(folder, "report.html")).href);
  const last = await page.locator("figure.scale-log.x-passes").first().boundingBox();
  const height = Math.ceil((last?.y ?? 800) + (last?.height ?? 200) + 20);
  await page.screenshot({
    path: join(root, "docs/report.jpg"),
    quality: 72,
    fullPage: true,
    clip: { x: 0, y: 0, width: 1080, height },
  });
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}
