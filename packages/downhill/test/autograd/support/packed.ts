import { type ComputeDType, type Tensor, tensor } from "downhill";
import { expect } from "vitest";

/** A tensor in a fixture; NaN and infinities are strings there. */
export interface Packed {
  readonly dtype: ComputeDType;
  readonly shape: readonly number[];
  readonly values: readonly (number | string | boolean)[];
}

const SPECIAL: Readonly<Record<string, number>> = { nan: Number.NaN, inf: Infinity, "-inf": -Infinity };

function numberOf(value: number | string | boolean): number {
  return typeof value === "string" ? SPECIAL[value] : Number(value);
}

export function unpack(packed: Packed, dtype: ComputeDType = packed.dtype): Tensor {
  const target = packed.dtype === "bool" || packed.dtype === "int64" ? packed.dtype : dtype;
  return tensor(packed.values.map(numberOf), { dtype: target }).reshape(packed.shape);
}

/** Relative and absolute tolerances: a few roundings of each type. */
const TOLERANCE: Readonly<Partial<Record<string, number>>> = { float32: 2e-6, float64: 1e-13, int64: 0, bool: 0 };

export function expectClose(actual: Tensor, expected: Packed, what: string, slack = 1): void {
  expect(actual.dtype, what).toBe(expected.dtype);
  expect([...actual.shape], what).toEqual(expected.shape);
  const values = Array.from(actual.toTypedArray(), Number);
  const tolerance = (TOLERANCE[expected.dtype] ?? 0) * slack;
  const scale = Math.max(0, ...expected.values.map(numberOf).filter(Number.isFinite).map(Math.abs));
  expected.values.forEach((packed, i) => {
    const value = numberOf(packed);
    const isSame = Object.is(values[i], value) || values[i] === value;
    if (!isSame && !(Math.abs(values[i] - value) <= tolerance * (Math.abs(value) + 0.1 * scale + 1e-3))) {
      expect.fail(`${what}: element ${i} is ${values[i]}, expected ${value}`);
    }
  });
}
