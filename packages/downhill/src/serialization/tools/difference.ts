import { type DType, itemSize } from "../../memory/dtype.ts";
import { dictEntries, isDict } from "../../python/containers.ts";
import { repr } from "../../python/repr.ts";
import { formatShape, sameShape } from "../../tensor/shape.ts";
import { SparseTensor } from "../../tensor/sparse.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { type LazyFile, LazyObject, LazyTensor } from "../lazy.ts";
import { tensorExtras } from "../torch/objects.ts";
import { storageBytes } from "../torch/storages.ts";
import {
  MetaTensor,
  NestedTensor,
  QuantizedTensor,
  SparseCompressedTensor,
  StorageObject,
} from "../torch/tensorObjects.ts";
import { elementsOf, isOrdered, overlapsMuch, rowMajorOf, sizesOnce } from "./elements.ts";
import { isBigInts } from "./statistics.ts";

/** How two tensors of the same shape and type differ. */
export interface TensorDifference {
  /** How many elements differ; NaNs are equal whatever their bits. */
  readonly count: number;
  readonly numel: number;
  /** The largest distance in units in the last place, for floating point types; null if NaNs or other types differ. */
  readonly maxUlp: bigint | null;
  /** The largest absolute difference; null where there is none to speak of. */
  readonly maxDifference: number | null;
  /** The place of the largest difference, in row-major order. */
  readonly place: number;
}

/** One way in which two files differ, at one place. */
export type Difference = { readonly path: string } & (
  | { readonly kind: "missing"; readonly from: "first" | "second" }
  | { readonly kind: "value"; readonly first: string; readonly second: string }
  | ({ readonly kind: "elements" } & TensorDifference)
);

/** What the two files have in common. */
export interface Comparison {
  readonly differences: readonly Difference[];
  /** How many tensors both have, and how many of those are equal to the bit. */
  readonly tensors: number;
  readonly equal: number;
}

/** A part of a container: what it is found by, how it is called in paths, and the part itself. */
type Part = readonly [key: string, name: string, value: unknown];

/** Objects of several tensors and numbers, which are compared field by field. */
const COMPOSITES = [QuantizedTensor, SparseCompressedTensor, NestedTensor, StorageObject, MetaTensor];

/** The parts of a container, or null for anything that is none. */
function partsOf(value: unknown): Part[] | null {
  const named = (key: unknown): [string, string] =>
    typeof key === "string" ? [`"${key}`, key] : [repr(key), repr(key)];
  if (Array.isArray(value)) return value.map((item, i) => [...named(i), item]);
  if (value instanceof Set) return [...value].map((item) => [`{${repr(item)}}`, `{${repr(item)}}`, item]);
  if (COMPOSITES.some((type) => value instanceof type)) value = Object.fromEntries(Object.entries(value as object));
  return isDict(value) ? dictEntries(value).map(([key, item]) => [...named(key), item]) : null;
}

function describe(value: unknown): string {
  if (value instanceof LazyTensor || value instanceof Tensor) {
    return `a ${value.isSparse ? "sparse " : ""}tensor of shape ${formatShape(value.shape)} and dtype ${value.dtype}`;
  }
  if (value instanceof LazyObject) return `a ${value.className}`;
  if (COMPOSITES.some((type) => value instanceof type)) return `a ${(value as object).constructor.name}`;
  const parts = partsOf(value);
  if (parts === null || parts.length === 0) return repr(value);
  return `a container of ${parts.length} item${parts.length === 1 ? "" : "s"}`;
}

/** Whether two values that are no tensors are equal; an int equals the float of the same value. */
function isSameValue(a: unknown, b: unknown): boolean {
  if (typeof a === "number" || typeof b === "number") return Object.is(a, b) || (a === b && a !== 0);
  return repr(a) === repr(b);
}

type Lazy = LazyTensor | LazyObject;

/** What is met on the way and is still in the files. */
interface Pending {
  /** To be loaded and compared. */
  readonly pairs: (readonly [path: string, first: Lazy, second: Lazy])[];
  /** How many tensors both files have, whatever their shapes and types. */
  tensors: number;
}

/** Sparse tensors are compared by their indices and values where there is no room for all of their elements. */
const MAX_DENSE = 1 << 26;

function within(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

/** Finds where two values differ. What is still in its file is left for later. */
function* differencesOf(a: unknown, b: unknown, path: string, pending: Pending): Generator<Difference> {
  if (isTensor(a) && isTensor(b)) {
    if (a instanceof LazyTensor) pending.tensors++;
    if (a.dtype !== b.dtype || a.isSparse !== b.isSparse || !sameShape(a.shape, b.shape)) {
      yield { path, kind: "value", first: describe(a), second: describe(b) };
    } else if (a instanceof LazyTensor && b instanceof LazyTensor) pending.pairs.push([path, a, b]);
    else yield* differencesOfTensors(a as Tensor, b as Tensor, path, pending);
    return;
  }
  if (a instanceof LazyObject && b instanceof LazyObject && a.className === b.className) {
    pending.tensors++;
    pending.pairs.push([path, a, b]);
    return;
  }
  const [inA, inB] = [partsOf(a), partsOf(b)];
  if (inA === null || inB === null || inA.length === 0 || inB.length === 0) {
    const isObject = isTensor(a) || isTensor(b) || a instanceof LazyObject || b instanceof LazyObject;
    if (isObject || !isSameValue(a, b)) yield { path, kind: "value", first: describe(a), second: describe(b) };
    return;
  }
  const second = new Map(inB.map(([key, , value]) => [key, value]));
  const first = new Set(inA.map(([key]) => key));
  for (const [key, name, value] of inA) {
    if (second.has(key)) yield* differencesOf(value, second.get(key), within(path, name), pending);
    else yield { path: within(path, name), kind: "missing", from: "second" };
  }
  for (const [key, name] of inB)
    if (!first.has(key)) yield { path: within(path, name), kind: "missing", from: "first" };
}

function isTensor(value: unknown): value is LazyTensor | Tensor {
  return value instanceof LazyTensor || value instanceof Tensor;
}

/** Of tensors of the same shape and type: their elements, and what Python attached to them. */
function* differencesOfTensors(a: Tensor, b: Tensor, path: string, pending: Pending): Generator<Difference> {
  if (a instanceof SparseTensor && b instanceof SparseTensor && (isVast(a) || isVast(b))) {
    yield* differencesOf(a._indices(), b._indices(), within(path, "indices"), pending);
    yield* differencesOf(a._values(), b._values(), within(path, "values"), pending);
  } else if (!a.isSparse && (overlapsMuch(a) || overlapsMuch(b) || repeatApart(a, b))) {
    if (hasSameLayout(a, b)) yield* differencesOf(stretchOf(a), stretchOf(b), within(path, "storage"), pending);
    else yield { path, kind: "value", first: `${describe(a)} over itself`, second: `${describe(b)}, otherwise` };
  } else {
    const difference = compareTensors(a, b);
    if (difference !== null) yield { path, kind: "elements", ...difference };
  }
  const [mine, other] = [tensorExtras(a).attributes, tensorExtras(b).attributes];
  if (mine !== undefined || other !== undefined) {
    yield* differencesOf(mine ?? {}, other ?? {}, within(path, "__dict__"), pending);
  }
}

/** Whether a sparse tensor has no room for all of its elements, or repeats its indices endlessly. */
function isVast(tensor: SparseTensor): boolean {
  return tensor._numel > MAX_DENSE || tensor._nnz() > MAX_DENSE;
}

/** Whether views would have to be written out to be compared, and take far more than their storages then. */
function repeatApart(a: Tensor, b: Tensor): boolean {
  if (a._numel <= Math.max(MAX_DENSE, a.storage.length, b.storage.length)) return false;
  return !isOrdered(a.dtype) || !sameShape(sizesOnce(a), sizesOnce(b));
}

function hasSameLayout(a: Tensor, b: Tensor): boolean {
  return a.offset === b.offset && sameShape(a.strides, b.strides);
}

/** What a view covers of its storage. */
function stretchOf({ storage, offset, shape, strides }: Tensor): Tensor {
  const length = shape.reduce((sum, size, d) => sum + (size - 1) * strides[d], 1);
  return Tensor.over(storage, [length], [1], offset, length, true);
}

function bytesOf(value: Lazy): number {
  return value instanceof LazyTensor ? value.byteLength : 0;
}

/**
 * Finds where two files differ: values that only one has or that are not the same, and tensors, in units in the last
 * place. What kind of container holds them makes no difference.
 *
 * @param onTensor told before each pair of tensors is read how many bytes of how many are compared
 */
export async function compareFiles(
  first: LazyFile,
  second: LazyFile,
  onTensor?: (done: number, total: number) => void | Promise<void>,
): Promise<Comparison> {
  const pending: Pending = { pairs: [], tensors: 0 };
  const differences = [...differencesOf(first.value, second.value, "", pending)];
  const { pairs, tensors } = pending;
  const total = pairs.reduce((sum, [, a, b]) => sum + bytesOf(a) + bytesOf(b), 0);
  let done = 0;
  let equal = 0;
  for (const [path, a, b] of pairs) {
    await onTensor?.(done, total);
    const found = [...differencesOf(await a.load(), await b.load(), path, { pairs: [], tensors: 0 })];
    if (found.length === 0) equal++;
    for (const difference of found) differences.push(difference);
    done += bytesOf(a) + bytesOf(b);
  }
  await onTensor?.(total, total);
  return { differences, tensors, equal };
}

/**
 * How two tensors of the same shape and type differ, or null if they don't.
 * @throws TypeError when their shapes or types differ
 */
export function compareTensors(a: Tensor, b: Tensor): TensorDifference | null {
  if (a.dtype !== b.dtype || !sameShape(a.shape, b.shape)) throw new TypeError("the tensors differ in shape or dtype");
  if (a instanceof SparseTensor && b instanceof SparseTensor) return compareTensors(a.toDense(), b.toDense());
  // Views that repeat different dimensions don't hold their elements in the same order.
  const [x, y] = sameShape(sizesOnce(a), sizesOnce(b)) ? [elementsOf(a), elementsOf(b)] : [null, null];
  if (x === null || y === null || x.elements.length !== y.elements.length) return compareBytes(a, b);
  if (isBigInts(x.elements)) return compareIntegers(x.elements, y.elements as BigInt64Array, a._numel);
  return compareFloats(x.elements, y.elements as Float64Array, a.dtype, a._numel);
}

/** Of elements that are no numbers it can only be said whether they are the same. */
function compareBytes(a: Tensor, b: Tensor): TensorDifference | null {
  const bytesOf = (tensor: Tensor) => {
    const whole = rowMajorOf(tensor);
    const size = itemSize(tensor.dtype);
    return { bytes: storageBytes(whole.storage).subarray(whole.offset * size), size };
  };
  const [x, y] = [bytesOf(a), bytesOf(b)];
  let count = 0;
  let place = -1;
  for (let i = 0; i < a._numel; i++) {
    let same = true;
    for (let k = i * x.size; k < (i + 1) * x.size; k++) same &&= x.bytes[k] === y.bytes[k];
    if (same) continue;
    if (count++ === 0) place = i;
  }
  return count === 0 ? null : { count, numel: a._numel, maxUlp: null, maxDifference: null, place };
}

type BigInts = BigInt64Array | BigUint64Array;

function compareIntegers(a: BigInts, b: BigInts, numel: number): TensorDifference | null {
  let count = 0;
  let largest = -1n;
  let place = 0;
  for (let i = 0; i < a.length; i++) {
    if (a[i] === b[i]) continue;
    count++;
    const difference = a[i] > b[i] ? a[i] - b[i] : b[i] - a[i];
    if (difference > largest) {
      largest = difference;
      place = i;
    }
  }
  return count === 0 ? null : { count, numel, maxUlp: null, maxDifference: Number(largest), place };
}

function compareFloats(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  dtype: DType,
  numel: number,
): TensorDifference | null {
  const ordinal = ordinalOf(dtype);
  let count = 0;
  let maxUlp: bigint | null = ordinal === null ? null : 0n;
  let maxDifference = -1;
  let place = -1;
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i], b[i]];
    if (Object.is(x, y)) continue;
    count++;
    const difference = Math.abs(x - y);
    if (Number.isNaN(difference)) {
      maxUlp = null; // there is no distance to a NaN
      place = place < 0 ? i : place;
      continue;
    }
    if (difference > maxDifference) {
      maxDifference = difference;
      place = i;
    }
    if (maxUlp === null || ordinal === null) continue;
    const ulp = ordinal(x) - ordinal(y);
    const distance = ulp < 0n ? -ulp : ulp;
    if (distance > maxUlp) maxUlp = distance;
  }
  if (count === 0) return null;
  return { count, numel, maxUlp, maxDifference: maxDifference < 0 ? null : maxDifference, place };
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

/** Numbers the floats of a type in their order, so that neighbours differ by one; null for other types. */
function ordinalOf(dtype: DType): ((x: number) => bigint) | null {
  const precision = PRECISION[dtype];
  if (precision === undefined) return null;
  const [fractionBits, minExponent] = precision;
  return (x) => {
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
}
