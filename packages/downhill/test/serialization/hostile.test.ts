import { describe, expect, it } from "vitest";
import "../../src/autograd/methods.ts";
import { repr } from "../../src/python/repr.ts";
import { FileFormatError } from "../../src/serialization/errors.ts";
import { deserializeLazily } from "../../src/serialization/lazy.ts";
import { deserialize } from "../../src/serialization/load.ts";
import type { PythonObject } from "../../src/serialization/objects/pythonObject.ts";
import { serialize } from "../../src/serialization/save.ts";
import { compareFiles } from "../../src/serialization/tools/difference.ts";
import type { SparseTensor } from "../../src/tensor/sparse.ts";
import { collidingMemo } from "./support/hostile/keys.ts";
import { hostileFiles, hostileObjects } from "./support/hostile.ts";
import { call, int, named, pickle, storage, tensor, text, tuple } from "./support/pickles.ts";
import { processorTime } from "./support/processorTime.ts";
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
    const start = processorTime();
    const error: unknown = await deserialize(bytes).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(FileFormatError);
    expect((error as Error).message).toMatch(message);
    // The slowest takes a sixth of a second; the test runner's imports slow it down several times.
    expect(processorTime() - start).toBeLessThan(4000);
  });

  it.each(hostileObjects())("%s: refused even where all is kept", async (_, bytes, message) => {
    const start = processorTime();
    await expect(deserialize(bytes, { unknown: "keep" })).rejects.toThrow(message);
    await expect(deserialize(bytes)).rejects.toThrow(FileFormatError);
    expect(processorTime() - start).toBeLessThan(4000);
  });

  it.each(files)("%s: read as what it says, or refused, where all is kept", async (_, bytes) => {
    const start = processorTime();
    try {
      const value = await deserialize(bytes, { unknown: "keep" });
      expect(typeof repr(value)).toBe("string");
      const saved = serialize(value);
      expect(serialize(await deserialize(saved, { unknown: "keep" }))).toEqual(saved);
    } catch (error) {
      if (!(error instanceof FileFormatError)) throw error;
    }
    expect(processorTime() - start).toBeLessThan(4000);
  });

  it("that would run something are shown as what they would run", async () => {
    const evil = torchFile(pickle(call("os", "system", text("echo pwned"))));
    const value = await deserialize<PythonObject>(evil, { unknown: "keep" });
    expect([value.className, [...value.args], String(value)]).toEqual([
      "os.system",
      ["echo pwned"],
      "os.system('echo pwned')",
    ]);
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

  it("may repeat a sparse tensor's indices without end", async () => {
    const part = (type: string, sizes: readonly number[]) =>
      call(
        "torch._utils",
        "_rebuild_tensor",
        storage({ key: text(type), storage: named("torch", `${type}Storage`), count: int(1) }),
        int(0),
        tuple(...sizes.map(int)),
        tuple(...sizes.map(() => int(0))),
      );
    const layout = call("torch.serialization", "_get_layout", text("torch.sparse_coo"));
    const file = (index: number) =>
      torchFile(
        pickle(
          call(
            "torch._utils",
            "_rebuild_sparse_tensor",
            layout,
            tuple(part("Long", [1, 2 ** 40]), part("Float", [2 ** 40]), tuple(int(3)), [0x89]),
          ),
        ),
        {
          "data/Long": { data: new Uint8Array(BigInt64Array.of(BigInt(index)).buffer) },
          "data/Float": { data: new Uint8Array(4) },
        },
      );
    expect(await deserialize<SparseTensor>(file(2)).then((tensor) => tensor._nnz())).toBe(2 ** 40);
    await expect(deserialize(file(3))).rejects.toThrow(/index 3 of a sparse tensor is out of range/);
    const [first, second] = [await deserializeLazily(file(1)), await deserializeLazily(file(2))];
    const { differences } = await compareFiles(first, second);
    expect(differences.map(({ path }) => path)).toEqual(["indices"]);
  });

  it("may number what is in their memo as they like", async () => {
    const start = processorTime();
    expect(String(await deserialize(collidingMemo()))).toBe("torch.float32");
    expect(processorTime() - start).toBeLessThan(4000);
  });

  it("leave nothing behind", () => {
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect("polluted" in {}).toBe(false);
  });
});
