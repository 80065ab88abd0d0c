import { tensor } from "../../tensor/factories.ts";
import { formatShape, type Shape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { atleast1d, atleast2d, atleast3d, meshgrid } from "./broadcasting.ts";
import { to } from "./conversion.ts";
import { indexSelect } from "./gathering.ts";
import { cat, commonType, stack } from "./joining.ts";
import { scatterBlock } from "./regionScatter.ts";
import { reshape } from "./views.ts";

/*
 * Tensors side by side.
 */

function checkSome(tensors: readonly Tensor[], name: string): void {
  if (tensors.length === 0) throw new RangeError(`${name} expects a non-empty TensorList`);
}

/** Joins tensors along the columns: the second dimension, of vectors the only one. */
export function hstack(tensors: readonly Tensor[]): Tensor {
  checkSome(tensors, "hstack");
  const parts = atleast1d(tensors) as Tensor[];
  return cat(parts, parts[0]._shape.length === 1 ? 0 : 1);
}

/** Joins tensors along the rows; vectors are rows. */
export function vstack(tensors: readonly Tensor[]): Tensor {
  checkSome(tensors, "vstack");
  return cat(atleast2d(tensors) as Tensor[], 0);
}

/** Joins tensors along the third dimension. */
export function dstack(tensors: readonly Tensor[]): Tensor {
  checkSome(tensors, "dstack");
  return cat(atleast3d(tensors) as Tensor[], 2);
}

/** Joins tensors along the columns; vectors are columns. */
export function columnStack(tensors: readonly Tensor[]): Tensor {
  checkSome(tensors, "column_stack");
  return hstack(tensors.map((part) => (part._shape.length < 2 ? reshape(part, [part._numel, 1]) : part)));
}

/**
 * The matrix that has matrices along its diagonal, and zeros elsewhere; vectors are rows.
 * @throws RangeError for more than two dimensions.
 */
export function blockDiag(tensors: readonly Tensor[]): Tensor {
  tensors.forEach(({ _shape: shape }, i) => {
    if (shape.length <= 2) return;
    throw new RangeError(
      `torch.block_diag: Input tensors must have 2 or fewer dimensions. Input ${i} has ${shape.length} dimensions`,
    );
  });
  if (tensors.length === 0) return Tensor.allocate("float32", [1, 0]);
  const blocks = atleast2d(tensors) as Tensor[];
  const dtype = commonType(blocks);
  const total = (d: number) => blocks.reduce((sum, block) => sum + block._shape[d], 0);
  const shape: Shape = [total(0), total(1)];
  let out = Tensor.allocate(dtype, shape);
  let [row, column] = [0, 0];
  for (const block of blocks) {
    out = scatterBlock(out, to(block, dtype), row, column);
    row += block._shape[0];
    column += block._shape[1];
  }
  return out;
}

/**
 * All combinations of an element of each vector, as the rows of a matrix; of a single vector the vector itself.
 * @throws RangeError for tensors of other than one dimension.
 */
export function cartesianProd(tensors: readonly Tensor[]): Tensor {
  for (const { _shape: shape } of tensors) {
    if (shape.length !== 1) throw new RangeError(`Expect a 1D vector, but got shape ${formatShape(shape)}`);
  }
  if (tensors.length === 1) return tensors[0];
  return stack(
    meshgrid(tensors).map((grid) => reshape(grid, [-1])),
    1,
  );
}

/** Options of `combinations`. */
export interface CombinationsOptions {
  /** Whether an element may be combined with itself. Default false. */
  withReplacement?: boolean;
}

/**
 * All combinations of `r` of the vector's elements, in their order, as the rows of a matrix.
 * @throws RangeError for other than one dimension, or a negative number of elements.
 */
export function combinations(input: Tensor, r = 2, { withReplacement = false }: CombinationsOptions = {}): Tensor {
  if (input._shape.length !== 1) {
    throw new RangeError(`Expect a 1D vector, but got shape ${formatShape(input._shape)}`);
  }
  if (r < 0) throw new RangeError(`Expect a non-negative number, but got ${r}`);
  if (r === 0) return Tensor.allocate(input.dtype, [0]);
  let rows: number[][] = [[]];
  for (let i = 0; i < r; i++) {
    rows = rows.flatMap((row) => {
      const last = row.at(-1);
      const first = last === undefined ? 0 : last + (withReplacement ? 0 : 1);
      return Array.from({ length: Math.max(0, input._numel - first) }, (_, k) => [...row, first + k]);
    });
  }
  const index = tensor(new BigInt64Array(rows.flat().map(BigInt)));
  return reshape(indexSelect(input, 0, index), [rows.length, r]);
}
