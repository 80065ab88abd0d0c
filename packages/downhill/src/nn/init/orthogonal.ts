import { normal_ } from "../../autograd/functions/random.ts";
import { noGrad } from "../../autograd/gradMode.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { floats } from "../functional/pointwise.ts";
import type { RandomOptions } from "./fill.ts";

/**
 * A matrix with orthogonal rows or columns, whichever are fewer, each of length `gain`; dimensions after the first
 * count as one. The values are PyTorch's for the same seed up to rounding.
 *
 * @throws RangeError for fewer than two dimensions
 * @see https://docs.pytorch.org/docs/stable/nn.init.html
 */
export function orthogonal_<T extends Tensor>(tensor: T, gain = 1, { generator }: RandomOptions = {}): T {
  if (tensor.ndim < 2) throw new RangeError("Only tensors with 2 or more dimensions are supported");
  const count = tensor.numel();
  if (count === 0) return tensor;
  const rows = tensor._shape[0];
  const columns = count / rows;
  noGrad(() => {
    const random = Tensor.allocate(tensor.dtype, [rows, columns]);
    normal_(random, 0, 1, { generator });
    const wide = rows < columns;
    const drawn = floats(random);
    const q = wide
      ? orthonormalize(drawn, columns, rows, 1, columns)
      : orthonormalize(drawn, rows, columns, columns, 1);
    const result = Tensor.allocate(tensor.dtype, tensor._shape);
    const out = floats(result);
    const length = wide ? columns : rows;
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) out[r * columns + c] = wide ? q[r * length + c] : q[c * length + r];
    }
    tensor.copy_(result);
    tensor.mul_(gain);
  });
  return tensor;
}

/**
 * The orthonormal factor Q of A = QR with a positive diagonal of R, column after column; A is [length, count] with
 * length >= count, read with the given strides. Householder's reflections, in double precision.
 */
function orthonormalize(
  a: ArrayLike<number>,
  length: number,
  count: number,
  rowStride: number,
  columnStride: number,
): Float64Array {
  const columns: Float64Array[] = [];
  for (let c = 0; c < count; c++) {
    columns.push(Float64Array.from({ length }, (_, r) => a[r * rowStride + c * columnStride]));
  }
  const reflectors: Float64Array[] = [];
  const signs = new Float64Array(count);
  for (let c = 0; c < count; c++) {
    const column = columns[c];
    for (let k = 0; k < c; k++) reflect(column, reflectors[k], k);
    let squares = 0;
    for (let r = c; r < length; r++) squares += column[r] * column[r];
    const norm = Math.sqrt(squares);
    const diagonal = column[c] > 0 ? -norm : norm;
    signs[c] = Math.sign(diagonal);
    const reflector = column.slice();
    reflector[c] -= diagonal;
    let size = 0;
    for (let r = c; r < length; r++) size += reflector[r] * reflector[r];
    const scale = size === 0 ? 0 : Math.sqrt(2 / size);
    for (let r = c; r < length; r++) reflector[r] *= scale;
    reflectors.push(reflector);
  }
  const q = new Float64Array(count * length);
  for (let c = 0; c < count; c++) {
    const column = q.subarray(c * length, (c + 1) * length);
    column[c] = signs[c];
    for (let k = count - 1; k >= 0; k--) reflect(column, reflectors[k], k);
  }
  return q;
}

/** Reflects a vector, from the element `start` on: x - v (v·x), for v of length √2. */
function reflect(x: Float64Array, v: Float64Array, start: number): void {
  let product = 0;
  for (let r = start; r < x.length; r++) product += v[r] * x[r];
  for (let r = start; r < x.length; r++) x[r] -= v[r] * product;
}
