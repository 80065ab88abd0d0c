import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import * as e from "../../src/ir/expression.ts";
import { lerpWeights, lower, type Program } from "../../src/ir/program.ts";
import { ElementwiseJob, ElementwiseKernel } from "../../src/kernels/elementwise.ts";
import { evaluate } from "../../src/kernels/evaluator.ts";
import { getNumThreads, setNumThreads } from "../../src/kernels/pool/pool.ts";
import { memoryTwin } from "../../src/kernels/rule.ts";
import type { FloatDType } from "../../src/memory/dtype.ts";
import { Storage } from "../../src/memory/storage.ts";

const ARRAYS = ["param", "grad", "state"];
const VALUES = { small: 0.1, large: 0.9, negative: -3.7, tiny: 1e-30 };

const scalars = fc.constantFrom(...Object.keys(VALUES)).map(e.scalar);
const special = [0, -0, 1, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-42, -1e-45, 3.4e38];
const elements = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: -10, max: 10, noNaN: true }) },
  fc.constantFrom(...special),
  fc.double(),
);

const { expression } = fc.letrec<{ expression: e.Expression; comparison: e.Comparison }>((tie) => ({
  expression: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(...ARRAYS).map(e.input),
    fc
      .tuple(
        fc.constantFrom(e.neg, e.sqrt, e.abs, e.sign, e.reciprocal, e.floor, e.ceil, e.trunc, e.nearest),
        tie("expression"),
      )
      .map(([f, a]) => f(a)),
    // In double precision, with one rounding at the end.
    fc
      .tuple(fc.constantFrom(e.add, e.mul, e.div, e.copysign), tie("expression"), tie("expression"))
      .map(([f, a, b]) => e.narrow(f(e.widen(a), e.mul(b, 0.1)))),
    fc
      .tuple(fc.constantFrom(e.exp, e.expm1, e.log, e.log1p, e.tanh, e.erf), tie("expression"), fc.boolean())
      .map(([f, a, isWide]) => (isWide ? e.narrow(f(e.add(e.widen(a), 0.1))) : f(a))),
    fc
      .tuple(
        fc.constantFrom(e.add, e.sub, e.mul, e.div, e.min, e.max, e.copysign),
        tie("expression"),
        tie("expression"),
      )
      .map(([f, a, b]) => f(a, b)),
    fc.tuple(fc.constantFrom(e.add, e.mul, e.div, e.sub), scalars, tie("expression")).map(([f, s, a]) => f(s, a)),
    fc.tuple(tie("comparison"), tie("expression"), tie("expression")).map(([test, a, b]) => e.where(test, a, b)),
    fc
      .tuple(fc.constantFrom(e.addScaled, e.lerp), tie("expression"), tie("expression"), scalars)
      .map(([f, a, b, s]) => f(a, b, s)),
    fc
      .tuple(
        fc.constantFrom(e.addcmul, e.addcdiv),
        tie("expression"),
        tie("expression"),
        tie("expression"),
        scalars.chain((s) => fc.constantFrom(s, e.neg(s), e.oneMinus(s), 1, -1)),
      )
      .map(([f, a, b, c, s]) => f(a, b, c, s)),
  ),
  comparison: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc
      .tuple(fc.constantFrom(e.eq, e.ne, e.lt, e.le, e.gt, e.ge), tie("expression"), tie("expression"))
      .map(([f, a, b]) => f(a, b)),
    fc.tuple(fc.constantFrom(e.and, e.or), tie("comparison"), tie("comparison")).map(([f, a, b]) => f(a, b)),
  ),
}));

const threads = getNumThreads();
afterAll(() => setNumThreads(threads));

function program(dtype: FloatDType, outputs: Record<string, e.Expression>): Program {
  const small = lerpWeights(outputs).filter((weight) => Math.abs(weight.evaluate(VALUES)) < 0.5);
  return lower(dtype, ARRAYS, outputs, new Set(small.map(({ key }) => key)));
}

function uniforms({ dtype, uniforms }: Program): Float32Array | Float64Array {
  const values = uniforms.map((scalar) => scalar.evaluate(VALUES));
  return dtype === "float32" ? Float32Array.from(values) : Float64Array.from(values);
}

function storages(dtype: FloatDType, columns: readonly (readonly number[])[]): Storage[] {
  return columns.map((values) => {
    const storage = Storage.allocate(dtype, values.length);
    (storage.data as Float64Array).set(values);
    return storage;
  });
}

const runs = (arrays: readonly Storage[], offset = 0) => arrays.map((storage) => ({ storage, offset }));

/** Equal bits, with all NaNs alike. */
function expectSameBits(actual: ArrayLike<unknown>, expected: ArrayLike<unknown>): void {
  for (let i = 0; i < expected.length; i++) {
    if (!Object.is(actual[i], expected[i]))
      expect({ index: i, value: actual[i] }).toEqual({ index: i, value: expected[i] });
  }
}

describe("a compiled kernel", () => {
  for (const dtype of ["float32", "float64"] as const) {
    it(`gives the reference evaluator's bits in ${dtype}, in the heap and staged`, () => {
      fc.assert(
        fc.property(
          expression,
          expression,
          fc
            .integer({ min: 1, max: 41 })
            .chain((n) => fc.array(fc.array(elements, { minLength: n, maxLength: n }), { minLength: 3, maxLength: 3 })),
          (param, state, columns) => {
            const p = program(dtype, { param, state });
            const expected = storages(dtype, columns).map(({ data }) => data as Float64Array);
            evaluate(p, expected, uniforms(p));

            const kernel = new ElementwiseKernel(p);
            const inHeap = storages(dtype, columns);
            for (const storage of inHeap) expect(storage.moveToHeap()).toBe(true);
            const job = new ElementwiseJob();
            job.reset(kernel);
            job.push(runs(inHeap), columns[0].length);
            job.run(Array.from(uniforms(p)));

            const staged = storages(dtype, columns);
            const reversed = Int32Array.from(columns[0], (_, i) => columns[0].length - 1 - i);
            job.reset(kernel);
            job.pushStaged(
              staged.map((storage) => ({ storage, offset: 0, places: reversed })),
              columns[0].length,
            );
            job.run(Array.from(uniforms(p)));

            for (let i = 0; i < 3; i++) {
              expectSameBits(inHeap[i].data, expected[i]);
              expectSameBits(staged[i].data, expected[i]);
            }
            for (const storage of inHeap) storage.free();
          },
        ),
        { numRuns: 150 },
      );
    });
  }

  it("gives the same bits for one thread and two, and touches nothing beside its arrays", () => {
    const average = e.lerp(e.input("state"), e.input("grad"), e.scalar("small"));
    const p = program("float32", {
      param: e.addcdiv(e.input("param"), average, e.sqrt(e.abs(average))),
      state: average,
    });
    const lengths = [1, 3, 64, 1000, 16_384, 100_003, 300_001];
    const run = (count: number) => {
      setNumThreads(count);
      const job = new ElementwiseJob();
      job.reset(new ElementwiseKernel(p));
      const all = lengths.map((n) => {
        const columns = ARRAYS.map((_, column) => Array.from({ length: n + 8 }, (_, i) => Math.sin(i * (column + 1))));
        const arrays = storages("float32", columns);
        for (const storage of arrays) storage.moveToHeap();
        job.push(runs(arrays, 4), n);
        return arrays;
      });
      job.run(Array.from(uniforms(p)));
      return all.map((arrays) => arrays.map(({ data }) => data.slice()));
    };
    const [one, two] = [run(1), run(2)];
    lengths.forEach((n, i) => {
      for (let column = 0; column < 3; column++) {
        expectSameBits(two[i][column], one[i][column]);
        for (const edge of [0, 3, n + 4, n + 7]) {
          expect(one[i][column][edge]).toBe(Math.fround(Math.sin(edge * (column + 1))));
        }
      }
    });
  });
});

describe("memoryTwin", () => {
  it("leaves every array as it was", () => {
    const p = program("float32", { param: e.add(e.input("param"), e.input("grad")), state: e.input("grad") });
    const arrays = storages("float32", [
      Array.from({ length: 37 }, (_, i) => i),
      new Array(37).fill(2),
      new Array(37).fill(3),
    ]);
    for (const storage of arrays) storage.moveToHeap();
    const twin = memoryTwin(new ElementwiseKernel(p));
    expect(twin.program.instructions.filter(({ op }) => op === "load")).toHaveLength(3);
    const job = new ElementwiseJob();
    job.reset(twin);
    job.push(runs(arrays), 37);
    job.run([1]);
    expect(Array.from(arrays[0].data as Float32Array)).toEqual(Array.from({ length: 37 }, (_, i) => i));
    expect(new Set(arrays[1].data as Float32Array)).toEqual(new Set([2]));
    expect(new Set(arrays[2].data as Float32Array)).toEqual(new Set([3]));
  });
});

describe("lower", () => {
  it("names an array that doesn't exist", () => {
    expect(() => program("float32", { param: e.input("momentum") })).toThrow(/"momentum".*param, grad, state/);
  });

  it("computes equal subexpressions once", () => {
    const square = () => e.mul(e.input("grad"), e.input("grad"));
    const { instructions } = program("float32", { param: e.add(square(), square()) });
    expect(instructions.map(({ op }) => op)).toEqual(["load", "mul", "add"]);
  });
});
