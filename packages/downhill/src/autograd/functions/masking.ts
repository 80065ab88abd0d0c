import { launch } from "../../memory/recording.ts";
import { convert } from "../../tensor/copy.ts";
import { tensor } from "../../tensor/factories.ts";
import type { Dims } from "../../tensor/methods/reduction.ts";
import { type Places, placeArray } from "../../tensor/places.ts";
import { commonType, typeName } from "../../tensor/promotion.ts";
import type { Scalar } from "../../tensor/scalar.ts";
import { contiguousStrides } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { define, record, tracks } from "../graph.ts";
import { broadcastTensors } from "./broadcasting.ts";
import { ne } from "./comparison.ts";
import { clone, contiguous, to } from "./conversion.ts";
import { index } from "./indexing.ts";
import type { Operand } from "./operands.ts";
import { definePut, putPlaces } from "./places.ts";
import { narrow, unbind } from "./slicing.ts";
import { expand, sum } from "./sum.ts";
import { reshape } from "./views.ts";
import { where } from "./where.ts";

/*
 * Elements chosen by what they are, or by a mask.
 */

/**
 * A copy with a value wherever the mask is true; tensor and mask broadcast.
 * @throws TypeError for a mask that isn't bool, RangeError for a value with dimensions.
 */
export function maskedFill(input: Tensor, mask: Tensor, value: Operand): Tensor {
  if (mask.dtype !== "bool") {
    throw new TypeError(`masked_fill_ only supports boolean masks, but got mask with dtype ${typeName(mask.dtype)}`);
  }
  if (value instanceof Tensor && value._shape.length > 0) {
    throw new RangeError(
      `masked_fill_ only supports a 0-dimensional value tensor, but got tensor with ${value._shape.length} dimension(s).`,
    );
  }
  const given = value instanceof Tensor ? to(value, input.dtype) : tensor(value, { dtype: input.dtype });
  return where(mask, given, input);
}

/**
 * The elements at which the mask is true, in one dimension; tensor and mask broadcast.
 * @throws TypeError for a mask that isn't bool.
 */
export function maskedSelect(input: Tensor, mask: Tensor): Tensor {
  if (mask.dtype !== "bool") throw new TypeError("masked_select: expected BoolTensor for mask");
  const [seen, chosen] = broadcastTensors([input, mask]);
  return index(reshape(seen, [-1]), [reshape(chosen, [-1])]);
}

const maskedScatterBackward = definePut("MaskedScatterBackward0");

/**
 * A copy with the elements of `source`, one after the other, wherever the mask is true; tensor and mask broadcast.
 * @throws TypeError for a mask that isn't bool or another dtype, RangeError for too few elements.
 */
export function maskedScatter(input: Tensor, mask: Tensor, source: Tensor): Tensor {
  if (mask.dtype !== "bool") {
    throw new TypeError(`masked_scatter_ only supports boolean masks, but got mask with dtype ${typeName(mask.dtype)}`);
  }
  if (source.dtype !== input.dtype) {
    throw new TypeError(
      `masked_scatter: expected self and source to have same dtypes but got ${typeName(input.dtype)} and ` +
        typeName(source.dtype),
    );
  }
  const [seen, chosen] = broadcastTensors([input, mask]);
  const flags = chosen.toTypedArray() as Uint8Array;
  const count = flags.reduce((total, flag) => total + flag, 0);
  if (source._numel < count) {
    throw new RangeError(
      `masked_scatter: expected number of elements in source tensor to be at least ${count}, the number of ones in mask`,
    );
  }
  const starts = placeArray(seen._shape, count);
  let next = 0;
  flags.forEach((flag, i) => {
    if (flag !== 0) starts[next++] = i;
  });
  const places: Places = { source: seen._shape, shape: [count], starts, block: 1 };
  const values = narrow(reshape(contiguous(source), [-1]), 0, 0, count);
  return putPlaces(seen, values, places, maskedScatterBackward);
}

/** The flattened places of elements that aren't zero. */
function truePlaces(input: Tensor): number[] {
  const elements = input.toTypedArray();
  const places: number[] = [];
  elements.forEach((value, i) => {
    if (Number(value) !== 0) places.push(i); // NaN is something
  });
  return places;
}

/** The indices of places, one row for each; rows of -1 or whatever else where there are fewer than rows. */
function rowsOf(input: Tensor, places: readonly number[], count = places.length, fill = -1n): Tensor {
  const { _shape: shape } = input;
  const strides = contiguousStrides(shape);
  const out = Tensor.uninitialized("int64", [count, shape.length]);
  launch("rows", () => {
    const data = out.storage.data as BigInt64Array;
    for (let i = 0, o = 0; i < count; i++) {
      shape.forEach((size, d) => {
        data[o++] = i < places.length ? BigInt(Math.floor(places[i] / strides[d]) % size) : fill;
      });
    }
  });
  return out;
}

/** Options of `nonzero`. */
export interface NonzeroOptions {
  /** Whether to give one vector of indices for each dimension, which index the tensor. Default false. */
  asTuple?: boolean;
}

/** The indices of all elements that aren't zero, a row for each; or a vector for each dimension. */
export function nonzero(input: Tensor): Tensor;
export function nonzero(input: Tensor, options: { asTuple: true }): Tensor[];
export function nonzero(input: Tensor, options?: NonzeroOptions): Tensor | Tensor[];
export function nonzero(input: Tensor, options?: NonzeroOptions): Tensor | Tensor[] {
  const seen = options?.asTuple === true && input._shape.length === 0 ? reshape(input, [1]) : input;
  const rows = rowsOf(seen, truePlaces(seen));
  return options?.asTuple === true ? unbind(rows, 1) : rows;
}

/** The indices of all elements that aren't zero, a row for each. */
export function argwhere(input: Tensor): Tensor {
  return nonzero(input);
}

/** Options of `nonzeroStatic`. */
export interface NonzeroStaticOptions {
  /** How many rows the result has. */
  size: number;
  /** What fills rows that are left. Default -1. */
  fillValue?: number;
}

/** The indices of the first elements that aren't zero, in as many rows as are asked for. */
export function nonzeroStatic(input: Tensor, { size, fillValue = -1 }: NonzeroStaticOptions): Tensor {
  if (size < 0) throw new RangeError("nonzero_static: 'size' must be an non-negative integer");
  return rowsOf(input, truePlaces(input), size, BigInt(fillValue));
}

/** How many elements aren't zero, along some dimensions or of all. */
export function countNonzero(input: Tensor, dim: Dims = null): Tensor {
  return sum(ne(input, 0), dim);
}

/** Options of `isin`. */
export interface IsinOptions {
  /** Whether no element comes twice in either tensor, which makes no difference here. Default false. */
  assumeUnique?: boolean;
  /** Whether to tell which elements are not among the others. Default false. */
  invert?: boolean;
}

/** Which elements are among those of another tensor; either may be a plain value. */
export function isin(elements: Operand, testElements: Operand, options?: IsinOptions): Tensor {
  const [own, others] = [elements, testElements].map((value) =>
    value instanceof Tensor ? value : tensor(value as Scalar),
  );
  const dtype = commonType(own, others);
  const [a, b] = [convert(own, dtype), convert(others, dtype)];
  const out = Tensor.uninitializedLike(a, "bool");
  launch("isin", () => {
    const known = new Set<number | bigint>(b.toTypedArray());
    known.delete(Number.NaN); // which equals nothing
    const yes = options?.invert === true ? 0 : 1;
    const data = out.storage.data as Uint8Array;
    a.toTypedArray().forEach((value, i) => {
      data[i] = known.has(value) ? yes : 1 - yes;
    });
  });
  return out;
}

/** A copy with every element a value. */
export function fill(input: Tensor, value: Operand): Tensor {
  if (value instanceof Tensor && value._shape.length > 0) {
    throw new RangeError(
      `fill only supports 0-dimension value tensor but got tensor with ${value._shape.length} dimensions.`,
    );
  }
  const given = value instanceof Tensor ? to(value, input.dtype) : tensor(value, { dtype: input.dtype });
  const spread = clone(expand(given, input._shape));
  return tracks(input) || tracks(given) ? record(spread, fillBackward, [input, given]) : spread;
}

const fillBackward = define(
  "FillBackward0",
  (grad) => Tensor.like(grad, grad.dtype),
  (grad) => grad,
);
