import { abs, mul, pow, sign } from "../../autograd/functions/index.ts";
import { checkTensor } from "../../autograd/functions/operands.ts";
import { formatShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { relu } from "./activation.ts";
import { avgPool1d, avgPool2d, avgPool3d } from "./averagePooling.ts";
import { type Extent, type Pair, type Single, sizesOf, type Triple } from "./window.ts";

/** Options of pooling by a power. */
export interface PowerPoolingOptions<Size extends Extent = Extent> {
  /** How far the window moves at a time. Default its size. */
  stride?: Size | null;
  /** Whether a window may reach beyond the end. Default false. */
  ceilMode?: boolean;
}

const AVERAGES = [avgPool1d, avgPool2d, avgPool3d] as const;

function powerPool(
  dims: number,
  input: Tensor,
  normType: number,
  kernelSize: Extent,
  { stride = null, ceilMode = false }: PowerPoolingOptions = {},
): Tensor {
  checkTensor(input, `lpPool${dims}d`, "input");
  if (input.ndim !== dims + 1 && input.ndim !== dims + 2) {
    throw new RangeError(
      `non-empty ${dims + 1}D or ${dims + 2}D (batch mode) tensor expected for input, got one of size ` +
        formatShape(input._shape),
    );
  }
  const count = sizesOf(kernelSize, "kernelSize", dims).reduce((product, size) => product * size, 1);
  const averages = AVERAGES[dims - 1](pow(input, normType), kernelSize, { stride, ceilMode });
  // What is negative, of an odd power, has no root.
  return pow(mul(mul(sign(averages), relu(abs(averages))), count), 1 / normType);
}

/**
 * The sum of the elements' powers of each window, and its root: the sum itself for 1, near the maximum for a large one.
 * @param input [batch, channels, length], or [channels, length]
 * @throws RangeError for shapes or options that don't fit, TypeError for integers
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.lp_pool1d.html
 */
export function lpPool1d(
  input: Tensor,
  normType: number,
  kernelSize: Single,
  options?: PowerPoolingOptions<Single>,
): Tensor {
  return powerPool(1, input, normType, kernelSize, options);
}

/**
 * The same of [batch, channels, height, width].
 * @throws RangeError for shapes or options that don't fit, TypeError for integers
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.lp_pool2d.html
 */
export function lpPool2d(
  input: Tensor,
  normType: number,
  kernelSize: Pair,
  options?: PowerPoolingOptions<Pair>,
): Tensor {
  return powerPool(2, input, normType, kernelSize, options);
}

/**
 * The same of [batch, channels, depth, height, width].
 * @throws RangeError for shapes or options that don't fit, TypeError for integers
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.lp_pool3d.html
 */
export function lpPool3d(
  input: Tensor,
  normType: number,
  kernelSize: Triple,
  options?: PowerPoolingOptions<Triple>,
): Tensor {
  return powerPool(3, input, normType, kernelSize, options);
}
