import { isFloat } from "../memory/dtype.ts";
import { elementCount, formatShape, isRowMajor, type Shape, sameShape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { toSnakeCase } from "./names.ts";
import { typeName } from "./paramGroups.ts";
import { placesOf } from "./places.ts";

/*
 * A step is computed by kernels that know nothing of tensors: whatever they are to read or write is checked here first,
 * before anything of the step has changed, and when a state is loaded.
 */

/** What messages say of an optimizer. */
export interface Owner {
  readonly traits: { readonly name: string };
  readonly paramGroups: readonly { readonly params: readonly Tensor[]; readonly paramNames?: readonly string[] }[];
}

/** A parameter whose arrays are checked: for a step, or while a state is loaded, where names are PyTorch's. */
export interface Subject {
  readonly owner: Owner;
  readonly param: Tensor;
  readonly loading: boolean;
  /** What can be told of where a loaded state comes from, to be put at the end of a message. */
  readonly origin?: string;
}

/** The parameter's name in its group, or its place. */
function labelOf({ owner, param }: Subject): string {
  for (const [index, { params, paramNames }] of owner.paramGroups.entries()) {
    const place = params.indexOf(param);
    if (place >= 0) return paramNames?.[place] ?? `parameter ${place} of group ${index}`;
  }
  return "a parameter";
}

/** The beginning of a message. */
export function prefixOf(subject: Subject): string {
  const { traits } = subject.owner;
  return `${traits.name} can't ${subject.loading ? "load the state of" : "step"} ${labelOf(subject)}`;
}

function describe(value: unknown): string {
  return value instanceof Tensor
    ? `a ${value.isSparse ? "sparse " : ""}${value.dtype} tensor of shape ${formatShape(value._shape)}`
    : typeName(value);
}

/** The name of a state's entry as whoever reads the message knows it. */
export function spell({ loading }: Subject, name: string): string {
  return loading ? toSnakeCase(name) : name;
}

/**
 * Throws unless a parameter's elements, and those of its gradient, are where their shapes and strides say, and the
 * gradient has the parameter's shape and dtype.
 */
export function checkParam(subject: Subject): void {
  checkPlaces(subject, "the parameter", subject.param);
  checkGrad(subject);
}

/** Throws unless a parameter's gradient has its shape and dtype, and elements where its strides say. */
export function checkGrad(subject: Subject): void {
  const { param } = subject;
  const grad = param._grad;
  if (grad === null) return;
  checkShape(subject, "gradient", grad, param._shape);
  if (grad.dtype !== param.dtype) throw otherDtype(subject, "gradient", grad);
  checkLayout(subject, "its gradient", grad);
}

/** Throws unless an array of a parameter's state is a tensor of a shape, in a dtype: the parameter's by default. */
export function checkStateArray(
  subject: Subject,
  name: string,
  value: unknown,
  shape: Shape,
  dtype = subject.param.dtype,
): asserts value is Tensor {
  const spelled = spell(subject, name);
  checkShape(subject, spelled, value, shape, dtype);
  checkPlaces(subject, `its ${spelled}`, value as Tensor);
  // The state of parameters that aren't stepped is kept as it is.
  if ((value as Tensor).dtype !== dtype && isFloat(dtype)) throw otherDtype(subject, spelled, value as Tensor);
}

/** Throws unless a value is a dense tensor of a shape; a gradient may be sparse. */
export function checkShape(
  subject: Subject,
  what: string,
  value: unknown,
  shape: Shape,
  dtype = subject.param.dtype,
): void {
  if (value instanceof Tensor && sameShape(value._shape, shape) && (!value.isSparse || what === "gradient")) return;
  const message = `${prefixOf(subject)}: its ${what} is ${describe(value)}, but should be a ${dtype} tensor of shape ${formatShape(shape)}`;
  throw value instanceof Tensor ? new RangeError(message) : new TypeError(message);
}

/** What to throw for a state that lacks entries. */
export function missingEntries(subject: Subject, missing: readonly string[]): RangeError {
  const names = missing.map((name) => `'${spell(subject, name)}'`).join(", ");
  return new RangeError(`${prefixOf(subject)}: its state has no ${names}${subject.origin ?? ""}`);
}

/** What to throw for an entry of a state that is not what it should be. */
export function wrongEntry(subject: Subject, name: string, expected: string): TypeError {
  return new TypeError(`${prefixOf(subject)}: its ${spell(subject, name)} should be ${expected}`);
}

/** What to throw for an array of another dtype than the parameter's. */
export function otherDtype(subject: Subject, what: string, value: Tensor): TypeError {
  const remedy = what === "gradient" ? "" : "; optimizer.loadStateDict(optimizer.stateDict()) converts the state";
  return new TypeError(
    `${prefixOf(subject)}: its ${what} is ${describe(value)}, but the parameter has dtype ${subject.param.dtype}${remedy}`,
  );
}

/** Throws unless an array that is to be written has a place of its own for every element. */
export function checkPlaces(subject: Subject, what: string, tensor: Tensor): void {
  checkLayout(subject, what, tensor);
  const { _shape: shape, _strides: strides, _contiguous, _numel } = tensor;
  if (_contiguous || _numel < 2 || !shape.some((size, d) => size > 1 && strides[d] === 0)) return;
  throw new Error(
    `${prefixOf(subject)}: unsupported operation: more than one element of ${what} refers to a single memory location. ` +
      "Please clone() the tensor before performing the operation.",
  );
}

/** Throws unless shape and strides lead to elements of the tensor's storage only. */
function checkLayout(subject: Subject, what: string, tensor: Tensor): void {
  if (tensor.isSparse) return;
  const { _shape: shape, _strides: strides, offset, storage, dtype, _numel, _contiguous } = tensor;
  const fits = _numel === 0 || (offset >= 0 && lastPlace(tensor) < storage.length);
  const consistent = elementCount(shape) === _numel && (!_contiguous || isRowMajor(shape, strides));
  if (fits && consistent && storage.dtype === dtype) return;
  throw new RangeError(`${prefixOf(subject)}: ${what}, ${describe(tensor)}, doesn't fit the memory behind it`);
}

function lastPlace({ _shape: shape, _strides: strides, offset }: Tensor): number {
  return shape.reduce((place, size, d) => place + (size - 1) * strides[d], offset);
}

/**
 * Throws when an array that a step writes shares elements with another of the step's arrays: the result would depend on
 * the order of the operations, which a kernel doesn't keep.
 *
 * @param names of the arrays; the second is only read
 */
export function checkApart(subject: Subject, names: readonly string[], tensors: readonly Tensor[]): void {
  for (let i = 0; i < tensors.length; i++) {
    for (let j = 0; j < i; j++) {
      if (!shareElements(tensors[i], tensors[j])) continue;
      const [one, other] = [j, i].map((k) =>
        k === 0 ? "the parameter" : k === 1 ? "its gradient" : `its ${names[k]}`,
      );
      throw new Error(`${prefixOf(subject)}: ${one} and ${other} share elements; clone() one of them`);
    }
  }
}

function shareElements(a: Tensor, b: Tensor): boolean {
  if (a.isSparse || b.isSparse || a.storage !== b.storage || a._numel === 0 || b._numel === 0) return false;
  if (a.offset > lastPlace(b) || b.offset > lastPlace(a)) return false;
  if (a._contiguous && b._contiguous) return true;
  const places = new Set(placesOf(a._shape, a._strides, a.offset, a._numel));
  return placesOf(b._shape, b._strides, b.offset, b._numel).some((place) => places.has(place));
}
