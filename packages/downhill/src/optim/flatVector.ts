import { addScaled, mul, neg, sub } from "../ir/expression.ts";
import { ElementwiseJob } from "../kernels/elementwise.ts";
import { reduce } from "../kernels/reduction.ts";
import { type Flags, Rule } from "../kernels/rule.ts";
import { type FloatDType, itemSize } from "../memory/dtype.ts";
import { Storage } from "../memory/storage.ts";
import { Tensor } from "../tensor/tensor.ts";
import { toOperand } from "./operands.ts";
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
  job.reset(kernel);
  if (tensors.every(({ storage, _contiguous }) => _contiguous && storage.block !== null)) {
    job.push(
      tensors.map(({ storage, offset, dtype }) => storage.address + offset * itemSize(dtype)),
      count,
    );
  } else job.pushStaged(tensors.map(toOperand), count);
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

/** a · b, in float32 in PyTorch's order; else, and when long, summed in double precision. */
export function dot(a: Tensor, b: Tensor): number {
  if (a.dtype === "float32" && a._numel <= ORDERED_ELEMENTS) {
    return dotInLanes(a.storage.data as Float32Array, b.storage.data as Float32Array);
  }
  return reduce("dot", a.storage, b.storage);
}

/** Σ |aᵢ|, in PyTorch's order; when long, summed in double precision. */
export function absSum(a: Tensor): number {
  if (a._numel <= ORDERED_ELEMENTS) return sumInLanes((a.storage.data as Float32Array).map(Math.abs));
  return reduce("absSum", a.storage);
}

/** max |aᵢ| */
export function absMax(a: Tensor): number {
  return reduce("absMax", a.storage);
}

/** The part of a vector that belongs to a tensor of `shape`, starting at `offset`. */
function part(vector: Tensor, like: Tensor, offset: number): Tensor {
  return Tensor.over(vector.storage, [like._numel], [1], offset, like._numel, true);
}

/** Copies tensors, one after the other, into a vector; null stands for zeros. */
export function gatherInto(out: Tensor, tensors: readonly (Tensor | null)[], params: readonly Tensor[]): void {
  const data = out.storage.data as Float64Array;
  let offset = 0;
  tensors.forEach((tensor, i) => {
    const count = params[i]._numel;
    if (tensor === null) data.fill(0, offset, offset + count);
    else {
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
  let offset = 0;
  for (const param of params) {
    runRule(rules.addScaled, { out: param, a: part(vector, param, offset) }, { scale });
    offset += param._numel;
  }
}

/** Copies each parameter's part of the vector into it. */
export function scatterFrom(vector: Tensor, params: readonly Tensor[]): void {
  let offset = 0;
  for (const param of params) {
    const { storage, offset: start, places } = toOperand(param);
    const from = (vector.storage.data as Float64Array).subarray(offset, offset + param._numel);
    const to = storage.data as Float64Array;
    if (places === null) to.set(from, start);
    else for (let i = 0; i < from.length; i++) to[places[i]] = from[i];
    storage.version++;
    offset += param._numel;
  }
}
