import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { executablePath, SiteUnderTest } from "../support/site.ts";

describe.skipIf(executablePath === null)("the page of one's own optimizer", { timeout: 60_000 }, () => {
  let site: SiteUnderTest;
  beforeAll(async () => {
    site = await SiteUnderTest.start();
  }, 60_000);
  afterAll(() => site?.stop());

  test("compiles, tells a mistake at its line, and has the optimizer on other pages", async () => {
    const { page, problems } = await site.visit("/own-optimizer", { reducedMotion: "reduce" });
    await page.locator("[data-test=work]").waitFor();
    await page.locator("[data-test=row]").getByText("Own").waitFor();
    await page.getByRole("button", { name: "Momentum", exact: true }).click();
    await page.getByText("loads param, grad, velocity").waitFor();
    const editor = page.locator(".cm-content");
    await editor.click();
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText("option lr = 0.1\nparam = param - lr * gradd");
    await page.locator("[data-test=rule-problems]").getByText("2: there is no “gradd”").waitFor();
    await page.locator(".cm-lintRange-error").waitFor();
    await page.keyboard.press("Backspace");
    await page.getByText("loads param, grad,").waitFor();
    await page.goto(`${site.served.origin}/networks`);
    await page.locator("[data-test=add]").selectOption("Own");
    await page.getByRole("rowheader", { name: "Own" }).waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
