import { describe, expect, it } from "vitest";
import "../../src/autograd/methods.ts";
import { FileFormatError } from "../../src/serialization/errors.ts";
import { deserialize } from "../../src/serialization/load.ts";
import { serialize } from "../../src/serialization/save.ts";
import { hostileFiles } from "./support/hostile.ts";
import { pickle, tensor } from "./support/pickles.ts";
import { torchFile } from "./support/zips.ts";

const files = hostileFiles();

describe("hostile files", () => {
  it("are many, and the file they are made from is a good one", async () => {
    expect(files.length).toBeGreaterThan(500);
    expect(new Set(files.map(([name]) => name)).size).toBeGreaterThan(500);
    expect(String(await deserialize(torchFile(pickle(tensor()))))).toBe(
      "tensor([[0., 1., 2.],\n        [3., 4., 5.]])",
    );
  });

  it.each(files)("%s: refused", async (_, bytes, message) => {
    const start = performance.now();
    const error: unknown = await deserialize(bytes).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(FileFormatError);
    expect((error as Error).message).toMatch(message);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it("are told from good ones that are large or deep", async () => {
    const lists = (depth: number): unknown => Array.from({ length: depth }).reduce<unknown>((inner) => [inner], []);
    const large = {
      numbers: Array.from({ length: 100_000 }, (_, i) => i),
      floats: Array.from({ length: 50_000 }, (_, i) => i / 2),
      words: Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`word ${i}`, i])),
      records: Array.from({ length: 20_000 }, (_, i) => ({ id: i, next: { id: i + 1 } })),
    };
    const bytes = serialize(large);
    expect(Buffer.from(serialize(await deserialize(bytes))).equals(bytes)).toBe(true);
    const deep = serialize(lists(499));
    expect(serialize(await deserialize(deep))).toEqual(deep);
    expect(() => serialize(lists(500))).toThrow(/nested more than 500 deep/);
    const tooDeep = torchFile(pickle("]".repeat(501), "a".repeat(500)));
    await expect(deserialize(tooDeep)).rejects.toThrow(/nested more than 500 deep/);
  });

  it("leave nothing behind", () => {
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect("polluted" in {}).toBe(false);
  });
});
