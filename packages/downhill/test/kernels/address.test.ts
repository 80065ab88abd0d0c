import { describe, expect, it } from "vitest";
import * as e from "../../src/ir/expression.ts";
import { lower } from "../../src/ir/program.ts";
import { lowerRows } from "../../src/ir/rows.ts";
import { ElementwiseJob, ElementwiseKernel } from "../../src/kernels/elementwise.ts";
import { laneSquares } from "../../src/kernels/laneSquares.ts";
import { gemm } from "../../src/kernels/matmul/gemm.ts";
import { columnSquares, outerQuotients } from "../../src/kernels/matrixKernels.ts";
import { columnNorms, norm, rowNorms } from "../../src/kernels/norms.ts";
import { reduce } from "../../src/kernels/reduction.ts";
import { RowKernel } from "../../src/kernels/rowStream.ts";
import { stream } from "../../src/kernels/stream.ts";
import type { DType } from "../../src/memory/dtype.ts";
import { Storage } from "../../src/memory/storage.ts";
import { ROW_DEFINITIONS } from "../../src/rows/definitions.ts";

/** Kernels believe their callers' addresses and lengths: each looks itself whether they are an array's own. */

function inHeap(length: number, dtype: DType = "float32"): Storage {
  const storage = Storage.allocate(dtype, length);
  if (dtype !== "int64") (storage.data as Float32Array).fill(1);
  expect(storage.moveToHeap()).toBe(true);
  return storage;
}

const run = (length: number, offset = 0, dtype: DType = "float32") => ({ storage: inHeap(length, dtype), offset });

describe("an elementwise job", () => {
  const kernel = new ElementwiseKernel(
    lower("float32", ["param", "grad"], { param: e.add(e.input("param"), e.input("grad")) }, new Set()),
  );

  function jobFor(): ElementwiseJob {
    const job = new ElementwiseJob();
    job.reset(kernel);
    return job;
  }

  it("refuses arrays that are too short, of another dtype, too many, or elsewhere, and changes none", () => {
    const param = run(100);
    const refused = [
      [[param, run(99)], "100 elements from place 0 of a storage that has 99"],
      [[param, run(100, 1)], "100 elements from place 1 of a storage that has 100"],
      [[param, run(100, -1)], "100 elements from place -1 of a storage that has 100"],
      [[param, run(100, Number.NaN)], "100 elements from place NaN"],
      [[param, run(200, 0, "float64")], "dtype float32 was given some of dtype float64"],
      [[param, run(100, 0, "int64")], "dtype float32 was given some of dtype int64"],
      [[param], "takes 2 arrays was given 1"],
      [[param, run(100), run(100)], "takes 2 arrays was given 3"],
      [[param, { storage: Storage.allocate("float32", 100), offset: 0 }], "aren't in the shared heap"],
    ] as const;
    for (const [runs, message] of refused) expect(() => jobFor().push(runs, 100), message).toThrow(message);
    expect(param.storage.data).toEqual(new Float32Array(100).fill(1));
  });

  it("refuses places that are not the array's", () => {
    const whole = { ...run(4), places: null };
    const at = (...places: number[]) => ({ ...run(4), places: Int32Array.from(places) });
    for (const bad of [at(0, 1, 2, 4), at(0, 1, -1, 2), at(0, 1, 2), { ...run(4, 1), places: null }]) {
      expect(() => jobFor().pushStaged([bad, whole], 4)).toThrow(RangeError);
      expect(() => jobFor().pushStaged([whole, bad], 4)).toThrow(RangeError);
    }
    const wide = { ...run(4, 0, "float64"), places: null };
    expect(() => jobFor().pushStaged([whole, wide], 4)).toThrow(TypeError);
  });
});

describe("other kernels", () => {
  it("refuse functions' operands that reach beyond their storage", () => {
    const kernel = new ElementwiseKernel(
      lower("float32", ["a", "out"], { out: e.mul(e.input("a"), e.input("a")) }, new Set()),
    );
    const out = { ...run(6), walk: null };
    const walk = (...strides: number[]) => ({ sizes: [2, 3].slice(-strides.length), strides });
    expect(stream(kernel, [{ ...run(3), walk: walk(0, 1) }, out], [], 6)).toBe(true);
    for (const a of [
      { ...run(5), walk: null },
      { ...run(6, 1), walk: null },
      { ...run(5), walk: walk(3, 1) },
      { ...run(3), walk: walk(1) },
    ]) {
      expect(() => stream(kernel, [a, out], [], 6)).toThrow(RangeError);
    }
    expect(() => stream(kernel, [{ ...run(6, 0, "float64"), walk: null }, out], [], 6)).toThrow(TypeError);
    expect(() => stream(kernel, [out], [], 6)).toThrow(RangeError);
  });

  it("refuse rows that reach beyond their storage", () => {
    const [definition] = Object.values(ROW_DEFINITIONS).flat();
    const kernel = new RowKernel(lowerRows(definition, "float32"));
    const { arrays, numbers, columnsRead, columnsWritten } = kernel.program;
    const columns = (count: number) => Array.from({ length: count }, () => new Float64Array(4));
    const call = (all: readonly ReturnType<typeof run>[]) =>
      kernel.run(4, 8, all, new Array(numbers - 1).fill(1), columns(columnsRead), columns(columnsWritten));
    const good = arrays.map(() => run(32));
    expect(call(good)).toBe(true);
    for (const bad of [run(31), run(32, 1), run(32, -1), run(32, Number.NaN)]) {
      expect(() => call(good.with(-1, bad))).toThrow(RangeError);
    }
    expect(() => call(good.with(-1, run(32, 0, "float64")))).toThrow(TypeError);
    expect(() => call(good.slice(1))).toThrow(RangeError);
  });

  it("refuse vectors of other lengths and dtypes", () => {
    expect(reduce("dot", 100, run(100), run(100))).toBe(100);
    for (const [a, b] of [
      [run(99), run(100)],
      [run(100), run(99)],
      [run(100), run(100, 1)],
    ]) {
      expect(() => reduce("dot", 100, a, b)).toThrow(RangeError);
    }
    expect(() => reduce("dot", 100, run(100), run(100, 0, "float64"))).toThrow(TypeError);
    expect(() => reduce("absMax", 101, run(100))).toThrow(RangeError);
  });

  it("refuse matrices that reach beyond their storage", () => {
    const [three, four] = [new Float32Array(3), new Float32Array(4)];
    const take = () => {};
    expect(() => laneSquares(inHeap(11), 0, 3, 4, take)).toThrow(RangeError);
    expect(() => columnSquares(inHeap(11), 0, 1, 3, 4, four)).toThrow(RangeError);
    expect(() => columnSquares(inHeap(12), 0, 1, 3, 4, three)).toThrow(RangeError);
    expect(() => columnSquares(inHeap(12, "float64"), 0, 1, 3, 4, four)).toThrow(TypeError);
    expect(() => outerQuotients(three, four, 1, inHeap(12), 1)).toThrow(RangeError);
    expect(() => outerQuotients(three, four, 1, inHeap(12, "float64"), 0)).toThrow(TypeError);
    expect(() => rowNorms(inHeap(11), 0, 3, 4, three)).toThrow(RangeError);
    expect(() => rowNorms(inHeap(12), 0, 3, 4, three, 1)).toThrow(RangeError);
    expect(() => columnNorms(inHeap(12), 0, 1, 3, 4, three)).toThrow(RangeError);
    expect(() => norm(inHeap(12).data, 1, 12)).toThrow(RangeError);
  });

  it("refuse factors and products that reach beyond their storage", () => {
    const matrix = (length: number, offset = 0, rowStride = 3, columnStride = 1, dtype: DType = "float32") => ({
      storage: inHeap(length, dtype),
      offset,
      rowStride,
      columnStride,
    });
    for (const [a, b, out, outOffset] of [
      [matrix(5), matrix(9), inHeap(6), 0],
      [matrix(6, 1), matrix(9), inHeap(6), 0],
      [matrix(6), matrix(8), inHeap(6), 0],
      [matrix(6, 5, -3), matrix(9), inHeap(6), 0],
      [matrix(6), matrix(9), inHeap(5), 0],
      [matrix(6), matrix(9), inHeap(6), 1],
    ] as const) {
      const before = out.data.slice();
      expect(() => gemm(2, 3, 3, a, b, out, outOffset)).toThrow(RangeError);
      expect(out.data).toEqual(before);
    }
    expect(() => gemm(2, 3, 3, matrix(6, 0, 3, 1, "float64"), matrix(9), inHeap(6))).toThrow(TypeError);
    expect(() => gemm(2, 3, 3, matrix(6), matrix(9), inHeap(6, "int64"))).toThrow(TypeError);
    const own = matrix(9);
    expect(() => gemm(2, 3, 3, own, matrix(9), own.storage)).toThrow(RangeError);
  });
});
