import { checkTensor } from "../../autograd/functions/operands.ts";
import { define, recordWith, tracks } from "../../autograd/graph.ts";
import { isFloat } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { rowMajor } from "../../tensor/copy.ts";
import { typeName } from "../../tensor/promotion.ts";
import { formatShape, type Shape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { type Floats, floats } from "./pointwise.ts";
import { type Axis, axis, type Pair, pairOf } from "./window.ts";

/** Options of {@link unfold} and {@link fold}. */
export interface UnfoldOptions {
  /** How far a window's elements lie apart. Default 1. */
  dilation?: Pair;
  /** Zeros added on every side. Default 0. */
  padding?: Pair;
  /** How far the window moves at a time. Default 1. */
  stride?: Pair;
}

/** Windows over images. */
interface Windows {
  readonly height: Axis;
  readonly width: Axis;
  /** The images' shape, and that of the columns that their windows are written out as. */
  readonly images: Shape;
  readonly columns: Shape;
}

const UNFOLD = define<Windows>("Im2ColBackward0", (grad, { extra }) => folded(grad, extra));
const FOLD = define<Windows>("Col2ImBackward0", (grad, { extra }) => unfolded(grad, extra));

/** Calls `visit` for each row of windows: where its elements are in the columns, and which of a row of images they are. */
function eachRow(
  { height, width, images }: Windows,
  visit: (columns: number, row: number, first: number) => void,
): void {
  const planes = images.slice(0, -2).reduce((count, size) => count * size, 1);
  let at = 0;
  for (let plane = 0; plane < planes; plane++) {
    for (let ky = 0; ky < height.kernel; ky++) {
      for (let kx = 0; kx < width.kernel; kx++) {
        for (let py = 0; py < height.places; py++, at += width.places) {
          const y = py * height.stride - height.before + ky * height.dilation;
          if (y < 0 || y >= height.size) continue;
          visit(at, (plane * height.size + y) * width.size, kx * width.dilation - width.before);
        }
      }
    }
  }
}

/** The places of a row whose elements are within the image: from one up to before another. */
function within(first: number, { stride, size, places }: Axis): readonly [start: number, end: number] {
  const start = first >= 0 ? 0 : Math.ceil(-first / stride);
  return [start, Math.min(places, Math.floor((size - 1 - first) / stride) + 1)];
}

function unfolded(input: Tensor, windows: Windows): Tensor {
  const source = rowMajor(input);
  const result = Tensor.allocate(input.dtype, windows.columns);
  launch("unfold", () => writeColumns(floats(source), source.offset, windows, floats(result)));
  return tracks(input) ? recordWith(result, UNFOLD, [input], [], windows) : result;
}

function writeColumns(x: Floats, offset: number, windows: Windows, out: Floats): void {
  const { stride } = windows.width;
  eachRow(windows, (columns, row, first) => {
    const [start, end] = within(first, windows.width);
    const from = offset + row + first;
    for (let p = start; p < end; p++) out[columns + p] = x[from + p * stride];
  });
}

/** The derivative of `unfolded`, which is linear. */
function folded(columns: Tensor, windows: Windows): Tensor {
  const source = rowMajor(columns);
  const result = Tensor.allocate(columns.dtype, windows.images);
  launch("fold", () => addColumns(floats(source), source.offset, windows, floats(result)));
  return tracks(columns) ? recordWith(result, FOLD, [columns], [], windows) : result;
}

function addColumns(x: Floats, offset: number, windows: Windows, out: Floats): void {
  const { stride } = windows.width;
  eachRow(windows, (columns, row, first) => {
    const [start, end] = within(first, windows.width);
    for (let p = start; p < end; p++) out[row + first + p * stride] += x[offset + columns + p];
  });
}

/** The windows' places along both dimensions. */
function axesOf(
  [height, width]: readonly [number, number],
  kernelSize: Pair,
  { dilation = 1, padding = 0, stride = 1 }: UnfoldOptions,
): readonly [height: Axis, width: Axis] {
  const kernel = pairOf(kernelSize, "kernelSize");
  const gaps = pairOf(dilation, "dilation");
  const pads = pairOf(padding, "padding");
  const steps = pairOf(stride, "stride");
  const positive: [string, string, readonly number[]][] = [
    ["kernel size", "kernel", kernel],
    ["dilation", "dilation", gaps],
    ["stride", "stride", steps],
  ];
  for (const [words, name, [h, w]] of positive) {
    if (h > 0 && w > 0) continue;
    throw new RangeError(`${words} should be greater than zero, but got ${name}_height: ${h} ${name}_width: ${w}`);
  }
  if (pads.some((pad) => pad < 0)) {
    throw new RangeError(`padding should be non-negative, but got pad_height: ${pads[0]} pad_width: ${pads[1]}`);
  }
  return [
    axis(height, kernel[0], steps[0], [pads[0], pads[0]], gaps[0]),
    axis(width, kernel[1], steps[1], [pads[1], pads[1]], gaps[1]),
  ];
}

/**
 * The windows of images as columns: [batch, channels, height, width] becomes [batch, channels * window, places], and so
 * without the batch.
 * @throws RangeError for shapes or options that don't fit, TypeError for integers
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.unfold.html
 */
export function unfold(input: Tensor, kernelSize: Pair, options: UnfoldOptions = {}): Tensor {
  checkTensor(input, "unfold", "input");
  const { _shape: shape } = input;
  const [height, width] = axesOf(shape.slice(-2) as unknown as readonly [number, number], kernelSize, options);
  if ((input.ndim !== 3 && input.ndim !== 4) || shape.slice(-3).includes(0)) {
    throw new RangeError(
      "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but " +
        `got: ${formatShape(shape)}`,
    );
  }
  if (height.places < 1 || width.places < 1) {
    const told = (name: "kernel" | "dilation" | "before") => `(${height[name]}, ${width[name]})`;
    throw new RangeError(
      `Given input with spatial size (${height.size}, ${width.size}), kernel_size=${told("kernel")}, ` +
        `dilation=${told("dilation")}, padding=${told("before")}, calculated shape of the array of sliding blocks as ` +
        `(${height.places}, ${width.places}), but its components must be at least one.`,
    );
  }
  if (!isFloat(input.dtype)) throw new TypeError(`"im2col_out_cpu" not implemented for '${typeName(input.dtype)}'`);
  const channels = shape[shape.length - 3] * height.kernel * width.kernel;
  const columns = [...shape.slice(0, -3), channels, height.places * width.places];
  return unfolded(input, { height, width, images: shape, columns });
}

/**
 * Images from the columns of their windows, summed where these overlap: [batch, channels * window, places] becomes
 * [batch, channels, height, width], and so without the batch.
 *
 * @param outputSize the images' height and width
 * @throws RangeError for shapes or options that don't fit, TypeError for integers
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.fold.html
 */
export function fold(input: Tensor, outputSize: Pair, kernelSize: Pair, options: UnfoldOptions = {}): Tensor {
  checkTensor(input, "fold", "input");
  const { _shape: shape } = input;
  const size = pairOf(outputSize, "outputSize");
  const [height, width] = axesOf(size, kernelSize, options);
  if ((input.ndim !== 2 && input.ndim !== 3) || shape.slice(-2).includes(0)) {
    throw new RangeError(
      "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for input, but " +
        `got: ${formatShape(shape)}`,
    );
  }
  const [channels, places] = shape.slice(-2);
  const window = height.kernel * width.kernel;
  if (channels % window !== 0) {
    throw new RangeError(
      "Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got input.size(1)=" +
        `${channels} and kernel_size=(${height.kernel}, ${width.kernel}).`,
    );
  }
  if (places !== height.places * width.places || height.places < 1 || width.places < 1) {
    const told = (name: "kernel" | "dilation" | "before" | "stride") => `(${height[name]}, ${width[name]})`;
    throw new RangeError(
      `Given output_size=(${size.join(", ")}), kernel_size=${told("kernel")}, dilation=${told("dilation")}, ` +
        `padding=${told("before")}, stride=${told("stride")}, expected size of input's dimension 2 to match the calculated ` +
        `number of sliding blocks ${height.places} * ${width.places} = ${height.places * width.places}, but got ` +
        `input.size(2)=${places}.`,
    );
  }
  if (!isFloat(input.dtype)) throw new TypeError(`"col2im_out_cpu" not implemented for '${typeName(input.dtype)}'`);
  const images = [...shape.slice(0, -2), channels / window, ...size];
  return folded(input, { height, width, images, columns: shape });
}
