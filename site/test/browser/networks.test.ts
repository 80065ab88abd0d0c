import { readFile } from "node:fs/promises";
import { deserialize } from "downhill/serialization";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { executablePath, SiteUnderTest } from "../support/site.ts";

describe.skipIf(executablePath === null)("the page of networks", { timeout: 60_000 }, () => {
  let site: SiteUnderTest;
  beforeAll(async () => {
    site = await SiteUnderTest.start();
  }, 60_000);
  afterAll(() => site?.stop());

  test("trains what an address says, pauses, and gives the trained model", async () => {
    const state = "d=moons&z=0.1&h=8&a=ReLU&b=16&s=4&o=Adam;lr=0.02&o=SGD;lr=0.1;momentum=0.9";
    const { page, problems } = await site.visit(`/networks#${state}`);
    const status = page.locator("[data-test=status]");
    await page.locator("canvas.boundary").nth(1).waitFor();
    await page.locator("[data-test=train]").click();
    await page.waitForFunction(
      () => Number(/Step (\d+)/.exec(document.querySelector("[data-test=status]")?.textContent ?? "")?.[1]) > 50,
    );
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByRole("button", { name: "One step" }).click();
    expect(await status.innerText()).toMatch(/Step \d+/);
    const downloading = page.waitForEvent("download");
    await page.locator("[data-test=save-0]").click();
    const file = await deserialize(await readFile(await (await downloading).path()));
    expect(Object.keys(file as object)).toContain("optimizer");
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("digits and one's own table, in Chinese on a phone", async () => {
    const { page, problems } = await site.visit("/zh/networks#d=digits&h=16&a=ReLU&b=64&s=1&o=Adam;lr=0.01", {
      viewport: { width: 390, height: 844 },
    });
    await page.locator("[data-test=row]").waitFor();
    await page.getByRole("button", { name: "一步" }).click();
    await page.getByText("第 1 步").waitFor();
    await page.locator("[data-test=data]").selectOption("table");
    const rows = Array.from({ length: 40 }, (_, i) => `${i % 9},${(i * 7) % 5},${i % 2 === 0 ? "甲" : "乙"}`);
    const buffer = Buffer.from(["长,宽,种类", ...rows].join("\n"));
    await page.locator("[data-test=csv]").setInputFiles({ name: "花.csv", mimeType: "text/csv", buffer });
    await page.getByText("32 行用于训练").waitFor();
    expect(await page.locator("[data-test=target]").inputValue()).toBe("种类");
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
