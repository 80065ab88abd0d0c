import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { describe, expect, test } from "vitest";
import { CHROMIUM_ARGUMENTS, findChromium } from "./support/chromium.ts";

const executablePath = findChromium();

describe.skipIf(executablePath === null)("files on a page in Chromium", { timeout: 60_000 }, () => {
  test("are fetched, saved to the private file system, and read from it", async () => {
    const bundle = await build({
      entryPoints: [fileURLToPath(new URL("filesPage.ts", import.meta.url))],
      bundle: true,
      write: false,
      format: "esm",
      platform: "browser",
      target: "es2022",
      // Without the workspace's tsconfig, "downhill" is what package.json exports: the built files.
      tsconfigRaw: {},
    });
    const model = await readFile(new URL("../../../../reference/fixtures/files/modules/linear.pt", import.meta.url));
    let settle: (body: string) => void;
    const reported = new Promise<string>((resolve) => {
      settle = resolve;
    });
    const server = createServer(async (request, response) => {
      if (request.url === "/report") {
        let body = "";
        for await (const chunk of request) body += String(chunk);
        settle(body);
        response.end();
      } else if (request.url === "/model.pt") response.end(model);
      else if (request.url === "/page.js") {
        response.setHeader("content-type", "text/javascript").end(bundle.outputFiles[0].text);
      } else response.setHeader("content-type", "text/html").end('<script type="module" src="/page.js"></script>');
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const browser = await chromium.launch({ executablePath: executablePath as string, args: CHROMIUM_ARGUMENTS });
    try {
      const page = await browser.newPage();
      const crashed = new Promise<never>((_, reject) => page.on("pageerror", reject));
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      const { result, error } = JSON.parse(await Promise.race([reported, crashed]));
      expect(error).toBe(undefined);
      expect(Buffer.from(result.model).equals(model)).toBe(true);
      expect(result.isSame).toBe(true);
      expect(result.isSameAgain).toBe(true);
      expect(result.names.slice(0, 3)).toEqual(["model.weight", "model.bias", "optimizer.state.0.step"]);
      expect(result.weight).toEqual(result.expected);
    } finally {
      await browser.close();
      server.closeAllConnections();
      server.close();
    }
  });
});
