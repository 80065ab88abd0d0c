import { checkTensor } from "../../autograd/functions/operands.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/**
 * y = x1ᵀ A x2 + b over the last dimensions, with a matrix A for each element of the output.
 *
 * @param input1 [..., features1]
 * @param input2 [..., features2], the other sizes as those of the first
 * @param weight [outputs, features1, features2]
 * @param bias [outputs]
 * @throws RangeError for shapes that don't fit
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.bilinear.html
 */
export function bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | null = null): Tensor {
  checkTensor(input1, "bilinear", "input1");
  if (input1.ndim !== input2.ndim) {
    throw new RangeError(`bilinear(): input dimensions do not match: got ${input1.ndim} and ${input2.ndim}`);
  }
  for (let d = 0; d < input1.ndim - 1; d++) {
    const [first, second] = [input1._shape[d], input2._shape[d]];
    if (first !== second) {
      throw new RangeError(`bilinear(): input batch dimensions do not match at dim ${d}: got ${first} and ${second}`);
    }
  }
  const [outputs, features1, features2] = weight._shape;
  [input1, input2].forEach(({ ndim, _shape }, i) => {
    const features = [features1, features2][i];
    if (_shape[ndim - 1] !== features) {
      throw new RangeError(
        `bilinear(): input${i + 1} size does not match weight size: got ${_shape[ndim - 1]} but expected ${features}`,
      );
    }
  });
  if (bias !== null && bias._shape[0] !== outputs) {
    throw new RangeError(
      `bilinear(): bias size does not match weight size: got ${bias._shape[0]} but expected ${outputs}`,
    );
  }
  const left = input1.reshape([-1, features1]);
  const right = input2.reshape([-1, 1, features2]);
  const matrices = weight.permute([1, 0, 2]).reshape([features1, outputs * features2]);
  const products = left.matmul(matrices).reshape([-1, outputs, features2]).mul(right).sum(2);
  const result = products.reshape([...input1._shape.slice(0, -1), outputs]);
  return bias === null ? result : result.add(bias);
}
