import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  bernoulli,
  getRngState,
  linspace,
  manualSeed,
  multinomial,
  nn,
  normal,
  ones,
  rand,
  randint,
  randLike,
  randn,
  randperm,
  type Tensor,
  tensor,
  zeros,
} from "../../src/index.ts";
import { PackedStorage } from "../../src/memory/packed.ts";

interface Fixture {
  streams: { seed: string; sizes: number[]; hashes: Record<string, string> }[];
  mixed: { seed: number; calls: [string, number][]; hash: string }[];
  layouts: {
    seed: number;
    shape: number[];
    dims: number[];
    step: number;
    method: "uniform_" | "normal_" | "bernoulli_";
    dtype: "float32" | "float64";
    hash: string;
  }[];
  states: { seed: string; uniform: number; normal: number; state: string; next: number[] }[];
  notIntel: { call: string; dtype: "float32" | "float64"; seed: number; hash: string }[];
  edges: { method: string; dtype: "float32" | "float64"; low: string; high: string; hash: string }[];
}

const fixture = JSON.parse(
  readFileSync(new URL("../../../../reference/fixtures/random_numbers.json", import.meta.url), "utf8"),
) as Fixture;

function digest(...parts: Tensor[]): string {
  const hash = createHash("sha256");
  for (const part of parts) {
    const data = part.storage instanceof PackedStorage ? part.storage.bytes : part.toTypedArray();
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest("hex").slice(0, 16);
}

function probabilities(n: number, dtype: "float32" | "float64"): Tensor {
  return tensor(
    Array.from({ length: n }, (_, i) => (i * 7) % 11),
    { dtype },
  ).div(11);
}

const calls: Record<string, (n: number) => Tensor> = {
  rand: (n) => rand([n]),
  rand64: (n) => rand([n], { dtype: "float64" }),
  uniform: (n) => zeros([n]).uniform_(-0.3, 0.7),
  uniform64: (n) => zeros([n], { dtype: "float64" }).uniform_(-0.3, 0.7),
  randn: (n) => randn([n]),
  randn64: (n) => randn([n], { dtype: "float64" }),
  normal: (n) => normal(0.3, 1.7, [n]),
  normal64: (n) => zeros([n], { dtype: "float64" }).normal_(0.3, 1.7),
  normalTensors: (n) => normal(tensor(Float32Array.from({ length: n }, (_, i) => i)), probabilities(n, "float32")),
  randint: (n) => randint(-5, 1000, [n]),
  randintWide: (n) => randint(-(2n ** 62n), 2n ** 62n, [n]),
  randintFloat: (n) => randint(10, [n], { dtype: "float32" }),
  randintBool: (n) => randint(2, [n], { dtype: "bool" }),
  randperm: (n) => randperm(n),
  bernoulli: (n) => bernoulli(probabilities(n, "float32")),
  bernoulli64: (n) => bernoulli(probabilities(n, "float64")),
  multinomial: (n) => multinomial(tensor([1, 2, 0.5]), n + 2, { replacement: true }),
};

describe("the numbers are PyTorch's", () => {
  it.each(Object.keys(calls))("%s, for two hundred seeds", (name) => {
    const wrong = fixture.streams.filter(({ seed, sizes, hashes }) => {
      manualSeed(BigInt(seed));
      return digest(...sizes.map(calls[name]), getRngState()) !== hashes[name];
    });
    expect(wrong.map(({ seed }) => seed)).toEqual([]);
  });

  it("in streams of all kinds of calls", () => {
    for (const { seed, calls: list, hash } of fixture.mixed) {
      manualSeed(seed);
      expect([seed, digest(...list.map(([name, n]) => calls[name](n)))]).toEqual([seed, hash]);
    }
  });

  it("where a range is so narrow that rounding reaches its end, or as wide as integers go", () => {
    const wrong = fixture.edges.filter(({ method, dtype, low, high, hash }) => {
      manualSeed(3);
      const drawn =
        method === "uniform_"
          ? zeros([40], { dtype }).uniform_(Number(low), Number(high))
          : randint(BigInt(low), BigInt(high), [40], { dtype });
      return digest(drawn) !== hash;
    });
    expect(wrong).toEqual([]);
  });

  it("on processors that are not Intel's also where PyTorch has another generator for those", () => {
    const shaped = (sizes: number[], dtype: "float32" | "float64") => zeros(sizes, { dtype });
    const { dropout } = nn.functional;
    const weights = (n: number, dtype: "float32" | "float64") => probabilities(n, dtype).add(1);
    const others: Record<string, (n: number, dtype: "float32" | "float64") => Tensor> = {
      bernoulli: (n, dtype) => shaped([n], dtype).bernoulli_(0.3),
      bernoulliView: (n, dtype) => shaped([3, n], dtype).t().bernoulli_(0.7),
      dropout: (n, dtype) => dropout(ones([n], { dtype }), { p: 0.4 }),
      dropoutView: (n, dtype) => dropout(ones([3, n], { dtype }).t(), { p: 0.1 }),
      multinomial: (n, dtype) => multinomial(weights(n, dtype), n),
      multinomialOne: (n, dtype) => multinomial(weights(n, dtype), 1, { replacement: true }),
    };
    const wrong = fixture.notIntel.filter(({ call, dtype, seed, hash }) => {
      manualSeed(seed);
      return digest(...[1, 7, 16, 100, 333].map((n) => others[call](n, dtype)), getRngState()) !== hash;
    });
    expect(wrong).toEqual([]);
  });

  it("in views, drawn in the order of memory", () => {
    for (const item of fixture.layouts) {
      const { seed, shape, dims, step, method, dtype, hash } = item;
      manualSeed(seed);
      const base = zeros(shape, { dtype });
      const view = base.permute(dims).slice(0, null, null, step);
      if (method === "bernoulli_") view.bernoulli_(linspace(0, 1, view.shape[view.ndim - 1], { dtype }));
      else view[method](0.25, 1.5);
      expect([item, digest(base)]).toEqual([item, hash]);
    }
  });
});

describe("tensors with gaps", () => {
  it("pass the order of their dimensions in memory on to `randLike` and `clone`", () => {
    const part = zeros([2, 5]).t().slice(0, 0, null, 2);
    manualSeed(3);
    const drawn = randLike(part);
    expect(drawn.toArray()).toEqual([
      [0.004263520240783691, 0.026954829692840576],
      [0.10556936264038086, 0.47161436080932617],
      [0.2858424782752991, 0.06011629104614258],
    ]);
    expect([drawn.stride(), part.clone().stride()]).toEqual([
      [1, 3],
      [1, 3],
    ]);
  });

  it("are row-major when they come from `bernoulli`", () => {
    manualSeed(3);
    const drawn = bernoulli(ones([2, 4]).div(2).t());
    expect(drawn.toArray()).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
      [0, 0],
    ]);
    expect(drawn.isContiguous()).toBe(true);
  });
});
