import { isFloat } from "../../memory/dtype.ts";
import { typeName } from "../../tensor/promotion.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { sub } from "./arithmetic.ts";
import { unsqueeze } from "./dims.ts";
import { checkTensor } from "./operands.ts";
import { norm } from "./statistics.ts";

/**
 * The p-norms of the differences of all rows of one tensor and all of another: [..., rows1, rows2].
 *
 * @param x1 [..., rows1, columns]
 * @param x2 [..., rows2, columns]; what stands before the rows broadcasts
 * @param p of the norm, not negative; default 2
 * @throws RangeError for shapes that don't fit, or a negative p; TypeError for dtypes
 * @see https://docs.pytorch.org/docs/stable/generated/torch.cdist.html
 */
export function cdist(x1: Tensor, x2: Tensor, p = 2): Tensor {
  checkTensor(x1, "cdist", "x1");
  checkTensor(x2, "cdist", "x2");
  for (const [name, x] of [
    ["X1", x1],
    ["X2", x2],
  ] as const) {
    if (!isFloat(x.dtype))
      throw new TypeError(`cdist only supports floating-point dtypes, ${name} got: ${typeName(x.dtype)}`);
  }
  if (x1.ndim < 2) throw new RangeError(`cdist only supports at least 2D tensors, X1 got: ${x1.ndim}D`);
  if (x2.ndim < 2) throw new RangeError(`cdist only supports at least 2D tensors, X2 got: ${x2.ndim}D`);
  const [first, second] = [x1, x2].map(({ _shape }) => _shape[_shape.length - 1]);
  if (first !== second) {
    throw new RangeError(`X1 and X2 must have the same number of columns. X1: ${first} X2: ${second}`);
  }
  if (!(p >= 0)) throw new RangeError("cdist only supports non-negative p values");
  return norm(sub(unsqueeze(x1, -2), unsqueeze(x2, -3)), p, -1);
}
