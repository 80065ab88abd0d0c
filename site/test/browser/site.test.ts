import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { filesIn } from "../../build/files.ts";
import { dist, executablePath, SiteUnderTest } from "../support/site.ts";

describe.skipIf(executablePath === null)("the built site", { timeout: 60_000 }, () => {
  let site: SiteUnderTest;
  let plain: SiteUnderTest;
  beforeAll(async () => {
    site = await SiteUnderTest.start();
    plain = await SiteUnderTest.start({});
  }, 60_000);
  afterAll(() => Promise.all([site?.stop(), plain?.stop()]));

  test("every page loads without errors, inline scripts or other hosts, in less than 200 KB", {
    timeout: 180_000,
  }, async () => {
    const pages = (await filesIn(dist)).filter((file) => file.endsWith(".html") && file !== "404.html");
    expect(pages).toContain("zh/index.html");
    const context = await site.browser.newContext({ serviceWorkers: "block" });
    for (const path of pages)
      expect(await readFile(join(dist, path), "utf8"), path).not.toMatch(/<script(?![^>]*\ssrc=)/);
    // The pages of optimizers are alike.
    for (const path of pages.filter((page) => !page.includes("optimizers/") || page.endsWith("/adam.html"))) {
      const page = await context.newPage();
      const problems: string[] = [];
      const loaded: Promise<[string, number]>[] = [];
      page.on("pageerror", (error) => problems.push(error.message));
      page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
      page.on("response", (response) => {
        const { pathname, origin } = new URL(response.url());
        if (origin !== site.served.origin) problems.push(`asks ${response.url()}`);
        else
          loaded.push(
            response.body().then(
              (body) => [pathname, gzipSync(body).length],
              () => [pathname, 0],
            ),
          );
      });
      await page.goto(`${site.served.origin}/${path}`, { waitUntil: "load" });
      const sizes = (await Promise.all(loaded)).filter(([name]) => !name.includes("/worker-"));
      const total = sizes.reduce((sum, [, size]) => sum + size, 0);
      expect(total, path).toBeLessThan(200_000);
      expect(problems, path).toEqual([]);
      await page.close();
    }
    await context.close();
  });

  test("without the headers, the service worker isolates the page from the second load on, and serves it offline", async () => {
    const { page, problems } = await plain.visit("/surfaces", { serviceWorkers: "allow" });
    await page.getByText("isn't cross-origin isolated").waitFor();
    await page.evaluate(async () => {
      const { active } = await navigator.serviceWorker.ready;
      if (active?.state !== "activated")
        await new Promise((resolve) => active?.addEventListener("statechange", resolve));
    });
    await page.reload();
    await page.getByText("isolated, on").waitFor();

    await page.context().setOffline(true);
    plain.served.server.closeAllConnections();
    await page.goto(`${plain.served.origin}/zh/surfaces`);
    await page.locator("[data-test=row]").nth(2).waitFor();
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("the search finds a page, in Chinese by part of a word", async () => {
    for (const [path, typed, link] of [
      ["/", "surfaces", "/surfaces.html"],
      ["/zh/", "优化器", "/zh/"],
    ]) {
      const { page, problems } = await site.visit(path);
      await page.locator(".VPNavBarSearch button").first().click();
      await page.locator(".search-input").fill(typed);
      await page.locator(`.VPLocalSearchBox a[href^="${link}"]`).first().waitFor();
      expect(problems).toEqual([]);
      await page.context().close();
    }
  });
});
