import { addScaled, mul, neg, sub } from "../ir/expression.ts";
import { ElementwiseJob } from "../kernels/elementwise.ts";
import { reduce } from "../kernels/reduction.ts";
import { type Flags, Rule } from "../kernels/rule.ts";
import type { FloatDType } from "../memory/dtype.ts";
import { Storage } from "../memory/storage.ts";
import { Tensor } from "../tensor/tensor.ts";
import { toOperand } from "./places.ts";
import { dotInLanes, sumInLanes } from "./torchSums.ts";

/** Vector arithmetic on dense one-dimensional tensors, by kernels: what L-BFGS is made of. */

const rules = {
  negate: new Rule(({ a }) => ({ out: neg(a) })),
  subtract: new Rule(({ a, b }) => ({ out: sub(a, b) })),
  scale: new Rule(({ a }, { scale }) => ({ out: mul(a, scale) })),
  addScaled: new Rule(({ out, a }, { scale }) => ({ out: addScaled(out, a, scale) })),
};

const job = new ElementwiseJob();

/**
 * Runs a rule that writes the array `out`, over tensors with equally many elements.
 *
 * @param tensors `out` first, and the arrays that the rule reads
 * @throws {RangeError} when their numbers of elements differ, {TypeError} when their dtypes do
 */
export function runRule(
  rule: Rule,
  tensors: Readonly<Record<string, Tensor>> & { readonly out: Tensor },
  scalars: Readonly<Record<string, number>> = {},
  flags: Flags = {},
): void {
  const { out } = tensors;
  const prepared = rule.prepare(out.dtype as FloatDType, Object.keys(tensors), scalars, flags);
  push(prepared.kernel, Object.values(tensors), out._numel);
  job.run(prepared.uniforms);
  out.storage.version++;
}

function push(kernel: Parameters<ElementwiseJob["reset"]>[0], tensors: readonly Tensor[], count: number): void {
  for (const tensor of tensors) checkCount(tensor, count);
  job.reset(kernel);
  if (tensors.every(({ storage, _contiguous }) => _contiguous && storage.block !== null)) job.push(tensors, count);
  else job.pushStaged(tensors.map(toOperand), count);
}

function checkCount({ _numel }: Tensor, count: number): void {
  if (_numel !== count) throw new RangeError(`vectors of ${count} and of ${_numel} elements have no element in common`);
}

/** A vector in the shared heap, of zeros. */
export function newVector(dtype: FloatDType, length: number): Tensor {
  return Tensor.over(Storage.allocateInHeap(dtype, length), [length], [1], 0, length, true);
}

/** A vector in the shared heap, of whatever is there: for what is written before it is read. */
export function emptyVector(dtype: FloatDType, length: number): Tensor {
  return Tensor.over(Storage.allocateInHeap(dtype, length, null), [length], [1], 0, length, true);
}

function like(vector: Tensor): Tensor {
  return newVector(vector.dtype as FloatDType, vector._numel);
}

/** Gives a vector's place back; whoever holds it keeps its elements. */
export function retireVector(vector: Tensor): void {
  vector.storage.moveOut();
}

/** Frees a vector that nobody else holds. */
export function freeVector(vector: Tensor): void {
  vector.storage.free();
}

/** −a */
export function negate(a: Tensor, out = like(a)): Tensor {
  runRule(rules.negate, { out, a });
  return out;
}

/** a − b */
export function subtract(a: Tensor, b: Tensor, out = like(a)): Tensor {
  runRule(rules.subtract, { out, a, b });
  return out;
}

/** scale · a */
export function scaled(a: Tensor, scale: number, out = like(a)): Tensor {
  runRule(rules.scale, { out, a }, { scale });
  return out;
}

/** out ← out + scale · a */
export function addScaledTo(out: Tensor, a: Tensor, scale: number): void {
  runRule(rules.addScaled, { out, a }, { scale });
}

/** Up to this many elements sums are made in PyTorch's order; beyond, where that would be slow, on all threads. */
const ORDERED_ELEMENTS = 16 * 1024;

/** The elements of a dense vector. */
function elementsOf({ storage, offset, _numel }: Tensor): Float32Array {
  return (storage.data as Float32Array).subarray(offset, offset + _numel);
}

/** a · b, in float32 in PyTorch's order; else, and when long, summed in double precision. */
export function dot(a: Tensor, b: Tensor): number {
  checkCount(b, a._numel);
  if (a.dtype === "float32" && a._numel <= ORDERED_ELEMENTS) return dotInLanes(elementsOf(a), elementsOf(b));
  return reduce("dot", a._numel, a, b);
}

/** Σ |aᵢ|, in PyTorch's order; when long, summed in double precision. */
export function absSum(a: Tensor): number {
  if (a._numel <= ORDERED_ELEMENTS) return sumInLanes(elementsOf(a).map(Math.abs));
  return reduce("absSum", a._numel, a);
}

/** max |aᵢ| */
export function absMax(a: Tensor): number {
  return reduce("absMax", a._numel, a);
}

/** out ← a */
export function copyVector(out: Tensor, a: Tensor): void {
  checkCount(a, out._numel);
  elementsOf(out).set(elementsOf(a));
  out.storage.version++;
}

/** The part of a vector that belongs to a tensor, starting at `offset`. */
function part(vector: Tensor, like: Tensor, offset: number): Tensor {
  return Tensor.over(vector.storage, [like._numel], [1], vector.offset + offset, like._numel, true);
}

/**
 * Copies tensors, one after the other, into a vector; null stands for zeros.
 *
 * @throws {RangeError} when a tensor has another number of elements than its parameter, or all together than the vector
 */
export function gatherInto(out: Tensor, tensors: readonly (Tensor | null)[], params: readonly Tensor[]): void {
  checkTotal(out, params);
  const data = elementsOf(out);
  let offset = 0;
  tensors.forEach((tensor, i) => {
    const count = params[i]._numel;
    if (tensor === null) data.fill(0, offset, offset + count);
    else {
      checkCount(tensor, count);
      const { storage, offset: start, places } = toOperand(tensor);
      const source = storage.data as Float64Array;
      if (places === null) data.set(source.subarray(start, start + count), offset);
      else for (let j = 0; j < count; j++) data[offset + j] = source[places[j]];
    }
    offset += count;
  });
  out.storage.version++;
}

/** Adds scale · (its part of the vector) to each parameter. */
export function addToParams(params: readonly Tensor[], vector: Tensor, scale: number): void {
  checkTotal(vector, params);
  let offset = 0;
  for (const param of params) {
    const a = part(vector, param, offset);
    if (param.dtype === vector.dtype) runRule(rules.addScaled, { out: param, a }, { scale });
    else addScaledWider(param, elementsOf(a), scale);
    offset += param._numel;
  }
}

/** A float32 parameter beside float64 ones: computed in the wider type, as in PyTorch, and rounded to its own. */
function addScaledWider(param: Tensor, a: ArrayLike<number>, scale: number): void {
  const { storage, offset, places } = toOperand(param);
  const data = storage.data as Float32Array;
  for (let i = 0; i < a.length; i++) data[places === null ? offset + i : places[i]] += scale * a[i];
  storage.version++;
}

/** Copies each parameter's part of the vector into it. */
export function scatterFrom(vector: Tensor, params: readonly Tensor[]): void {
  checkTotal(vector, params);
  let offset = 0;
  for (const param of params) {
    const { storage, offset: start, places } = toOperand(param);
    const from = elementsOf(part(vector, param, offset));
    const to = storage.data as Float64Array;
    if (places === null) to.set(from, start);
    else for (let i = 0; i < from.length; i++) to[places[i]] = from[i];
    storage.version++;
    offset += param._numel;
  }
}

function checkTotal(vector: Tensor, params: readonly Tensor[]): void {
  checkCount(
    vector,
    params.reduce((total, { _numel }) => total + _numel, 0),
  );
}
