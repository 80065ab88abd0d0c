import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { functionsText } from "../../generate/functions.ts";
import type { Elementwise } from "../../src/elementwise/definition.ts";
import { DEFINITIONS } from "../../src/elementwise/definitions.ts";
import * as functions from "../../src/elementwise/functions.ts";
import type { BinaryLoop, TernaryLoop, UnaryLoop } from "../../src/elementwise/loopTypes.ts";
import { stream } from "../../src/kernels/stream.ts";
import { type DType, type ElementDType, viewArray } from "../../src/memory/dtype.ts";
import { Storage } from "../../src/memory/storage.ts";

const definitions = Object.values(DEFINITIONS).flat();
const found = functions as unknown as Readonly<Record<string, Elementwise<UnaryLoop | BinaryLoop | TernaryLoop>>>;

it("functions.ts is what the definitions give: npm run generate", () => {
  const path = fileURLToPath(new URL("../../src/elementwise/functions.ts", import.meta.url));
  expect(readFileSync(path, "utf8")).toBe(functionsText());
});

const special = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  2,
  -2,
  3,
  1e-42,
  -1e-45,
  1e-20,
  -1e-20,
  88.7,
  88.8,
  -87.4,
  -104,
  700,
  -750,
  1e10,
  3.4e38,
  -3.4e38,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
  8388609.5,
  2147483648,
  16777217,
];
const element = fc.oneof(
  { weight: 3, arbitrary: fc.double({ min: -10, max: 10, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(...special) },
  { weight: 1, arbitrary: fc.double() },
);

/** Enough elements for vectors, and some that are left over. */
const COUNT = 23;

function storage(dtype: DType, values: readonly (number | bigint)[]): Storage {
  const result = Storage.allocate(dtype, values.length);
  (result.data as Float64Array).set(values as number[]);
  return result;
}

/** Random values of an array's type. */
function column(type: ElementDType | "bool"): fc.Arbitrary<(number | bigint)[]> {
  const integer = fc.oneof(fc.bigInt({ min: -5n, max: 5n }), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }));
  const value = type === "bool" ? fc.nat(1) : type === "int64" ? integer : element;
  return fc.array<number | bigint>(value, { minLength: COUNT, maxLength: COUNT });
}

/** The loop's results; an argument of one element is repeated. */
function byLoop(name: string, dtype: ElementDType, outType: DType, args: readonly Storage[]): ArrayLike<unknown> {
  const out = Storage.allocate(outType, COUNT);
  const loop = found[name][dtype] as (...values: unknown[]) => void;
  loop(COUNT, out.data, 0, 1, ...args.flatMap(({ data, length }) => [data, 0, length === 1 ? 0 : 1]));
  return out.data;
}

function bits(dtype: DType, values: ArrayLike<unknown>): string[] {
  if (dtype === "bool" || dtype === "int64") return Array.from(values, String);
  const view = dtype === "float32" ? new Uint32Array(1) : new BigUint64Array(1);
  const one = viewArray(dtype, view.buffer, 0, 1);
  return Array.from(values, (value) => {
    if (Number.isNaN(value)) return "NaN";
    one[0] = value as number;
    return view[0].toString(16);
  });
}

describe.each(definitions.map(({ name }) => name))("%s", (name) => {
  const { arity, value } = definitions.find((definition) => definition.name === name)!;
  const kernelOf = (dtype: ElementDType, repeated: number) => found[name].kernel(dtype, repeated);

  it.each(["float32", "float64", "int64"] as const)("in %s has the same bits from its kernel and its loop", (dtype) => {
    const types = kernelOf(dtype, 0)?.types;
    if (types === undefined) return;
    const outType = types[arity];
    fc.assert(
      fc.property(
        fc.tuple(...types.slice(0, arity).map(column)),
        fc.nat((1 << arity) - 2),
        fc.boolean(),
        (columns, wanted, inHeap) => {
          // A bool that is repeated is walked over as an array.
          const repeated = types
            .slice(0, arity)
            .reduce((mask, type, i) => mask & ~(Number(type === "bool") << i), wanted);
          const args = columns.map((values, i) =>
            storage(types[i], (repeated & (1 << i)) === 0 ? values : values.slice(0, 1)),
          );
          const expected = byLoop(name, dtype, outType, args);
          const kernel = kernelOf(dtype, repeated)!;
          const out = Storage.allocate(outType, COUNT);
          if (inHeap) for (const arg of args) arg.moveToHeap();
          const arrays = [...args.filter(({ length }) => length > 1), out];
          const uniforms = kernel.program.uniforms.map(({ key }) => args["abc".indexOf(key)].data[0]);
          const ran = stream(
            kernel,
            arrays.map((array) => ({ storage: array, offset: 0, walk: null })),
            uniforms,
            COUNT,
          );
          expect(ran).toBe(true);
          expect(bits(outType, out.data)).toEqual(bits(outType, expected));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("documents one expression for all its types", () => {
    expect(value.length === 0 ? arity : value.length).toBe(arity);
  });
});

describe("stream", () => {
  const add = found.add.kernel("float32", 0)!;
  const array = (values: readonly number[]) => ({ storage: storage("float32", values), offset: 0, walk: null });

  it("refuses arrays of another dtype, and elements beyond an array's end, before anything changes", () => {
    const out = array([7, 7, 7]);
    const good = array([1, 2, 3]);
    const wide = { storage: storage("float64", [1, 2, 3]), offset: 0, walk: null };
    expect(() => stream(add, [good, wide, out], [], 3)).toThrow(TypeError);
    expect(() => stream(add, [good, array([1, 2]), out], [], 3)).toThrow(RangeError);
    expect(() => stream(add, [good, good, { ...out, offset: 1 }], [], 3)).toThrow(RangeError);
    expect(() => stream(add, [good, { ...good, walk: { sizes: [3], strides: [2] } }, out], [], 3)).toThrow(RangeError);
    expect(() => stream(add, [good, out], [], 3)).toThrow(RangeError);
    expect([...out.storage.data]).toEqual([7, 7, 7]);
  });

  it("reads through strides, whatever the number of elements", () => {
    for (const [rows, columns] of [
      [3, 5],
      [300, 257],
      [40_000, 3],
    ]) {
      const n = rows * columns;
      const matrix = array(Array.from({ length: n }, (_, i) => i % 1000));
      const row = array(Array.from({ length: columns }, (_, i) => i / 8));
      const out = array(new Array<number>(n).fill(0));
      // The matrix is stored column after column, the row is repeated.
      const transposed = { ...matrix, walk: { sizes: [rows, columns], strides: [1, rows] } };
      const repeated = { ...row, walk: { sizes: [rows, columns], strides: [0, 1] } };
      expect(stream(add, [transposed, repeated, out], [], n)).toBe(true);
      for (let r = 0; r < rows; r += 7) {
        for (let c = 0; c < columns; c++) {
          const expected = ((c * rows + r) % 1000) + c / 8;
          if (out.storage.data[r * columns + c] !== expected) {
            expect([r, c, out.storage.data[r * columns + c]]).toEqual([r, c, expected]);
          }
        }
      }
    }
  });
});
