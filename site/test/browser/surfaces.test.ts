import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { executablePath, SiteUnderTest } from "../support/site.ts";

describe.skipIf(executablePath === null)("the page of surfaces", { timeout: 60_000 }, () => {
  let site: SiteUnderTest;
  beforeAll(async () => {
    site = await SiteUnderTest.start();
  }, 60_000);
  afterAll(() => site?.stop());

  test("plays, steps, and takes another optimizer, a start by keys, a formula", async () => {
    const { page, problems } = await site.visit("/surfaces");
    const rows = page.locator("[data-test=row]");
    await rows.nth(2).waitFor();
    await page.getByText("isolated, on").waitFor();

    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByRole("button", { name: "To the start" }).click();
    const before = await rows.nth(2).innerText();
    await page.getByRole("button", { name: "One step on" }).click();
    expect(await page.locator("output").innerText()).toBe("1 / 300");
    expect(await rows.nth(2).innerText()).not.toBe(before);

    await page.locator("[data-test=add]").selectOption("RAdam");
    await rows.nth(3).waitFor();

    await page.getByRole("application").focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(() => location.hash.includes("s=-1.12"));

    await page.locator("[data-test=formula]").fill("x^2 + foo(y)");
    await page.getByText("There is no “foo”.").waitFor();
    await page.locator("[data-test=formula]").fill("x^2 + 3 y^2");
    await page.waitForFunction(() => document.querySelector("[data-test=row] td")?.textContent !== "");
    await page.waitForFunction(() => location.hash.includes("f=x^2"));
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("an address brings everything back, in Chinese on a phone in the dark too", async () => {
    const state =
      "f=himmelblau&s=1,1&n=120&o=SGD;lr=0.01&o=Adam;lr=0.1;betas=0.8_0.99|StepLR;stepSize=50&m=100&v=panes";
    const { page, problems } = await site.visit(`/zh/surfaces#${state}`, {
      viewport: { width: 390, height: 844 },
      colorScheme: "dark",
      reducedMotion: "reduce",
    });
    await page.locator("[data-test=row]").nth(1).waitFor();
    await page.getByText("个起点中有", { exact: false }).first().waitFor();
    expect(await page.locator("canvas.stage").count()).toBe(2);
    expect(await page.locator("output").innerText()).toBe("120 / 120");
    expect(await page.locator("[data-test=row]").nth(1).innerText()).toMatch(/0\.001$/); // Adam's rate, twice a tenth
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    expect(await page.evaluate(() => document.documentElement.classList.contains("dark"))).toBe(true);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
