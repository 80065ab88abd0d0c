import { namedTuple } from "../../python/namedTuple.ts";
import {
  beginningOfOrder,
  type Choice,
  chooseAlong,
  type Keys,
  looseOrderOf,
  orderOf,
  placeOfRank,
  placesTensor,
} from "../../tensor/choosing.ts";
import type { Extremes } from "../../tensor/methods/reduction.ts";
import { type Places, placesByElement } from "../../tensor/places.ts";
import { dimMask, normalizeDim, type Shape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { type Definition, define, recordWith, tracks } from "../graph.ts";
import { contiguous } from "./conversion.ts";
import { shareAmongAll } from "./extremes.ts";
import { defineTake, takePlaces } from "./places.ts";
import type { Reduced } from "./sum.ts";
import { reshape } from "./views.ts";

/*
 * Elements by their order along a dimension, and where they stand.
 */

const NAMES = ["values", "indices"] as const;
const SORTED = namedTuple<Tensor, typeof NAMES>("torch.return_types.sort", NAMES);
const TOPK = namedTuple<Tensor, typeof NAMES>("torch.return_types.topk", NAMES);
const KTHVALUE = namedTuple<Tensor, typeof NAMES>("torch.return_types.kthvalue", NAMES);
const MEDIAN = namedTuple<Tensor, typeof NAMES>("torch.return_types.median", NAMES);
const NANMEDIAN = namedTuple<Tensor, typeof NAMES>("torch.return_types.nanmedian", NAMES);
const MODE = namedTuple<Tensor, typeof NAMES>("torch.return_types.mode", NAMES);

type Result = new (values: Tensor, indices: Tensor) => Extremes<Tensor>;

function sizeAlong({ _shape: shape }: Tensor, dim: number): number {
  return shape.length === 0 ? 1 : shape[dim];
}

/** The shape with another size along a dimension; without it for null. */
function resized(shape: Shape, dim: number, size: number | null): Shape {
  if (shape.length === 0) return shape;
  return size === null ? shape.filter((_, d) => d !== dim) : shape.map((own, d) => (d === dim ? size : own));
}

/** Chosen elements along a dimension and their indices. */
function chosen(
  input: Tensor,
  dim: number,
  count: number,
  choose: Choice,
  shape: Shape,
  definition: Definition<Places>,
  ResultClass: Result,
): Extremes<Tensor> {
  const places = chooseAlong(input, dim, count, choose);
  const source = input._shape.length === 0 ? [1] : input._shape;
  const whole = source.map((size, d) => (d === dim ? count : size));
  const chosenPlaces = { ...placesByElement(source, dim, whole, places), shape };
  return new ResultClass(takePlaces(input, chosenPlaces, definition), placesTensor(places, shape));
}

/** Writes the beginning of an order. */
function part(order: ArrayLike<number>, into: Int32Array): void {
  for (let i = 0; i < into.length; i++) into[i] = order[i];
}

/** Options of `sort` and `argsort`. */
export interface SortOptions {
  /** Whether the largest come first. Default false. */
  descending?: boolean;
  /** Whether equal elements keep their order: they always do here. */
  stable?: boolean;
}

const sortBackward = defineTake("SortBackward0");

/**
 * The elements in order along a dimension, and where they stood; NaN counts as the largest.
 * @throws RangeError when the dimension is out of range.
 */
export function sort(input: Tensor, dim = -1, options?: SortOptions): Extremes<Tensor> {
  const d = normalizeDim(dim, input._shape.length);
  const descending = options?.descending ?? false;
  const choose: Choice = (keys, into) => part(orderOf(keys, descending), into);
  return chosen(input, d, sizeAlong(input, d), choose, input._shape, sortBackward, SORTED);
}

/** The places at which the elements of {@link sort} stood. */
export function argsort(input: Tensor, dim = -1, options?: SortOptions): Tensor {
  return sort(input.detach(), dim, options).indices;
}

/** The elements in order along the first dimension. */
export function msort(input: Tensor): Tensor {
  return sort(input, 0).values;
}

/** Options of `topk`. */
export interface TopkOptions {
  /** Whether to give the largest rather than the smallest elements. Default true. */
  largest?: boolean;
  /** Whether the result is in order: it always is here. */
  sorted?: boolean;
}

const topkBackward = defineTake("TopkBackward0");

/**
 * The `k` largest elements along a dimension, the largest first, and their indices.
 * @throws RangeError when there are fewer.
 */
export function topk(input: Tensor, k: number, dim = -1, options?: TopkOptions): Extremes<Tensor> {
  const d = normalizeDim(dim, input._shape.length);
  if (k < 0 || k > sizeAlong(input, d)) throw new RangeError("selected index k out of range");
  const descending = options?.largest ?? true;
  const choose: Choice = (keys, into) => part(beginningOfOrder(keys, k, descending), into);
  return chosen(input, d, k, choose, resized(input._shape, d, k), topkBackward, TOPK);
}

/** Options of functions that give one element of each run. */
export interface OneOptions {
  /** Whether to keep the dimension, with size one. Default false. */
  keepdim?: boolean;
}

/** One element of each run along a dimension. */
function one(
  name: string,
  input: Tensor,
  dim: number,
  options: OneOptions | undefined,
  choose: Choice,
  definition: Definition<Places>,
  ResultClass: Result,
): Extremes<Tensor> {
  const d = normalizeDim(dim, input._shape.length);
  if (sizeAlong(input, d) === 0) {
    throw new RangeError(`${name}(): Expected reduction dim ${d} to have non-zero size.`);
  }
  const shape = resized(input._shape, d, options?.keepdim === true ? 1 : null);
  return chosen(input, d, 1, choose, shape, definition, ResultClass);
}

const kthvalueBackward = defineTake("KthvalueBackward0");

/**
 * The `k`-th smallest element along a dimension, counted from 1, and its index.
 * @throws RangeError when there are fewer.
 */
export function kthvalue(input: Tensor, k: number, dim = -1, options?: OneOptions): Extremes<Tensor> {
  const d = normalizeDim(dim, input._shape.length);
  if (k < 1 || k > sizeAlong(input, d)) {
    throw new RangeError(`kthvalue(): selected number k out of range for dimension ${d}`);
  }
  const choose: Choice = (keys, into) => {
    into[0] = placeOfRank(keys, k - 1);
  };
  return one("kthvalue", input, d, options, choose, kthvalueBackward, KTHVALUE);
}

/** The lower of the middle elements; NaN if there is any, or unless all are, those left out. */
function middle(skipsNan: boolean): Choice {
  return (keys, into) => {
    const order = orderOf(keys, false);
    let count = keys.length;
    while (count > 0 && isNan(keys, order[count - 1])) count--;
    const all = count === keys.length || (skipsNan && count > 0);
    into[0] = order[all ? (count - 1) >> 1 : count];
  };
}

function isNan(keys: Keys, place: number): boolean {
  return keys[place] !== keys[place];
}

const medianBackward = define<Reduced>("MedianBackward0", shareAmongAll);
const nanmedianBackward = define<Reduced>("NanmedianBackward0", shareAmongAll);
const medianDimBackward = defineTake("MedianBackward1");
const nanmedianDimBackward = defineTake("NanmedianBackward1");

/** The middle of all elements. */
function medianOfAll(input: Tensor, skipsNan: boolean, definition: Definition<Reduced>): Tensor {
  const plain = reshape(contiguous(input.detach()), [-1]);
  if (plain._numel === 0) return Tensor.allocate(input.dtype, []).fill_(Number.NaN);
  const out = chosen(plain, 0, 1, middle(skipsNan), [], medianDimBackward, MEDIAN).values;
  const mask = dimMask(null, input._shape.length);
  return tracks(input) ? recordWith(out, definition, [input], [input, out], { shape: input._shape, mask }) : out;
}

/**
 * The middle of all elements (the lower of two), or along a dimension with its index; NaN where there is any.
 * @throws RangeError when the dimension is out of range or empty.
 */
export function median(input: Tensor): Tensor;
export function median(input: Tensor, dim: number, options?: OneOptions): Extremes<Tensor>;
export function median(input: Tensor, dim?: number, options?: OneOptions): Tensor | Extremes<Tensor> {
  if (dim === undefined) return medianOfAll(input, false, medianBackward);
  return one("median", input, dim, options, middle(false), medianDimBackward, MEDIAN);
}

/** {@link median} of what isn't NaN. */
export function nanmedian(input: Tensor): Tensor;
export function nanmedian(input: Tensor, dim: number, options?: OneOptions): Extremes<Tensor>;
export function nanmedian(input: Tensor, dim?: number, options?: OneOptions): Tensor | Extremes<Tensor> {
  if (dim === undefined) return medianOfAll(input, true, nanmedianBackward);
  return one("nanmedian", input, dim, options, middle(true), nanmedianDimBackward, NANMEDIAN);
}

const modeBackward = defineTake("ModeBackward0");

/** The last of the elements that come most often, the smallest of several values. */
const mostFrequent: Choice = (keys, into) => {
  const order = looseOrderOf(keys);
  let best = 0;
  for (let first = 0, i = 0; i < order.length; i++) {
    if (keys[order[i]] !== keys[order[first]]) first = i;
    if (i - first + 1 > best) {
      best = i - first + 1;
      into[0] = order[i];
    }
  }
};

/**
 * The value that comes most often along a dimension (the smallest of several), and where it stands.
 * @throws RangeError when the dimension is out of range or empty.
 */
export function mode(input: Tensor, dim = -1, options?: OneOptions): Extremes<Tensor> {
  return one("mode", input, dim, options, mostFrequent, modeBackward, MODE);
}

const CUMMAX = namedTuple<Tensor, typeof NAMES>("torch.return_types.cummax", NAMES);
const CUMMIN = namedTuple<Tensor, typeof NAMES>("torch.return_types.cummin", NAMES);
const cummaxBackward = defineTake("CummaxBackward0");
const cumminBackward = defineTake("CumminBackward0");

/** At each place the last of the extreme elements so far; the first NaN stays. */
function soFar(isBetter: (incoming: number | bigint, best: number | bigint) => boolean): Choice {
  return (keys, into) => {
    let best = 0;
    for (let i = 0; i < keys.length; i++) {
      if (isNan(keys, i) || (!isNan(keys, best) && isBetter(keys[i], keys[best]))) best = i;
      into[i] = best;
    }
  };
}

const largestSoFar = soFar((incoming, best) => incoming >= best);
const smallestSoFar = soFar((incoming, best) => incoming <= best);

/** The largest element up to each along a dimension, and its index. */
export function cummax(input: Tensor, dim: number): Extremes<Tensor> {
  const d = normalizeDim(dim, input._shape.length);
  return chosen(input, d, sizeAlong(input, d), largestSoFar, input._shape, cummaxBackward, CUMMAX);
}

/** The smallest element up to each along a dimension, and its index. */
export function cummin(input: Tensor, dim: number): Extremes<Tensor> {
  const d = normalizeDim(dim, input._shape.length);
  return chosen(input, d, sizeAlong(input, d), smallestSoFar, input._shape, cumminBackward, CUMMIN);
}
