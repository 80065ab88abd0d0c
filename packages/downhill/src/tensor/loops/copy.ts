import type { Bools, Floats, Integers, Unary, UnaryLoop } from "../../elementwise/loopTypes.ts";
import { type ComputeDType, type DType, toComputeDType } from "../../memory/dtype.ts";

const copy32: Unary<Float32Array> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = a[i];
};

const copy64: Unary<Float64Array> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = a[i];
};

const copyInteger: Unary<Integers> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = a[i];
};

const copyBool: Unary<Bools> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = a[i];
};

const toFloat: Unary<Floats | Bools, Floats> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = a[i];
};

const integerTo64: Unary<Integers, Float64Array> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = Number(a[i]);
};

/** Rounds once: what a double can't hold is first cut to the bits that matter, with the lowest one set if any is lost. */
const integerTo32: Unary<Integers, Float32Array> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) {
    const x = Number(a[i]);
    if (Number.isSafeInteger(x)) out[o] = x;
    else out[o] = Number((a[i] >> 10n) | ((a[i] & 1023n) === 0n ? 0n : 1n)) * 1024;
  }
};

const INT64_MIN = -(2n ** 63n);

/** Truncates; what does not fit becomes the smallest integer, as on x86. */
const floatToInteger: Unary<Floats, Integers> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) {
    const x = Math.trunc(a[i]);
    out[o] = x >= -(2 ** 63) && x < 2 ** 63 ? BigInt(x) : INT64_MIN;
  }
};

const boolToInteger: Unary<Bools, Integers> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = a[i] === 0 ? 0n : 1n;
};

const floatToBool: Unary<Floats, Bools> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = a[i] === 0 ? 0 : 1;
};

const integerToBool: Unary<Integers, Bools> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = a[i] === 0n ? 0 : 1;
};

const LOOPS: Readonly<Record<ComputeDType, Readonly<Record<ComputeDType, UnaryLoop>>>> = {
  float32: { float32: copy32, float64: toFloat, int64: floatToInteger, bool: floatToBool },
  float64: { float32: toFloat, float64: copy64, int64: floatToInteger, bool: floatToBool },
  int64: { float32: integerTo32, float64: integerTo64, int64: copyInteger, bool: integerToBool },
  bool: { float32: toFloat, float64: toFloat, int64: boolToInteger, bool: copyBool },
};

/** The loop that copies elements of one dtype into another. */
export function copyLoop(from: DType, to: DType): UnaryLoop {
  const loop = LOOPS[from as ComputeDType]?.[to as ComputeDType];
  return loop === undefined ? LOOPS[toComputeDType(from)][toComputeDType(to)] : loop;
}
