import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { format } from "node:util";
import * as downhill from "downhill";
import * as files from "downhill/node";
import { transformSync } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";

/*
 * The blocks of docs/coming-from-pytorch.md come in pairs, Python and TypeScript. Each TypeScript block must print what
 * PyTorch printed for the Python beside it (reference/coming_from_pytorch.py).
 */

const root = new URL("../../../../", import.meta.url);
const page = readFileSync(new URL("docs/coming-from-pytorch.md", root), "utf8");
const { printed } = JSON.parse(readFileSync(new URL("reference/fixtures/coming-from-pytorch.json", root), "utf8")) as {
  printed: string[][];
};

interface Pair {
  readonly heading: string;
  readonly python: string;
  readonly typescript: string;
}

function pairsOf(text: string): Pair[] {
  const pairs: Pair[] = [];
  let heading = "";
  for (const [, title, python, typescript] of text.matchAll(
    /^#+ (.*)$|^```python\n([\s\S]*?)^```\n+```ts\n([\s\S]*?)^```$/gm,
  )) {
    if (title === undefined) pairs.push({ heading, python, typescript });
    else heading = title;
  }
  return pairs;
}

const pairs = pairsOf(page);
let folder: string;
let lines: string[][];

/** Runs the blocks as one program, whose files lie in a folder of their own, and gives what each block printed. */
async function run(): Promise<string[][]> {
  const modules: Record<string, object> = {
    downhill,
    "downhill/node": {
      ...files,
      save: (value: unknown, path: string) => files.save(value, join(folder, path)),
      load: (path: string, options: object) => files.load(join(folder, path), options),
      saveCheckpoint: (path: string, parts: never) => files.saveCheckpoint(join(folder, path), parts),
      loadCheckpoint: (path: string, parts: never) => files.loadCheckpoint(join(folder, path), parts),
    },
  };
  const source = pairs.map(({ typescript }) => `block();\n${typescript}`).join("\n");
  const { code } = transformSync(source, { loader: "ts", target: "es2022", format: "esm" });
  // A module's imports become a function's constants.
  const body = code.replace(/^import \{(.*?)\} from ("[^"]+");$/gms, (_, names: string, name: string) => {
    return `const {${names.replace(/ as /g, ": ")}} = modules[${name}];`;
  });
  const result: string[][] = [];
  const block = () => result.push([]);
  const print = (...values: unknown[]) => result.at(-1)?.push(...format(...values).split("\n"));
  const AsyncFunction = run.constructor as new (...parts: string[]) => (...values: unknown[]) => Promise<void>;
  await new AsyncFunction("modules", "block", "console", body)(modules, block, { log: print });
  return result;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "downhill-page-"));
  lines = await run();
});

afterAll(() => rmSync(folder, { recursive: true }));

test("the page has a TypeScript block for each Python block, and an expectation for each", () => {
  expect(pairs.length).toBeGreaterThan(10);
  expect(page.match(/^```python$/gm)).toHaveLength(pairs.length);
  expect(page.match(/^```ts$/gm)).toHaveLength(pairs.length);
  expect(printed).toHaveLength(pairs.length);
  for (const [i, { python }] of pairs.entries()) expect(printed[i].length > 0, python).toBe(true);
});

test.each(pairs.map(({ heading }, i) => [heading, i] as const))("%s: the same is printed (block %i)", (_, i) => {
  expect(lines[i]).toEqual(printed[i]);
});
