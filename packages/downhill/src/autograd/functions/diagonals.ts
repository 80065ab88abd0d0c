import { launch } from "../../memory/recording.ts";
import { copyOf } from "../../tensor/copy.ts";
import { contiguousStrides, elementCount, normalizeDim, type Shape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { type Definition, define, recordWith, tracks } from "../graph.ts";
import { clone, contiguous } from "./conversion.ts";
import { type Region, spreadRegion } from "./region.ts";
import { defineScatter, scatterRegion } from "./regionScatter.ts";
import { sum } from "./sum.ts";
import { recordView, reshape } from "./views.ts";

/*
 * Diagonals of matrices, and what lies on one side of them.
 */

/** Where a diagonal lies. */
interface Line {
  readonly offset: number;
  readonly first: number;
  readonly second: number;
}

function lineIn(rank: number, offset: number, dim1: number, dim2: number): Line {
  const first = normalizeDim(dim1, rank);
  const second = normalizeDim(dim2, rank);
  if (first === second) throw new RangeError(`diagonal dimensions cannot be identical ${dim1}, ${dim2}`);
  return { offset, first, second };
}

interface Geometry {
  readonly shape: Shape;
  readonly strides: Shape;
  readonly offset: number;
}

/** The diagonal of a tensor of a shape and strides: its own dimension comes last. */
function along(shape: Shape, strides: Shape, { offset, first, second }: Line): Geometry {
  const [rows, columns] = [shape[first], shape[second]];
  const length = Math.max(0, offset >= 0 ? Math.min(rows, columns - offset) : Math.min(rows + offset, columns));
  const start = offset >= 0 ? offset * strides[second] : -offset * strides[first];
  const isKept = (_: number, d: number) => d !== first && d !== second;
  return {
    shape: [...shape.filter(isKept), length],
    strides: [...strides.filter(isKept), strides[first] + strides[second]],
    offset: length === 0 ? 0 : start,
  };
}

function regionAlong(shape: Shape, line: Line): Region {
  const baseStrides = contiguousStrides(shape);
  return { baseShape: shape, baseStrides, ...along(shape, baseStrides, line) };
}

const diagonalBackward = define<Region>("DiagonalBackward0", (grad, node) => spreadRegion(grad, node.extra));

/**
 * A view of the diagonals of two dimensions, which make way for one at the end.
 * @throws RangeError when a dimension is out of range or both are the same.
 */
export function diagonal(input: Tensor, offset = 0, dim1 = 0, dim2 = 1): Tensor {
  const { _shape: shape } = input;
  const line = lineIn(shape.length, offset, dim1, dim2);
  const seen = along(shape, input._strides, line);
  const region = regionAlong(shape, line);
  return recordView(input, seen.shape, seen.strides, input.offset + seen.offset, diagonalBackward, region);
}

const diagonalScatterBackward = defineScatter("DiagonalScatterBackward0");

/**
 * A copy with other elements on the diagonals of two dimensions.
 * @throws RangeError when a dimension is out of range, both are the same, or the elements have another shape.
 */
export function diagonalScatter(input: Tensor, src: Tensor, offset = 0, dim1 = 0, dim2 = 1): Tensor {
  const region = regionAlong(input._shape, lineIn(input._shape.length, offset, dim1, dim2));
  return scatterRegion(input, src, region, diagonalScatterBackward);
}

/** Matrices, zero but for a diagonal, which holds the last dimension. */
export function diagEmbed(input: Tensor, offset = 0, dim1 = -2, dim2 = -1): Tensor {
  const rank = input._shape.length + 1;
  const { first, second } = lineIn(rank, offset, dim1, dim2);
  const shape = input._shape.slice(0, -1);
  const size = input._shape[input._shape.length - 1] + Math.abs(offset);
  for (const d of [first, second].sort((a, b) => a - b)) shape.splice(d, 0, size);
  return diagonalScatter(Tensor.allocate(input.dtype, shape), input, offset, first, second);
}

/**
 * Of a vector the matrix that has it on a diagonal, of a matrix its diagonal; a copy.
 * @throws RangeError for other numbers of dimensions.
 */
export function diag(input: Tensor, place = 0): Tensor {
  const rank = input._shape.length;
  if (rank !== 1 && rank !== 2) throw new RangeError(`diag(): Supports 1D or 2D tensors. Got ${rank}D`);
  return rank === 1 ? diagEmbed(input, place) : clone(diagonal(input, place));
}

/** The matrix that has all elements on a diagonal. */
export function diagflat(input: Tensor, offset = 0): Tensor {
  return diagEmbed(reshape(contiguous(input), [-1]), offset);
}

/**
 * The sum of a matrix's diagonal.
 * @throws RangeError for other numbers of dimensions.
 */
export function trace(input: Tensor): Tensor {
  const rank = input._shape.length;
  if (rank !== 2) throw new RangeError(`trace: expected a matrix, but got tensor with dim ${rank}`);
  return sum(diagonal(input));
}

interface Side {
  readonly keepsUpper: boolean;
  readonly diagonal: number;
}

function triangle(input: Tensor, side: Side, definition: Definition<Side>): Tensor {
  const out = copyOf(input);
  launch("triangle", () => clearBeyond(out, side));
  return tracks(input) ? recordWith(out, definition, [input], [], side) : out;
}

/** Zeroes what lies beyond a diagonal of each matrix. */
function clearBeyond(out: Tensor, { keepsUpper, diagonal: offset }: Side): void {
  const [rows, columns] = out._shape.slice(-2);
  const data = out.storage.data as Float32Array;
  const zero = (out.dtype === "int64" ? 0n : 0) as number;
  const count = elementCount(out._shape.slice(0, -1));
  for (let row = 0; row < count; row++) {
    const at = Math.min(columns, Math.max(0, (row % rows) + offset + (keepsUpper ? 0 : 1)));
    const start = out.offset + row * columns;
    data.fill(zero, keepsUpper ? start : start + at, keepsUpper ? start + at : start + columns);
  }
}

function checkMatrix(input: Tensor, name: string): void {
  if (input._shape.length < 2) throw new RangeError(`${name}: input tensor must have at least 2 dimensions`);
}

const trilBackward: Definition<Side> = define<Side>("TrilBackward0", (grad, node) =>
  triangle(grad, node.extra, trilBackward),
);
const triuBackward: Definition<Side> = define<Side>("TriuBackward0", (grad, node) =>
  triangle(grad, node.extra, triuBackward),
);

/**
 * What lies on and below a diagonal of each matrix (0: the main one, positive ones above), zeros elsewhere.
 * @throws RangeError for less than two dimensions.
 */
export function tril(input: Tensor, place = 0): Tensor {
  checkMatrix(input, "tril");
  return triangle(input, { keepsUpper: false, diagonal: place }, trilBackward);
}

/**
 * What lies on and above a diagonal of each matrix (0: the main one, positive ones above), zeros elsewhere.
 * @throws RangeError for less than two dimensions.
 */
export function triu(input: Tensor, place = 0): Tensor {
  checkMatrix(input, "triu");
  return triangle(input, { keepsUpper: true, diagonal: place }, triuBackward);
}
