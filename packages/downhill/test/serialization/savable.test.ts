import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import "../../src/autograd/methods.ts";
import { Counter, Tuple } from "../../src/python/containers.ts";
import { deserialize } from "../../src/serialization/load.ts";
import { serialize } from "../../src/serialization/save.ts";
import { PythonName } from "../../src/serialization/torch/objects.ts";
import { graphs } from "./support/graphs.ts";
import { build, type Spec } from "./support/specs.ts";

/** Where what was saved of random graphs is left, for PyTorch to load: see reference/savable.py. */
const FOLDER = process.env.SAVED;

const fixture = JSON.parse(
  readFileSync(new URL("../../../../reference/fixtures/savable.json", import.meta.url), "utf8"),
) as { readonly names: readonly string[]; readonly cases: readonly (readonly [verdict: string, spec: Spec])[] };

let written = 0;
if (FOLDER !== undefined) mkdirSync(FOLDER, { recursive: true });

const formats = ["pt", "json", "safetensors"] as const;

/** Whether a value can be saved; if it can, it must be possible to load it again, and it must be the same. */
async function isSavable(value: unknown, format: (typeof formats)[number]): Promise<boolean> {
  let bytes: Uint8Array;
  try {
    bytes = serialize(value, { format });
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return false;
    throw error;
  }
  if (FOLDER !== undefined && format === "pt") writeFileSync(join(FOLDER, `${written++}.pt`), bytes);
  expect(Buffer.from(serialize(await deserialize(bytes), { format })).equals(bytes)).toBe(true);
  return true;
}

describe("what can be saved", () => {
  it("is what PyTorch saves and loads", async () => {
    let [accepted, refused] = [0, 0];
    for (const [verdict, spec] of fixture.cases) {
      const built = build(spec);
      if (built === null) continue; // a Map holds 1 and 1.0 only once
      for (const format of formats) {
        const savable = await isSavable(built.value, format);
        expect(savable, `${verdict}: ${JSON.stringify(spec)} as ${format}`).toBe(verdict === "ok");
        if (savable) accepted++;
        else refused++;
      }
    }
    expect(accepted).toBeGreaterThan(1000);
    expect(refused).toBeGreaterThan(500);
  });

  it("has the names that PyTorch's loader knows", () => {
    const known = new Set(fixture.names);
    const parts = [...known, "builtins.int", "builtins.bytes", "os.system", "collections.defaultdict"].map((path) => [
      path.slice(0, path.lastIndexOf(".")),
      path.slice(path.lastIndexOf(".") + 1),
    ]);
    const names = [...new Set(parts.map(([, name]) => name)), "dict", "list", "tuple", "float", "str", "frozenset"];
    let accepted = 0;
    for (const module of new Set(parts.map(([module]) => module))) {
      for (const name of names) {
        try {
          serialize(new PythonName(module, name));
        } catch {
          continue;
        }
        accepted++;
        expect(known).toContain(`${module}.${name}`);
      }
    }
    expect(accepted).toBeGreaterThan(130);
  });

  it("can be loaded again, whatever it was", { timeout: 120_000 }, async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(graphs, async (value) => {
        for (const format of formats) if (await isSavable(value(), format)) accepted++;
      }),
      { numRuns: Number(process.env.GRAPHS ?? 1000) },
    );
    expect(accepted).toBeGreaterThan(300);
  });

  // Of all that takes more memory than bytes: so many that their files' budgets would be too small.
  it.each<[string, () => unknown]>([
    ["empty tuples", () => Array.from({ length: 400_000 }, () => new Tuple())],
    ["empty lists", () => Array.from({ length: 300_000 }, () => [])],
    ["empty dicts", () => Array.from({ length: 300_000 }, () => ({}))],
    ["texts of one letter", () => Array.from({ length: 500_000 }, (_, i) => String.fromCharCode(97 + (i % 26)))],
    ["a large counter", () => new Counter(Array.from({ length: 250_000 }, (_, i) => [i, 1]))],
    ["counters", () => Array.from({ length: 2000 }, () => new Counter(Array.from({ length: 200 }, (_, i) => [i, 1])))],
    ["dicts", () => Array.from({ length: 2000 }, () => new Map(Array.from({ length: 200 }, (_, i) => [i, null])))],
    ["sets", () => Array.from({ length: 2000 }, () => new Set(Array.from({ length: 250 }, (_, i) => i)))],
    ["empty bytes", () => Array.from({ length: 150_000 }, () => new Uint8Array(0))],
  ])("may be very many: %s", async (_, make) => {
    const value = make();
    const bytes = serialize(value);
    expect(Buffer.from(serialize(await deserialize(bytes))).equals(bytes)).toBe(true);
  });
});
