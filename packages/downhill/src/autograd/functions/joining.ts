import type { DType } from "../../memory/dtype.ts";
import { copyInto } from "../../tensor/copy.ts";
import { resultType } from "../../tensor/promotion.ts";
import { formatShape, normalizeDim, type Shape, sameShape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { gradEnabled } from "../gradMode.ts";
import { define, recordWith } from "../graph.ts";
import { checkTensor } from "./operands.ts";
import { narrow, select } from "./slicing.ts";

/** The dtype in which all tensors meet. */
export function commonType(tensors: readonly Tensor[]): DType {
  let common = tensors[0];
  for (const tensor of tensors) if (resultType(common, tensor) !== common.dtype) common = tensor;
  return common.dtype;
}

function checkTensors(tensors: readonly Tensor[], name: string, none: string): void {
  if (!Array.isArray(tensors)) throw new TypeError(`${name}(): argument 'tensors' must be an array of Tensors`);
  if (tensors.length === 0) throw new RangeError(none);
  for (const [i, tensor] of tensors.entries()) checkTensor(tensor, name, `tensors[${i}]`);
}

/** Where each joined tensor lies along the dimension. */
interface Joint {
  readonly dim: number;
  readonly starts: readonly number[];
  readonly shapes: readonly Shape[];
}

const catBackward = define<Joint>("CatBackward0", (grad, { extra: { dim, starts, shapes } }, index) => {
  const shape = shapes[index];
  return isNothing(shape) ? Tensor.allocate(grad.dtype, shape) : narrow(grad, dim, starts[index], shape[dim]);
});

/** A vector without elements joins tensors of any shape. */
function isNothing(shape: Shape): boolean {
  return shape.length === 1 && shape[0] === 0;
}

/**
 * Joins tensors along a dimension that they have; the other sizes must agree. The result has the dtype in which all meet.
 * @throws RangeError when there is none, or sizes differ.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.cat.html
 */
export function cat(tensors: readonly Tensor[], dim = 0): Tensor {
  checkTensors(tensors, "cat", "torch.cat(): expected a non-empty list of Tensors");
  const scalar = tensors.findIndex((tensor) => tensor._shape.length === 0);
  if (scalar >= 0) throw new RangeError(`zero-dimensional tensor (at position ${scalar}) cannot be concatenated`);
  const model = (tensors.find((tensor) => !isNothing(tensor._shape)) ?? tensors[0])._shape;
  const d = normalizeDim(dim, model.length);
  const starts: number[] = [];
  let total = 0;
  for (const [number, { _shape: shape }] of tensors.entries()) {
    starts.push(total);
    if (isNothing(shape)) continue;
    checkJoint(model, shape, d, number);
    total += shape[d];
  }
  const size = model.slice();
  size[d] = total;
  const out = Tensor.uninitialized(commonType(tensors), size);
  for (const [i, tensor] of tensors.entries()) {
    if (tensor._numel > 0) copyInto(part(out, tensor._shape, d, starts[i]), tensor);
  }
  if (!gradEnabled || !tensors.some((tensor) => tensor.requiresGrad)) return out;
  const shapes = tensors.map((tensor) => tensor._shape);
  return recordWith(out, catBackward, tensors, [], { dim: d, starts, shapes });
}

function checkJoint(model: Shape, shape: Shape, dim: number, number: number): void {
  if (shape.length !== model.length) {
    throw new RangeError(`Tensors must have same number of dimensions: got ${model.length} and ${shape.length}`);
  }
  for (const [d, size] of shape.entries()) {
    if (d === dim || size === model[d]) continue;
    throw new RangeError(
      `Sizes of tensors must match except in dimension ${dim}. Expected size ${model[d]} but got size ${size} for ` +
        `tensor number ${number} in the list.`,
    );
  }
}

/** The part of a fresh tensor that has a shape and begins at an index along a dimension. */
function part(out: Tensor, shape: Shape, dim: number, start: number): Tensor {
  return out._viewAs(shape, out._strides, out.offset + start * out._strides[dim]);
}

const stackBackward = define<number>("StackBackward0", (grad, { extra: dim }, index) => select(grad, dim, index));

/**
 * Joins tensors of one shape along a new dimension. The result has the dtype in which all meet.
 * @throws RangeError when there is none, or shapes differ.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.stack.html
 */
export function stack(tensors: readonly Tensor[], dim = 0): Tensor {
  checkTensors(tensors, "stack", "stack expects a non-empty TensorList");
  const { _shape: shape } = tensors[0];
  const d = normalizeDim(dim, shape.length + 1);
  for (const [i, tensor] of tensors.entries()) {
    if (sameShape(tensor._shape, shape)) continue;
    throw new RangeError(
      `stack expects each tensor to be equal size, but got ${formatShape(shape)} at entry 0 and ` +
        `${formatShape(tensor._shape)} at entry ${i}`,
    );
  }
  const out = Tensor.uninitialized(commonType(tensors), [...shape.slice(0, d), tensors.length, ...shape.slice(d)]);
  const strides = out._strides.filter((_, k) => k !== d);
  for (const [i, tensor] of tensors.entries()) {
    copyInto(out._viewAs(shape, strides, out.offset + i * out._strides[d]), tensor);
  }
  if (!gradEnabled || !tensors.some((tensor) => tensor.requiresGrad)) return out;
  return recordWith(out, stackBackward, tensors, [], d);
}
