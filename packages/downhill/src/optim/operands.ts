import type { Run } from "../kernels/address.ts";
import type { ElementwiseJob, Operand } from "../kernels/elementwise.ts";
import { isFloat } from "../memory/dtype.ts";
import type { Storage } from "../memory/storage.ts";
import { isDense, type Shape } from "../tensor/shape.ts";
import { checkIndices, SparseTensor } from "../tensor/sparse.ts";
import { reassignments, type Tensor } from "../tensor/tensor.ts";
import { checkApart, checkGrad, checkPlaces, checkShape, type Owner, otherDtype } from "./arrayChecks.ts";
import { placesOf, toOperand } from "./places.ts";

/** What is another than in the step before: nothing, the gradient alone, or more. */
export type Change = "nothing" | "gradient" | "arrays";

/** What was checked of an array: as long as it is the same, so is the array's memory. */
interface Seen {
  readonly tensor: Tensor;
  readonly shape: Shape;
  readonly strides: Shape;
  readonly offset: number;
  /** Null for a sparse gradient. */
  readonly storage: Storage | null;
}

/**
 * The arrays of one parameter's step: the parameter, its gradient, its state. They are checked when they are set, and
 * what is found out about them is kept from step to step, as long as they are the same tensors with the same memory.
 */
export class Operands {
  readonly param: Tensor;
  /** Null until the first step has made it. */
  state: Record<string, unknown> | null = null;
  /** Whether the state has arrays of another dtype than the parameter. */
  mixed = false;
  readonly #owner: Owner;
  /** The parameter, its gradient, its state. */
  readonly #seen: Seen[] = [];
  /** Whether all arrays are dense and alike in their strides, so that one run over memory meets equal elements. */
  #alike = false;
  /** How often tensors had been given other memory when the arrays were last looked at. */
  #reassignments = -1;
  /** Whether the gradient is the tensor that it was in the last step. */
  #sameGrad = false;
  /** A gradient of the user's own that has been moved into the heap, since it was there twice. */
  #adopted: Storage | null = null;

  constructor(owner: Owner, param: Tensor) {
    this.#owner = owner;
    this.param = param;
  }

  /** The gradient that is stepped with; of a sparse one possibly another form. */
  get grad(): Tensor {
    return this.#seen[1].tensor;
  }

  /**
   * Sets the arrays of the coming step.
   *
   * @param state null where the step will make it
   * @param names of the arrays; from the third on, those of the state
   * @returns what is another than in the step before, or has other memory
   * @throws {RangeError} for an array of another shape than the parameter's, {TypeError} for a gradient of another dtype,
   *   {Error} for arrays that share elements
   */
  set(grad: Tensor, state: Record<string, unknown> | null, names: readonly string[]): Change {
    this.#sameGrad = this.#seen.length > 1 && this.grad === grad;
    const change = this.#look(grad, state, names);
    if (this.#adopted !== null && this.#adopted !== this.#seen[1].storage) {
      this.#adopted.moveOut(); // the user replaced that gradient
      this.#adopted = null;
    }
    return change;
  }

  /** Sets the state that the step has just made. */
  complete(state: Record<string, unknown>, names: readonly string[]): void {
    this.#look(this.grad, state, names);
  }

  #look(grad: Tensor, state: Record<string, unknown> | null, names: readonly string[]): Change {
    const seen = this.#seen;
    const count = state === null ? 2 : names.length;
    const settled = reassignments() === this.#reassignments;
    let own = seen.length === count && isSame(seen[0], this.param, settled);
    for (let i = 2; own && i < count; i++) {
      own = isSame(seen[i], (state as Record<string, unknown>)[names[i]] as Tensor, settled);
    }
    const all = own && isSame(seen[1], grad, settled);
    this.state = state;
    this.#reassignments = reassignments();
    if (all) return "nothing";
    seen.length = count;
    seen[1] = seenOf(grad);
    if (!own) {
      seen[0] = seenOf(this.param);
      for (let i = 2; i < count; i++) seen[i] = seenOf((state as Record<string, unknown>)[names[i]] as Tensor);
    }
    try {
      this.#inspect(names, own);
    } catch (error) {
      seen.length = 0;
      throw error;
    }
    return own ? "gradient" : "arrays";
  }

  /** The storages of what a step may write. */
  get written(): Storage[] {
    return this.#seen.flatMap(({ storage }, i) => (storage === null || i === 1 ? [] : [storage]));
  }

  /** Whether the gradient is in one of these storages. */
  reads(storages: ReadonlySet<Storage>): boolean {
    const storage = this.#seen.length > 1 ? this.#seen[1].storage : null;
    return storage !== null && storages.has(storage);
  }

  /** The tensors by the names of their arrays. */
  byName(names: readonly string[]): Record<string, Tensor> {
    return Object.fromEntries(names.map((name, i) => [name, this.#seen[i].tensor]));
  }

  /** @throws {TypeError} for the array of the state whose dtype is another than the parameter's */
  refuseMixture(names: readonly string[]): never {
    const i = this.#seen.findIndex(({ tensor }) => tensor.dtype !== this.param.dtype);
    throw otherDtype({ owner: this.#owner, param: this.param, loading: false }, names[i], this.#seen[i].tensor);
  }

  /** Adds the parameter's elements to the job. */
  push(job: ElementwiseJob): void {
    let inHeap = this.#alike;
    for (let i = 0; i < this.#seen.length && inHeap; i++) {
      const storage = this.#seen[i].storage as Storage;
      if (!storage.resident) inHeap = this.#bringIn(storage, i === 1);
    }
    if (inHeap) job.push(this.#seen as readonly Run[], this.param._numel);
    else job.pushStaged(this.#tensors().map(toOperand), this.param._numel);
  }

  #tensors(): Tensor[] {
    return this.#seen.map(({ tensor }) => tensor);
  }

  /**
   * Adds to the job the elements that a sparse gradient names, in passes in which no row comes twice: entries of the
   * same row act one after the other, in their order.
   */
  pushRows(job: ElementwiseJob): void {
    const [param, gradient, ...state] = this.#tensors();
    const grad = gradient as SparseTensor;
    const indices = grad._indices();
    const values = toOperand(grad._values().contiguous());
    const [sparseDims, entries] = indices._shape;
    const rowShape = param._shape.slice(sparseDims);
    const rowSize = rowShape.reduce((product, size) => product * size, 1);
    const positions = indices.toTypedArray() as BigInt64Array;
    const startOf = (entry: number, { offset, _strides: strides }: Tensor) => {
      let start = offset;
      for (let dim = 0; dim < sparseDims; dim++) start += Number(positions[dim * entries + entry]) * strides[dim];
      return start;
    };
    for (const pass of passesOf(entries, (entry) => startOf(entry, param))) {
      const operandOf = (tensor: Tensor): Operand => {
        const row = placesOf(rowShape, tensor._strides.slice(sparseDims), 0, rowSize);
        const starts = pass.map((entry) => startOf(entry, tensor));
        return { storage: tensor.storage, offset: 0, places: spread(starts, row) };
      };
      const row = Int32Array.from({ length: rowSize }, (_, i) => values.offset + i);
      const places = spread(
        pass.map((entry) => entry * rowSize),
        row,
      );
      const rows: Operand = { storage: values.storage, offset: 0, places };
      job.pushStaged([operandOf(param), rows, ...state.map(operandOf)], pass.length * rowSize);
    }
  }

  /** Counts the step as an in-place change of the arrays it writes. */
  changed(outputs: readonly { readonly array: number }[]): void {
    for (let i = 0; i < outputs.length; i++) this.#seen[outputs[i].array].tensor.storage.version++;
  }

  /** Gives back what the heap holds of the user's gradients. */
  release(): void {
    this.#adopted?.moveOut();
    this.#adopted = null;
  }

  /**
   * Parameters and state belong into the heap. A gradient that the user assigned is moved there when it comes a second
   * time: one that is new in each step would pile up, one that stays would cost a copy each step.
   */
  #bringIn(storage: Storage, isGrad: boolean): boolean {
    if (isGrad && !this.#sameGrad) return false;
    if (!storage.moveToHeap()) return false;
    if (isGrad) this.#adopted = storage;
    return true;
  }

  /** @param own whether the parameter and the state are known, so that only the gradient is to be looked at */
  #inspect(names: readonly string[], own: boolean): void {
    const subject = { owner: this.#owner, param: this.param, loading: false };
    const tensors = this.#tensors();
    const [param, grad, ...state] = tensors;
    checkGrad(subject);
    if (grad instanceof SparseTensor) checkIndices(grad);
    if (!own) {
      checkPlaces(subject, "the parameter", param);
      state.forEach((tensor, i) => {
        checkShape(subject, names[i + 2], tensor, param._shape);
        checkPlaces(subject, `its ${names[i + 2]}`, tensor);
        if (!isFloat(tensor.dtype)) throw otherDtype(subject, names[i + 2], tensor);
      });
      this.mixed = state.some(({ dtype }) => dtype !== param.dtype);
    }
    checkApart(subject, names, tensors);
    this.#alike =
      !grad.isSparse &&
      (tensors.every(({ _contiguous }) => _contiguous) ||
        (isDense(param._shape, param._strides) && tensors.every((tensor) => sameLayout(tensor, param))));
  }
}

function seenOf(tensor: Tensor): Seen {
  const { _shape: shape, _strides: strides, offset } = tensor;
  return { tensor, shape, strides, offset, storage: tensor.isSparse ? null : tensor.storage };
}

/**
 * Whether a tensor still is what it was, and shows the same memory; a sparse one is looked at anew each time.
 *
 * @param settled whether no tensor was given other memory since
 */
function isSame(seen: Seen, tensor: Tensor, settled: boolean): boolean {
  if (seen.tensor !== tensor || seen.storage === null) return false;
  if (settled) return true;
  const { _shape: shape, _strides: strides, offset, storage } = tensor;
  return seen.storage === storage && seen.shape === shape && seen.strides === strides && seen.offset === offset;
}

/** Whether equal strides in every dimension that has more than one place. */
function sameLayout(a: Tensor, b: Tensor): boolean {
  return a._shape.every((size, i) => size === 1 || a._strides[i] === b._strides[i]);
}

/** Splits the entries into passes, in their order: the first of each row, the second of each row, and so on. */
function passesOf(entries: number, rowOf: (entry: number) => number): number[][] {
  const seen = new Map<number, number>();
  const passes: number[][] = [];
  for (let entry = 0; entry < entries; entry++) {
    const row = rowOf(entry);
    const pass = seen.get(row) ?? 0;
    seen.set(row, pass + 1);
    if (pass === passes.length) passes.push([]);
    passes[pass].push(entry);
  }
  return passes;
}

/** The places of whole rows, from where each row starts and where its elements lie in it. */
function spread(starts: readonly number[], row: Int32Array): Int32Array {
  const places = new Int32Array(starts.length * row.length);
  starts.forEach((start, i) => {
    for (let j = 0; j < row.length; j++) places[i * row.length + j] = start + row[j];
  });
  return places;
}
