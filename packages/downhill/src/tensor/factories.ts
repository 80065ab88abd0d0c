import { pow } from "../math/pow.ts";
import { type DType, isComputeDType, isInteger, isPackedDType, loopDtype } from "../memory/dtype.ts";
import { allocateLike, convert, copyOf } from "./copy.ts";
import { getDefaultDtype } from "./defaultDtype.ts";
import { setElement } from "./elementwise.ts";
import type { NestedArray, NumberArray, PlainData, TensorOptions } from "./methods/factories.ts";
import type { Scalar } from "./scalar.ts";
import { checkedShape, type Shape } from "./shape.ts";
import { Tensor } from "./tensor.ts";

export type { NestedArray, NumberArray, TensorOptions };

/** What a tensor can be made from. */
export type TensorData = PlainData | Tensor;

/** The dtype given in options, checked. */
export function checkedDtype(dtype: DType | undefined, fallback: DType): DType {
  if (dtype === undefined) return fallback;
  if (isPackedDType(dtype))
    throw new TypeError(`tensors of dtype ${dtype} come from others: .to("${dtype}") converts them`);
  if (!isComputeDType(dtype))
    throw new TypeError(`dtype must be one of PyTorch's, such as "float32", "int64" or "bool", got ${String(dtype)}`);
  return dtype;
}

/** Sets what the options ask of a finished tensor. */
export function finish(result: Tensor, options: TensorOptions | undefined): Tensor {
  if (options?.requiresGrad !== undefined && options.requiresGrad !== false) result.requiresGrad = options.requiresGrad;
  return result;
}

function isTypedArray(data: unknown): data is ArrayLike<number | bigint> {
  return ArrayBuffer.isView(data) && !(data instanceof DataView);
}

/** The dtype of a typed array: any kind of integers is int64. */
function typedArrayDtype(data: unknown): DType {
  return data instanceof Float32Array ? "float32" : data instanceof Float64Array ? "float64" : "int64";
}

/** Sizes of nested arrays, read along the first elements. */
function nestedShape(data: unknown, shape: number[]): void {
  if (!Array.isArray(data) && !isTypedArray(data)) return;
  shape.push(data.length);
  if (data.length > 0) nestedShape(data[0], shape);
}

/** The leaves of nested arrays in order; every array must be as long as its siblings. */
function collect(data: unknown, shape: Shape, dim: number, leaves: Scalar[]): void {
  if (dim === shape.length) {
    if (typeof data !== "number" && typeof data !== "boolean" && typeof data !== "bigint") {
      const got = Array.isArray(data) ? "an array" : data === null ? "null" : typeof data;
      throw new TypeError(`a tensor is made of numbers, booleans and bigints, nested evenly; got ${got}`);
    }
    leaves.push(data);
    return;
  }
  if (!Array.isArray(data) && !isTypedArray(data)) {
    throw new TypeError(`expected an array at dim ${dim}, got ${data === null ? "null" : typeof data}`);
  }
  if (data.length !== shape[dim]) {
    throw new RangeError(`expected sequence of length ${shape[dim]} at dim ${dim} (got ${data.length})`);
  }
  for (let i = 0; i < data.length; i++) collect(data[i], shape, dim + 1, leaves);
}

/** Kinds of elements from the narrowest to the widest. */
const WIDTHS: readonly DType[] = ["bool", "int64", "float32", "float64"];

/** The dtype of nested data: the widest kind among the elements, of which typed arrays keep theirs. */
function inferDtype(data: unknown): DType {
  const width = widthOf(data);
  return width < 0 ? getDefaultDtype() : WIDTHS[width];
}

/** A place in `WIDTHS`; -1 where there are no elements. */
function widthOf(data: unknown): number {
  if (typeof data === "number") return WIDTHS.indexOf(getDefaultDtype());
  if (typeof data === "bigint") return 1;
  if (typeof data === "boolean") return 0;
  if (isTypedArray(data)) return WIDTHS.indexOf(typedArrayDtype(data));
  let widest = -1;
  if (Array.isArray(data)) for (const element of data) widest = Math.max(widest, widthOf(element));
  return widest;
}

/**
 * A tensor with a copy of the data.
 *
 * Numbers become the default dtype (float32), bigints int64, booleans bool; a `Float32Array` or `Float64Array` keeps its
 * type, typed arrays of integers become int64; mixed, the widest decides. Nested arrays must be even.
 * @throws TypeError for data that is no number, RangeError for uneven arrays.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.tensor.html
 */
export function tensor(data: TensorData, options?: TensorOptions): Tensor {
  if (data instanceof Tensor) return finish(copyOf(data, checkedDtype(options?.dtype, data.dtype)), options);
  if (isTypedArray(data)) {
    const own = typedArrayDtype(data);
    const plain = Tensor.allocate(own, [data.length]);
    if (own !== "int64" || data instanceof BigInt64Array)
      (plain.storage.data as Float32Array).set(data as Float32Array);
    else for (let i = 0; i < data.length; i++) setElement(plain, i, data[i]);
    const dtype = checkedDtype(options?.dtype, own);
    return finish(dtype === own ? plain : copyOf(plain, dtype), options);
  }
  const shape: number[] = [];
  nestedShape(data, shape);
  const leaves: Scalar[] = [];
  if (!shape.includes(0)) collect(data, shape, 0, leaves);
  const result = Tensor.allocate(checkedDtype(options?.dtype, inferDtype(data)), shape);
  for (let i = 0; i < leaves.length; i++) setElement(result, i, leaves[i]);
  return finish(result, options);
}

/** A tensor of zeros. */
export function zeros(size: Shape, options?: TensorOptions): Tensor {
  return finish(Tensor.allocate(checkedDtype(options?.dtype, getDefaultDtype()), checkedShape(size)), options);
}

/** A tensor of ones. */
export function ones(size: Shape, options?: TensorOptions): Tensor {
  return finish(filled(size, 1, checkedDtype(options?.dtype, getDefaultDtype())), options);
}

/** A tensor whose elements are not specified; here they are zeros. */
export function empty(size: Shape, options?: TensorOptions): Tensor {
  return zeros(size, options);
}

/**
 * A tensor filled with one value. Without a dtype a number gives the default dtype, a bigint int64, a boolean bool.
 */
export function full(size: Shape, fillValue: Scalar, options?: TensorOptions): Tensor {
  const value = checkedScalar(fillValue);
  return finish(filled(size, value, checkedDtype(options?.dtype, inferDtype(value))), options);
}

/** @throws TypeError for what is no plain value. */
function checkedScalar(value: Scalar): Scalar {
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") return value;
  throw new TypeError(
    `fillValue must be a number, a bigint or a boolean, got ${value === null ? "null" : typeof value}`,
  );
}

function filled(size: Shape, value: Scalar, dtype: DType): Tensor {
  const result = Tensor.allocate(dtype, checkedShape(size));
  fillRowMajor(result, value);
  return result;
}

function fillRowMajor(target: Tensor, value: Scalar): void {
  if (target._numel === 0) return;
  setElement(target, 0, value);
  const data = target.storage.data as Float32Array;
  data.fill(data[0]);
}

function like(input: Tensor, options: TensorOptions | undefined, value: Scalar): Tensor {
  if (!(input instanceof Tensor)) throw new TypeError(`input must be a Tensor, got ${typeof input}`);
  const result = allocateLike(input, checkedDtype(options?.dtype, input.dtype));
  if (value !== 0) fillRowMajor(result, value);
  return finish(result, options);
}

/** Zeros with the shape, layout and dtype of another tensor. */
export function zerosLike(input: Tensor, options?: TensorOptions): Tensor {
  return like(input, options, 0);
}

/** Ones with the shape, layout and dtype of another tensor. */
export function onesLike(input: Tensor, options?: TensorOptions): Tensor {
  return like(input, options, 1);
}

/** A tensor of unspecified elements (zeros) with the shape, layout and dtype of another. */
export function emptyLike(input: Tensor, options?: TensorOptions): Tensor {
  return like(input, options, 0);
}

/** A tensor filled with one value, with the shape, layout and dtype of another. */
export function fullLike(input: Tensor, fillValue: Scalar, options?: TensorOptions): Tensor {
  return like(input, options, checkedScalar(fillValue));
}

/**
 * The identity matrix with `n` rows and `m` columns (default `n`).
 * @throws RangeError for negative sizes.
 */
export function eye(n: number, m: number = n, options?: TensorOptions): Tensor {
  const result = zeros([n, m], options);
  for (let i = 0; i < Math.min(n, m); i++) setElement(result, i * (m + 1), 1);
  return result;
}

function checkedFinite(value: number, name: string): void {
  if (typeof value !== "number") throw new TypeError(`${name} must be a number, got ${typeof value}`);
  if (!Number.isFinite(value)) throw new RangeError(`unsupported range: ${name} is ${value}`);
}

/**
 * The numbers from `start` (default 0) up to but without `end`, `step` apart (default 1).
 * int64 when all arguments are integers and no dtype is given, as in PyTorch, else the default dtype.
 * @throws RangeError for a step of zero or of the wrong sign.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.arange.html
 */
export function arange(end: number, options?: TensorOptions): Tensor;
export function arange(start: number, end: number, step?: number, options?: TensorOptions): Tensor;
export function arange(start: number, end: number, options?: TensorOptions): Tensor;
export function arange(first: number, ...rest: (number | TensorOptions | undefined)[]): Tensor {
  const options = rest.find((value): value is TensorOptions => typeof value === "object");
  const numbers = rest.filter((value): value is number => typeof value === "number");
  const [start, end] = numbers.length === 0 ? [0, first] : [first, numbers[0]];
  const step = numbers[1] ?? 1;
  checkedFinite(start, "start");
  checkedFinite(end, "end");
  checkedFinite(step, "step");
  const integral = Number.isInteger(start) && Number.isInteger(end) && Number.isInteger(step);
  const dtype = checkedDtype(options?.dtype, integral ? "int64" : getDefaultDtype());
  const [from, to, by] = isInteger(dtype) ? [start, end, step].map(Math.trunc) : [start, end, step];
  if (by === 0) throw new RangeError("step must be nonzero");
  if (by > 0 ? to < from : to > from) {
    throw new RangeError("upper bound and lower bound inconsistent with step sign");
  }
  const result = Tensor.allocate(loopDtype(dtype), [Math.ceil((to - from) / by)]);
  fillRange(result, from, by);
  return finish(convert(result, dtype), options);
}

/** start + step * i, with the rounding of PyTorch's kernel: elements are counted from the first of their vector. */
function fillRange(target: Tensor, start: number, step: number): void {
  const count = target._numel;
  const lanes = target.dtype === "float32" ? 8 : 4;
  const whole = target.dtype === "int64" ? 0 : count - (count % (2 * lanes));
  for (let i = 0; i < whole; i += lanes) {
    setElement(target, i, start + step * i);
    const first = target.storage.data[i] as number;
    for (let k = 1; k < lanes; k++) setElement(target, i + k, first + step * k);
  }
  for (let i = whole; i < count; i++) setElement(target, i, start + step * i);
}

/**
 * `steps` numbers from `start` to `end`, evenly spaced, both included.
 * @throws RangeError when `steps` is negative.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.linspace.html
 */
export function linspace(
  startAt: number | Tensor,
  endAt: number | Tensor,
  steps: number,
  options?: TensorOptions,
): Tensor {
  const [start, end] = ends("linspace", startAt, endAt);
  checkedFinite(start, "start");
  checkedFinite(end, "end");
  if (!Number.isInteger(steps)) throw new TypeError(`steps must be an integer, got ${String(steps)}`);
  if (steps < 0) throw new RangeError("number of steps must be non-negative");
  const dtype = checkedDtype(options?.dtype, getDefaultDtype());
  const round = loopDtype(dtype) === "float32" ? Math.fround : (x: number) => x;
  const result = Tensor.allocate(loopDtype(dtype), [steps]);
  if (steps === 1) setElement(result, 0, start);
  else {
    if (dtype === "bool" && steps > 1) throw new TypeError("\"linspace_cpu\" not implemented for 'Bool'");
    const whole = isInteger(dtype);
    const first = whole ? Math.trunc(start) : round(start);
    const last = whole ? Math.trunc(end) : round(end);
    const step = round(round(last - first) / (steps - 1));
    // From both ends towards the middle, so that the last element is exactly `end`.
    const half = Math.trunc(steps / 2);
    for (let i = 0; i < half; i++) setElement(result, i, first + round(step * i));
    for (let i = half; i < steps; i++) setElement(result, i, last - round(step * (steps - i - 1)));
  }
  return finish(convert(result, dtype), options);
}

/** Two ends, which may be tensors without dimensions. */
function ends(name: string, ...given: readonly [number | Tensor, number | Tensor]): number[] {
  const [start, end] = given.map((value) => (value instanceof Tensor ? value._shape.length : 0));
  if (start > 0 || end > 0) {
    throw new RangeError(
      `${name} only supports 0-dimensional start and end tensors, but got start with ${start} dimension(s) and end with ` +
        `${end} dimension(s).`,
    );
  }
  return given.map((value) => (value instanceof Tensor ? value.item() : value));
}

/**
 * `steps` powers of a base, whose exponents are spaced evenly from `start` to `end`, both of which are among them.
 * @throws RangeError when `steps` is negative.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.logspace.html
 */
export function logspace(
  startAt: number | Tensor,
  endAt: number | Tensor,
  steps: number,
  base = 10,
  options?: TensorOptions,
): Tensor {
  if (steps < 0) throw new RangeError("number of steps must be non-negative");
  const dtype = checkedDtype(options?.dtype, getDefaultDtype());
  const [start, end] = ends("logspace", startAt, endAt).map(isInteger(dtype) ? Math.trunc : (x) => x);
  const result = Tensor.allocate("float64", [steps]);
  const step = steps === 1 ? 0 : (end - start) / (steps - 1);
  const half = Math.trunc(steps / 2);
  for (let i = 0; i < steps; i++) {
    const exponent = steps === 1 || i < half ? start + step * i : end - step * (steps - i - 1);
    setElement(result, i, pow(base, exponent));
  }
  return finish(convert(result, dtype), options);
}

/** A tensor without dimensions that holds a value, of the default dtype unless another is given. */
export function scalarTensor(s: Scalar, options?: TensorOptions): Tensor {
  return full([], s, { ...options, dtype: options?.dtype ?? getDefaultDtype() });
}
