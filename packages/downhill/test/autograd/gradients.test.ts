import * as downhill from "downhill";
import { linspace, type Tensor } from "downhill";
import fc from "fast-check";
import { describe, it } from "vitest";
import { linear } from "../../src/autograd/functions/linear.ts";
import { gradcheck, leaf } from "./support/gradcheck.ts";

const RUNS = { numRuns: 12 };

const seed = fc.integer({ min: 1, max: 1e6 });
const size = fc.integer({ min: 1, max: 3 });
const shape = fc.array(fc.oneof({ weight: 8, arbitrary: size }, { weight: 1, arbitrary: fc.constant(0) }), {
  maxLength: 3,
});

/** Two shapes that broadcast: sizes of a common shape, some replaced by one, some leading ones left out. */
const broadcastPair = fc
  .tuple(fc.array(size, { maxLength: 3 }), fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), fc.nat(3), fc.nat(3))
  .map(([sizes, ones, cutA, cutB]) => {
    const shrink = (cut: number, offset: number) =>
      sizes.map((n, d) => (ones[d + offset] ? 1 : n)).slice(Math.min(cut, sizes.length));
    return [cutA > 1 ? sizes : shrink(cutA, 0), shrink(cutB, 3)] as const;
  });

/** Ways to show a tensor of a shape, of which each leaf is made so that the view has the shape. */
const layout = fc.constantFrom<"plain" | "transposed" | "narrowed">("plain", "transposed", "narrowed");

function strided(seedValue: number, sizes: readonly number[], kind: string, positive: boolean) {
  const rank = sizes.length;
  if (kind === "transposed" && rank >= 2) {
    const swapped = [...sizes.slice(0, -2), sizes[rank - 1], sizes[rank - 2]];
    return { input: leaf(seedValue, swapped, positive), show: (x: Tensor) => x.transpose(-1, -2) };
  }
  if (kind === "narrowed" && rank >= 1) {
    const wider = [...sizes.slice(0, -1), sizes[rank - 1] + 2];
    return { input: leaf(seedValue, wider, positive), show: (x: Tensor) => x.narrow(-1, 1, sizes[rank - 1]) };
  }
  return { input: leaf(seedValue, sizes, positive), show: (x: Tensor) => x };
}

const unary: Record<string, { f: (x: Tensor) => Tensor; positive?: boolean }> = {
  neg: { f: (x) => x.neg() },
  reciprocal: { f: (x) => x.reciprocal() },
  square: { f: (x) => x.square() },
  pow: { f: (x) => x.pow(3) },
  "pow with a fraction": { f: (x) => x.pow(2.5), positive: true },
  "pow of a number": { f: (x) => downhill.pow(1.7, x) },
  sqrt: { f: (x) => x.sqrt(), positive: true },
  rsqrt: { f: (x) => x.rsqrt(), positive: true },
  exp: { f: (x) => x.exp() },
  expm1: { f: (x) => x.expm1() },
  log: { f: (x) => x.log(), positive: true },
  log1p: { f: (x) => x.log1p(), positive: true },
  sin: { f: (x) => x.sin() },
  cos: { f: (x) => x.cos() },
  tanh: { f: (x) => x.tanh() },
  sigmoid: { f: (x) => x.sigmoid() },
  erf: { f: (x) => x.erf() },
  relu: { f: (x) => x.relu() },
  gelu: { f: (x) => x.gelu() },
  "gelu by tanh": { f: (x) => x.gelu({ approximate: "tanh" }) },
  softplus: { f: (x) => x.softplus() },
  "softplus with options": { f: (x) => x.softplus({ beta: 2, threshold: 9 }) },
  abs: { f: (x) => x.abs() },
  sign: { f: (x) => x.sign() },
  clamp: { f: (x) => x.clamp(-1, 0.7) },
  to: { f: (x) => x.mul(2).to("float64") },
  clone: { f: (x) => x.clone() },
  contiguous: { f: (x) => x.contiguous() },
  "add of a number": { f: (x) => x.add(3, { alpha: 2 }) },
  "a number less": { f: (x) => downhill.sub(2, x, { alpha: 3 }) },
  "a number divided": { f: (x) => downhill.div(2, x) },
  "pow of itself": { f: (x) => x.pow(x), positive: true },
  "a sum of shared parts": { f: (x) => x.mul(x).add(x).mul(x.exp()) },
};

const binary: Record<string, { f: (x: Tensor, y: Tensor) => Tensor; positive?: boolean }> = {
  add: { f: (x, y) => x.add(y) },
  "add with alpha": { f: (x, y) => x.add(y, { alpha: 0.3 }) },
  sub: { f: (x, y) => x.sub(y) },
  "sub with alpha": { f: (x, y) => x.sub(y, { alpha: -2 }) },
  mul: { f: (x, y) => x.mul(y) },
  div: { f: (x, y) => x.div(y) },
  pow: { f: (x, y) => x.pow(y), positive: true },
  maximum: { f: (x, y) => x.maximum(y.mul(1.01)) },
  minimum: { f: (x, y) => x.minimum(y.mul(1.01)) },
  where: { f: (x, y) => x.where(x.detach().gt(0), y) },
  lerp: { f: (x, y) => x.lerp(y, 0.7) },
  "lerp with weights": { f: (x, y) => x.lerp(y, y.sin()) },
  addcmul: { f: (x, y) => x.addcmul(y, x, { value: 0.5 }) },
  addcdiv: { f: (x, y) => x.addcdiv(x, y, { value: 0.5 }) },
  "clamp by a tensor": { f: (x, y) => x.mul(1.31).clamp(y.abs().neg(), y.abs()) },
};

describe("elementwise functions", () => {
  for (const [name, { f, positive = false }] of Object.entries(unary)) {
    it(name, () => {
      fc.assert(
        fc.property(seed, shape, layout, (s, sizes, kind) => {
          const { input, show } = strided(s, sizes, kind, positive);
          gradcheck((x) => f(show(x)), [input], { second: true, seed: s });
        }),
        RUNS,
      );
    });
  }

  for (const [name, { f, positive = false }] of Object.entries(binary)) {
    it(`${name}, broadcasting`, () => {
      fc.assert(
        fc.property(seed, broadcastPair, layout, layout, (s, [a, b], kindA, kindB) => {
          const x = strided(s, a, kindA, positive);
          const y = strided(s + 1, b, kindB, positive);
          gradcheck((p, q) => f(x.show(p), y.show(q)), [x.input, y.input], { second: true, seed: s });
        }),
        RUNS,
      );
    });
  }
});

const reductions: Record<string, (x: Tensor, dim: number[] | null, keepdim: boolean) => Tensor> = {
  sum: (x, dim, keepdim) => x.sum(dim, { keepdim }),
  mean: (x, dim, keepdim) => x.mean(dim, { keepdim }),
  amax: (x, dim, keepdim) => x.amax(dim, { keepdim }),
  amin: (x, dim, keepdim) => x.amin(dim, { keepdim }),
  var: (x, dim, keepdim) => x.var(dim, { keepdim, correction: 0 }),
  std: (x, dim, keepdim) =>
    x
      .mul(2)
      .add(linspace(0, 1, x.shape.at(-1) ?? 1))
      .std(dim, { keepdim, correction: 0.5 }),
  norm: (x, dim, keepdim) => x.norm(2, dim, { keepdim }),
  "1-norm": (x, dim, keepdim) => x.norm(1, dim, { keepdim }),
  "3-norm": (x, dim, keepdim) => x.norm(3, dim, { keepdim }),
  "infinity norm": (x, dim, keepdim) => x.norm(Infinity, dim, { keepdim }),
  logsumexp: (x, dim, keepdim) => x.logsumexp(dim, { keepdim }),
};

/** A shape of at least one dimension, some of its dimensions, and whether they are kept. */
const reduction = fc
  .tuple(fc.array(size, { minLength: 1, maxLength: 3 }), fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }))
  .chain(([sizes, chosen]) => {
    const dims = sizes.flatMap((_, d) => (chosen[d] ? [d - (d % 2) * sizes.length] : []));
    return fc.tuple(
      fc.constant(sizes),
      fc.constantFrom<number[] | null>(null, dims.length === 0 ? [0] : dims),
      fc.boolean(),
    );
  });

describe("reductions", () => {
  for (const [name, f] of Object.entries(reductions)) {
    it(name, () => {
      fc.assert(
        fc.property(seed, reduction, layout, (s, [sizes, dims, keepdim], kind) => {
          const { input, show } = strided(s, sizes, kind, false);
          gradcheck((x) => f(show(x), dims, keepdim), [input], { second: true, seed: s });
        }),
        RUNS,
      );
    });
  }

  const alongOne: Record<string, (x: Tensor, dim: number) => Tensor> = {
    prod: (x, dim) => x.prod(dim),
    "prod of all": (x) => x.prod(),
    "prod with zeros": (x, dim) => x.mul(x.detach().gt(0.3).double()).prod(dim),
    max: (x, dim) => x.max(dim).values,
    min: (x, dim) => x.min(dim, { keepdim: true }).values,
    "max of all": (x) => x.max(),
    "min of all": (x) => x.min(),
    softmax: (x, dim) => x.softmax(dim),
    logSoftmax: (x, dim) => x.logSoftmax(dim),
  };
  for (const [name, f] of Object.entries(alongOne)) {
    it(name, () => {
      fc.assert(
        fc.property(seed, fc.array(size, { minLength: 1, maxLength: 3 }), fc.nat(5), layout, (s, sizes, d, kind) => {
          const { input, show } = strided(s, sizes, kind, false);
          const dim = (d % (2 * sizes.length)) - sizes.length;
          gradcheck((x) => f(show(x), dim), [input], { second: true, seed: s });
        }),
        RUNS,
      );
    });
  }
});

describe("products", () => {
  const batch = fc.constantFrom([[], []], [[2], [2]], [[2], []], [[], [2]], [[2, 1], [3]], [[1], [2, 2]]);

  it("matmul of matrices and batches", () => {
    fc.assert(
      fc.property(seed, batch, size, size, size, layout, layout, (s, [p, q], m, k, n, kindA, kindB) => {
        const a = strided(s, [...p, m, k], kindA, false);
        const b = strided(s + 1, [...q, k, n], kindB, false);
        gradcheck((x, y) => a.show(x).matmul(b.show(y)), [a.input, b.input], { second: true, seed: s });
      }),
      { numRuns: 25 },
    );
  });

  it("matmul with vectors", () => {
    fc.assert(
      fc.property(seed, batch, size, size, layout, fc.boolean(), (s, [p], m, k, kind, left) => {
        const a = strided(s, left ? [...p, k, m] : [...p, m, k], kind, false);
        const v = leaf(s + 1, [k]);
        const product = (x: Tensor, y: Tensor) => (left ? y.matmul(a.show(x)) : a.show(x).matmul(y));
        gradcheck(product, [a.input, v], { second: true, seed: s });
      }),
      RUNS,
    );
    gradcheck((x, y) => x.matmul(y), [leaf(1, [3]), leaf(2, [3])], { second: true });
    gradcheck((x, y) => x.mv(y), [leaf(1, [2, 3]), leaf(2, [3])], { second: true });
  });

  it("linear", () => {
    fc.assert(
      fc.property(
        seed,
        fc.array(size, { maxLength: 2 }),
        size,
        size,
        layout,
        layout,
        fc.constantFrom("none", "full", "one"),
        (s, leading, k, n, kindA, kindB, bias) => {
          const x = strided(s, [...leading, k], kindA, false);
          const w = strided(s + 1, [n, k], kindB, false);
          const b = bias === "none" ? [] : [leaf(s + 2, [bias === "one" ? 1 : n])];
          gradcheck((p, q, r) => linear(x.show(p), w.show(q), r), [x.input, w.input, ...b], { second: true, seed: s });
        },
      ),
      RUNS,
    );
  });
});
