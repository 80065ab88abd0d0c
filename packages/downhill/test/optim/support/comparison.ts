import type { FloatName } from "./streams.ts";

/** How the numbers of a run compare with PyTorch's. */
export interface Comparison {
  /** How many steps were made. */
  readonly steps: number;
  /** The largest difference in units in the last place; infinite where only a hash tells of it. */
  readonly ulp: number;
  /** What differs, in words. */
  readonly differences: readonly string[];
}

const bytes = new DataView(new ArrayBuffer(8));

/** The place of a number among all numbers of its type, in order. */
function ordinal(value: number, dtype: FloatName): bigint {
  if (dtype === "float32") bytes.setFloat32(0, value);
  else bytes.setFloat64(0, value);
  const bits = dtype === "float32" ? BigInt(bytes.getInt32(0)) : bytes.getBigInt64(0);
  const least = dtype === "float32" ? -(2n ** 31n) : -(2n ** 63n);
  return bits < 0n ? least - bits : bits;
}

/** How many numbers of a type one is from another: 0 for the same one; both zeros are the same, as are all NaNs. */
export function ulpBetween(a: number, b: number, dtype: FloatName): number {
  if (Object.is(a, b)) return 0;
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.POSITIVE_INFINITY;
  const distance = ordinal(a, dtype) - ordinal(b, dtype);
  return Number(distance < 0n ? -distance : distance);
}

/**
 * The same of packed values: numbers, or arrays of `count` elements, which are hex if they are at most four and a hash if
 * they are more.
 */
export function ulpBetweenPacked(a: unknown, b: unknown, dtype: FloatName, count: number): number {
  if (a === b) return 0;
  if (typeof a === "number" && typeof b === "number") return ulpBetween(a, b, "float64");
  if (typeof a !== "string" || typeof b !== "string" || count > 4 || a.length !== b.length) {
    return Number.POSITIVE_INFINITY;
  }
  const [first, second] = [a, b].map((hex) => numbersOf(hex, dtype));
  return first.reduce((most, value, i) => Math.max(most, ulpBetween(value, second[i], dtype)), 0);
}

function numbersOf(hex: string, dtype: FloatName): number[] {
  const data = Buffer.from(hex, "hex");
  return dtype === "float32"
    ? Array.from({ length: data.length / 4 }, (_, i) => data.readFloatLE(4 * i))
    : Array.from({ length: data.length / 8 }, (_, i) => data.readDoubleLE(8 * i));
}
