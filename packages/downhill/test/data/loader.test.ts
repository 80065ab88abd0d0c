import { arange, compile, manualSeed, randn, type Tensor, tensor, zeros } from "downhill";
import {
  ChainDataset,
  ConcatDataset,
  DataLoader,
  Dataset,
  defaultCollate,
  defaultConvert,
  getWorkerInfo,
  IterableDataset,
  randomSplit,
  Subset,
  TensorDataset,
} from "downhill/data";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixture } from "./fixture.ts";

class Squares extends Dataset<[number, number]> {
  constructor(readonly length: number) {
    super();
  }

  get(index: number): [number, number] {
    return [index, index ** 2];
  }
}

class Later extends Dataset<Tensor> {
  readonly length = 5;

  async get(index: number): Promise<Tensor> {
    await new Promise((resolve) => setTimeout(resolve, (5 - index) * 2));
    return tensor([index]);
  }
}

class Count extends IterableDataset<number> {
  constructor(
    readonly from: number,
    readonly to: number,
  ) {
    super();
  }

  override get length(): number {
    return this.to - this.from;
  }

  override *[Symbol.iterator]() {
    for (let i = this.from; i < this.to; i++) yield i;
  }
}

const show = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(show);
  if (typeof value !== "object" || value === null) return value;
  if ("dtype" in value) {
    const one = value as Tensor;
    const plain = (item: unknown): unknown =>
      Array.isArray(item) ? item.map(plain) : typeof item === "bigint" ? Number(item) : item;
    return { dtype: one.dtype, values: plain((one.dtype === "uint8" ? one.to("int64") : one).toArray()) };
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, show(item)]));
};

describe("a loader over tensors", () => {
  it("gives rows, however they are asked for", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 8 }),
        fc.constantFrom(1, 3, 40),
        fc.boolean(),
        (n, batchSize, width, shuffle) => {
          const x = arange(n * width, { dtype: "float32" }).view(n, width);
          const y = arange(n);
          const slow = new DataLoader(new TensorDataset(x, y), {
            batchSize,
            shuffle,
            collateFn: (samples) => defaultCollate(samples),
          });
          const fast = new DataLoader(new TensorDataset(x, y), { batchSize, shuffle });
          manualSeed(n);
          const expected = [...slow].map(show);
          manualSeed(n);
          expect([...fast].map(show)).toEqual(expected);
        },
      ),
    );
  });

  it("gives copies of bytes, of views, of subsets and of a tensor by itself", () => {
    const bytes = tensor([1n, 2n, 3n, 4n, 5n, 6n]).view(3, 2).to("uint8");
    const columns = arange(6, { dtype: "float32" }).view(2, 3).t();
    const [[a, b]] = new DataLoader(new TensorDataset(bytes, columns), { batchSize: 3 });
    expect(a.dtype).toBe("uint8");
    expect(Array.from(a.to("int64").toTypedArray(), Number)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(b.toArray()).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
    ]);
    const [rows] = new DataLoader<Tensor>(columns, { batchSize: 2 });
    expect(rows.toArray()).toEqual([
      [0, 3],
      [1, 4],
    ]);
    const subset = new Subset(new TensorDataset(columns.contiguous()), [2, 0, -1]);
    const [[part]] = new DataLoader(subset, { batchSize: 3 });
    expect(part.toArray()).toEqual([
      [2, 5],
      [0, 3],
      [2, 5],
    ]);
    part.fill_(9);
    expect(columns.sum().item()).toBe(15);
  });

  it("lets gradients through", () => {
    const x = randn([4, 2]).requiresGrad_();
    for (const [rows] of new DataLoader(new TensorDataset(x), { batchSize: 2 })) rows.sum().backward();
    expect(x.grad?.toArray()).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
  });

  it("lets a dataset of one's own that extends it say what a sample is", () => {
    class Doubled extends TensorDataset<[Tensor]> {
      override get(index: number): [Tensor] {
        return [super.get(index)[0].mul(2)];
      }
    }
    const [[rows]] = new DataLoader(new Doubled(tensor([1, 2])), { batchSize: 2 });
    expect(rows.toArray()).toEqual([2, 4]);
  });

  it("refuses what isn't there", () => {
    const loader = new DataLoader(new TensorDataset(zeros([3])), { sampler: [0, 3], batchSize: 2 });
    expect(() => [...loader]).toThrow("index 3 is out of bounds for dimension 0 with size 3");
    expect(() => new TensorDataset(zeros([2]), zeros([3]))).toThrow("Size mismatch between tensors");
    expect(() => new TensorDataset(zeros([]))).toThrow(TypeError);
    expect(() => new TensorDataset()).toThrow(TypeError);
    expect(() => new DataLoader(5 as never)).toThrow("must be a dataset");
  });

  it("isn't recorded, where each call would see the same batch", () => {
    const loader = new DataLoader(new TensorDataset(zeros([3])), { batchSize: 2 });
    const first = compile(() => {
      for (const [rows] of loader) return rows.sum();
      throw new Error("no batch");
    });
    expect(first).toThrow("a DataLoader's batches can't be used in a compiled function");
  });
});

describe("datasets of one's own", () => {
  it("are collated", () => {
    const [batch] = new DataLoader(new Squares(3), { batchSize: 3 });
    expect(show(batch)).toEqual([
      { dtype: "float64", values: [0, 1, 2] },
      { dtype: "float64", values: [0, 1, 4] },
    ]);
  });

  it("may give several samples at once", () => {
    class Several extends Squares {
      asked: number[][] = [];

      override getItems(indices: readonly number[]): [number, number][] {
        this.asked.push([...indices]);
        return indices.map((index) => [index, -index]);
      }
    }
    const dataset = new Several(5);
    const loader = new DataLoader(dataset, { batchSize: 2, collate: (samples) => samples.map(([, y]) => y) });
    expect([...loader]).toEqual([[-0, -1], [-2, -3], [-4]]);
    expect(dataset.asked).toEqual([[0, 1], [2, 3], [4]]);
    const subset = new DataLoader(new Subset(dataset, [4, 1]), { batchSize: 2, collate: (samples) => samples.length });
    expect([...subset]).toEqual([2]);
    expect(dataset.asked.at(-1)).toEqual([4, 1]);
  });

  it("may give promises, which are waited for together", async () => {
    const batches: unknown[] = [];
    for await (const batch of new DataLoader(new Later(), { batchSize: 2 })) batches.push(batch.toArray());
    expect(batches).toEqual([[[0], [1]], [[2], [3]], [[4]]]);
    expect(() => [...new DataLoader(new Later(), { batchSize: 2 })]).toThrow("use for await");
    expect(() => [...new DataLoader(new Later(), { batchSize: null })]).toThrow("use for await");
  });

  it("are joined and split", () => {
    const joined = new ConcatDataset([new Squares(2), [[7, 8]] as [number, number][], new Squares(1)]);
    expect(joined.cumulativeSizes).toEqual([2, 3, 4]);
    expect([0, 1, 2, 3, -1, -4].map((i) => joined.get(i))).toEqual([
      [0, 0],
      [1, 1],
      [7, 8],
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
    expect(() => joined.get(4)).toThrow(RangeError);
    expect(() => joined.get(-5)).toThrow("absolute value of index should not exceed dataset length");
    expect(() => new ConcatDataset([])).toThrow("datasets should not be an empty iterable");
    expect(() => new ConcatDataset([new Count(0, 1) as never])).toThrow(
      "ConcatDataset does not support IterableDataset",
    );
    const parts = randomSplit(joined, [0.5, 0.5]);
    expect(parts.map(({ length }) => length)).toEqual([2, 2]);
    expect(() => parts[0].get(2)).toThrow(RangeError);
  });
});

describe("streams", () => {
  it("are read from front to back, and chained", async () => {
    const chain = new ChainDataset([new Count(0, 3), new Count(10, 12)]);
    const loader = new DataLoader(chain, { batchSize: 2, collateFn: (samples: number[]) => samples });
    expect([...loader]).toEqual([[0, 1], [2, 10], [11]]);
    expect(loader.length).toBe(3);
    const dropping = new DataLoader(chain, { batchSize: 2, dropLast: true, collateFn: (samples: number[]) => samples });
    const batches: number[][] = [];
    for await (const batch of dropping) batches.push(batch);
    expect(batches).toEqual([
      [0, 1],
      [2, 10],
    ]);
    expect([...new DataLoader<number, number>(chain, { batchSize: null })]).toEqual([0, 1, 2, 10, 11]);
  });

  it("take no order", () => {
    const stream = new Count(0, 3);
    expect(() => new DataLoader(stream, { shuffle: true })).toThrow("expected unspecified shuffle option");
    expect(() => new DataLoader(stream, { sampler: [0] })).toThrow("expected unspecified sampler option");
    expect(() => new DataLoader(stream, { batchSampler: [[0]] })).toThrow("expected unspecified batch_sampler option");
    expect(() => new ChainDataset([[1] as never])).toThrow("ChainDataset only supports IterableDataset");
  });
});

describe("options", () => {
  it("that don't go together are refused in PyTorch's words", () => {
    const cases: [object, string][] = [
      [{ numWorkers: -1 }, "num_workers option should be non-negative"],
      [{ timeout: -1 }, "timeout option should be non-negative"],
      [{ prefetchFactor: 2 }, "prefetch_factor option could only be specified in multiprocessing"],
      [{ persistentWorkers: true }, "persistent_workers option needs num_workers > 0"],
      [{ sampler: [0], shuffle: true }, "sampler option is mutually exclusive with shuffle"],
      [{ batchSampler: [[0]], batchSize: 2 }, "batch_sampler option is mutually exclusive with batch_size"],
      [{ batchSize: null, dropLast: true }, "is mutually exclusive with drop_last"],
      [{ batchSize: 0 }, "batch_size should be a positive integer value, but got batch_size=0"],
      [{ collate: () => 1, collateFn: () => 1 }, "are one option"],
      [{ collate: "pad" }, "need numWorkers > 0"],
      [{ batchsize: 1 }, "did you mean 'batchSize'?"],
      [{ workerInitFn: () => 1 }, "export it from the dataset's module"],
      [{ numWorkers: 1 }, "a worker can't be given a Array of this thread"],
    ];
    for (const [options, words] of cases) expect(() => new DataLoader([1, 2], options), words).toThrow(words);
  });

  it("say a batch sampler's batches", () => {
    const loader = new DataLoader([5, 6, 7], { batchSampler: [[2], [0, 1]], collateFn: (samples) => samples });
    expect([...loader]).toEqual([[7], [5, 6]]);
    expect(loader.length).toBe(2);
    expect(loader.batchSize).toBeNull();
  });
});

describe("collating", () => {
  it("makes what PyTorch makes", () => {
    const expected = fixture.collated;
    expect(show(defaultCollate([0.5, 1]))).toEqual(expected.floats);
    expect(show(defaultCollate([3n, 4n]))).toEqual(expected.integers);
    expect(show(defaultCollate([true, false]))).toEqual(expected.booleans);
    expect(show(defaultCollate(["a", "b"]))).toEqual(expected.texts);
    expect(show(defaultCollate([tensor([1, 2]), tensor([3, 4])]))).toEqual(expected.tensors);
    expect(show(defaultCollate([new Float32Array([1, 2]), new Float32Array([3, 4])]))).toEqual(expected.tensors);
    expect(
      show(
        defaultCollate([
          [tensor(1), 2n],
          [tensor(3), 4n],
        ]),
      ),
    ).toEqual(expected.tuples);
    const objects = [
      { x: [1.5, "a"], y: { z: 1n } },
      { x: [2.5, "b"], y: { z: 2n } },
    ];
    expect(show(defaultCollate(objects))).toEqual(expected.objects);
    const maps = [new Map([["x", 1]]), new Map([["x", 2]])];
    expect(show(Object.fromEntries(defaultCollate(maps)))).toEqual({ x: { dtype: "float64", values: [1, 2] } });
  });

  it("refuses what makes no batch", () => {
    expect(() => defaultCollate([[1], [1, 2]])).toThrow("each element in list of batch should be of equal size");
    expect(() => defaultCollate([null])).toThrow("found null");
    expect(() => defaultCollate([new Date()])).toThrow("found Date");
    expect(() => defaultCollate([1, "a"])).toThrow("sample 0 is number, but sample 1 is string");
    expect(() => defaultCollate([{ x: 1 }, { y: 1 }])).toThrow("a sample has no property x");
    expect(() => defaultCollate([tensor([1]), tensor([1, 2])])).toThrow("stack expects each tensor to be equal size");
    expect(() => defaultCollate([])).toThrow(RangeError);
  });

  it("converts single samples", () => {
    const converted = defaultConvert({ x: new Float64Array([1]), y: "a", z: [new Uint8Array([3])] });
    expect(show(converted)).toEqual({
      x: { dtype: "float64", values: [1] },
      y: "a",
      z: [{ dtype: "uint8", values: [3] }],
    });
  });
});

it("no thread of its own is a worker", () => {
  expect(getWorkerInfo()).toBeNull();
});
