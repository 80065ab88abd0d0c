import { manualSeed, rand, type Tensor } from "downhill";
import { ConcatDataset, DataLoader, type IterableDataset, moduleDataset, randomSplit, Subset } from "downhill/data";
import { describe, expect, it } from "vitest";
import { camelOptions, fixture } from "./fixture.ts";

const urlOf = (name: string) => new URL(`./support/${name}.mjs`, import.meta.url);

async function all<T>(batches: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const batch of batches) list.push(batch);
  return list;
}

describe("workers give PyTorch's batches in its order", () => {
  it.each(fixture.workers)("$dataset with $options", async ({ dataset, options, passes, after }) => {
    const source = await moduleDataset(urlOf(dataset));
    manualSeed(8);
    const loader = new DataLoader<unknown, unknown>(source, { collate: "identity", ...camelOptions(options) });
    const found = [await all(loader), await all(loader)];
    expect(found).toEqual(passes);
    expect(rand([1]).item()).toBe(after);
  });
});

describe("a module", () => {
  it("is given by its URL", async () => {
    const loader = new DataLoader<unknown, [Tensor, Tensor]>(urlOf("noisy"), { batchSize: 4, numWorkers: 2 });
    expect(() => loader.length).toThrow("isn't loaded yet");
    const batches = await all(loader);
    expect(batches.map(([indices]) => indices.toArray())).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9, 10],
    ]);
    expect(loader.length).toBe(3);
    const here = new DataLoader<unknown, [Tensor, Tensor]>(urlOf("noisy"), { batchSize: 11 });
    expect((await all(here))[0][0].dtype).toBe("float64");
  });

  it("goes to workers in parts, and with options", async () => {
    const dataset = await moduleDataset<[number, number]>(urlOf("noisy"), { options: 6 });
    const [first, second] = randomSplit(dataset, [2, 4]);
    const parts = new ConcatDataset([first, new Subset(second, [0, 2])]);
    const loader = new DataLoader(parts, {
      batchSize: 2,
      numWorkers: 1,
      collateFn: (samples: [number, number][]) => samples.map(([index]) => index),
    });
    expect((await all(loader)).flat()).toEqual([...first.indices, second.indices[0], second.indices[2]]);
  });

  it("that exports no dataset is told so", async () => {
    await expect(moduleDataset(urlOf("nothing"))).rejects.toThrow("must be a Dataset or an IterableDataset");
    await expect(moduleDataset(urlOf("missing"))).rejects.toThrow();
  });
});

describe("what goes wrong in a worker", () => {
  const failing = async (way: string, options: object) => {
    const dataset = await moduleDataset(urlOf("failing"), { options: { way } });
    const loader = new DataLoader<unknown, unknown>(dataset, { batchSize: 2, numWorkers: 2, ...options });
    const batches: unknown[] = [];
    try {
      for await (const batch of loader) batches.push(batch);
    } catch (error) {
      return { batches, error: error as Error };
    }
    throw new Error("nothing went wrong");
  };

  it("is told with its stack there, after the batches before it", async () => {
    const { batches, error } = await failing("sample", {});
    expect(batches).toHaveLength(2);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(
      /^Caught TypeError in DataLoader worker 0\.\nOriginal stack:\nTypeError: sample 5 is broken\n +at .*failing\.mjs:\d+/,
    );
  });

  it("is told of collating, of starting, and of exports that aren't there", async () => {
    expect((await failing("shape", {})).error.message).toContain("stack expects each tensor to be equal size");
    expect((await failing("none", { workerInitFn: "announce" })).error.message).toContain("worker 1 won't start");
    expect((await failing("none", { collate: "missing" })).error.message).toContain("exports no function missing");
  });

  it("is told when it ends, or takes too long", async () => {
    expect((await failing("exit", {})).error.message).toContain("exited unexpectedly: it exited with code 3");
    expect((await failing("slow", { timeout: 0.3 })).error.message).toBe("DataLoader timed out after 0.3 seconds");
  });

  it("leaves a loader that can be used again", async () => {
    const dataset = await moduleDataset(urlOf("failing"), { options: { way: "none" } });
    const loader = new DataLoader<unknown, number>(dataset, {
      ...{ batchSize: 3, numWorkers: 2, collate: "sum", persistentWorkers: true },
    });
    for await (const sum of loader) {
      expect(sum).toBe(7.5);
      break;
    }
    expect(await all(loader)).toEqual([7.5, 25.5, 27]);
  });

  it("can't be waited for with for", async () => {
    const loader = new DataLoader((await moduleDataset(urlOf("stream"))) as unknown as IterableDataset, {
      numWorkers: 1,
    });
    expect(() => [...loader]).toThrow("use for await");
  });
});
