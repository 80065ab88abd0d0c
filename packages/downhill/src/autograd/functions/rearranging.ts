import { rowMajor } from "../../tensor/copy.ts";
import { type Places, placeArray, placesAlong, take } from "../../tensor/places.ts";
import { contiguousStrides, elementCount, formatShape, normalizeDim, type Shape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { define, recordWith, tracks } from "../graph.ts";
import { clone, contiguous } from "./conversion.ts";
import { permute } from "./dims.ts";
import { flip } from "./gathering.ts";
import { spreadPlaces } from "./places.ts";
import { recordView, reshape, transpose, view } from "./views.ts";

/*
 * The same elements in other places, or seen in another shape.
 */

const list = (dims: number | Shape): Shape => (typeof dims === "number" ? [dims] : dims);

/**
 * A view with some dimensions in other places; the others keep their order.
 * @throws RangeError when a dimension is out of range or named twice, or the lists differ in length.
 */
export function movedim(input: Tensor, source: number | Shape, destination: number | Shape): Tensor {
  const [from, to] = [list(source), list(destination)];
  if (from.length !== to.length) {
    throw new RangeError(
      `movedim: Invalid source or destination dims: source (${formatShape(from)} dims) should contain the same number ` +
        `of dims as destination (${formatShape(to)} dims)`,
    );
  }
  const rank = input._shape.length;
  const sources = from.map((d) => normalizeDim(d, rank));
  const targets = to.map((d) => normalizeDim(d, rank));
  for (const [dims, given, name] of [
    [sources, from, "source"],
    [targets, to, "destination"],
  ] as const) {
    if (new Set(dims).size < dims.length) {
      throw new RangeError(`movedim: repeated dim in \`${name}\` (${formatShape(given)})`);
    }
  }
  if (rank === 0) return permute(input, []);
  const others = input._shape.flatMap((_, d) => (sources.includes(d) ? [] : [d]));
  const order = input._shape.map((_, d) => (targets.includes(d) ? sources[targets.indexOf(d)] : others.shift()!));
  return permute(input, order);
}

/** The elements in one dimension: a view where they lie row-major, else a copy. */
export function ravel(input: Tensor): Tensor {
  return view(contiguous(input), [-1]);
}

/** The same elements in the shape of another tensor: a view where the layout allows it, else a copy. */
export function reshapeAs(input: Tensor, other: Tensor): Tensor {
  return reshape(input, other._shape);
}

/** A view in the shape of another tensor. */
export function viewAs(input: Tensor, other: Tensor): Tensor {
  return view(input, other._shape);
}

/**
 * A view with one dimension as several, whose sizes make up its own; one of them may be -1.
 * @throws RangeError when they don't.
 */
export function unflatten(input: Tensor, dim: number, sizes: Shape): Tensor {
  const d = normalizeDim(dim, input._shape.length);
  if (sizes.length === 0) throw new RangeError("unflatten: sizes must be non-empty");
  const size = input._shape[d];
  const known = elementCount(sizes.filter((length) => length !== -1));
  const left = sizes.includes(-1) ? size / known : 1;
  if (sizes.filter((length) => length === -1).length > 1) throw new RangeError("only one dimension can be inferred");
  if (known * left !== size || !Number.isInteger(left)) {
    throw new RangeError(
      `unflatten: Provided sizes ${formatShape(sizes)} don't multiply up to the size of dim ${d} (${size}) in the input ` +
        "tensor",
    );
  }
  const whole = sizes.map((length) => (length === -1 ? left : length));
  return view(input, [...input._shape.slice(0, d), ...whole, ...input._shape.slice(d + 1)]);
}

interface Rolled {
  readonly shifts: Shape;
  readonly dims: Shape;
}

const rollBackward = define<Rolled>("RollBackward0", (grad, { extra: { shifts, dims } }) =>
  roll(
    grad,
    shifts.map((shift) => -shift),
    dims,
  ),
);

/**
 * The elements moved along dimensions, those that leave at the end coming in at the beginning; without dimensions, along
 * the flattened tensor.
 * @throws RangeError for other numbers of shifts than of dimensions, or a dimension out of range.
 */
export function roll(input: Tensor, shifts: number | Shape, dims: number | Shape = []): Tensor {
  const [by, along] = [list(shifts), list(dims)];
  if (by.length === 0) throw new RangeError("`shifts` required");
  if (along.length === 0 && by.length === 1) {
    return reshape(roll(reshape(contiguous(input), [-1]), by, [0]), input._shape);
  }
  if (by.length !== along.length) {
    throw new RangeError(`shifts and dimensions must align. shifts: ${by.length}, dims:${along.length}`);
  }
  const { _shape: shape } = input;
  if (shape.length === 0) throw new RangeError("Dimension specified as 0 but tensor has no dimensions");
  let out = rowMajor(input);
  along.forEach((dim, i) => {
    const d = normalizeDim(dim, shape.length);
    const size = shape[d];
    const indices = Int32Array.from({ length: size }, (_, k) => (((k - by[i]) % size) + size) % size);
    out = take(out, placesAlong(shape, d, indices));
  });
  return tracks(input) ? recordWith(out, rollBackward, [input], [], { shifts: by, dims: along }) : out;
}

/**
 * The plane of two dimensions turned by 90 degrees, `k` times, from the first dimension towards the second.
 * @throws RangeError for other than two dimensions, or one that is out of range.
 */
export function rot90(input: Tensor, k = 1, dims: Shape = [0, 1]): Tensor {
  const rank = input._shape.length;
  if (dims.length !== 2) throw new RangeError(`expected total rotation dims == 2, but got dims = ${dims.length}`);
  if (rank < 2) throw new RangeError(`expected total dims >= 2, but got total dims = ${rank}`);
  const [first, second] = dims.map((d) => normalizeDim(d, rank));
  if (first === second) {
    throw new RangeError(`expected rotation dims to be different, but got dim0 = ${dims[0]} and dim1 = ${dims[1]}`);
  }
  switch (((k % 4) + 4) % 4) {
    case 1:
      return transpose(flip(input, [second]), first, second);
    case 2:
      return flip(input, [first, second]);
    case 3:
      return transpose(flip(input, [first]), first, second);
    default:
      return clone(input);
  }
}

/**
 * The columns in reverse order; a copy.
 * @throws RangeError for less than two dimensions.
 */
export function fliplr(input: Tensor): Tensor {
  if (input._shape.length < 2) throw new RangeError("Input must be >= 2-d.");
  return flip(input, [1]);
}

/**
 * The rows in reverse order; a copy.
 * @throws RangeError for a tensor without dimensions.
 */
export function flipud(input: Tensor): Tensor {
  if (input._shape.length < 1) throw new RangeError("Input must be >= 1-d.");
  return flip(input, [0]);
}

interface Windows {
  readonly shape: Shape;
  readonly dim: number;
  readonly size: number;
  readonly step: number;
}

const unfoldBackward = define<Windows>("UnfoldBackward0", (grad, node) => spreadPlaces(grad, windowPlaces(node.extra)));

/** The shape of all windows, and strides to them in a tensor of given strides. */
function windows({ shape, dim, size, step }: Windows, strides: Shape): { shape: Shape; strides: Shape } {
  const count = shape.length === 0 ? 1 : Math.floor((shape[dim] - size) / step) + 1;
  if (shape.length === 0) return { shape: [size], strides: [1] };
  return {
    shape: [...shape.map((length, d) => (d === dim ? count : length)), size],
    strides: [...strides.map((stride, d) => (d === dim ? stride * step : stride)), strides[dim]],
  };
}

/** Which element each element of the windows is. */
function windowPlaces(extra: Windows): Places {
  const { shape, strides } = windows(extra, contiguousStrides(extra.shape));
  const starts = placeArray(extra.shape, elementCount(shape));
  const index = shape.map(() => 0);
  let place = 0;
  for (let i = 0; i < starts.length; i++) {
    starts[i] = place;
    for (let d = shape.length - 1; d >= 0; d--) {
      place += strides[d];
      if (++index[d] < shape[d]) break;
      place -= strides[d] * shape[d];
      index[d] = 0;
    }
  }
  return { source: extra.shape, shape, starts, block: 1 };
}

/**
 * A view of all windows of a size along a dimension, `step` apart: the dimension counts windows, and a new one at the end
 * holds their elements.
 * @throws RangeError for a window longer than the dimension, or a step that isn't positive.
 */
export function unfold(input: Tensor, dimension: number, size: number, step: number): Tensor {
  const { _shape: shape } = input;
  const dim = normalizeDim(dimension, shape.length);
  const length = shape.length === 0 ? 1 : shape[dim];
  if (size < 0) throw new RangeError(`size is ${size} but must be >= 0`);
  if (size > length)
    throw new RangeError(`maximum size for tensor at dimension ${dim} is ${length} but size is ${size}`);
  if (step <= 0) throw new RangeError(`step is ${step} but must be > 0`);
  const extra = { shape, dim, size, step };
  const seen = windows(extra, input._strides);
  return recordView(input, seen.shape, seen.strides, input.offset, unfoldBackward, extra);
}
