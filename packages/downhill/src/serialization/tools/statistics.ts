import type { Tensor } from "../../tensor/tensor.ts";
import { type Elements, elementsOf } from "./elements.ts";

/** What a tensor's elements are like. Minimum, maximum and mean are those of the finite ones, null if there are none. */
export interface TensorStatistics {
  readonly min: number | bigint | null;
  readonly max: number | bigint | null;
  readonly mean: number | null;
  /** How many elements are zero. */
  readonly zeros: number;
  readonly nans: number;
  readonly infinities: number;
}

/** Statistics of a dense tensor, or null for elements that are no numbers (complex ones, packed bits). */
export function tensorStatistics(tensor: Tensor): TensorStatistics | null {
  const found = elementsOf(tensor);
  if (found === null) return null;
  const { elements, repeats } = found;
  const result = isBigInts(elements) ? ofIntegers(elements) : ofNumbers(elements);
  const { zeros, nans, infinities } = result;
  return { ...result, zeros: zeros * repeats, nans: nans * repeats, infinities: infinities * repeats };
}

/** Whether elements are bigints. */
export function isBigInts(elements: Elements): elements is BigInt64Array | BigUint64Array {
  return elements instanceof BigInt64Array || elements instanceof BigUint64Array;
}

function ofNumbers(elements: ArrayLike<number>): TensorStatistics {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let zeros = 0;
  let nans = 0;
  let infinities = 0;
  for (let i = 0; i < elements.length; i++) {
    const x = elements[i];
    if (x - x !== 0) {
      if (Number.isNaN(x)) nans++;
      else infinities++;
      continue;
    }
    if (x === 0) zeros++;
    if (x < min) min = x;
    if (x > max) max = x;
    sum += x;
  }
  const finite = elements.length - nans - infinities;
  if (finite === 0) return { min: null, max: null, mean: null, zeros, nans, infinities };
  return { min, max, mean: sum / finite, zeros, nans, infinities };
}

function ofIntegers(elements: BigInt64Array | BigUint64Array): TensorStatistics {
  if (elements.length === 0) return { min: null, max: null, mean: null, zeros: 0, nans: 0, infinities: 0 };
  let [min, max] = [elements[0], elements[0]];
  let sum = 0;
  let zeros = 0;
  for (const x of elements) {
    if (x === 0n) zeros++;
    if (x < min) min = x;
    if (x > max) max = x;
    sum += Number(x);
  }
  const plain = (x: bigint) => (Number.isSafeInteger(Number(x)) ? Number(x) : x);
  return { min: plain(min), max: plain(max), mean: sum / elements.length, zeros, nans: 0, infinities: 0 };
}
