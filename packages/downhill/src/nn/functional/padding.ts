import { checkTensor } from "../../autograd/functions/operands.ts";
import { define, recordWith, tracks } from "../../autograd/graph.ts";
import type { DType } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { copyInto, rowMajor } from "../../tensor/copy.ts";
import { setElement } from "../../tensor/elementwise.ts";
import { typeName } from "../../tensor/promotion.ts";
import { formatShape, type Shape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { byName } from "./byName.ts";

/**
 * What is added to a tensor: one value, the tensor mirrored at its border, its outermost elements again, or what is at its
 * other end.
 */
export type PaddingMode = "constant" | "reflect" | "replicate" | "circular";

/** Options of {@link pad}. */
export interface PadOptions {
  /** What is added. Default "constant". */
  mode?: PaddingMode;
  /** The value that is added in mode "constant"; null for 0. Default null. */
  value?: number | null;
}

/** Before and after each of the last dimensions, from the first of these on. */
type Border = readonly (readonly [before: number, after: number])[];

/**
 * The tensor with more around it, or with less where an amount is negative.
 *
 * @param amounts before and after the last dimension, then before and after the one before it, and so on. Modes other than
 *   "constant" take the last one of 2 or 3 dimensions, the last two of 3 or 4, or the last three of 4 or 5.
 * @throws RangeError for amounts that don't fit the shape or the mode, TypeError for dtypes that a mode doesn't take
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pad.html
 */
export function pad(
  input: Tensor,
  amounts: readonly number[],
  { mode = "constant", value = null }: PadOptions = {},
): Tensor {
  checkTensor(input, "pad", "input");
  if (!amounts.every(Number.isInteger)) throw new TypeError(`pad must be integers, got ${JSON.stringify(amounts)}`);
  if (amounts.length % 2 !== 0) throw new RangeError("Padding length must be divisible by 2");
  if (amounts.length > 2 * input.ndim) {
    throw new RangeError(
      "Padding length should be less than or equal to two times the input dimension but got padding length " +
        `${amounts.length} and input of dimension ${input.ndim}`,
    );
  }
  const dims = amounts.length / 2;
  const border = Array.from({ length: dims }, (_, i) => {
    const at = 2 * (dims - 1 - i);
    return [amounts[at], amounts[at + 1]] as const;
  });
  if (mode === "constant") return constantPad(input, border, value ?? 0);
  if (value !== null && value !== 0) throw new RangeError(`Padding mode "${mode}" doesn't take in value argument`);
  if (dims < 1 || dims > 3 || (input.ndim !== dims + 1 && input.ndim !== dims + 2)) {
    throw new RangeError(
      `Padding size ${amounts.length} is not supported for ${input.ndim}D input tensor.\n` +
        "Supported combinations for non-constant padding:\n" +
        "  - 2D or 3D input: padding size = 2 (pads last dimension)\n" +
        "  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)\n" +
        "  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)",
    );
  }
  const rule = RULES[mode];
  if (rule === undefined) throw new RangeError(`Unrecognised padding mode ${String(mode)}`);
  rule.check(input, border);
  const sizes = input._shape.slice(-dims);
  const sources = border.map(([before, after], d) => {
    const place = rule.placeOf(sizes[d], before, after);
    return Int32Array.from({ length: sizes[d] + before + after }, (_, i) => place(i - before));
  });
  return gather(input, { sources, sizes, name: rule.nodeName(dims) });
}

const CONSTANT = define<Border>("ConstantPadNdBackward0", (grad, { extra }) =>
  constantPad(
    grad,
    extra.map(([before, after]) => [0 - before, 0 - after]),
    0,
  ),
);

function constantPad(input: Tensor, border: Border, value: number): Tensor {
  const first = input.ndim - border.length;
  const around = input._shape.map((_, dim) => border[dim - first] ?? [0, 0]);
  if (input._shape.some((size, dim) => size + Math.min(0, around[dim][0]) + Math.min(0, around[dim][1]) < 0)) {
    throw new RangeError("narrow(): length must be non-negative.");
  }
  const shape = input._shape.map((size, dim) => size + around[dim][0] + around[dim][1]);
  const result = value === 0 ? Tensor.allocate(input.dtype, shape) : filled(input.dtype, shape, value);
  copyInto(
    inner(
      result,
      around.map(([before, after]) => [Math.max(0, before), Math.max(0, after)]),
    ),
    inner(
      input,
      around.map(([before, after]) => [Math.max(0, 0 - before), Math.max(0, 0 - after)]),
    ),
  );
  return tracks(input) ? recordWith(result, CONSTANT, [input], [], border) : result;
}

function filled(dtype: DType, shape: Shape, value: number): Tensor {
  const result = Tensor.uninitialized(dtype, shape);
  launch("fill", () => {
    if (result._numel === 0) return;
    setElement(result, 0, value);
    const data = result.storage.data as Float32Array;
    data.fill(data[0]);
  });
  return result;
}

/** What is left of a tensor when some is cut off around it, as a view. */
function inner(tensor: Tensor, around: Border): Tensor {
  const { _shape: shape, _strides: strides, offset } = tensor;
  const start = around.reduce((sum, [before], dim) => sum + before * strides[dim], offset);
  return tensor._viewAs(
    shape.map((size, dim) => size - around[dim][0] - around[dim][1]),
    strides,
    start,
  );
}

/** A way to find elements beyond the border. */
interface Rule {
  /** @throws RangeError for amounts that it doesn't take, TypeError for dtypes */
  check(input: Tensor, border: Border): void;
  /** Where in a dimension of so many elements the one at a place is found that may lie before or behind them. */
  placeOf(size: number, before: number, after: number): (place: number) => number;
  nodeName(dims: number): string;
}

const RULES: Readonly<Record<string, Rule | undefined>> = {
  reflect: {
    check(input, border) {
      checkInside(input, border, "reflection");
      const first = input.ndim - border.length;
      for (let d = border.length - 1; d >= 0; d--) {
        const [before, after] = border[d];
        if (before < input._shape[first + d] && after < input._shape[first + d]) continue;
        throw new RangeError(
          `Argument #${2 * (border.length - d) + 2}: Padding size should be less than the corresponding input dimension, ` +
            `but got: padding (${before}, ${after}) at dimension ${first + d} of input ${formatShape(input._shape)}`,
        );
      }
      checkPlaces(input, border);
    },
    placeOf: (size) => (place) => (place < 0 ? -place : place < size ? place : 2 * (size - 1) - place),
    nodeName: (dims) => `ReflectionPad${dims}DBackward0`,
  },
  replicate: {
    check(input, border) {
      checkInside(input, border, "replication");
      checkPlaces(input, border);
    },
    placeOf: (size) => (place) => Math.min(Math.max(place, 0), size - 1),
    nodeName: (dims) => `ReplicationPad${dims}DBackward0`,
  },
  circular: {
    check(input, border) {
      const sizes = input._shape.slice(-border.length);
      for (const [d, [before, after]] of border.entries()) {
        if (before > sizes[d] || after > sizes[d]) {
          throw new RangeError("Padding value causes wrapping around more than once.");
        }
        if (sizes[d] + before + after < 0) {
          throw new RangeError("Negative padding value is resulting in an empty dimension");
        }
      }
    },
    // What is cut off at one end isn't found beyond the other one.
    placeOf(size, before, after) {
      const start = Math.max(0, 0 - before);
      const period = size - start - Math.max(0, 0 - after);
      return (place) => ((((place - start) % period) + period) % period) + start;
    },
    nodeName: () => "CopySlices",
  },
};

function checkInside(input: Tensor, border: Border, name: string): void {
  const dims = border.length;
  const needed = input.ndim === dims + 2 ? input._shape.slice(1) : input._shape;
  if (needed.includes(0)) {
    throw new RangeError(
      `Expected ${dims + 1}D or ${dims + 2}D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions ` +
        `for input, but got: ${formatShape(input._shape)}`,
    );
  }
  if (input.dtype === "bool") throw new TypeError(`"${name}_pad${dims}d" not implemented for '${typeName("bool")}'`);
}

function checkPlaces(input: Tensor, border: Border): void {
  const sizes = input._shape.slice(-border.length);
  const places = sizes.map((size, d) => size + border[d][0] + border[d][1]);
  if (places.every((count) => count >= 0) && places.some((count) => count >= 1)) return;
  const sides = ["D", "H", "W"].slice(-border.length);
  const told = (numbers: readonly number[]) => sides.map((side, d) => `${side}: ${numbers[d]}`);
  throw new RangeError(`input (${told(sizes).join(", ")}) is too small. Calculated output ${told(places).join(" ")}`);
}

/** Where elements of the last dimensions come from: for each place along each of them the place in the input. */
interface Sources {
  readonly sources: readonly Int32Array[];
  /** Of these dimensions of the input. */
  readonly sizes: Shape;
  readonly name: string;
}

/** The offset of each place of all dimensions but the last, and how many elements the planes of input and output have. */
function walk({ sources, sizes }: Sources): { rows: Int32Array; columns: Int32Array; plane: number } {
  let rows: Int32Array = new Int32Array(1);
  for (let d = 0; d < sources.length - 1; d++) {
    const next = new Int32Array(rows.length * sources[d].length);
    let to = 0;
    for (const row of rows) for (const place of sources[d]) next[to++] = row * sizes[d] + place;
    rows = next;
  }
  const width = sizes[sizes.length - 1];
  return {
    rows: rows.map((row) => row * width),
    columns: sources[sources.length - 1],
    plane: sizes.reduce((count, size) => count * size, 1),
  };
}

function gather(input: Tensor, from: Sources): Tensor {
  const source = rowMajor(input);
  const front = input._shape.slice(0, -from.sizes.length);
  const result = Tensor.uninitialized(input.dtype, [...front, ...from.sources.map(({ length }) => length)]);
  const { rows, columns, plane } = walk(from);
  launch("pad", () => {
    const [x, out] = [source.storage.data as Float32Array, result.storage.data as Float32Array];
    const width = columns.length;
    const end = result._numel;
    for (let to = 0, start = source.offset; to < end; start += plane) {
      for (let row = 0; row < rows.length; row++) {
        const at = start + rows[row];
        for (let column = 0; column < width; column++) out[to++] = x[at + columns[column]];
      }
    }
  });
  return tracks(input) ? recordWith(result, gatherOf(from.name), [input], [], from) : result;
}

/** The derivative of `gather`: each element of the input gets the sum over the places where it is. */
function scatter(grad: Tensor, to: Sources): Tensor {
  const source = rowMajor(grad);
  const front = grad._shape.slice(0, -to.sizes.length);
  const result = Tensor.allocate(grad.dtype, [...front, ...to.sizes]);
  const { rows, columns, plane } = walk(to);
  launch("padGradient", () => {
    const [g, out] = [source.storage.data as Float32Array, result.storage.data as Float32Array];
    const width = columns.length;
    const end = source.offset + source._numel;
    for (let at = source.offset, start = 0; at < end; start += plane) {
      for (let row = 0; row < rows.length; row++) {
        const place = start + rows[row];
        for (let column = 0; column < width; column++) out[place + columns[column]] += g[at++];
      }
    }
  });
  return tracks(grad) ? recordWith(result, scatterOf(to.name), [grad], [], to) : result;
}

const gatherOf = byName((name) => define<Sources>(name, (grad, { extra }) => scatter(grad, extra)));
const scatterOf = byName((name) =>
  define<Sources>(name.replace("Backward0", "BackwardBackward0"), (grad, { extra }) => gather(grad, extra)),
);
