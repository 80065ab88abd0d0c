import { type Tensor, tensor } from "downhill";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

/** Sizes on both sides of the length from which runs are walked along the last dimension. */
const size = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constant(20), fc.constant(0));

/** A tensor with some layout: dimensions permuted, a part of a larger one, or repeated along some dimensions. */
const operand = fc.record({
  order: fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
  padded: fc.array(fc.nat(2), { minLength: 4, maxLength: 4 }),
  repeated: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
});

type Layout = typeof operand extends fc.Arbitrary<infer T> ? T : never;

let counter = 0;

/** Another number, exact in float32, seldom one that was there before. */
function nextValue(): number {
  counter = (counter * 31 + 7) % 1009;
  return (counter - 500) / 8;
}

function build(shape: readonly number[], { order, padded, repeated }: Layout): Tensor {
  const own = shape.map((n, d) => (repeated[d] && n > 0 ? 1 : n));
  const dims = [...own.keys()].sort((a, b) => order[a] - order[b] || a - b);
  const stored = dims.map((d) => own[d] + padded[d]);
  const count = stored.reduce((product, n) => product * n, 1);
  let t = tensor(Array.from({ length: count }, nextValue)).view(stored);
  dims.forEach((d, k) => {
    t = t.narrow(k, padded[d], own[d]);
  });
  return t.permute(dims.map((_, d) => dims.indexOf(d))).expand(shape);
}

const shapes = fc.array(size, { maxLength: 4 });

/** The elements in row-major order, read one by one through the strides. */
function elements(t: Tensor): number[] {
  const result: number[] = [];
  const walk = (dim: number, place: number) => {
    if (dim === t.ndim) result.push(Number(t.storage.data[place]));
    else for (let i = 0; i < t.shape[dim]; i++) walk(dim + 1, place + i * t.strides[dim]);
  };
  walk(0, t.offset);
  return result;
}

describe("walks over strided tensors", () => {
  it("visit every element once, whatever the layout", () => {
    fc.assert(
      fc.property(shapes, operand, operand, operand, (shape, a, b, c) => {
        const [x, y, z] = [a, b, c].map((layout) => build(shape, layout));
        const [u, v, w] = [x, y, z].map(elements);
        expect(elements(x.neg())).toEqual(u.map((p) => -p));
        expect(elements(x.add(y))).toEqual(u.map((p, i) => p + v[i]));
        expect(elements(x.gt(y))).toEqual(u.map((p, i) => Number(p > v[i])));
        expect(elements(x.where(y.gt(0), z))).toEqual(u.map((p, i) => (v[i] > 0 ? p : w[i])));
        expect(elements(x.contiguous())).toEqual(u);
        expect(elements(x.clone())).toEqual(u);
        expect(elements(x.double())).toEqual(u);
        expect(Array.from(x.toTypedArray(), Number)).toEqual(u);
        expect(([x.toArray()] as unknown[]).flat(9)).toEqual(u);
      }),
      { numRuns: 300 },
    );
  });

  it("write through views", () => {
    fc.assert(
      fc.property(shapes, operand, operand, (shape, a, b) => {
        const target = build(shape, { ...a, repeated: [false, false, false, false] });
        const source = build(shape, b);
        const [before, values] = [elements(target), elements(source)];
        const total = target.storage.data.length;
        target.add_(source);
        expect(elements(target)).toEqual(before.map((p, i) => p + values[i]));
        target.copy_(source);
        expect(elements(target)).toEqual(values);
        target.fill_(3);
        expect(elements(target)).toEqual(values.map(() => 3));
        expect(target.storage.data.length).toBe(total);
      }),
      { numRuns: 200 },
    );
  });

  it("transpose matrices, alone and in batches", () => {
    const matrix = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(elements(matrix.T)).toEqual([1, 4, 2, 5, 3, 6]);
    expect(elements(matrix.expand([2, 2, 3]).mT)).toEqual([1, 4, 2, 5, 3, 6, 1, 4, 2, 5, 3, 6]);
    expect(matrix.unsqueeze(0).T.shape).toEqual([3, 2, 1]);
    expect(matrix.requiresGrad_().T.gradFn?.name).toBe("PermuteBackward0");
    expect(() => tensor([1]).mT).toThrow("tensor.mT is only supported on matrices or batches of matrices.");
  });

  it("reduce any dimensions", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
        operand,
        fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
        fc.boolean(),
        (shape, layout, chosen, keepdim) => {
          const x = build(shape, layout);
          const dims = [...shape.keys()].filter((d) => chosen[d]);
          const groups = new Map<string, number[]>();
          elements(x).forEach((value, i) => {
            let rest = i;
            const place = [...shape.keys()].map(() => 0);
            for (let d = shape.length - 1; d >= 0; d--) {
              place[d] = chosen[d] || dims.length === 0 ? 0 : rest % shape[d];
              rest = Math.trunc(rest / shape[d]);
            }
            const key = place.join();
            groups.set(key, [...(groups.get(key) ?? []), value]);
          });
          const expected = [...groups.values()];
          const sums = x.sum(dims, { keepdim });
          const sizes = shape.map((n, d) => (chosen[d] || dims.length === 0 ? 1 : n));
          const left = keepdim ? sizes : shape.filter((_, d) => !chosen[d] && dims.length > 0);
          expect([...sums.shape]).toEqual(left);
          expect(elements(sums)).toEqual(expected.map((group) => group.reduce((a, b) => a + b, 0)));
          expect(elements(x.amax(dims, { keepdim }))).toEqual(expected.map((group) => Math.max(...group)));
          if (dims.length > 0) {
            expect(elements(x.gt(0).all(dims))).toEqual(expected.map((group) => Number(group.every((v) => v > 0))));
          } else expect(x.gt(0).all([], { keepdim }).equal(x.gt(0))).toBe(true); // which, unlike other reductions, reduces none
          expect(elements(x.long().sum(dims))).toEqual(
            expected.map((group) => group.reduce((a, b) => a + Math.trunc(b), 0)),
          );
          if (dims.length === 1) {
            const firsts = expected.map((group) => group.indexOf(Math.min(...group)));
            expect(elements(x.argmin(dims[0]))).toEqual(firsts);
            expect(elements(x.min(dims[0]).indices)).toEqual(firsts);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("sums", () => {
  it("of many float32 are as exact as a double's, rounded once", () => {
    const n = 1_000_003;
    const values = Float32Array.from({ length: n }, (_, i) => Math.fround(Math.sin(i) + 0.1));
    let exact = 0;
    let lost = 0;
    for (const value of values) {
      // Kahan's sum
      const next = value - lost;
      const total = exact + next;
      lost = total - exact - next;
      exact = total;
    }
    expect(tensor(values).sum().item()).toBe(Math.fround(exact));
    expect(tensor(values).mean().item()).toBe(Math.fround(Math.fround(exact) / n));
    expect(tensor(Float64Array.from(values)).sum().item()).toBeCloseTo(exact, 8);
  });
});
