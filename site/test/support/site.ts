import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { CHROMIUM_ARGUMENTS, findChromium } from "../../../packages/downhill/test/browser/support/chromium.ts";
import { HEADERS } from "../../build/headers.ts";
import { type Served, serve } from "../../build/serve.ts";

export const dist = fileURLToPath(new URL("../../.vitepress/dist", import.meta.url));

export const executablePath = findChromium();
if (executablePath === null) {
  const how = "install it (apt-get install chromium) or name one in CHROMIUM_PATH";
  if (process.env.CI) throw new Error(`the site's browser tests need Chromium: ${how}`);
  console.warn(`The site's browser tests are skipped, for want of Chromium: ${how}.`);
}

/** What went wrong on a page, which tests expect to be nothing. */
export interface Visit {
  readonly page: Page;
  readonly problems: string[];
}

/** A browser, and the built site as a host serves it that sends its headers. */
export class SiteUnderTest {
  readonly browser: Browser;
  readonly served: Served;

  private constructor(browser: Browser, served: Served) {
    this.browser = browser;
    this.served = served;
  }

  static async start(headers: Readonly<Record<string, string>> = HEADERS): Promise<SiteUnderTest> {
    if (!existsSync(join(dist, "index.html"))) throw new Error("the site is not built: npm run site");
    const browser = await chromium.launch({ executablePath: executablePath as string, args: CHROMIUM_ARGUMENTS });
    return new SiteUnderTest(browser, await serve(dist, headers));
  }

  /** A new visitor on a page, who notes errors, what the policy refuses, and requests to other hosts. */
  async visit(path: string, options: Parameters<Browser["newContext"]>[0] = {}): Promise<Visit> {
    const context = await this.browser.newContext({ serviceWorkers: "block", ...options });
    const page = await context.newPage();
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(message.text());
    });
    page.on("request", (request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol.startsWith("http") && origin !== this.served.origin) problems.push(`asks ${request.url()}`);
    });
    await page.goto(this.served.origin + path);
    return { page, problems };
  }

  async stop(): Promise<void> {
    await this.browser.close();
    this.served.close();
  }
}
