import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call, pickle, text } from "../../../packages/downhill/test/serialization/support/pickles.ts";
import { zip } from "../../../packages/downhill/test/serialization/support/zips.ts";
import { executablePath, SiteUnderTest } from "../support/site.ts";

/** A file of torch.save's that has Python call `os.system`. */
const hostile = Buffer.from(
  zip([
    { name: "hostile/data.pkl", data: pickle(call("posix", "system", text("touch owned"))) },
    { name: "hostile/version", data: Buffer.from("3\n") },
  ]),
);

describe.skipIf(executablePath === null)("schedules and checkpoints", { timeout: 60_000 }, () => {
  let site: SiteUnderTest;
  beforeAll(async () => {
    site = await SiteUnderTest.start();
  }, 60_000);
  afterAll(() => site?.stop());

  test("a schedule from an address has its code, and bears other options and a formula", async () => {
    const address =
      "/schedules#k=sequential&n=50&lr=0.2&s=LinearLR;startFactor=0.1;endFactor=1&s=StepLR;stepSize=9&m=10";
    const { page, problems } = await site.visit(address);
    const code = page.locator("[data-test=code]");
    await page.getByText("new lrScheduler.StepLR(optimizer, { stepSize: 9 })").waitFor();
    await page.getByLabel("PyTorch").check();
    expect(await code.innerText()).toContain(
      "lr_scheduler.LinearLR(optimizer, total_iters=10, start_factor=0.1, end_factor=1)",
    );
    expect(await code.innerText()).toContain("milestones=[10]");
    await page.locator("[data-test=kind]").selectOption("single");
    await page.locator("[data-test=scheduler]").selectOption("LambdaLR");
    await page.locator("[data-test=formula]").fill("exp(-x / 10)");
    await page.getByText("lambda x: math.exp(-x / 10)").waitFor();
    await page.locator("[data-test=formula]").fill("exp(");
    await page.getByRole("alert").filter({ hasText: "unfinished" }).waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("an example is opened, a tensor looked into, compared with a converted copy of itself", async () => {
    const { page, problems } = await site.visit("/zh/checkpoints", { viewport: { width: 390, height: 844 } });
    await page.locator("[data-test=example]").click();
    await page.getByText("AdamW的状态").waitFor();
    await page.getByText("已走 5 步").waitFor();
    await page.locator("[data-test=tensor]").first().click();
    await page.locator("[data-test=statistics]").waitFor();
    const downloading = page.waitForEvent("download");
    await page.locator("[data-test=json]").click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe("example.json");
    await page.locator("[data-test=second]").setInputFiles(await download.path());
    await page.getByText("没有差异").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("a hostile file is shown, not run, and a damaged one refused", async () => {
    const { page, problems } = await site.visit("/checkpoints");
    const input = page.locator("[data-test=file]");
    await input.setInputFiles({ name: "hostile.pt", mimeType: "application/octet-stream", buffer: hostile });
    await page.locator("[data-test=objects]").getByText("posix.system").waitFor();
    await page.getByText("That is what attacks call.").waitFor();
    await input.setInputFiles({
      name: "damaged.pt",
      mimeType: "application/octet-stream",
      buffer: hostile.subarray(0, -20),
    });
    await page.waitForFunction(() => document.querySelector("[data-test=problem]")?.textContent !== "");
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("the tree of a file of 400 MB is there within 3 s", async () => {
    const { page, problems } = await site.visit("/checkpoints");
    await page.locator("[data-test=file]").waitFor();
    const header = Buffer.from(
      JSON.stringify({ weight: { dtype: "F32", shape: [100, 1000, 1000], data_offsets: [0, 400_000_000] } }),
    );
    const seconds = await page.evaluate(
      async ([head, length]) => {
        const start = new Uint8Array(8);
        new DataView(start.buffer).setUint32(0, head.length, true);
        const zeros = new Blob(Array.from({ length: 100 }, () => new Uint8Array(length / 100)));
        const transfer = new DataTransfer();
        transfer.items.add(new File([start, new TextEncoder().encode(head), zeros], "large.safetensors"));
        const field = document.querySelector("[data-test=file]") as HTMLInputElement;
        field.files = transfer.files;
        const begun = performance.now();
        field.dispatchEvent(new Event("change"));
        while (document.querySelector("[data-test=summary]") === null)
          await new Promise((resolve) => setTimeout(resolve, 20));
        return (performance.now() - begun) / 1000;
      },
      [header.toString(), 400_000_000] as const,
    );
    expect(await page.locator("[data-test=summary]").innerText()).toContain("100,000,000 numbers");
    expect(seconds).toBeLessThan(3);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
