import { refuseRecording } from "../../memory/recording.ts";
import { tensor } from "../../tensor/factories.ts";
import type { Asked } from "../../tensor/methods/sorting.ts";
import { normalizeDim } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { contiguous } from "./conversion.ts";
import { indexSelect } from "./gathering.ts";
import { movedim } from "./rearranging.ts";
import { reshape } from "./views.ts";

/*
 * Different elements, or different parts along a dimension.
 */

/** Options of `uniqueConsecutive`. */
export interface UniqueConsecutiveOptions {
  /** Whether to give, too, for each element of the tensor its place in the result. Default false. */
  returnInverse?: boolean;
  /** Whether to give, too, how often each element of the result comes. Default false. */
  returnCounts?: boolean;
  /** The dimension whose parts are told apart; null for single elements. Default null. */
  dim?: number | null;
}

/** Options of `unique`. */
export interface UniqueOptions extends UniqueConsecutiveOptions {
  /** Whether the result is in order: it always is here. */
  sorted?: boolean;
}

/** Rows to tell apart: their elements, and how many each has. */
interface Rows {
  readonly elements: ArrayLike<number | bigint>;
  readonly width: number;
  readonly count: number;
}

function compare({ elements, width }: Rows, a: number, b: number): number {
  for (let k = 0, i = a * width, j = b * width; k < width; k++, i++, j++) {
    const [x, y] = [elements[i], elements[j]];
    if (x < y) return -1;
    if (x > y) return 1;
    if (x !== y) return Number(x !== x) - Number(y !== y) || 1; // NaN is the last, and no other NaN
  }
  return 0;
}

function different(input: Tensor, inOrder: boolean, options: UniqueOptions = {}): Tensor | Tensor[] {
  const { dim = null } = options;
  refuseRecording("unique()");
  const plain = input.detach();
  const parts = dim === null ? reshape(contiguous(plain), [-1]) : movedim(plain, dim, 0);
  const rows: Rows = {
    elements: parts.toTypedArray(),
    count: parts._shape[0] ?? 1,
    width: parts._numel / Math.max(1, parts._shape[0] ?? 1),
  };
  const order = Int32Array.from({ length: rows.count }, (_, i) => i);
  if (inOrder) order.sort((a, b) => compare(rows, a, b) || a - b);
  const firsts: bigint[] = [];
  const counts: bigint[] = [];
  const inverse = Tensor.uninitialized("int64", dim === null ? input._shape : [rows.count]);
  const data = inverse.storage.data as BigInt64Array;
  for (const [i, row] of order.entries()) {
    if (i > 0 && compare(rows, order[i - 1], row) === 0) counts[counts.length - 1]++;
    else {
      firsts.push(BigInt(row));
      counts.push(1n);
    }
    data[row] = BigInt(firsts.length - 1);
  }
  const chosen = tensor(BigInt64Array.from(firsts));
  const values =
    dim === null ? indexSelect(parts, 0, chosen) : indexSelect(plain, normalizeDim(dim, plain.ndim), chosen);
  const results = [values];
  if (options.returnInverse === true) results.push(inverse);
  if (options.returnCounts === true) results.push(tensor(BigInt64Array.from(counts)));
  return results.length === 1 ? values : results;
}

/**
 * The different elements in order, or the different parts along a dimension; with them, if asked for, the place of each
 * element among them and how often they come.
 */
export function unique(input: Tensor, options: UniqueOptions & Asked): Tensor[];
export function unique(input: Tensor, options?: UniqueOptions): Tensor;
export function unique(input: Tensor, options?: UniqueOptions): Tensor | Tensor[] {
  return different(input, true, options);
}

/** The elements, or parts along a dimension, without those that equal the one before; results as of {@link unique}. */
export function uniqueConsecutive(input: Tensor, options: UniqueConsecutiveOptions & Asked): Tensor[];
export function uniqueConsecutive(input: Tensor, options?: UniqueConsecutiveOptions): Tensor;
export function uniqueConsecutive(input: Tensor, options?: UniqueConsecutiveOptions): Tensor | Tensor[] {
  return different(input, false, options);
}
