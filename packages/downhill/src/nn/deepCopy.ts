import type { PackedDType } from "../memory/dtype.ts";
import { PackedStorage } from "../memory/packed.ts";
import { Storage } from "../memory/storage.ts";
import { OrderedDict } from "../python/containers.ts";
import { copyOwnFloatMarks } from "../python/floats.ts";
import { ANYTHING } from "../signatures/kinds.ts";
import { publish } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { Generator } from "../tensor/random/generator.ts";
import { SparseTensor } from "../tensor/sparse.ts";
import { Tensor } from "../tensor/tensor.ts";
import { Buffer } from "./buffer.ts";
import { addBuffer, buffersOf } from "./members.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

/** Copies a part of what is being copied; the same part always becomes the same copy. */
export type Copier = <Part>(part: Part) => Part;

/** The method of objects that know how to copy themselves: `[deepCopyOf](copy)` returns the copy. */
export const deepCopyOf: unique symbol = Symbol("deepCopyOf");

interface DeepCopyable {
  [deepCopyOf](copy: Copier): unknown;
}

/**
 * Copies a value with all that it holds: tensors, modules, optimizers, schedulers, generators, arrays, maps, sets and
 * objects. What is shared within the value is shared within the copy; copy `[model, optimizer]` in one call, and the
 * copied optimizer steps the copied model. Functions are not copied, nor are hooks, nor, as in
 * PyTorch, the gradients of parameters; other tensors' are.
 *
 * An object of a class of one's own is copied property by property; `#private` fields can't be reached: give such a
 * class a method `[deepCopyOf]`.
 *
 * @throws {Error} for a tensor that is the result of recorded operations
 * @see https://docs.python.org/3/library/copy.html#copy.deepcopy
 */
function copyOf<T>(value: T): T {
  const copies = new Map<object, unknown>();
  const copy = <Part>(part: Part): Part => {
    if (typeof part !== "object" || part === null) return part;
    if (copies.has(part)) return copies.get(part) as Part;
    const keep = <Result>(result: Result): Result => {
      copies.set(part, result);
      copyOwnFloatMarks(part, result as object);
      return result;
    };
    return copyObject(part, copy, keep) as Part;
  };
  return copy(value);
}

export const deepCopy = publish(signature("deepCopy", { value: ANYTHING }), copyOf);

function copyObject(original: object, copy: Copier, keep: <Result>(result: Result) => Result): unknown {
  if (deepCopyOf in original) return keep((original as DeepCopyable)[deepCopyOf](copy));
  if (original instanceof PackedStorage) {
    return keep(new PackedStorage(original.dtype as PackedDType, original.bytes.slice()));
  }
  if (original instanceof Storage) return keep(new Storage(original.dtype, original.data.slice()));
  if (original instanceof Generator) return keep(original.clone());
  if (original instanceof Tensor) return copyTensor(original, copy, keep);
  if (ArrayBuffer.isView(original) || original instanceof ArrayBuffer || original instanceof Date) {
    return keep(structuredClone(original));
  }
  if (original instanceof OrderedDict) {
    const result = keep(new OrderedDict<unknown, unknown>());
    for (const [key, item] of original) result.set(copy(key), copy(item));
    for (const [name, attribute] of original.attributes) result.attributes.set(name, copy(attribute));
    return result;
  }
  if (original instanceof Map) {
    const result = keep(emptyLike(original, () => new Map<unknown, unknown>()));
    for (const [key, item] of original) result.set(copy(key), copy(item));
    return result;
  }
  if (original instanceof Set) {
    const result = keep(emptyLike(original, () => new Set<unknown>()));
    for (const item of original) result.add(copy(item));
    return result;
  }
  const result = keep(Array.isArray(original) ? emptyLike(original, () => []) : Object.create(prototypeOf(original)));
  for (const [name, entry] of buffersOf(original)) addBuffer(result, name, entry);
  if (original instanceof Module) (result as Module).training = original.training;
  for (const key of Object.keys(original)) {
    (result as Record<string, unknown>)[key] = copy((original as Record<string, unknown>)[key]);
  }
  return result;
}

function prototypeOf(value: object): object | null {
  return Object.getPrototypeOf(value) as object | null;
}

/** An empty container of the same class. */
function emptyLike<Container extends object>(original: Container, make: () => Container): Container {
  return Object.setPrototypeOf(make(), prototypeOf(original)) as Container;
}

function copyTensor(original: Tensor, copy: Copier, keep: <Result>(result: Result) => Result): Tensor {
  if (original.gradFn !== null) {
    throw new Error(
      "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment.  If you " +
        "were attempting to deepcopy a module, this may be because of a torch.nn.utils.weight_norm usage, see " +
        "https://github.com/pytorch/pytorch/pull/103001",
    );
  }
  if (original instanceof SparseTensor) return keep(original.detach().clone().requiresGrad_(original.requiresGrad));
  const { _shape: shape, _strides: strides, offset, _numel, _contiguous, requiresGrad } = original;
  const plain = Tensor.over(copy(original.storage), shape, strides, offset, _numel, _contiguous);
  const result = keep(sameClass(original, plain, requiresGrad));
  result._requiresGrad = requiresGrad;
  const { _grad: grad } = original;
  if (grad !== null && !(original instanceof Parameter)) result.grad = copy(grad);
  return result;
}

function sameClass(original: Tensor, plain: Tensor, requiresGrad: boolean): Tensor {
  if (original instanceof Parameter) return new Parameter(plain, requiresGrad);
  return original instanceof Buffer ? new Buffer(plain, { persistent: original.persistent }) : plain;
}
