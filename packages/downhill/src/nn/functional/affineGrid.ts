import { matmul, transpose, view } from "../../autograd/functions/index.ts";
import { checkTensor } from "../../autograd/functions/operands.ts";
import { isFloat } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { repr } from "../../python/repr.ts";
import { linspace } from "../../tensor/factories.ts";
import { formatShape, type Shape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { floats } from "./pointwise.ts";

/** Options of {@link affineGrid}. */
export interface AffineGridOptions {
  /** Whether -1 and 1 are the middles of the outermost elements instead of their edges. Default null: their edges. */
  alignCorners?: boolean | null;
}

/**
 * The grid for {@link gridSample} that an affine map makes of an image's own places.
 *
 * @param theta [batch, 2, 3] for images, [batch, 3, 4] for volumes
 * @param size the output's: [batch, channels, height, width], or with a depth before the height
 * @throws RangeError for shapes or sizes that don't fit, TypeError for integers
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.affine_grid.html
 */
export function affineGrid(
  theta: Tensor,
  size: readonly number[],
  { alignCorners = null }: AffineGridOptions = {},
): Tensor {
  checkTensor(theta, "affineGrid", "theta");
  if (!isFloat(theta.dtype)) {
    throw new TypeError(`Expected theta to have floating point type, but got torch.${theta.dtype}`);
  }
  const dims = size.length - 2;
  if (dims !== 2 && dims !== 3) {
    throw new RangeError(
      "affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. " +
        `Got size ${repr([...size])}.`,
    );
  }
  if (theta.ndim !== 3 || theta._shape[1] !== dims || theta._shape[2] !== dims + 1) {
    throw new RangeError(
      `Expected a batch of ${dims}D affine matrices of shape Nx${dims}x${dims + 1} for size ${repr([...size])}. ` +
        `Got torch.Size(${formatShape(theta._shape)}).`,
    );
  }
  if (size.some((length) => length <= 0)) {
    throw new RangeError(`Expected non-zero, positive output size. Got ${repr([...size])}`);
  }
  if (size[0] !== theta._shape[0]) {
    throw new RangeError(
      `Expected a batch of affine matrices for size ${repr([...size])}. Got ${theta._shape[0]} of them.`,
    );
  }
  const places = placesOf(size.slice(2), theta, alignCorners ?? false);
  return view(matmul(places, transpose(theta, 1, 2)), [size[0], ...size.slice(2), dims]);
}

/** Each place of an image, the last dimension first, and a one. */
function placesOf(sizes: Shape, { dtype }: Tensor, alignCorners: boolean): Tensor {
  const count = sizes.reduce((product, size) => product * size, 1);
  const width = sizes.length + 1;
  const result = Tensor.uninitialized(dtype, [count, width]);
  launch("affineGrid", () => {
    const out = floats(result);
    out.fill(1);
    let step = 1;
    for (let d = sizes.length - 1; d >= 0; d--) {
      const size = sizes[d];
      const line = floats(linspace(-1, 1, size, { dtype }));
      for (let p = 0; p < count; p++) {
        const place = size === 1 ? 0 : line[Math.floor(p / step) % size];
        out[p * width + sizes.length - 1 - d] = alignCorners ? place : (place * (size - 1)) / size;
      }
      step *= size;
    }
  });
  return result;
}
