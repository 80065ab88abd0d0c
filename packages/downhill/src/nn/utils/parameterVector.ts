import { cat } from "../../autograd/functions/joining.ts";
import { noGrad } from "../../autograd/gradMode.ts";
import { describe } from "../../signatures/refusals.ts";
import { Tensor } from "../../tensor/tensor.ts";

/**
 * All parameters' elements one after the other, as one vector; autograd records it.
 *
 * @throws {RangeError} for no parameters
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.parameters_to_vector.html
 */
export function parametersToVector(parameters: Iterable<Tensor>): Tensor {
  return cat(tensors(parameters).map((param) => param.reshape([-1])));
}

/** @throws {TypeError} for what is no tensor among them */
function tensors(parameters: Iterable<Tensor>): Tensor[] {
  const list = [...parameters];
  const wrong = list.findIndex((param) => !(param instanceof Tensor));
  if (wrong >= 0) throw new TypeError(`expected Tensors, but parameter ${wrong} is ${describe(list[wrong])}`);
  return list;
}

/**
 * Writes a vector's elements to the parameters, one after the other. The elements are copied; PyTorch makes the
 * parameters views of the vector.
 *
 * @param vector as many elements as the parameters have together
 * @throws {TypeError} when the vector is no tensor
 * @throws {RangeError} when it has fewer elements than the parameters, or more; nothing has changed then
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.vector_to_parameters.html
 */
export function vectorToParameters(vector: Tensor, parameters: Iterable<Tensor>): void {
  if (!(vector instanceof Tensor)) {
    throw new TypeError(`expected torch.Tensor, but got: ${Array.isArray(vector) ? "list" : typeof vector}`);
  }
  const list = tensors(parameters);
  const count = list.reduce((total, { _numel }) => total + _numel, 0);
  if (vector._numel !== count) {
    throw new RangeError(`expected a vector of ${count} elements, as the parameters have, but got ${vector._numel}`);
  }
  const values = vector.detach().clone();
  let start = 0;
  noGrad(() => {
    for (const param of list) {
      param.copy_(values.narrow(0, start, param._numel).reshape(param.shape));
      start += param._numel;
    }
  });
}
