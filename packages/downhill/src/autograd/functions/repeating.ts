import { copyInto } from "../../tensor/copy.ts";
import { tensor } from "../../tensor/factories.ts";
import {
  checkedList,
  checkedShape,
  contiguousStrides,
  elementCount,
  normalizeDim,
  type Shape,
} from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { define, recordWith, tracks } from "../graph.ts";
import { contiguous } from "./conversion.ts";
import { indexSelect } from "./gathering.ts";
import { checkTensor } from "./operands.ts";
import { sum } from "./sum.ts";
import { reshape } from "./views.ts";

interface Repeats {
  readonly repeats: Shape;
  readonly shape: Shape;
}

/** Sums what comes of the repetitions of an element. Source: PyTorch's repeat_backward. */
const repeatBackward = define<Repeats>("RepeatBackward0", (grad, { extra: { repeats, shape } }) => {
  if (repeats.includes(0)) return Tensor.allocate(grad.dtype, shape);
  const added = repeats.length - shape.length;
  let total = grad;
  for (let i = 0; i < added; i++) total = sum(total, 0);
  const sizes: number[] = [];
  const dims: number[] = [];
  shape.forEach((size, d) => {
    const count = repeats[added + d];
    if (count !== 1) dims.push(sizes.push(count) - 1);
    sizes.push(size);
  });
  return dims.length === 0 ? total : sum(reshape(total, sizes), dims);
});

/**
 * A copy with the tensor so many times along each dimension; counts of more dimensions than it has put new ones in front.
 * @throws RangeError for fewer counts than dimensions, or negative ones.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.repeat.html
 */
export function repeat(input: Tensor, repeats: Shape): Tensor {
  checkTensor(input, "repeat", "input");
  checkedList(repeats, "repeats");
  const { _shape: shape, _strides: strides } = input;
  const added = repeats.length - shape.length;
  if (added < 0) {
    throw new RangeError(
      "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor: " +
        `${repeats.length} counts for ${shape.length} dimensions`,
    );
  }
  for (const count of repeats) {
    if (!Number.isInteger(count)) throw new TypeError(`repeats must be integers, got ${String(count)}`);
  }
  const sizes = checkedShape(repeats.map((count, d) => count * (d < added ? 1 : shape[d - added])));
  const out = Tensor.uninitialized(input.dtype, sizes);
  // Each dimension as two: the repetitions, along which the tensor is broadcast, and its own elements.
  const target = repeats.flatMap((count, d) => (d < added ? [count] : [count, shape[d - added]]));
  const source = repeats.flatMap((_, d) => (d < added ? [1] : [1, shape[d - added]]));
  const steps = repeats.flatMap((_, d) => (d < added ? [0] : [0, strides[d - added]]));
  if (elementCount(sizes) > 0) {
    copyInto(out._viewAs(target, contiguousStrides(target), 0), input._viewAs(source, steps, input.offset));
  }
  if (!tracks(input)) return out;
  return recordWith(out, repeatBackward, [input], [], { repeats: [...repeats], shape });
}

/**
 * {@link repeat}, where counts of fewer dimensions than there are mean the last ones.
 * @throws RangeError for negative counts.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.tile.html
 */
export function tile(input: Tensor, dims: Shape): Tensor {
  checkTensor(input, "tile", "input");
  checkedList(dims, "dims");
  const missing = Math.max(input._shape.length - dims.length, 0);
  return repeat(input, [...new Array<number>(missing).fill(1), ...dims]);
}

/** Options of `repeatInterleave`. */
export interface RepeatInterleaveOptions {
  /** How many parts come of it, if that is known. */
  outputSize?: number | null;
}

/** The indices 0, 1, ... each as often as it is repeated. */
function repeatedIndices(repeats: ArrayLike<number | bigint>, count: number): Tensor {
  const times = Array.from({ length: count }, (_, i) => Number(repeats[repeats.length === 1 ? 0 : i]));
  if (times.some((time) => time < 0)) throw new RangeError("repeats can not be negative");
  return tensor(BigInt64Array.from(times.flatMap((time, i) => new Array<bigint>(time).fill(BigInt(i)))));
}

/**
 * Each part along a dimension so many times in a row: as often as a number says, or a tensor for each. Without a
 * dimension, of the flattened tensor.
 * @throws RangeError for other numbers of repetitions than parts, or negative ones.
 */
export function repeatInterleave(
  input: Tensor,
  repeats: number | Tensor,
  dim: number | null = null,
  _options?: RepeatInterleaveOptions,
): Tensor {
  const source = dim === null || input._shape.length === 0 ? reshape(contiguous(input), [-1]) : input;
  const d = dim === null ? 0 : normalizeDim(dim, source._shape.length);
  const times = repeats instanceof Tensor ? repeats.toTypedArray() : [repeats];
  if (times.length !== 1 && times.length !== source._shape[d]) {
    throw new RangeError(
      `repeats must have the same size as input along dim, but got repeats.size(0) = ${times.length} and input.size(${d}) ` +
        `= ${source._shape[d]}`,
    );
  }
  return indexSelect(source, d, repeatedIndices(times, source._shape[d]));
}

/** The indices of the elements of a vector, each as often as it says. */
export function repeatedPlaces(repeats: Tensor): Tensor {
  if (repeats._shape.length !== 1) throw new RangeError("repeat_interleave only accept 1D vector as repeat");
  const times = repeats.toTypedArray();
  return repeatedIndices(times.length === 1 ? [times[0]] : times, times.length);
}
