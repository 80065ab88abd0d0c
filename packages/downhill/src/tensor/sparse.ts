import type { DType } from "../memory/dtype.ts";
import { Storage } from "../memory/storage.ts";
import { publishMethods } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { copyOf, rowMajor } from "./copy.ts";
import { tensor } from "./factories.ts";
import { printable } from "./packedElements.ts";
import { accumulate, placesAlong, put } from "./places.ts";
import { formatSparse, formatWithoutElements } from "./printing.ts";
import { checkedShape, elementCount, formatShape, type Shape, sameShape } from "./shape.ts";
import { sortOrder } from "./sortOrder.ts";
import { Tensor } from "./tensor.ts";

const NO_ELEMENTS = new Uint8Array(0);

/**
 * A tensor in coordinate format (COO): indices, and a value for each; everything else is zero, and values of equal
 * indices count together. The last dimensions may be dense, so that a value is a row, say. Embeddings have such gradients.
 *
 * It takes no part in the graph, and functions of dense tensors refuse it.
 * @see https://docs.pytorch.org/docs/stable/sparse.html
 */
export class SparseTensor extends Tensor {
  #indices: Tensor;
  #values: Tensor;
  #coalesced: boolean;

  /** There is no public constructor: `sparseCooTensor` makes them. */
  protected constructor(...internals: never[]);
  /** @internal Takes what it is given without checks. */
  protected constructor(indices: Tensor, values: Tensor, shape: Shape, coalesced: boolean);
  protected constructor(indices: Tensor, values: Tensor, shape: Shape, coalesced: boolean) {
    if (!(indices instanceof Tensor)) {
      throw new TypeError("SparseTensor has no public constructor: make one with sparseCooTensor(indices, values)");
    }
    const strides = shape.map(() => 0);
    super(new Storage(values.dtype, NO_ELEMENTS), shape, strides, 0, elementCount(shape), false);
    this.#indices = indices;
    this.#values = values;
    this.#coalesced = coalesced;
  }

  /** @internal Takes what it is given without checks. */
  static of(indices: Tensor, values: Tensor, shape: Shape, coalesced: boolean): SparseTensor {
    return new SparseTensor(indices, values, shape, coalesced);
  }

  /** @internal Whoever reads elements by strides must not find nothing and take it for something. */
  override get storage(): never {
    throw new TypeError("not implemented for sparse tensors; toDense() gives a dense one");
  }

  override get isSparse(): boolean {
    return true;
  }

  /** @internal */
  override get version(): number {
    return this.#values.version;
  }

  /** The indices as they are, also when not coalesced: [sparse dimensions, number of indices]. */
  _indices(): Tensor {
    return this.#indices;
  }

  /** The values as they are, also when not coalesced. */
  _values(): Tensor {
    return this.#values;
  }

  /** How many indices there are. */
  _nnz(): number {
    return this.#indices._shape[1];
  }

  override indices(): Tensor {
    this.#checkCoalesced("indices");
    return this.#indices;
  }

  override values(): Tensor {
    this.#checkCoalesced("values");
    return this.#values;
  }

  #checkCoalesced(what: string): void {
    if (this.#coalesced) return;
    throw new Error(`Cannot get ${what} on an uncoalesced tensor, please call .coalesce() first`);
  }

  override isCoalesced(): boolean {
    return this.#coalesced;
  }

  override sparseDim(): number {
    return this.#indices._shape[0];
  }

  override denseDim(): number {
    return this._shape.length - this.sparseDim();
  }

  override toDense(): Tensor {
    const dense = Tensor.allocate(this.dtype, this._shape);
    addToDense(dense, this);
    return dense;
  }

  override coalesce(): SparseTensor {
    return this.#coalesced ? this : coalesced(this);
  }

  override clone(): SparseTensor {
    return SparseTensor.of(copyOf(this.#indices), copyOf(this.#values), this._shape, this.#coalesced);
  }

  override detach(): SparseTensor {
    return SparseTensor.of(this.#indices, this.#values, this._shape, this.#coalesced);
  }

  /** Forgets all indices and values. */
  override zero_(): this {
    this.#indices = Tensor.allocate("int64", [this.sparseDim(), 0]);
    this.#values = Tensor.allocate(this.dtype, [0, ...this.#values._shape.slice(1)]);
    this.#coalesced = true;
    return this;
  }

  override contiguous(): Tensor {
    throw new TypeError("unsupported memory format option Contiguous for a sparse tensor");
  }

  override toString(): string {
    const [indices, values] = [printable(this.#indices), printable(this.#values)];
    if (indices === null || values === null) return formatWithoutElements(this._shape, this.dtype);
    const parts = [["indices", indices] as const, ["values", values] as const];
    return formatSparse({ shape: this._shape, nnz: this._nnz(), layout: "torch.sparse_coo", parts });
  }
}

publishMethods(SparseTensor.prototype, {
  indices: signature("indices", {}),
  values: signature("values", {}),
  isCoalesced: signature("isCoalesced", {}),
  sparseDim: signature("sparseDim", {}),
  denseDim: signature("denseDim", {}),
  toDense: signature("toDense", {}),
  coalesce: signature("coalesce", {}),
  clone: signature("clone", {}),
  detach: signature("detach", {}),
  zero_: signature("zero_", {}),
  contiguous: signature("contiguous", {}),
});

/**
 * Throws unless all indices are within the shape: their elements are shared with whoever made the tensor, and may have
 * changed since.
 */
export function checkIndices(sparse: SparseTensor): void {
  const count = sparse._nnz();
  const indices = rowMajor(sparse._indices());
  const data = indices.storage.data as BigInt64Array;
  for (let d = 0; d < sparse.sparseDim(); d++) {
    const row = indices.offset + d * count;
    const size = BigInt(sparse._shape[d]);
    for (let i = row; i < row + count; i++) if (data[i] < 0n || data[i] >= size) checkIndex(data[i], d, sparse._shape);
  }
}

/** The places, in row-major order over the sparse dimensions, that the indices name. */
function flatIndices(sparse: SparseTensor): Float64Array {
  checkIndices(sparse);
  const count = sparse._nnz();
  const indices = rowMajor(sparse._indices());
  const { data } = indices.storage;
  const flat = new Float64Array(count);
  for (let d = 0; d < sparse.sparseDim(); d++) {
    const row = indices.offset + d * count;
    for (let i = 0; i < count; i++) flat[i] = flat[i] * sparse._shape[d] + Number(data[row + i]);
  }
  return flat;
}

/** The shape of a tensor whose sparse dimensions are counted as one. */
function flattened(sparse: SparseTensor): Shape {
  const dims = sparse.sparseDim();
  return [elementCount(sparse._shape.slice(0, dims)), ...sparse._shape.slice(dims)];
}

/** target += sparse, value by value, for a dense row-major target of the same shape and dtype. */
export function addToDense(target: Tensor, sparse: SparseTensor): void {
  accumulate(target, rowMajor(sparse._values()), placesAlong(flattened(sparse), 0, flatIndices(sparse)));
}

function coalesced(sparse: SparseTensor): SparseTensor {
  const flat = flatIndices(sparse);
  const order = sortOrder(flat);
  const slots = new Uint32Array(order.length); // where each entry's value goes
  const kept: number[] = []; // the first entry of each index
  for (let k = 0; k < order.length; k++) {
    if (k === 0 || flat[order[k]] !== flat[order[k - 1]]) kept.push(order[k]);
    slots[k] = kept.length - 1;
  }
  const values = rowMajor(sparse._values());
  const row = elementCount(values._shape.slice(1));
  const result = Tensor.allocate(sparse.dtype, [kept.length, ...values._shape.slice(1)]);
  const from = values.storage.data as Float32Array;
  const to = result.storage.data as Float32Array;
  for (let k = 0; k < order.length; k++) {
    const first = k === 0 || slots[k] !== slots[k - 1];
    let source = values.offset + order[k] * row;
    for (let o = slots[k] * row; o < (slots[k] + 1) * row; o++, source++) {
      if (first)
        to[o] = from[source]; // not added to zero, which would lose its sign
      else to[o] += from[source];
    }
  }
  return SparseTensor.of(pickIndices(sparse, kept), result, sparse._shape, true);
}

function pickIndices(sparse: SparseTensor, entries: ArrayLike<number>): Tensor {
  const indices = rowMajor(sparse._indices());
  const count = sparse._nnz();
  const result = Tensor.allocate("int64", [sparse.sparseDim(), entries.length]);
  for (let d = 0, o = 0; d < sparse.sparseDim(); d++) {
    for (let k = 0; k < entries.length; k++, o++) {
      result.storage.data[o] = indices.storage.data[indices.offset + d * count + entries[k]];
    }
  }
  return result;
}

/**
 * The sum of two sparse tensors of one shape: their entries merged as two sorted lists are, whether they are sorted or
 * not. This is PyTorch's order, in which rounding depends when duplicates are added later.
 */
export function mergeSparse(a: SparseTensor, b: SparseTensor): SparseTensor {
  const first = flatIndices(a);
  const second = flatIndices(b);
  const slots = { a: new Int32Array(first.length), b: new Int32Array(second.length) };
  let count = 0;
  for (let i = 0, j = 0; i < first.length || j < second.length; count++) {
    const order = i >= first.length ? 1 : j >= second.length ? -1 : first[i] - second[j];
    if (order <= 0) slots.a[i++] = count;
    if (order >= 0) slots.b[j++] = count;
  }
  const values = Tensor.allocate(a.dtype, [count, ...a._values()._shape.slice(1)]);
  const indices = Tensor.allocate("int64", [a.sparseDim(), count]);
  for (const [part, places] of [
    [a, slots.a],
    [b, slots.b],
  ] as const) {
    accumulate(values, rowMajor(part._values()), placesAlong(values._shape, 0, places));
    put(indices, rowMajor(part._indices()), placesAlong(indices._shape, 1, places));
  }
  return SparseTensor.of(indices, values, a._shape, a.isCoalesced() && b.isCoalesced());
}

/**
 * A tensor in coordinate format, from indices of size [sparse dimensions, n] and n values, which may have dimensions of
 * their own; the tensors' elements are shared. Without a size it is the smallest that holds the indices.
 * @throws TypeError when indices are no integers; RangeError when the sizes don't fit or an index is out of range.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.sparse_coo_tensor.html
 */
export function sparseCooTensor(
  indices: Tensor | readonly (readonly (number | bigint)[])[],
  values: Tensor | readonly (number | bigint | boolean)[],
  size?: Shape,
  options?: { dtype?: DType },
): SparseTensor {
  const given = indices instanceof Tensor ? indices : integers(indices);
  if (given.dtype !== "int64") throw new TypeError("indices must be an int64 tensor");
  if (given._shape.length !== 2) {
    throw new RangeError(`indices must be sparse_dim x nnz, but got: [${given._shape.join(", ")}]`);
  }
  const elements = values instanceof Tensor ? values : tensor(values, options);
  const typed =
    options?.dtype === undefined || options.dtype === elements.dtype ? elements : copyOf(elements, options.dtype);
  const [dims, count] = given._shape;
  if (typed._shape.length === 0 || typed._shape[0] !== count) {
    throw new RangeError(
      `indices and values must have same nnz, but got nnz from indices: ${count}, nnz from values: ${typed._shape[0] ?? 0}`,
    );
  }
  const list = given.toTypedArray() as BigInt64Array;
  const shape = size === undefined ? smallestShape(list, dims, count, typed._shape) : checkedShape(size);
  if (shape.length !== dims + typed._shape.length - 1) {
    throw new RangeError(
      `'len(size) == sparse_dim + dense_dim' is not satisfied: len(size) = ${shape.length}, sparse_dim = ${dims}, ` +
        `dense_dim = ${typed._shape.length - 1}`,
    );
  }
  const expected = [count, ...shape.slice(dims)];
  if (!sameShape(expected, typed._shape)) {
    throw new RangeError(
      `values has incorrect size, expected ${formatShape(expected)}, got ${formatShape(typed._shape)}`,
    );
  }
  for (let i = 0; i < list.length; i++) checkIndex(list[i], Math.floor(i / count), shape);
  return SparseTensor.of(given.detach(), typed.detach(), shape, count < 2);
}

function integers(indices: readonly (readonly (number | bigint)[])[]): Tensor {
  for (const row of indices) {
    if (!Array.isArray(row))
      throw new TypeError("indices must be a matrix: a list of indices for each sparse dimension");
    for (const index of row) {
      if (typeof index !== "bigint" && !Number.isInteger(index)) {
        throw new TypeError(`indices must be integers, got ${String(index)}`);
      }
    }
  }
  return tensor(indices, { dtype: "int64" });
}

function checkIndex(index: bigint, dim: number, shape: Shape): void {
  if (index < 0n) throw new RangeError(`found negative index ${index} for dim ${dim}`);
  if (index >= BigInt(shape[dim])) {
    throw new RangeError(
      `size is inconsistent with indices: for dim ${dim}, size is ${shape[dim]} but found index ${index}`,
    );
  }
}

function smallestShape(indices: BigInt64Array, dims: number, count: number, values: Shape): number[] {
  const shape = new Array<number>(dims).fill(0);
  for (let i = 0; i < indices.length; i++) {
    const dim = Math.floor(i / count);
    shape[dim] = Math.max(shape[dim], Number(indices[i]) + 1);
  }
  return [...shape, ...values.slice(1)];
}
