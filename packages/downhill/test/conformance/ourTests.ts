import { execFileSync } from "node:child_process";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

export interface OurTest {
  /** From the repository's folder. */
  readonly file: string;
  /** Without the titles of the `describe`s around it. */
  readonly title: string;
}

/** The tests in some files, as vitest finds them: it collects them and runs none. */
export function listTests(files: readonly string[]): OurTest[] {
  const vitest = fileURLToPath(new URL("../../../../node_modules/vitest/vitest.mjs", import.meta.url));
  const text = execFileSync(process.execPath, [vitest, "list", ...files, "--json"], {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
    // A test that asks for this list is itself run by vitest, and its environment is not for another one.
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST$|NODE_OPTIONS)/.test(name))),
  });
  const found = JSON.parse(text) as { name: string; file: string }[];
  return found.map(({ name, file }) => ({
    file: relative(ROOT, file).replaceAll("\\", "/"),
    title: name.slice(name.indexOf(" > ") < 0 ? 0 : name.indexOf(" > ") + 3),
  }));
}
