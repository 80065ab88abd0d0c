import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { coverage, errorCoverage } from "./mapping.ts";
import { measure } from "./measure.ts";
import { listTests, type OurTest, ROOT } from "./ourTests.ts";
import { renderPage } from "./page.ts";
import { OUR_FILES } from "./torchTests.ts";

/** docs/conformance.md tells what is there. */

const PATH = join(ROOT, "docs/conformance.md");

describe("the page on conformance", () => {
  let ours: OurTest[];
  beforeAll(() => {
    ours = listTests(OUR_FILES);
  }, 120_000);

  it("is what `npm run conformance` writes", () => {
    // Cases that tests of their own allow no difference are not run once more.
    const page = renderPage(measure({ replayed: false }), ours);
    expect(readFileSync(PATH, "utf8") === page, "docs/conformance.md is out of date: run `npm run conformance`").toBe(
      true,
    );
  }, 120_000);

  it("names tests of ours that are there, and no other", () => {
    expect(() => coverage(ours)).not.toThrow();
    const [gone] = coverage(ours)[0].tests.filter(({ test }) => test.ours !== null);
    const without = ours.filter(({ title }) => !gone.test.ours?.title.test(title));
    expect(() => coverage(without)).toThrow(gone.test.name);
  });

  it("counts PyTorch's 634 instances and 124 error inputs", () => {
    const [renewed] = coverage(ours);
    expect([renewed.tests.length, renewed.total, renewed.without]).toEqual([35, 634, 40]);
    expect(errorCoverage(ours).flatMap(({ inputs }) => inputs)).toHaveLength(124);
  });

  it("links to files that are there", () => {
    const text = readFileSync(PATH, "utf8");
    const links = [...text.matchAll(/\]\((?!#|https?:)([^)#]+)[^)]*\)|^\[[^\]]+\]: (\S+)$/gm)].map(
      ([, a, b]) => a ?? b,
    );
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(existsSync(join(dirname(PATH), link)), link).toBe(true);
  });

  it("stays short enough to be read", () => {
    expect(readFileSync(PATH).length).toBeLessThan(150_000);
  });
});
