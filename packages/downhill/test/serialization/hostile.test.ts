import { describe, expect, it } from "vitest";
import "../../src/autograd/methods.ts";
import { FileFormatError } from "../../src/serialization/errors.ts";
import { deserialize } from "../../src/serialization/load.ts";
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

  it("leave nothing behind", () => {
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect("polluted" in {}).toBe(false);
  });
});
