import { checkTensor } from "../../autograd/functions/operands.ts";
import { define, type Node, recordWith, tracks, tracksAny } from "../../autograd/graph.ts";
import { isFloat } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { rowMajor } from "../../tensor/copy.ts";
import { typeName } from "../../tensor/promotion.ts";
import { formatShape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { floats } from "./pointwise.ts";
import { type Placement, Sampler, type SamplingMode, type SamplingPadding } from "./sampler.ts";

export type { SamplingMode, SamplingPadding } from "./sampler.ts";

/** Options of {@link gridSample}. */
export interface GridSampleOptions {
  /** How values between elements are found; "bicubic" for two dimensions only. Default "bilinear". */
  mode?: SamplingMode;
  /** What is beyond the border: zeros, its elements again, or the input mirrored. Default "zeros". */
  paddingMode?: SamplingPadding;
  /** Whether -1 and 1 are the middles of the outermost elements instead of their edges. Default null: their edges. */
  alignCorners?: boolean | null;
}

const DEFINITIONS = [2, 3].map((dims) =>
  define<Placement>(
    `GridSampler${dims}DBackward0`,
    (grad, node) => gradient(grad, node, "input"),
    (grad, node) => gradient(grad, node, "grid"),
  ),
);
const REFUSALS = [2, 3].map((dims) =>
  define(`GridSampler${dims}DBackwardBackward0`, () => {
    throw new Error(`derivative for aten::grid_sampler_${dims}d_backward is not implemented`);
  }),
);

/**
 * Values of the input at the places of a grid.
 *
 * @param input [batch, channels, height, width], or with a depth before the height
 * @param grid [batch, ...sizes of the output, 2 or 3]: across, down and, for volumes, into the depth, each from -1 to 1
 * @throws RangeError for shapes or options that don't fit, TypeError for dtypes
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.grid_sample.html
 */
export function gridSample(
  input: Tensor,
  grid: Tensor,
  { mode = "bilinear", paddingMode = "zeros", alignCorners = null }: GridSampleOptions = {},
): Tensor {
  checkTensor(input, "gridSample", "input");
  checkTensor(grid, "gridSample", "grid");
  const name = "nn.functional.grid_sample()";
  if (!["bilinear", "nearest", "bicubic"].includes(mode)) {
    throw new RangeError(`${name}: expected mode to be 'bilinear', 'nearest' or 'bicubic', but got: '${mode}'`);
  }
  if (!["zeros", "border", "reflection"].includes(paddingMode)) {
    throw new RangeError(
      `${name}: expected padding_mode to be 'zeros', 'border', or 'reflection', but got: '${paddingMode}'`,
    );
  }
  checkShapes(input, grid, mode);
  const placement = {
    mode,
    padding: paddingMode,
    alignCorners: alignCorners ?? false,
    sizes: input._shape.slice(2),
    single: input.dtype === "float32",
  };
  const [source, places] = [rowMajor(input), rowMajor(grid)];
  const [batch, channels] = input._shape;
  const result = Tensor.uninitialized(input.dtype, [batch, channels, ...grid._shape.slice(1, -1)]);
  launch("gridSample", () => {
    const [x, g, out] = [floats(source), floats(places), floats(result)];
    const sampler = new Sampler(placement);
    const { dims, plane } = sampler;
    const count = batch === 0 ? 0 : grid._numel / batch / dims;
    for (let n = 0; n < batch; n++) {
      for (let p = 0; p < count; p++) {
        const taps = sampler.place(g, places.offset + (n * count + p) * dims);
        for (let c = 0; c < channels; c++) {
          const at = source.offset + (n * channels + c) * plane;
          let sum = 0;
          for (let t = 0; t < taps; t++) sum += sampler.weights[t] * x[at + sampler.offsets[t]];
          out[(n * channels + c) * count + p] = sum;
        }
      }
    }
  });
  if (!tracksAny(input, grid)) return result;
  return recordWith(result, DEFINITIONS[input.ndim - 4], [input, grid], [input, grid], placement);
}

function gradient(grad: Tensor, node: Node<Placement>, of: "input" | "grid"): Tensor {
  const [input, grid] = [node.saved(0), node.saved(1)];
  const [source, places, given] = [rowMajor(input), rowMajor(grid), rowMajor(grad)];
  const [batch, channels] = input._shape;
  const result = Tensor.allocate(input.dtype, of === "input" ? input._shape : grid._shape);
  launch("gridSampleGradient", () => {
    const [x, g, d, out] = [floats(source), floats(places), floats(given), floats(result)];
    const sampler = new Sampler(node.extra);
    const { dims, plane, offsets, weights, slopes } = sampler;
    const count = batch === 0 ? 0 : grid._numel / batch / dims;
    for (let n = 0; n < batch; n++) {
      for (let p = 0; p < count; p++) {
        const place = (n * count + p) * dims;
        const taps = sampler.place(g, places.offset + place);
        for (let c = 0; c < channels; c++) {
          const first = (n * channels + c) * plane;
          const share = d[given.offset + (n * channels + c) * count + p];
          if (of === "input") for (let t = 0; t < taps; t++) out[first + offsets[t]] += share * weights[t];
          else {
            for (let a = 0; a < dims; a++) {
              let sum = 0;
              for (let t = 0; t < taps; t++) sum += slopes[t * dims + a] * x[source.offset + first + offsets[t]];
              out[place + a] += share * sum;
            }
          }
        }
      }
    }
  });
  const parents = [grad, input, grid];
  if (!parents.some(tracks)) return result;
  return recordWith(result, REFUSALS[input.ndim - 4], parents, [], undefined);
}

function checkShapes(input: Tensor, grid: Tensor, mode: SamplingMode): void {
  if (input.dtype !== grid.dtype) {
    throw new TypeError(
      "grid_sampler(): expected input and grid to have same dtype, but input has " +
        `${typeName(input.dtype).toLowerCase()} and grid has ${typeName(grid.dtype).toLowerCase()}`,
    );
  }
  const told = `grid with sizes ${formatShape(grid._shape)}`;
  if (input._shape[0] !== grid._shape[0]) {
    throw new RangeError(
      "grid_sampler(): expected grid and input to have same batch size, but got input with sizes " +
        `${formatShape(input._shape)} and ${told}`,
    );
  }
  const dims = input.ndim - 2;
  if (grid._shape[grid.ndim - 1] !== dims) {
    throw new RangeError(`grid_sampler(): expected grid to have size ${dims} in last dimension, but got ${told}`);
  }
  if ((input.ndim !== 4 && input.ndim !== 5) || grid.ndim !== input.ndim) {
    throw new RangeError(
      `grid_sampler(): expected ${input.ndim === 5 ? 5 : 4}D input and grid with same number of dimensions, but got input ` +
        `with sizes ${formatShape(input._shape)} and ${told}`,
    );
  }
  if (input._shape.slice(2).includes(0)) {
    throw new RangeError(
      "grid_sampler(): expected input to have non-empty spatial dimensions, but input has sizes " +
        `${formatShape(input._shape)} with dimension ${input._shape.indexOf(0, 2)} being empty`,
    );
  }
  if (dims === 3 && mode === "bicubic") {
    throw new RangeError("grid_sampler(): bicubic interpolation only supports 4D input");
  }
  if (!isFloat(input.dtype)) {
    throw new TypeError(`"grid_sampler_${dims}d_cpu_kernel_impl" not implemented for '${typeName(input.dtype)}'`);
  }
}
