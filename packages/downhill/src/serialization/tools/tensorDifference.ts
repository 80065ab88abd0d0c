import { type DType, isComplex, itemSize, type PackedDType, viewArray } from "../../memory/dtype.ts";
import { Storage } from "../../memory/storage.ts";
import { componentType } from "../../tensor/packedElements.ts";
import { contiguousStrides, sameShape } from "../../tensor/shape.ts";
import { SparseTensor } from "../../tensor/sparse.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { storageBytes } from "../torch/storages.ts";
import { elementsOf, rowMajorOf, sizesOnce } from "./elements.ts";
import { isBigInts } from "./statistics.ts";

/**
 * How far numbers may be apart and still count as close: as in `torch.allclose`, a and b are close if
 * |a − b| ≤ atol + rtol · |b|. NaNs are close to NaNs.
 */
export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
}

/** How two tensors of the same shape and type differ. */
export interface TensorDifference {
  /** How many elements differ; NaNs are equal whatever their bits. */
  readonly count: number;
  /** How many of them are not even close. */
  readonly outside: number;
  readonly numel: number;
  /**
   * The largest distance in units in the last place, for floating point types. Null where elements are not near each
   * other: more than 1024 units apart (fewer for types of less precision), or a NaN in one and none in the other.
   */
  readonly maxUlp: bigint | null;
  /** The largest absolute difference; null where there is none to speak of. */
  readonly maxDifference: number | null;
  /** The largest difference in relation to the larger of the two numbers: 2 at most, where signs differ. */
  readonly maxRelative: number | null;
  /** The place of the largest absolute difference, in row-major order. */
  readonly place: number;
}

/** Adds up what differs, element by element. */
class Tally {
  count = 0;
  outside = 0;
  maxDifference = -1;
  maxRelative = -1;
  place = -1;
  readonly #tolerance: Tolerance | null;

  constructor(tolerance: Tolerance | null) {
    this.#tolerance = tolerance;
  }

  /** Two elements that are not the same: their distance, NaN where there is none, and their magnitudes. */
  add(place: number, difference: number, first: number, second: number): void {
    this.count++;
    const limit = this.#tolerance === null ? -1 : this.#tolerance.atol + this.#tolerance.rtol * second;
    if (!(Number.isFinite(difference) && difference <= limit)) this.outside++;
    if (Number.isNaN(difference)) {
      if (this.place < 0) this.place = place;
      return;
    }
    if (difference > this.maxDifference) {
      this.maxDifference = difference;
      this.place = place;
    }
    const relative =
      difference === 0 ? 0 : Number.isFinite(difference) ? difference / Math.max(first, second) : Infinity;
    if (relative > this.maxRelative) this.maxRelative = relative;
  }

  finish(tensor: Tensor, maxUlp: bigint | null, repeats = 1): TensorDifference | null {
    if (this.count === 0) return null;
    return {
      count: this.count * repeats,
      outside: this.outside * repeats,
      numel: tensor._numel,
      maxUlp,
      maxDifference: this.maxDifference < 0 ? null : this.maxDifference,
      maxRelative: this.maxRelative < 0 ? null : this.maxRelative,
      place: repeats === 1 ? this.place : placeIn(tensor, this.place),
    };
  }
}

/** The place in a view of an element that was counted without what a stride of zero repeats. */
function placeIn(tensor: Tensor, placeOnce: number): number {
  const once = sizesOnce(tensor);
  const strides = contiguousStrides(tensor.shape);
  let rest = placeOnce;
  let place = 0;
  for (let d = once.length - 1; d >= 0; d--) {
    place += (rest % once[d]) * strides[d];
    rest = Math.floor(rest / once[d]);
  }
  return place;
}

/**
 * How two tensors of the same shape and type differ, or null if they don't.
 * @param tolerance how far apart elements may be that count as close; by default not at all
 * @throws TypeError when their shapes or types differ
 */
export function compareTensors(a: Tensor, b: Tensor, tolerance: Tolerance | null = null): TensorDifference | null {
  if (a.dtype !== b.dtype || !sameShape(a.shape, b.shape)) throw new TypeError("the tensors differ in shape or dtype");
  if (a instanceof SparseTensor && b instanceof SparseTensor)
    return compareTensors(a.toDense(), b.toDense(), tolerance);
  const tally = new Tally(tolerance);
  if (isComplex(a.dtype)) {
    addComplex(tally, a, b);
    return tally.finish(a, null);
  }
  // Views that repeat different dimensions don't hold their elements in the same order.
  const [x, y] = sameShape(sizesOnce(a), sizesOnce(b)) ? [elementsOf(a), elementsOf(b)] : [null, null];
  if (x === null || y === null || x.elements.length !== y.elements.length) {
    addBytes(tally, a, b);
    return tally.finish(a, null);
  }
  if (isBigInts(x.elements)) {
    addIntegers(tally, x.elements, y.elements as BigInt64Array);
    return tally.finish(a, null, x.repeats);
  }
  const maxUlp = addFloats(tally, x.elements, y.elements as Float64Array, a.dtype);
  return tally.finish(a, maxUlp, x.repeats);
}

/** Of elements that are no numbers it can only be said whether they are the same. */
function addBytes(tally: Tally, a: Tensor, b: Tensor): void {
  const size = itemSize(a.dtype);
  const [x, y] = [a, b].map((tensor) => {
    const whole = rowMajorOf(tensor);
    return storageBytes(whole.storage).subarray(whole.offset * size);
  });
  for (let i = 0; i < a._numel; i++) {
    let same = true;
    for (let k = i * size; k < (i + 1) * size; k++) same &&= x[k] === y[k];
    if (!same) tally.add(i, Number.NaN, Number.NaN, Number.NaN);
  }
}

type BigInts = BigInt64Array | BigUint64Array;

function addIntegers(tally: Tally, a: BigInts, b: BigInts): void {
  for (let i = 0; i < a.length; i++) {
    if (a[i] === b[i]) continue;
    const difference = Number(a[i] > b[i] ? a[i] - b[i] : b[i] - a[i]);
    tally.add(i, difference, Math.abs(Number(a[i])), Math.abs(Number(b[i])));
  }
}

/** Complex numbers, each as far from another as they are in the plane. */
function addComplex(tally: Tally, a: Tensor, b: Tensor): void {
  const [x, y] = [a, b].map((tensor) => partsOf(tensor));
  for (let i = 0; i < 2 * a._numel; i += 2) {
    const [realA, imagA, realB, imagB] = [x[i], x[i + 1], y[i], y[i + 1]];
    if (Object.is(realA, realB) && Object.is(imagA, imagB)) continue;
    const difference = Math.hypot(realA - realB, imagA - imagB);
    tally.add(i / 2, difference, Math.hypot(realA, imagA), Math.hypot(realB, imagB));
  }
}

/** The real and imaginary parts of complex elements in row-major order. */
function partsOf(tensor: Tensor): ArrayLike<number> {
  const whole = rowMajorOf(tensor);
  const size = itemSize(tensor.dtype);
  const bytes = storageBytes(whole.storage).slice(whole.offset * size, (whole.offset + whole._numel) * size);
  const part = componentType(tensor.dtype as PackedDType);
  const count = 2 * whole._numel;
  const storage = new Storage(part, viewArray(part, bytes.buffer, 0, count));
  return elementsOf(Tensor.over(storage, [count], [1], 0, count, true))?.elements as Float64Array;
}

function addFloats(tally: Tally, a: ArrayLike<number>, b: ArrayLike<number>, dtype: DType): bigint | null {
  const scale = ulpOf(dtype);
  let maxUlp = scale === null ? null : 0n;
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i], b[i]];
    if (Object.is(x, y)) continue;
    const difference = Math.abs(x - y);
    tally.add(i, difference, Math.abs(x), Math.abs(y));
    if (maxUlp === null || scale === null) continue;
    if (Number.isNaN(difference)) maxUlp = null;
    else {
      const ulp = scale.ordinal(x) - scale.ordinal(y);
      const distance = ulp < 0n ? -ulp : ulp;
      if (distance > scale.near) maxUlp = null;
      else if (distance > maxUlp) maxUlp = distance;
    }
  }
  return maxUlp;
}

const float64 = new Float64Array(1);
const bits64 = new BigInt64Array(float64.buffer);

/** Bits of fraction and the smallest exponent of each type, in which units in the last place are counted. */
const PRECISION: Readonly<Partial<Record<DType, readonly [fractionBits: number, minExponent: number]>>> = {
  float64: [52, -1022],
  float32: [23, -126],
  bfloat16: [7, -126],
  float16: [10, -14],
  float8_e4m3fn: [3, -6],
  float8_e4m3fnuz: [3, -7],
  float8_e5m2: [2, -14],
  float8_e5m2fnuz: [2, -15],
};

/** Numbers further apart than this are not near each other, or an eighth of a power of two apart if that is less. */
const NEAR_BITS = 10;

/** How the floats of a type are counted: numbers in their order, so that neighbours differ by one; null for other types. */
function ulpOf(dtype: DType): { readonly near: bigint; ordinal(x: number): bigint } | null {
  const precision = PRECISION[dtype];
  if (precision === undefined) return null;
  const [fractionBits, minExponent] = precision;
  const near = 1n << BigInt(Math.max(0, Math.min(NEAR_BITS, fractionBits - 3)));
  const ordinal = (x: number) => {
    float64[0] = Math.abs(x);
    const bits = bits64[0];
    // Infinity follows the largest number of the type, not that of float64.
    const exponent = Number.isFinite(x) ? Number(bits >> 52n) - 1023 : 2 - minExponent;
    let magnitude: bigint;
    if (dtype === "float64") magnitude = bits;
    else if (exponent < minExponent) magnitude = BigInt(Math.abs(x) * 2 ** (fractionBits - minExponent));
    else {
      const fraction = (bits & 0xfffffffffffffn) >> BigInt(52 - fractionBits);
      magnitude = (BigInt(exponent - minExponent + 1) << BigInt(fractionBits)) + fraction;
    }
    return x < 0 ? -magnitude : magnitude;
  };
  return { near, ordinal };
}
