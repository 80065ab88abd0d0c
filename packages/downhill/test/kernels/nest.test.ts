import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { where } from "../../src/elementwise/functions.ts";
import * as e from "../../src/ir/expression.ts";
import { input } from "../../src/ir/expression.ts";
import { lower } from "../../src/ir/program.ts";
import { NestJob } from "../../src/kernels/fused/nestJob.ts";
import { type FloatDType, newArray } from "../../src/memory/dtype.ts";
import { Storage } from "../../src/memory/storage.ts";

/** The offsets of all elements, in the order of the loops. */
function offsets(sizes: readonly number[], strides: readonly number[]): number[] {
  return sizes.reduce<number[]>(
    (all, size, d) => all.flatMap((first) => Array.from({ length: size }, (_, i) => first + i * strides[d])),
    [0],
  );
}

/** A storage filled with numbers, or with truths, with room around the elements that loops reach. */
function filled(dtype: FloatDType | "bool", length: number, inHeap: boolean): Storage {
  const storage = new Storage(dtype, newArray(dtype, length));
  const data = storage.data as Float32Array;
  for (let i = 0; i < length; i++) data[i] = dtype === "bool" ? Math.round(Math.random()) : Math.random() - 0.5;
  if (inHeap) storage.moveToHeap();
  return storage;
}

const dense = (sizes: readonly number[]) => sizes.map((_, d) => sizes.slice(d + 1).reduce((a, b) => a * b, 1));

describe("a kernel of nested loops", () => {
  it("reads and writes arrays of any strides, in the heap or not, and touches nothing beside them", () => {
    const array = fc.record({ step: fc.constantFrom(0, 1, 2), outer: fc.nat(3), inHeap: fc.boolean() });
    const sizes = fc.oneof(
      fc.tuple(fc.integer({ min: 1, max: 70 })),
      fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 21 })),
      fc.tuple(fc.constant(3), fc.constant(9000)),
    );
    const types = fc.constantFrom<FloatDType>("float32", "float64");
    fc.assert(
      fc.property(types, sizes, fc.array(array, { minLength: 4, maxLength: 4 }), (dtype, size, kinds) => {
        const strides = kinds.map(({ step, outer }, i) =>
          i === 3
            ? dense([...size, step + 1]).slice(0, -1)
            : size.map((_, d) => (d === size.length - 1 ? step : outer * (d + 1))),
        );
        const types = ["bool", dtype, dtype, dtype] as const;
        const job = NestJob.make(
          where.program(dtype)!,
          strides.map((own, i) => ({ dtype: types[i], strides: own })),
          size,
        );
        const all = strides.map((own) => offsets(size, own));
        const storages = all.map((places, i) => filled(types[i], 7 + Math.max(...places), kinds[i].inHeap));
        const [condition, a, b, out] = storages.map(({ data }) => data as Float32Array);
        const wanted = out.slice();
        all[3].forEach((place, i) => {
          wanted[3 + place] = condition[3 + all[0][i]] !== 0 ? a[3 + all[1][i]] : b[3 + all[2][i]];
        });
        expect(job?.run(storages, [3, 3, 3, 3])).toBe(true);
        expect([...(storages[3].data as Float32Array)]).toEqual([...wanted]);
        job?.dispose();
      }),
      { numRuns: 150 },
    );
  });

  it("stores truths as bytes of 0 or 1", () => {
    for (const dtype of ["float32", "float64"] as const) {
      const program = lower(dtype, ["a", "out"], { out: e.gt(input("a"), 0) });
      const job = NestJob.make(
        program,
        [
          { dtype, strides: [1] },
          { dtype: "bool", strides: [1] },
        ],
        [11],
      );
      const [a, out] = [filled(dtype, 11, true), filled("bool", 13, true)];
      const last = (out.data as Uint8Array).slice(11);
      expect(job?.run([a, out], [0, 0])).toBe(true);
      expect([...(out.data as Uint8Array)]).toEqual([
        ...[...(a.data as Float32Array)].map((x) => Number(x > 0)),
        ...last,
      ]);
    }
  });

  it("takes no array of another type, or with fewer elements than its loops reach", () => {
    const job = NestJob.make(
      where.program("float32")!,
      ["bool", "float32", "float32", "float32"].map((dtype) => ({ dtype: dtype as FloatDType, strides: [1] })),
      [8],
    );
    const storages = (["bool", "float32", "float32", "float32"] as const).map((dtype) => filled(dtype, 8, true));
    const run = (...given: Storage[]) => job?.run([...given, ...storages.slice(given.length)], [0, 0, 0, 0]);
    expect(() => run(filled("float32", 8, true))).toThrow(TypeError);
    expect(() => run(storages[0], filled("float32", 7, true))).toThrow(RangeError);
    expect(() => run(storages[0], filled("float32", 7, false))).toThrow(RangeError);
    expect(run(...storages)).toBe(true);
  });
});
