import { Generator, manualSeed, rand } from "downhill";
import {
  BatchSampler,
  DataLoader,
  RandomSampler,
  randomSplit,
  SequentialSampler,
  SubsetRandomSampler,
  WeightedRandomSampler,
} from "downhill/data";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { camelOptions, fixture } from "./fixture.ts";

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const generatorOf = (seed: string | number | null) => (seed === null ? null : new Generator().manualSeed(BigInt(seed)));

describe("the order of PyTorch for the same seed", () => {
  it.each(fixture.loaders)("a loader of $n with $options, seed $seed, generator $generator", (one) => {
    manualSeed(BigInt(one.seed));
    const loader = new DataLoader<number, number[] | number>(range(one.n), {
      generator: generatorOf(one.generator),
      collateFn: (samples) => samples,
      ...camelOptions(one.options),
    });
    expect(one.passes.map(() => [...loader])).toEqual(one.passes);
    expect(loader.length).toBe(one.length);
    expect(rand([1]).item()).toBe(one.after);
  });

  it.each(fixture.samplers)("$name of $args with $options, seed $seed, generator $generator", (one) => {
    manualSeed(one.seed);
    const options = { ...camelOptions(one.options), generator: generatorOf(one.generator) };
    const [first, second] = one.args;
    const sampler = {
      RandomSampler: () => new RandomSampler({ length: first }, options),
      SubsetRandomSampler: () => new SubsetRandomSampler(first, options),
      WeightedRandomSampler: () => new WeightedRandomSampler(first, second, options),
    }[one.name]();
    expect(one.passes.map(() => [...sampler])).toEqual(one.passes);
    expect(sampler.length).toBe(one.length);
    expect(rand([1]).item()).toBe(one.after);
  });

  it.each(fixture.splits)("random splits of $n by $lengths, seed $seed, generator $generator", (one) => {
    manualSeed(one.seed);
    const parts = randomSplit(range(one.n), one.lengths, { generator: generatorOf(one.generator) });
    expect(parts.map(({ indices }) => indices)).toEqual(one.parts);
  });
});

describe("BatchSampler", () => {
  it("cuts any order into batches", () => {
    fc.assert(
      fc.property(fc.nat(60), fc.integer({ min: 1, max: 17 }), fc.boolean(), fc.nat(3), (n, size, dropLast, kind) => {
        const orders = [
          range(n),
          new SequentialSampler({ length: n }),
          n === 0 ? [] : new RandomSampler({ length: n }, { generator: new Generator().manualSeed(n) }),
          n === 0 ? [] : new RandomSampler({ length: n }, { replacement: true, generator: new Generator() }),
        ];
        const sampler = orders[kind];
        const restart = () => {
          if (sampler instanceof RandomSampler) sampler.generator!.manualSeed(n);
        };
        restart();
        const expected: number[][] = [];
        for (const index of sampler) {
          if (expected.length === 0 || expected.at(-1)!.length === size) expected.push([]);
          expected.at(-1)!.push(index);
        }
        if (dropLast && expected.length > 0 && expected.at(-1)!.length < size) expected.pop();
        restart();
        const batches = new BatchSampler(sampler, size, dropLast);
        expect([...batches]).toEqual(expected);
        expect(batches.length).toBe(expected.length);
      }),
    );
  });

  it("asks for no index before it is wanted", () => {
    let asked = 0;
    function* order() {
      for (;;) yield asked++;
    }
    const batches = new BatchSampler(order(), 3, false)[Symbol.iterator]();
    expect(batches.next().value).toEqual([0, 1, 2]);
    expect(asked).toBe(3);
  });
});

describe("refusals", () => {
  it("are PyTorch's", () => {
    expect(() => new RandomSampler([])).toThrow(
      "num_samples should be a positive integer value, but got num_samples=0",
    );
    expect(() => new RandomSampler([1], { numSamples: 1.5 })).toThrow(RangeError);
    expect(() => new WeightedRandomSampler([1, 2], 0)).toThrow("num_samples should be a positive integer value");
    expect(() => new WeightedRandomSampler([[1, 2]] as never, 1)).toThrow("weights should be a 1d sequence");
    expect(() => new BatchSampler([1], 0, false)).toThrow("batch_size should be a positive integer value");
    expect(() => randomSplit([1, 2, 3], [1, 1])).toThrow(
      "Sum of input lengths does not equal the length of the input dataset!",
    );
    expect(() => randomSplit([1, 2, 3], [-0.5, 1.5])).toThrow("Fraction at index 0 is not between 0 and 1");
    expect(() => randomSplit([1, 2, 3], [-1, 4])).toThrow(RangeError);
    expect(() => new SequentialSampler(5 as never)).toThrow(TypeError);
    expect(() => new BatchSampler([1], 1, 1 as never)).toThrow(TypeError);
  });
});
