import { type DType, isHalf } from "../memory/dtype.ts";
import { launch } from "../memory/recording.ts";
import { convert, rowMajor } from "./copy.ts";
import { elementCount } from "./shape.ts";
import { smallestInOrder, sortOrder } from "./sortOrder.ts";
import { Tensor } from "./tensor.ts";

/*
 * Runs along one dimension, of whose elements some are chosen: by order, by rank, by how often they come.
 */

/** The elements of a run. */
export type Keys = Float32Array | Float64Array | BigInt64Array;

/** Writes the places of the chosen elements of a run. */
export type Choice = (keys: Keys, into: Int32Array) => void;

/** The places that are chosen in each run along a dimension, `count` of them, row-major; a tensor without dimensions is a run. */
export function chooseAlong(input: Tensor, dim: number, count: number, choose: Choice): Int32Array {
  const { _shape: shape } = input;
  const n = shape.length === 0 ? 1 : shape[dim];
  const outer = elementCount(shape.slice(0, dim));
  const inner = elementCount(shape.slice(dim + 1));
  const places = new Int32Array(outer * count * inner);
  const source = rowMajor(isHalf(input.dtype) ? convert(input, "float32") : input);
  launch("choose", () => {
    const data = source.storage.data as Float64Array;
    const keys = newKeys(source.dtype, n) as Float64Array;
    const chosen = new Int32Array(count);
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i++) {
        for (let t = 0, k = source.offset + o * n * inner + i; t < n; t++, k += inner) keys[t] = data[k];
        choose(keys, chosen);
        for (let t = 0, k = o * count * inner + i; t < count; t++, k += inner) places[k] = chosen[t];
      }
    }
  });
  return places;
}

/** Room for elements of a type; small ones are exact as float32, which is put in order faster. */
function newKeys(dtype: DType, length: number): Keys {
  if (dtype === "int64") return new BigInt64Array(length);
  return dtype === "float64" || dtype === "int32" ? new Float64Array(length) : new Float32Array(length);
}

/** Chosen places as a tensor of indices. */
export function placesTensor(places: Int32Array, shape: readonly number[]): Tensor {
  const out = Tensor.uninitialized("int64", shape);
  launch("indices", () => {
    const data = out.storage.data as BigInt64Array;
    for (let i = 0; i < places.length; i++) data[i] = BigInt(places[i]);
  });
  return out;
}

/** Up to this length a place and the bits of a float32 fit into one double. */
const MOST = 2 ** 21;

/** The order of a run's elements, equal ones as they stand; NaN counts as the largest. */
export function orderOf(keys: Keys, descending: boolean): ArrayLike<number> {
  if (keys instanceof Float32Array && keys.length <= MOST) return orderOfBits(keys, descending);
  const sign = descending ? -1 : 1;
  const order = Int32Array.from({ length: keys.length }, (_, i) => i);
  const compare = (a: number | bigint, b: number | bigint) => {
    if (a < b) return -sign;
    if (a > b) return sign;
    return a === b ? 0 : sign * (Number(a !== a) - Number(b !== b));
  };
  return order.sort((i, j) => compare(keys[i], keys[j]));
}

/** The same by doubles that hold the bits of an element, such that they are in order, and its place. */
function orderOfBits(keys: Float32Array, descending: boolean): Float64Array {
  const bits = new Uint32Array(keys.buffer, keys.byteOffset, keys.length);
  const joined = new Float64Array(keys.length);
  for (let i = 0; i < keys.length; i++) {
    const own = keys[i] === 0 ? 0 : bits[i];
    const ranked = keys[i] !== keys[i] ? 0xffffffff : own >>> 31 === 1 ? ~own >>> 0 : (own | 0x80000000) >>> 0;
    joined[i] = (descending ? 0xffffffff - ranked : ranked) * MOST + i;
  }
  joined.sort();
  for (let i = 0; i < joined.length; i++) joined[i] %= MOST;
  return joined;
}

/** The keys as numbers that compare as they do (the largest first, if wanted so), unless NaN or inexact integers are among them. */
function ranksOf(keys: Keys, descending: boolean): Float64Array | null {
  const sign = descending ? -1 : 1;
  const ranks = new Float64Array(keys.length);
  for (let i = 0; i < keys.length; i++) {
    const value = Number(keys[i]);
    if (Number.isNaN(value) || (typeof keys[i] === "bigint" && !Number.isSafeInteger(value))) return null;
    ranks[i] = sign * value;
  }
  return ranks;
}

/** The beginning of an order; of equal elements those that PyTorch takes, in its order. */
export function beginningOfOrder(keys: Keys, count: number, descending: boolean): ArrayLike<number> {
  const ranks = ranksOf(keys, descending);
  return ranks === null ? orderOf(keys, descending) : smallestInOrder(ranks, count);
}

/** The order of a run's elements, with equal ones as PyTorch's sort leaves them where it needn't keep their order. */
export function looseOrderOf(keys: Keys): ArrayLike<number> {
  const ranks = ranksOf(keys, false);
  return ranks === null ? orderOf(keys, false) : sortOrder(ranks);
}

/** The place of the element of a rank, by quickselect as PyTorch has it, of which it depends which of several equal ones that is. */
export function placeOfRank(keys: Keys, rank: number): number {
  const values = keys.slice() as Float64Array;
  const order = Int32Array.from({ length: keys.length }, (_, i) => i);
  const isAbove = (x: number, y: number) => (x !== x && y === y) || x > y;
  const swap = (i: number, j: number) => {
    [values[i], values[j]] = [values[j], values[i]];
    [order[i], order[j]] = [order[j], order[i]];
  };
  let [left, right] = [0, keys.length - 1];
  while (right > left + 1) {
    // The middle one of three.
    swap((left + right) >> 1, left + 1);
    if (isAbove(values[left + 1], values[right])) swap(left + 1, right);
    if (isAbove(values[left], values[right])) swap(left, right);
    if (isAbove(values[left + 1], values[left])) swap(left + 1, left);
    const pivot = values[left];
    let [i, j] = [left + 1, right];
    for (;;) {
      do i++;
      while (isAbove(pivot, values[i]));
      do j--;
      while (isAbove(values[j], pivot));
      if (j < i) break;
      swap(i, j);
    }
    swap(left, j);
    if (j <= rank) left = i;
    if (j >= rank) right = j - 1;
  }
  if (right === left + 1 && isAbove(values[left], values[right])) swap(left, right);
  return order[rank];
}
