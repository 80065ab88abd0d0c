import { elementCount, formatShape, normalizeDim, type Shape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { mul, sub } from "./arithmetic.ts";
import { broadcastTensors } from "./broadcasting.ts";
import { permute } from "./dims.ts";
import { matmul } from "./matmul.ts";
import { roll } from "./rearranging.ts";
import { sum } from "./sum.ts";
import { reshape } from "./views.ts";

/*
 * Products of tensors over chosen dimensions.
 */

/**
 * The sums of products over dimensions of both tensors: over the last of the first and the first of the second, as many as
 * a number says, or over those that two lists name.
 * @throws RangeError when the lists or the sizes differ.
 */
export function tensordot(a: Tensor, b: Tensor, dims: number | readonly [Shape, Shape] = 2): Tensor {
  const [own, others] = contracted(a, b, dims);
  if (own.length !== others.length) throw new RangeError("both dimension lists should have same length");
  const first = own.map((d) => normalizeDim(d, a._shape.length));
  const second = others.map((d) => normalizeDim(d, b._shape.length));
  // What has size one is repeated along the other's dimension, and so the other is summed.
  const alone = { a: [] as number[], b: [] as number[] };
  first.forEach((d, i) => {
    const [size, other] = [a._shape[d], b._shape[second[i]]];
    if (size === other) return;
    if (size === 1) alone.b.push(second[i]);
    else if (other === 1) alone.a.push(d);
    else
      throw new RangeError(
        `contracted dimensions need to match, but first has size ${size} in dim ${d} and second has size ${other} in dim ` +
          `${second[i]}`,
      );
  });
  return multiplied(summed(a, alone.a), summed(b, alone.b), first, second);
}

function summed(tensor: Tensor, dims: Shape): Tensor {
  return dims.length === 0 ? tensor : sum(tensor, dims, { keepdim: true });
}

function multiplied(a: Tensor, b: Tensor, first: Shape, second: Shape): Tensor {
  const rows = freeOf(a, first);
  const columns = freeOf(b, second);
  const inner = elementCount(first.map((d) => a._shape[d]));
  const sizes = (tensor: Tensor, free: Shape) => free.map((d) => tensor._shape[d]);
  const left = reshape(permute(a, [...rows, ...first]), [elementCount(sizes(a, rows)), inner]);
  const right = reshape(permute(b, [...second, ...columns]), [inner, elementCount(sizes(b, columns))]);
  return reshape(matmul(left, right), [...sizes(a, rows), ...sizes(b, columns)]);
}

function freeOf({ _shape: shape }: Tensor, used: Shape): number[] {
  return shape.flatMap((_, d) => (used.includes(d) ? [] : [d]));
}

function contracted(a: Tensor, b: Tensor, dims: number | readonly [Shape, Shape]): readonly [Shape, Shape] {
  if (typeof dims !== "number") return dims;
  const [rank, other] = [a._shape.length, b._shape.length];
  if (dims < 0) throw new RangeError(`tensordot expects dims >= 0, but got dims=${dims}`);
  if (dims > Math.min(rank, other)) {
    throw new RangeError(`tensordot expects dims < ndim_a or ndim_b, but got dims=${dims}`);
  }
  const range = Array.from({ length: dims }, (_, i) => i);
  return [range.map((i) => rank - dims + i), range];
}

/** Kronecker's product: each element of the first tensor times the second tensor. */
export function kron(input: Tensor, other: Tensor): Tensor {
  const rank = Math.max(input._shape.length, other._shape.length);
  const padded = ({ _shape: shape }: Tensor) => [...new Array<number>(rank - shape.length).fill(1), ...shape];
  const [a, b] = [padded(input), padded(other)];
  const product = mul(
    reshape(
      input,
      a.flatMap((size) => [size, 1]),
    ),
    reshape(
      other,
      b.flatMap((size) => [1, size]),
    ),
  );
  return reshape(
    product,
    a.map((size, d) => size * b[d]),
  );
}

/**
 * The cross products of vectors of three elements along a dimension, by default the first of that size.
 * @throws RangeError when there is none, or the tensors differ in their number of dimensions.
 */
export function cross(input: Tensor, other: Tensor, dim: number | null = null): Tensor {
  const rank = input._shape.length;
  if (rank !== other._shape.length) {
    throw new RangeError("linalg.cross: inputs must have the same number of dimensions.");
  }
  const d = dim === null ? input._shape.indexOf(3) : normalizeDim(dim, rank);
  if (d < 0) throw new RangeError(`no dimension of size 3 in input: ${formatShape(input._shape)}`);
  if (input._shape[d] !== 3 || other._shape[d] !== 3) {
    throw new RangeError(
      `linalg.cross: inputs dimension ${dim ?? d} must have length 3. Got ${input._shape[d]} and ${other._shape[d]}`,
    );
  }
  const [a, b] = broadcastTensors([input, other]);
  return sub(mul(roll(a, -1, d), roll(b, -2, d)), mul(roll(a, -2, d), roll(b, -1, d)));
}
