import { type ComputeDType, type DType, isInteger, itemSize } from "../memory/dtype.ts";
import { getDefaultDtype } from "./defaultDtype.ts";

/** What numbers a type of floats has. */
export interface FloatLimits {
  readonly dtype: DType;
  readonly bits: number;
  /** The distance from 1 to the next number. */
  readonly eps: number;
  readonly max: number;
  readonly min: number;
  /** The smallest positive number with all its digits. */
  readonly tiny: number;
  readonly smallestNormal: number;
  /** About the smallest decimal step. */
  readonly resolution: number;
}

/** Bits behind the point, the largest exponent, decimals. */
const FLOATS: Readonly<Record<string, readonly [digits: number, exponent: number, decimals: number]>> = {
  float64: [52, 1023, 15],
  float32: [23, 127, 6],
  float16: [10, 15, 3],
  bfloat16: [7, 127, 2],
};

/**
 * The limits of a type of floats (default: the default dtype).
 * @throws TypeError for other types.
 * @see https://docs.pytorch.org/docs/stable/type_info.html
 */
export function finfo(dtype: DType = getDefaultDtype()): FloatLimits {
  const found = FLOATS[dtype];
  if (found === undefined) {
    throw new TypeError(
      `torch.finfo() requires a floating point input type. Use torch.iinfo to handle 'torch.finfo': got ${dtype}`,
    );
  }
  const [digits, exponent, decimals] = found;
  const max = (2 - 2 ** -digits) * 2 ** exponent;
  const tiny = 2 ** (1 - exponent);
  const bits = 8 * itemSize(dtype);
  const resolution = Number(`1e-${decimals}`);
  return { dtype, bits, eps: 2 ** -digits, max, min: -max, tiny, smallestNormal: tiny, resolution };
}

/** What numbers a type of integers has; int64's as bigints, which are exact. */
export interface IntegerLimits {
  readonly dtype: DType;
  readonly bits: number;
  readonly max: number | bigint;
  readonly min: number | bigint;
}

/**
 * The limits of a type of integers.
 * @throws TypeError for other types.
 * @see https://docs.pytorch.org/docs/stable/type_info.html
 */
export function iinfo(dtype: ComputeDType): IntegerLimits {
  if (!isInteger(dtype)) {
    throw new TypeError(
      `torch.iinfo() requires an integer input type. Use torch.finfo to handle 'torch.iinfo': got ${dtype}`,
    );
  }
  const bits = 8 * itemSize(dtype);
  if (dtype === "int64") return { dtype, bits, max: 2n ** 63n - 1n, min: -(2n ** 63n) };
  return dtype === "uint8"
    ? { dtype, bits, max: 255, min: 0 }
    : { dtype, bits, max: 2 ** (bits - 1) - 1, min: -(2 ** (bits - 1)) };
}
