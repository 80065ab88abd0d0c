import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ones, type Tensor, tensor } from "downhill";
import { load, openLazily, save } from "downhill/node";
import { deserialize, deserializeLazily, fileFormats, formatOfName, serialize } from "downhill/serialization";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** What is told of the formats of files is what they do. */

const written = fileFormats.flatMap((format) => (format.saveAs === null ? [] : [{ ...format, saveAs: format.saveAs }]));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "downhill-formats-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(written)("$title", ({ name, saveAs, extensions, keepsSharing }) => {
  const value = () => ({
    weight: tensor([
      [1, 2],
      [3, 4],
    ]),
    epoch: 3,
    names: ["a", null],
  });

  it("is told from the bytes, and read as it was written", async () => {
    const bytes = serialize(value(), { format: saveAs });
    expect((await deserializeLazily(bytes)).format).toBe(name);
    const read = await deserialize<ReturnType<typeof value>>(bytes);
    expect(read.weight.toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect([read.epoch, read.names]).toEqual([3, ["a", null]]);
  });

  it("is asked for by the ends of names, in letters of either case", async () => {
    for (const end of extensions.flatMap((extension) => [extension, extension.toUpperCase()])) {
      expect(formatOfName(`run${end}`)).toBe(saveAs);
      const path = join(folder, `run${end}`);
      await save(value(), path);
      const file = await openLazily(path);
      expect(file.format, end).toBe(name);
      await file.close();
    }
  });

  it(keepsSharing ? "keeps shared elements and strides" : "keeps values, not shared elements and strides", async () => {
    const whole = ones([2, 3]);
    const bytes = serialize({ whole, part: whole.narrow(0, 1, 1), turned: whole.t() }, { format: saveAs });
    const read = await deserialize<Record<"whole" | "part" | "turned", Tensor>>(bytes);
    read.whole.fill_(7);
    expect(read.part.toArray()).toEqual([keepsSharing ? [7, 7, 7] : [1, 1, 1]]);
    expect(read.turned.strides).toEqual(keepsSharing ? [1, 3] : [2, 1]);
  });
});

describe("a file's name", () => {
  it("asks for PyTorch's format when it ends otherwise, as torch.save writes it", async () => {
    expect(formatOfName("run.model")).toBeNull();
    const path = join(folder, "run.model");
    await save([1], path);
    expect((await readFile(path)).subarray(0, 2).toString()).toBe("PK");
    expect(await load(path)).toEqual([1]);
  });
});

describe("another format", () => {
  it("is refused, whether written or read", async () => {
    const wrong = { format: "npz" as "pt" };
    expect(() => serialize(1, wrong)).toThrow(
      new RangeError('format must be one of "pt", "safetensors", "json", got npz'),
    );
    const text = new TextEncoder().encode("# Downhill");
    await expect(deserialize(text)).rejects.toThrow(
      "the file is none that Downhill reads (PyTorch, PyTorch before 1.6, safetensors, Downhill's JSON)",
    );
  });
});
