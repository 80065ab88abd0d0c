import type { Bools, Floats, Integers, Unary, UnaryLoop } from "../../elementwise/loopTypes.ts";
import { smallFloats, toSmallFloat } from "../../math/smallFloats.ts";
import {
  type ComputeDType,
  type DType,
  type HalfDType,
  isHalf,
  isInteger,
  type LoopDType,
  toComputeDType,
} from "../../memory/dtype.ts";

/** Elements that are numbers as they lie there. */
type Numbers = Floats | SmallIntegers | Bools;
type SmallIntegers = Int32Array | Int16Array | Int8Array | Uint8Array;

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

const toFloat: Unary<Numbers, Floats> = (n, out, o, os, a, i, is) => {
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

const numberToBool: Unary<Numbers, Bools> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = a[i] === 0 ? 0 : 1;
};

const integerToBool: Unary<Integers, Bools> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = a[i] === 0n ? 0 : 1;
};

const toInteger64: Unary<SmallIntegers, Integers> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = BigInt(a[i]);
};

/** Wraps around. */
const toSmallInteger: Unary<Numbers, SmallIntegers> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = a[i];
};

/** Wraps around. */
const integer64ToSmall: Unary<Integers, SmallIntegers> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = Number(BigInt.asIntN(32, a[i]));
};

const INT32_MIN = -(2 ** 31);

/** By way of int32, where what does not fit becomes the smallest integer, as on x86. */
const floatToSmallInteger: Unary<Floats, SmallIntegers> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) {
    const x = Math.trunc(a[i]);
    out[o] = x >= INT32_MIN && x < 2 ** 31 ? x : INT32_MIN;
  }
};

const LOOPS: Readonly<Record<LoopDType, Readonly<Record<LoopDType, UnaryLoop>>>> = {
  float32: { float32: copy32, float64: toFloat, int64: floatToInteger, bool: numberToBool },
  float64: { float32: toFloat, float64: copy64, int64: floatToInteger, bool: numberToBool },
  int64: { float32: integerTo32, float64: integerTo64, int64: copyInteger, bool: integerToBool },
  bool: { float32: toFloat, float64: toFloat, int64: boolToInteger, bool: copyBool },
};

/** The loop that copies elements of one dtype into another. */
export function copyLoop(from: DType, to: DType): UnaryLoop {
  const loop = LOOPS[from as LoopDType]?.[to as LoopDType];
  return loop === undefined ? otherLoop(toComputeDType(from), toComputeDType(to)) : loop;
}

const found = new Map<string, UnaryLoop>();

/** The loop where one of the types has none of its own. */
function otherLoop(from: ComputeDType, to: ComputeDType): UnaryLoop {
  const key = `${from}:${to}`;
  let loop = found.get(key);
  if (loop === undefined) {
    loop = makeLoop(from, to);
    found.set(key, loop);
  }
  return loop;
}

function makeLoop(from: ComputeDType, to: ComputeDType): UnaryLoop {
  if (from === to) return copyNumbers;
  if (isHalf(from)) return fromHalf(from, copyLoop("float32", to));
  if (isHalf(to)) return toHalf(to, copyLoop(from, "float32"));
  if (to === "float32" || to === "float64") return toFloat;
  if (to === "bool") return numberToBool;
  if (to === "int64") return toInteger64;
  if (from === "int64") return integer64ToSmall;
  return isInteger(from) || from === "bool" || to === "uint8" ? toSmallInteger : floatToSmallInteger;
}

const copyNumbers: Unary<SmallIntegers | Uint16Array> = (n, out, o, os, a, i, is) => {
  for (let t = 0; t < n; t++, o += os, i += is) out[o] = a[i];
};

/** How many elements are converted at a time where it takes two steps. */
const BATCH = 1024;

/** By way of float32, which holds all floats of two bytes. */
function fromHalf(dtype: HalfDType, next: UnaryLoop): UnaryLoop {
  const table = smallFloats(dtype);
  const floats = new Float32Array(BATCH);
  return (n, out, o, os, a, i, is) => {
    for (let done = 0; done < n; done += BATCH) {
      const count = Math.min(BATCH, n - done);
      for (let t = 0; t < count; t++) floats[t] = table[a[i + (done + t) * is] as number];
      next(count, out, o + done * os, os, floats, 0, 1);
    }
  };
}

/** By way of float32, as in PyTorch. */
function toHalf(dtype: HalfDType, previous: UnaryLoop): UnaryLoop {
  const floats = new Float32Array(BATCH);
  return (n, out, o, os, a, i, is) => {
    for (let done = 0; done < n; done += BATCH) {
      const count = Math.min(BATCH, n - done);
      previous(count, floats, 0, 1, a, i + done * is, is);
      for (let t = 0; t < count; t++) out[o + (done + t) * os] = toSmallFloat(floats[t], dtype);
    }
  };
}
