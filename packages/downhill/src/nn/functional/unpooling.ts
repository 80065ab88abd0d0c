import { checkTensor } from "../../autograd/functions/operands.ts";
import { define, recordWith, tracks } from "../../autograd/graph.ts";
import { isFloat } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { repr } from "../../python/repr.ts";
import { rowMajor } from "../../tensor/copy.ts";
import { typeName } from "../../tensor/promotion.ts";
import { formatShape, type Shape, sameShape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { floats } from "./pointwise.ts";
import { type Selection, select } from "./selecting.ts";
import { type Extent, type Pair, type Single, sizesOf, type Triple } from "./window.ts";

/** Options of a max unpooling: those of the pooling that it undoes. */
export interface UnpoolingOptions<Size extends Extent = Extent> {
  /** How far the window moved at a time. Default its size. */
  stride?: Size | null;
  /** What was added on every side. Default 0. */
  padding?: Size;
  /** The sizes of the output, of the last dimensions or of all: several inputs have been pooled to one size. */
  outputSize?: readonly number[] | null;
}

/** The elements lie at the places that the selection names, all else is zero: a selection the other way round. */
const UNPOOL = new Map(
  [2, 3].map((dims) => [
    dims,
    define<Selection>(`MaxUnpool${dims}DBackward0`, (grad, { extra }) => select(grad, extra)),
  ]),
);

function unpool(
  dims: number,
  input: Tensor,
  indices: Tensor,
  kernelSize: Extent,
  { stride = null, padding = 0, outputSize = null }: UnpoolingOptions = {},
): Tensor {
  checkTensor(input, `maxUnpool${dims}d`, "input");
  checkTensor(indices, `maxUnpool${dims}d`, "indices");
  const kernel = sizesOf(kernelSize, "kernelSize", dims);
  const steps = sizesOf(stride ?? kernelSize, "stride", dims);
  const pads = sizesOf(padding, "padding", dims);
  const kernelName = `max_unpooling${dims}d`;
  if (input.ndim !== dims + 1 && input.ndim !== dims + 2) {
    throw new RangeError(
      `Input to ${kernelName} should be a ${dims + 1}d or ${dims + 2}d Tensor, but got a tensor with ${input.ndim} dimensions.`,
    );
  }
  if (indices.dtype !== "int64") {
    throw new TypeError(`elements in indices should be type int64 but got: ${typeName(indices.dtype)}`);
  }
  if (!sameShape(input._shape, indices._shape)) {
    // PyTorch's rows are planes of width 1.
    const told = ({ _shape: shape }: Tensor) => formatShape(dims === 1 ? [...shape, 1] : shape);
    throw new RangeError(
      `Expected shape of indices to be same as that of the input tensor (${told(input)}) but got indices tensor with ` +
        `shape: ${told(indices)}`,
    );
  }
  if (!isFloat(input.dtype)) throw new TypeError(`"max_unpool${dims}d" not implemented for '${typeName(input.dtype)}'`);
  const empty = input._shape.findIndex((size, dim) => size === 0 && dim > 0);
  if (empty > 0) {
    throw new RangeError(
      `${kernelName}_forward_out_cpu(): Expected input to have non-zero size for non-batch dimensions, but got ` +
        `${formatShape(input._shape)} with dimension ${empty} being empty.`,
    );
  }
  const sizes = outputSizes(input._shape.slice(-dims), kernel, steps, pads, outputSize);
  const [from, places] = [rowMajor(input), rowMajor(indices)];
  const front = input._shape.slice(0, -dims);
  const result = Tensor.allocate(input.dtype, [...front, ...sizes]);
  const origins = new Int32Array(input._numel);
  const product = (numbers: readonly number[]) => numbers.reduce((count, number) => count * number, 1);
  const [plane, count] = [product(sizes), product(input._shape.slice(-dims))];
  launch("maxUnpool", () => {
    const [x, out] = [floats(from), floats(result)];
    const place = places.storage.data as BigInt64Array;
    for (let i = 0; i < origins.length; i++) {
      const origin = Number(place[places.offset + i]);
      if (!(origin >= 0 && origin < plane)) {
        const volumes = dims === 1 ? [...sizes, 1] : sizes;
        throw new RangeError(`Found an invalid max index: ${origin} (output volumes are of size ${volumes.join("x")})`);
      }
      origins[i] = origin;
      out[Math.floor(i / count) * plane + origin] = x[from.offset + i];
    }
  });
  if (!tracks(input)) return result;
  const name = `MaxUnpool${Math.max(dims, 2)}D`;
  const outputShape = input._shape;
  const extra = { name, origins, plane, selected: count, inputShape: result._shape, outputShape };
  return recordWith(result, UNPOOL.get(Math.max(dims, 2))!, [input], [], extra);
}

/** What was pooled, by default the smallest that gives the input's size. */
function outputSizes(
  sizes: Shape,
  kernel: readonly number[],
  steps: readonly number[],
  pads: readonly number[],
  wanted: readonly number[] | null,
): readonly number[] {
  const smallest = sizes.map((size, d) => (size - 1) * steps[d] + kernel[d] - 2 * pads[d]);
  if (wanted === null) return smallest;
  const dims = sizes.length;
  const given = wanted.length === dims + 2 ? wanted.slice(2) : wanted;
  if (given.length !== dims) {
    throw new RangeError(
      `output_size should be a sequence containing ${dims} or ${dims + 2} elements, but it has a length of ` +
        `'${given.length}'`,
    );
  }
  given.forEach((size, d) => {
    const [least, most] = [smallest[d] - steps[d], smallest[d] + steps[d]];
    if (least < size && size < most) return;
    throw new RangeError(`invalid output_size "${repr(given)}" (dim ${d} must be between ${least} and ${most})`);
  });
  return given;
}

/**
 * Puts elements where a max pooling found them, and zeros elsewhere.
 * @param indices what the pooling gave with `returnIndices`
 * @throws RangeError for shapes, options or indices that don't fit, TypeError for dtypes
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.max_unpool1d.html
 */
export function maxUnpool1d(
  input: Tensor,
  indices: Tensor,
  kernelSize: Single,
  options?: UnpoolingOptions<Single>,
): Tensor {
  return unpool(1, input, indices, kernelSize, options);
}

/**
 * The same of planes.
 * @throws RangeError for shapes, options or indices that don't fit, TypeError for dtypes
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.max_unpool2d.html
 */
export function maxUnpool2d(
  input: Tensor,
  indices: Tensor,
  kernelSize: Pair,
  options?: UnpoolingOptions<Pair>,
): Tensor {
  return unpool(2, input, indices, kernelSize, options);
}

/**
 * The same of volumes.
 * @throws RangeError for shapes, options or indices that don't fit, TypeError for dtypes
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.max_unpool3d.html
 */
export function maxUnpool3d(
  input: Tensor,
  indices: Tensor,
  kernelSize: Triple,
  options?: UnpoolingOptions<Triple>,
): Tensor {
  return unpool(3, input, indices, kernelSize, options);
}
