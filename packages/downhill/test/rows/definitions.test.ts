import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowsText } from "../../generate/rows.ts";
import { lowerRows } from "../../src/ir/rows.ts";
import { RowKernel } from "../../src/kernels/rowStream.ts";
import { Storage } from "../../src/memory/storage.ts";
import type { RowFunction } from "../../src/rows/definition.ts";
import { ROW_DEFINITIONS } from "../../src/rows/definitions.ts";
import * as functions from "../../src/rows/functions.ts";

const definitions = Object.values(ROW_DEFINITIONS).flat();

it("functions.ts is what the definitions give: npm run generate", () => {
  const path = fileURLToPath(new URL("../../src/rows/functions.ts", import.meta.url));
  expect(readFileSync(path, "utf8")).toBe(rowsText());
});

const element = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -10, max: 10, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 1e-40, 200, -200, 3e38) },
);
const anything = fc.oneof(element, fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY));

/** Bits, with all NaNs alike. */
function bits(values: ArrayLike<unknown>): string[] {
  const one = new Float64Array(1);
  const view = new BigUint64Array(one.buffer);
  return Array.from(values, (value) => {
    if (Number.isNaN(value)) return "NaN";
    one[0] = Number(value);
    return view[0].toString(16);
  });
}

function storageOf(dtype: "float32" | "float64", values: readonly number[]): Storage {
  const storage = Storage.allocate(dtype, values.length);
  (storage.data as Float64Array).set(values);
  return storage;
}

describe.each(definitions.map(({ name }) => name))("%s", (name) => {
  const definition = definitions.find((candidate) => candidate.name === name)!;

  it.each(["float32", "float64"] as const)("in %s has the same bits from its kernel and its loop", (dtype) => {
    const program = lowerRows(definition, dtype);
    const kernel = new RowKernel(program);
    const [matrices, vectors, results] = program.counts;
    const columns = definition.columns?.length ?? 0;
    let compared = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 37 }),
        fc.boolean(),
        fc.infiniteStream(fc.boolean().chain((tame) => (tame ? element : anything))),
        (rows, size, inHeap, stream) => {
          const draw = (count: number) => Array.from({ length: count }, () => stream.next().value);
          const reads = [
            ...Array.from({ length: matrices }, () => storageOf(dtype, draw(rows * size))),
            ...Array.from({ length: vectors }, () => storageOf(dtype, draw(size))),
          ];
          if (inHeap) for (const storage of reads) storage.moveToHeap();
          const read = Array.from({ length: columns }, () => Float64Array.from(draw(rows)));
          const numbers = (definition.numbers ?? []).map(() => 1e-5);
          const run = (by: (...args: Parameters<RowKernel["run"]>) => unknown) => {
            const outs = Array.from({ length: results }, () => Storage.allocate(dtype, rows * size));
            const written = Array.from({ length: program.columnsWritten }, () => new Float64Array(rows));
            const arrays = [...reads, ...outs].map((storage) => ({ storage, offset: 0 }));
            const ran = by(rows, size, arrays, numbers, read, written);
            return { ran, values: [...outs.map(({ data }) => bits(data)), ...written.map(bits)] };
          };
          const byKernel = run((...args) => kernel.run(...args));
          if (byKernel.ran === false) return;
          compared++;
          const byLoop = run((...args) => loopOf(name, dtype)(...args));
          expect(byKernel.values).toEqual(byLoop.values);
        },
      ),
      { numRuns: 80 },
    );
    if (dtype === "float32") expect(compared).toBeGreaterThan(0);
  });
});

/** The plain loop. */
function loopOf(name: string, dtype: "float32" | "float64") {
  return (functions as unknown as Readonly<Record<string, RowFunction>>)[name].loops[dtype];
}

describe("a kernel of rows", () => {
  const program = lowerRows(ROW_DEFINITIONS.softmax.find(({ name }) => name === "softmaxGradient")!, "float32");
  const kernel = new RowKernel(program);
  const array = (count: number, dtype: "float32" | "float64" = "float32") => ({
    storage: Storage.allocate(dtype, count),
    offset: 0,
  });

  it("refuses arrays that are too short, of another dtype, or missing, before anything changes", () => {
    const [good, out] = [array(6), array(6)];
    expect(() => kernel.run(2, 3, [good, array(5), out], [], [], [])).toThrow(RangeError);
    expect(() => kernel.run(2, 3, [good, array(6, "float64"), out], [], [], [])).toThrow(TypeError);
    expect(() => kernel.run(2, 3, [good, good, { ...out, offset: 1 }], [], [], [])).toThrow(RangeError);
    expect(() => kernel.run(2, 3, [good, out], [], [], [])).toThrow(RangeError);
    expect(() => kernel.run(2, 3, [good, good, out], [1], [], [])).toThrow(RangeError);
  });

  it("has the same bits for any number of rows at a time", () => {
    const [rows, size] = [700, 300];
    const values = Array.from({ length: rows * size }, (_, i) => Math.fround(Math.sin(i)));
    const x = storageOf("float32", values);
    const once = array(rows * size);
    expect(kernel.run(rows, size, [{ storage: x, offset: 0 }, { storage: x, offset: 0 }, once], [], [], [])).toBe(true);
    const one = array(size);
    for (const row of [0, 1, 350, rows - 1]) {
      const from = { storage: x, offset: row * size };
      kernel.run(1, size, [from, from, one], [], [], []);
      expect(bits(one.storage.data)).toEqual(bits(once.storage.data.subarray(row * size, (row + 1) * size)));
    }
  });
});
