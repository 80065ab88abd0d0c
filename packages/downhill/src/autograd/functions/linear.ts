import { hasLoops } from "../../memory/dtype.ts";
import { copyInto } from "../../tensor/copy.ts";
import { multiplyInto } from "../../tensor/matmul.ts";
import { elementCount } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { define, record, tracks, tracksAny } from "../graph.ts";
import { inLoopType } from "./conversion.ts";
import { matmul, mm } from "./matmul.ts";
import { checkTensor, neededFor } from "./operands.ts";
import { expand } from "./sum.ts";
import { reshape, t, view } from "./views.ts";

const addmmBackward = define(
  "AddmmBackward0",
  (grad, node) => mm(grad, node.saved(1)),
  (grad, node) => mm(t(grad), node.saved(0)),
  (grad) => grad,
);

/**
 * input @ weight^T + bias, as one node of the graph.
 *
 * @param input any number of dimensions, the last of which is `in`
 * @param weight out x in, or a vector of `in`
 * @param bias out, or nothing
 * @throws RangeError when the shapes do not fit, TypeError when the dtypes differ.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.linear.html
 */
export function linear(input: Tensor, weight: Tensor, bias?: Tensor | null): Tensor {
  checkTensor(input, "linear", "input");
  checkTensor(weight, "linear", "weight");
  if (bias !== undefined && bias !== null) checkTensor(bias, "linear", "bias");
  const rank = input._shape.length;
  if (rank === 0 || weight._shape.length === 0) {
    throw new RangeError(
      `both arguments to linear need to be at least 1D, but they are ${rank}D and ${weight._shape.length}D`,
    );
  }
  if (bias === undefined || bias === null) return matmul(input, t(weight));
  if (weight._shape.length !== 2) throw new RangeError(`mat2 must be a matrix, got ${weight._shape.length}-D tensor`);
  if (rank === 2) return addmm(input, weight, bias);
  const leading = input._shape.slice(0, -1);
  const rows = reshape(input, [elementCount(leading), input._shape[rank - 1]]);
  return view(addmm(rows, weight, bias), [...leading, weight._shape[0]]);
}

function addmm(input: Tensor, weight: Tensor, bias: Tensor): Tensor {
  const m = input._shape[0];
  const [n, k] = weight._shape;
  if (input._shape[1] !== k) {
    throw new RangeError(`mat1 and mat2 shapes cannot be multiplied (${m}x${input._shape[1]} and ${k}x${n})`);
  }
  if (input.dtype !== weight.dtype || input.dtype !== bias.dtype) {
    throw new TypeError(
      `linear(): input, weight and bias must have the same dtype, but got ${input.dtype}, ${weight.dtype} and ` +
        `${bias.dtype}`,
    );
  }
  if (!hasLoops(input.dtype)) return inLoopType([input, weight, bias], addmm);
  const out = Tensor.uninitialized(input.dtype, [m, n]);
  copyInto(out, bias._shape.length === 1 && bias._shape[0] === n ? bias : expand(bias, out._shape));
  const transposed = weight._viewAs([k, n], [weight._strides[1], weight._strides[0]], weight.offset);
  multiplyInto(out, 0, input, input.offset, transposed, weight.offset, true);
  if (!tracksAny(input, weight) && !tracks(bias)) return out;
  return record(out, addmmBackward, [input, weight, bias], [neededFor(weight, input), neededFor(input, weight)]);
}
