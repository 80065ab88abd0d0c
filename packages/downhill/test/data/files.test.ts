import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { arange, type DType, type Tensor, tensor, zeros } from "downhill";
import { DataLoader, formatNpy, formatNpz, parseIdx, parseNpy, parseNpz } from "downhill/data";
import {
  decodeImage,
  ImageFolder,
  MNIST,
  readIdx,
  readImage,
  readNpy,
  readNpz,
  saveNpy,
  saveNpz,
} from "downhill/datasets";
import { afterAll, describe, expect, it } from "vitest";

const folder = fileURLToPath(new URL("../../../../reference/fixtures/data-files/", import.meta.url));
const contents = JSON.parse(readFileSync(`${folder}contents.json`, "utf8")) as {
  arrays: Record<string, { shape: number[]; values: string[] }>;
  refused: string[];
  images: Record<string, Record<"unchanged" | "rgb" | "gray", { shape: number[]; pixels: number[] }>>;
  mnist: { sums: number[] };
  folder: { classes: string[]; samples: [string, number][] };
};
const scratch = mkdtempSync(join(tmpdir(), "downhill-data-"));
afterAll(() => rmSync(scratch, { recursive: true }));

const numbers = (x: Tensor) => Array.from(x.to("float64").toTypedArray(), Number);
const asNumber = (text: string) => Number(text.replace("inf", "Infinity"));

describe("NumPy's files", () => {
  it.each(Object.entries(contents.arrays))("%s", async (name, { shape, values }) => {
    const array = await readNpy(`${folder}${name}.npy`);
    expect([...array.shape]).toEqual(shape);
    expect(numbers(array)).toEqual(values.map(asNumber));
    const again = parseNpy(formatNpy(array));
    expect(again.dtype).toBe(array.dtype);
    expect([...again.shape]).toEqual(shape);
    expect(numbers(again)).toEqual(values.map(asNumber));
  });

  it("are written as NumPy writes them", () => {
    for (const name of ["f4", "u1", "i4", "bool", "scalar", "empty", "f2"]) {
      const bytes = new Uint8Array(readFileSync(`${folder}${name}.npy`));
      expect(formatNpy(parseNpy(bytes)), name).toEqual(bytes);
    }
  });

  it("of several arrays are read, deflated or not, and written", async () => {
    for (const name of ["stored", "deflated"]) {
      const { x, labels } = await readNpz(`${folder}${name}.npz`);
      expect(numbers(x)).toEqual(contents.arrays.f4.values.map(asNumber));
      expect(labels.dtype).toBe("int64");
    }
    await saveNpz(join(scratch, "two.npz"), { a: arange(3), "b/c": tensor([[0.5]]) });
    const again = await readNpz(join(scratch, "two.npz"));
    expect(Object.keys(again)).toEqual(["a", "b/c"]);
    expect(numbers(again["b/c"])).toEqual([0.5]);
    await saveNpy(join(scratch, "view.npy"), arange(6).view(2, 3).t());
    expect(numbers(await readNpy(join(scratch, "view.npy")))).toEqual([0, 3, 1, 4, 2, 5]);
    expect(await parseNpz(formatNpz({}))).toEqual({});
  });

  it("that hold something else are refused", async () => {
    for (const name of contents.refused) await expect(readNpy(`${folder}${name}.npy`), name).rejects.toThrow();
    const whole = new Uint8Array(readFileSync(`${folder}f4.npy`));
    for (const length of [0, 5, 9, 11, 60, whole.length - 1]) {
      expect(() => parseNpy(whole.slice(0, length)), String(length)).toThrow("not an array of numbers");
    }
    const huge = new TextDecoder("latin1").decode(whole).replace("(2, 3), }  ", "(99999999999, 9999999999), }");
    expect(() => parseNpy(Uint8Array.from(huge, (c) => c.charCodeAt(0)))).toThrow();
    await expect(parseNpz(new Uint8Array(10))).rejects.toThrow();
    expect(() => formatNpz({ a: 5 as never })).toThrow("a must be a Tensor");
    expect(() => formatNpy(zeros([1]).to("bfloat16" as DType))).toThrow("NumPy has no arrays of bfloat16");
  });
});

describe("IDX files", () => {
  it("are read with their types", () => {
    const floats = readIdx(`${folder}floats.idx`);
    expect(floats.dtype).toBe("float32");
    expect(floats.toArray()).toEqual([[1.5, -2]]);
  });

  it("that are damaged are refused", () => {
    const bytes = new Uint8Array(readFileSync(`${folder}floats.idx`));
    expect(() => parseIdx(bytes.slice(0, -1))).toThrow("and not the 8 of its shape [1, 2]");
    expect(() => parseIdx(new Uint8Array([1, 2, 3, 4]))).toThrow("not an IDX file");
    expect(() => parseIdx(new Uint8Array([0, 0, 8]))).toThrow("not an IDX file");
    expect(() => parseIdx(new Uint8Array([0x1f, 0x8b, 8, 0]))).toThrow("compressed by gzip");
  });

  it("of MNIST are a dataset", () => {
    const train = new MNIST(`${folder}mnist`);
    const test = new MNIST(`${folder}mnist`, { train: false, transform: (image) => image.mul(255).sum().item() });
    expect(
      Array.from({ length: 3 }, (_, i) =>
        Math.round(train.get(i) instanceof Promise ? 0 : (train.get(i) as [Tensor, bigint])[0].mul(255).sum().item()),
      ),
    ).toEqual(contents.mnist.sums.slice(0, 3));
    expect([...train.targets.toTypedArray()]).toEqual([7n, 0n, 9n]);
    const [images, labels] = [...new DataLoader<[Tensor, bigint]>(train, { batchSize: 3 })][0];
    expect([...images.shape]).toEqual([3, 1, 28, 28]);
    expect(images.max().item()).toBeLessThanOrEqual(1);
    expect([...labels.toTypedArray()]).toEqual([7n, 0n, 9n]);
    expect(test.length).toBe(2);
    expect(Math.round((test.get(1) as unknown as [number])[0])).toBe(contents.mnist.sums[4]);
    expect(() => new MNIST(scratch)).toThrow("Dataset not found");
    expect(() => train.get(3)).toThrow(RangeError);
  });
});

describe("images", () => {
  const cases = Object.entries(contents.images).flatMap(([name, modes]) =>
    Object.entries(modes).map(([mode, expected]) => [name, mode as "rgb", expected] as const),
  );

  it.each(cases)("%s, %s, has Pillow's pixels", async (name, mode, { shape, pixels }) => {
    const image = await readImage(`${folder}${name}`, { mode });
    expect(image.dtype).toBe("uint8");
    expect([...image.shape]).toEqual(shape);
    const found = numbers(image).filter((_, i) => i % 7 === 0);
    // Decoders of JPEG may differ by a rounding.
    const most = name.endsWith("JPG") ? 2 : 0;
    found.forEach((value, i) => {
      expect(Math.abs(value - pixels[i]), `${i}: ${value} ${pixels[i]}`).toBeLessThanOrEqual(most);
    });
  });

  it("in folders by class are a dataset", async () => {
    const photos = new ImageFolder(`${folder}photos`);
    expect(photos.classes).toEqual(contents.folder.classes);
    expect(photos.samples.map(([path, target]) => [path.slice(folder.length), Number(target)])).toEqual(
      contents.folder.samples,
    );
    const loader = new DataLoader<[Tensor, bigint]>(photos, { batchSize: 4 });
    for await (const [images, targets] of loader) {
      expect([...images.shape]).toEqual([4, 3, 12, 16]);
      expect([...targets.toTypedArray()]).toEqual([0n, 0n, 0n, 1n]);
    }
    const sums = new ImageFolder<number, string>(`${folder}photos`, {
      transform: async (image) => image.sum().item(),
      targetTransform: (target) => `class ${target}`,
    });
    expect(await sums.get(3)).toEqual([expect.any(Number), "class 1"]);
    await expect(photos.get(4)).rejects.toThrow(RangeError);
    expect(() => new ImageFolder(scratch)).toThrow("Couldn't find any class folder");
    expect(() => new ImageFolder(`${folder}mnist`)).toThrow("Found no valid file for the class raw");
  });

  it("that are none are refused", async () => {
    await expect(decodeImage(new Uint8Array(10))).rejects.toThrow();
  });
});
