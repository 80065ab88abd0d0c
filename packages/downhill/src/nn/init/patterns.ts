import { normal_ } from "../../autograd/functions/random.ts";
import { noGrad } from "../../autograd/gradMode.ts";
import { randperm } from "../../tensor/random/factories.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { RandomOptions } from "./fill.ts";

/**
 * Normal values of mean 0 with `std`, of which a share in each column, rounded up, is zero; in which rows comes from the
 * generator that `manualSeed` seeds, whatever `generator` the values come from, as in PyTorch.
 *
 * @param sparsity the share of zeros in each column
 * @throws RangeError unless the tensor has two dimensions
 */
export function sparse_<T extends Tensor>(
  tensor: T,
  sparsity: number,
  std = 0.01,
  { generator }: RandomOptions = {},
): T {
  if (tensor.ndim !== 2) throw new RangeError("Only tensors with 2 dimensions are supported");
  const [rows, columns] = tensor._shape;
  const zeros = Math.ceil(sparsity * rows);
  noGrad(() => {
    normal_(tensor, 0, std, { generator });
    for (let column = 0; column < columns; column++) {
      tensor.indexPut_([randperm(rows).slice(0, null, zeros), column], 0);
    }
  });
  return tensor;
}

/**
 * Weights of a convolution that hands on its inputs, as many as the shape allows: ones in the middle of the kernel from
 * each input to the output of the same number, zeros elsewhere.
 *
 * @param groups the convolution's groups; each hands on its own inputs. Default: 1
 * @throws RangeError for a tensor of fewer than three or more than five dimensions, or outputs that don't make up groups
 */
export function dirac_<T extends Tensor>(tensor: T, groups = 1): T {
  if (tensor.ndim < 3 || tensor.ndim > 5) {
    throw new RangeError("Only tensors with 3, 4, or 5 dimensions are supported");
  }
  const [outputs, inputs, ...kernel] = tensor._shape;
  if (outputs % groups !== 0) throw new RangeError("dim 0 must be divisible by groups");
  const middle = kernel.map((size) => size >> 1);
  const perGroup = outputs / groups;
  noGrad(() => {
    tensor.zero_();
    for (let output = 0; output < outputs; output++) {
      const input = output % perGroup;
      if (input < inputs) tensor.indexPut_([output, input, ...middle], 1);
    }
  });
  return tensor;
}
