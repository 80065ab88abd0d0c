import { isDifferentiable } from "../../memory/dtype.ts";
import type { ScaleOptions } from "../../tensor/methods/pointwise.ts";
import { typeName } from "../../tensor/promotion.ts";
import { broadcastShapes, elementCount, formatShape, sameShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { add, mul } from "./arithmetic.ts";
import { matmul, mm, mv } from "./matmul.ts";
import { checkTensor } from "./operands.ts";
import { sum } from "./sum.ts";
import { reshape, transpose } from "./views.ts";

/*
 * Products of matrices and vectors, and such products added to something.
 */

function checkRank(tensor: Tensor, rank: number, name: string): void {
  if (tensor._shape.length === rank) return;
  const form = ["a number", "a vector", "a matrix", "a 3D tensor"][rank];
  throw new RangeError(`${name} must be ${form}, got ${tensor._shape.length}-D tensor`);
}

/** Of integers without the fraction, as in PyTorch. */
function scaleOf(value: number | bigint, { dtype }: Tensor): number | bigint {
  return isDifferentiable(dtype) || typeof value === "bigint" ? value : Math.trunc(value);
}

/** beta * input + alpha * product; the input broadcasts to the product. */
function addScaledProduct(input: Tensor, product: Tensor, options: ScaleOptions | undefined): Tensor {
  const beta = scaleOf(options?.beta ?? 1, product);
  const alpha = scaleOf(options?.alpha ?? 1, product);
  if (input.dtype !== product.dtype) {
    throw new TypeError(
      `self and mat2 must have the same dtype, but got ${typeName(input.dtype)} and ${typeName(product.dtype)}`,
    );
  }
  if (!sameShape(broadcastShapes(input._shape, product._shape), product._shape)) {
    throw new RangeError(
      `The expanded size of the tensor (${formatShape(product._shape)}) must match the existing size ` +
        `${formatShape(input._shape)}`,
    );
  }
  const scaled = Number(alpha) === 1 ? product : mul(product, alpha);
  if (Number(beta) === 0) return scaled;
  return add(Number(beta) === 1 ? input : mul(input, beta), scaled);
}

/**
 * beta * input + alpha * (mat1 @ mat2) of matrices; the input broadcasts.
 * @throws RangeError when the shapes do not fit, TypeError when the dtypes differ.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.addmm.html
 */
export function addmm(input: Tensor, mat1: Tensor, mat2: Tensor, options?: ScaleOptions): Tensor {
  checkRank(mat1, 2, "mat1");
  checkRank(mat2, 2, "mat2");
  return addScaledProduct(input, mm(mat1, mat2), options);
}

/**
 * beta * input + alpha * (mat @ vec); the input broadcasts.
 * @throws RangeError when the shapes do not fit, TypeError when the dtypes differ.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.addmv.html
 */
export function addmv(input: Tensor, mat: Tensor, vec: Tensor, options?: ScaleOptions): Tensor {
  return addScaledProduct(input, mv(mat, vec), options);
}

/**
 * beta * input + alpha * outer(vec1, vec2); the input broadcasts.
 * @throws RangeError when the shapes do not fit.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.addr.html
 */
export function addr(input: Tensor, vec1: Tensor, vec2: Tensor, options?: ScaleOptions): Tensor {
  for (const [name, vector] of Object.entries({ vec1, vec2 })) {
    if (vector._shape.length !== 1) {
      throw new RangeError(`addr: Expected 1-D argument ${name}, but got ${vector._shape.length}-D`);
    }
  }
  const product = outer(vec1, vec2);
  const { beta = 1, alpha = 1 } = options ?? {};
  for (const [name, value] of Object.entries({ beta, alpha })) {
    if (isDifferentiable(product.dtype) || Number.isInteger(Number(value))) continue;
    throw new TypeError(`For integral input tensors, argument ${name} must not be a floating point number.`);
  }
  if (product.dtype !== "bool") return addScaledProduct(input, product, options);
  const scaled = mul(product, Boolean(alpha));
  return Number(beta) === 0 ? scaled : add(input, scaled);
}

/** @throws RangeError unless both are batches of matrices that fit each other */
function checkBatches(batch1: Tensor, batch2: Tensor): void {
  for (const [name, tensor] of Object.entries({ batch1, batch2 })) checkRank(tensor, 3, name);
  const [n, , k] = batch1._shape;
  const [count, rows] = batch2._shape;
  if (n === count && k === rows) return;
  throw new RangeError(
    `Expected size for first two dimensions of batch2 tensor to be: [${n}, ${k}] but got: [${count}, ${rows}].`,
  );
}

/**
 * The products of two batches of as many matrices.
 * @throws RangeError when the shapes do not fit, TypeError when the dtypes differ.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.bmm.html
 */
export function bmm(input: Tensor, mat2: Tensor): Tensor {
  checkBatches(input, mat2);
  return matmul(input, mat2);
}

/**
 * beta * input + alpha * bmm(batch1, batch2); the input broadcasts.
 * @throws RangeError when the shapes do not fit, TypeError when the dtypes differ.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.baddbmm.html
 */
export function baddbmm(input: Tensor, batch1: Tensor, batch2: Tensor, options?: ScaleOptions): Tensor {
  return addScaledProduct(input, bmm(batch1, batch2), options);
}

/**
 * beta * input + alpha * the sum of bmm(batch1, batch2) over the batch; the input broadcasts.
 * @throws RangeError when the shapes do not fit, TypeError when the dtypes differ.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.addbmm.html
 */
export function addbmm(input: Tensor, batch1: Tensor, batch2: Tensor, options?: ScaleOptions): Tensor {
  const product = bmm(batch1, batch2);
  return addScaledProduct(input, sum(product, 0, { dtype: product.dtype }), options);
}

/**
 * The products of all pairs of elements of two vectors, as a matrix.
 * @throws RangeError for what are no vectors.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.outer.html
 */
export function outer(input: Tensor, vec2: Tensor): Tensor {
  checkTensor(vec2, "outer", "vec2");
  for (const [name, vector] of Object.entries({ self: input, vec2 })) {
    if (vector._shape.length === 1) continue;
    throw new RangeError(`outer: Expected 1-D argument ${name}, but got ${vector._shape.length}-D`);
  }
  return mul(reshape(input, [input._numel, 1]), vec2);
}

/**
 * The sums of products over the last dimensions of two tensors; with a tensor without dimensions, their product.
 * @throws RangeError when the last dimensions differ.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.inner.html
 */
export function inner(input: Tensor, other: Tensor): Tensor {
  if (input._shape.length === 0 || other._shape.length === 0) return mul(input, other);
  const [last, otherLast] = [input._shape.at(-1) as number, other._shape.at(-1) as number];
  if (last !== otherLast) {
    throw new RangeError(
      `inner() the last dimension must match on both input tensors but got shapes ${formatShape(input._shape)} and ` +
        formatShape(other._shape),
    );
  }
  const [before, otherBefore] = [input._shape.slice(0, -1), other._shape.slice(0, -1)];
  const rows = reshape(input, [elementCount(before), last]);
  const columns = reshape(other, [elementCount(otherBefore), last]);
  const shape = [...before, ...otherBefore];
  return reshape(mm(rows, transpose(columns, 0, 1)), shape);
}
