import { isFloat } from "../../memory/dtype.ts";
import { typeName } from "../../tensor/promotion.ts";
import { formatShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { axis, type Extent, type Geometry } from "./window.ts";

/** What a convolution is called with, by PyTorch's names, transposed or not. */
export interface ConvolutionCall {
  readonly dims: number;
  readonly transposed: boolean;
  readonly input: Tensor;
  readonly weight: Tensor;
  readonly bias: Tensor | null;
  readonly stride: Extent;
  readonly padding: Extent | "same" | "valid";
  readonly outputPadding: Extent;
  readonly dilation: Extent;
  readonly groups: number;
}

/**
 * What a convolution of a batch looks like; of a transposed one, the convolution whose input's derivative it is.
 * @throws RangeError for shapes or options that don't fit, TypeError for dtypes that differ
 */
export function geometryOf(call: ConvolutionCall): Geometry {
  const { transposed, input, weight, groups } = call;
  checkRank(call);
  if (!(Number.isInteger(groups) && groups > 0)) throw new RangeError("non-positive groups is not supported");
  const stride = expanded(call, "stride", call.stride);
  const dilation = expanded(call, "dilation", call.dilation);
  const outputPadding = expanded(call, "output_padding", call.outputPadding);
  const kernel = weight._shape.slice(2);
  const pads = paddingOf(call, kernel, stride, dilation);
  if (pads.some(([before]) => before < 0)) throw new RangeError("negative padding is not supported");
  if (outputPadding.some((more) => more < 0)) throw new RangeError("negative output_padding is not supported");
  if (stride.some((step) => step <= 0)) throw new RangeError("non-positive stride is not supported");
  if (dilation.some((step) => step <= 0)) throw new RangeError("non-positive dilation is not supported");
  checkOutputPadding(outputPadding, stride, dilation);
  checkChannels(call);
  checkTypes(call);
  if (kernel.some((size) => size === 0)) {
    throw new RangeError(`kernel size should be greater than zero, but got ${kernel.join(" x ")}`);
  }
  const [batch, , ...size] = input._shape;
  const [outputs, perGroup] = weight._shape;
  const axes = size.map((along, d) => {
    if (!transposed) return axis(along, kernel[d], stride[d], pads[d], dilation[d]);
    const whole = (along - 1) * stride[d] - 2 * pads[d][0] + dilation[d] * (kernel[d] - 1) + outputPadding[d] + 1;
    return { ...axis(whole, kernel[d], stride[d], pads[d], dilation[d]), places: along };
  });
  const geometry = { batch, channels: perGroup * groups, outputs, groups, axes };
  checkSizes(call, geometry);
  return geometry;
}

function checkRank({ dims, input, weight }: ConvolutionCall): void {
  const rank = dims + 2;
  if (weight.ndim < 3) throw new RangeError("weight should have at least three dimensions");
  if (weight.ndim !== rank) {
    throw new RangeError(
      `Expected ${weight.ndim}-dimensional input for ${weight.ndim}-dimensional weight ${formatShape(weight._shape)}, ` +
        `but got ${rank}-dimensional input of size ${formatShape(input._shape)} instead`,
    );
  }
}

/** One number for each dimension. */
function expanded({ dims }: ConvolutionCall, name: string, value: Extent): readonly number[] {
  const list = typeof value === "number" ? [value] : value;
  if (!list.every(Number.isInteger)) {
    throw new TypeError(`${name} must be an integer or an array of integers, got ${JSON.stringify(value)}`);
  }
  if (list.length === 1) return new Array<number>(dims).fill(list[0]);
  if (list.length === dims) return list;
  throw new RangeError(
    `expected ${name} to be a single integer value or a list of ${dims} values to match the convolution dimensions, ` +
      `but got ${name}=${formatShape(list)}`,
  );
}

/** Zeros before and after each dimension. */
function paddingOf(
  call: ConvolutionCall,
  kernel: readonly number[],
  stride: readonly number[],
  dilation: readonly number[],
): readonly (readonly [before: number, after: number])[] {
  const { padding } = call;
  if (typeof padding !== "string") return expanded(call, "padding", padding).map((amount) => [amount, amount]);
  if (padding === "valid") return kernel.map(() => [0, 0]);
  if (padding !== "same") throw new RangeError(`Invalid padding string: '${String(padding)}'`);
  if (stride.some((step) => step !== 1)) {
    throw new RangeError("padding='same' is not supported for strided convolutions");
  }
  return kernel.map((size, d) => {
    const total = dilation[d] * (size - 1);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  });
}

function checkOutputPadding(
  outputPadding: readonly number[],
  stride: readonly number[],
  dilation: readonly number[],
): void {
  if (outputPadding.every((more, d) => more < stride[d] || more < dilation[d])) return;
  // PyTorch takes one dimension for the last of two.
  const told = (name: string, sizes: readonly number[], missing: number) => {
    const all = sizes.length === 1 ? [missing, ...sizes] : sizes;
    return ["depth", "height", "width"].slice(-all.length).map((side, i) => `${name}_${side}: ${all[i]}`);
  };
  throw new RangeError(
    "output padding must be smaller than either stride or dilation, but got " +
      [
        ...told("output_padding", outputPadding, 0),
        ...told("stride", stride, 1),
        ...told("dilation", dilation, 1),
      ].join(" "),
  );
}

function checkChannels({ transposed, input, weight, bias, groups }: ConvolutionCall): void {
  const [first, second] = weight._shape;
  const shape = formatShape(weight._shape);
  if (first < groups) {
    throw new RangeError(
      `Given groups=${groups}, expected weight to be at least ${groups} at dimension 0, but got weight of size ${shape} ` +
        "instead",
    );
  }
  if (first % groups !== 0) {
    throw new RangeError(
      `Given groups=${groups}, expected weight to be divisible by ${groups} at dimension 0, but got weight of size ` +
        `[${shape}] instead`,
    );
  }
  const given = transposed ? "Given transposed=1" : `Given groups=${groups}`;
  const channels = transposed ? first : second * groups;
  if (input._shape[1] !== channels) {
    throw new RangeError(
      `${given}, weight of size ${shape}, expected input${formatShape(input._shape)} to have ${channels} channels, but ` +
        `got ${input._shape[1]} channels instead`,
    );
  }
  const outputs = transposed ? second * groups : first;
  if (bias !== null && (bias.ndim !== 1 || bias._shape[0] !== outputs)) {
    throw new RangeError(
      `Given ${transposed ? "transposed=1, " : ""}weight of size ${shape}, expected bias to be 1-dimensional with ` +
        `${outputs} elements, but got bias of size ${formatShape(bias._shape)} instead`,
    );
  }
}

function checkTypes({ dims, transposed, input, weight, bias }: ConvolutionCall): void {
  if (!isFloat(input.dtype)) {
    const name = `conv${transposed ? "_transpose" : ""}${dims}d`;
    throw new TypeError(`"${name}" not implemented for '${typeName(input.dtype)}'`);
  }
  for (const [name, tensor] of [["weight", weight] as const, ["bias", bias] as const]) {
    if (tensor === null || tensor.dtype === input.dtype) continue;
    const [ours, theirs] = [input.dtype, tensor.dtype].map((dtype) => typeName(dtype).toLowerCase());
    throw new TypeError(`Input type (${ours}) and ${name} type (${theirs}) should be the same`);
  }
}

function checkSizes({ transposed, input }: ConvolutionCall, { axes, batch }: Geometry): void {
  const size = input._shape.slice(2);
  const by = (numbers: readonly number[]) => `(${numbers.join(" x ")})`;
  // PyTorch takes one dimension for the last of two.
  const both = (numbers: readonly number[]) => (numbers.length === 1 ? [1, ...numbers] : numbers);
  if (transposed && axes.some((along) => along.size <= 0)) {
    throw new RangeError(
      `Given input size per channel: ${by(both(size))}. Calculated output size per channel: ` +
        `${by(both(axes.map((along) => along.size)))}. Output size is too small`,
    );
  }
  if (!transposed && axes.some(({ places }) => places <= 0)) {
    const padded = axes.map(({ size: inner, before, after }) => inner + before + after);
    const reach = axes.map(({ kernel, dilation }) => dilation * (kernel - 1) + 1);
    throw new RangeError(
      `Calculated padded input size per channel: ${by(padded)}. Kernel size: ${by(reach)}. ` +
        "Kernel size can't be greater than actual input size",
    );
  }
  const channels = input._shape[1];
  if (batch > 0 && channels > 0 && size.includes(0)) {
    const shape = [batch, channels, ...both(size)];
    throw new RangeError(
      `Only zero batch or zero channel inputs are supported, but got input shape: ${formatShape(shape)}`,
    );
  }
}
