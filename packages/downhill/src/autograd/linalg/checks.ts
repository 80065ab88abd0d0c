import { isFloat, isHalf } from "../../memory/dtype.ts";
import { typeName } from "../../tensor/promotion.ts";
import { broadcastShapes, type Shape, sameShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { expand } from "../functions/sum.ts";
import { transpose } from "../functions/views.ts";

/** The matrices of a batch, transposed. */
export function mT(a: Tensor): Tensor {
  return transpose(a, -2, -1);
}

/** @throws TypeError unless elements are floats that there are routines for */
export function checkFloats(name: string, a: Tensor): void {
  if (isHalf(a.dtype)) throw new TypeError(`${name}: Low precision dtypes not supported. Got ${typeName(a.dtype)}`);
  if (isFloat(a.dtype)) return;
  throw new TypeError(`${name}: Expected a floating point or complex tensor as input. Got ${typeName(a.dtype)}`);
}

/** @throws RangeError for a tensor of fewer than two dimensions */
export function checkMatrix(name: string, a: Tensor, argument = "A"): void {
  if (a._shape.length >= 2) return;
  throw new RangeError(`${name}: The input tensor ${argument} must have at least 2 dimensions.`);
}

/** @throws RangeError unless the last two dimensions are as long */
export function checkSquare(name: string, a: Tensor, argument = "A"): void {
  checkMatrix(name, a, argument);
  const [rows, columns] = a._shape.slice(-2);
  if (rows === columns) return;
  throw new RangeError(
    `${name}: ${argument} must be batches of square matrices, but they are ${rows} by ${columns} matrices`,
  );
}

/** @throws TypeError when two dtypes differ */
export function checkSameType(name: string, a: Tensor, b: Tensor): void {
  if (a.dtype === b.dtype) return;
  throw new TypeError(
    `${name}: Expected A and B to have the same dtype, but found A of type ${typeName(a.dtype)} and B of type ` +
      `${typeName(b.dtype)} instead`,
  );
}

/** Two tensors of matrices with the same dimensions before them. */
export function withSameBatch(a: Tensor, b: Tensor): [a: Tensor, b: Tensor] {
  const batch = broadcastShapes(a._shape.slice(0, -2), b._shape.slice(0, -2));
  return [expandBatch(a, batch), expandBatch(b, batch)];
}

function expandBatch(a: Tensor, batch: Shape): Tensor {
  if (sameShape(a._shape.slice(0, -2), batch)) return a;
  return expand(a, [...batch, ...a._shape.slice(-2)]);
}
