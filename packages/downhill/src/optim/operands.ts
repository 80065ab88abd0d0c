import type { ElementwiseJob, Operand } from "../kernels/elementwise.ts";
import type { Storage } from "../memory/storage.ts";
import { isDense } from "../tensor/shape.ts";
import type { SparseTensor } from "../tensor/sparse.ts";
import type { Tensor } from "../tensor/tensor.ts";

/**
 * Where the arrays of one parameter's step lie: the parameter, its gradient, its state. What is found out about their
 * layout is kept from step to step, as long as they are the same tensors.
 */
export class Operands {
  /** The parameter, its gradient, its state. */
  readonly #tensors: Tensor[] = [];
  readonly #strides: (readonly number[])[] = [];
  /** Whether all arrays are dense and alike in their strides, so that one run over memory meets equal elements. */
  #alike = false;
  /** Whether the gradient is the tensor that it was in the last step. */
  #sameGrad = false;
  /** A gradient of the user's own that has been moved into the heap, since it was there twice. */
  #adopted: Storage | null = null;

  /**
   * Sets the tensors of the coming step.
   *
   * @param names of the arrays; from the third on, those of the state
   */
  set(param: Tensor, grad: Tensor, state: Readonly<Record<string, unknown>>, names: readonly string[]): void {
    this.#sameGrad = this.#tensors[1] === grad;
    let same = this.#tensors.length === names.length;
    for (let i = 0; i < names.length; i++) {
      const tensor = i === 0 ? param : i === 1 ? grad : (state[names[i]] as Tensor);
      if (this.#tensors[i] === tensor && this.#strides[i] === tensor._strides) continue;
      this.#tensors[i] = tensor;
      this.#strides[i] = tensor._strides;
      same = false;
    }
    this.#tensors.length = names.length;
    if (!same) this.#inspect();
    if (this.#adopted !== null && this.#adopted !== grad.storage) {
      this.#adopted.moveOut(); // the user replaced that gradient
      this.#adopted = null;
    }
  }

  /** Adds the parameter's elements to the job. */
  push(job: ElementwiseJob): void {
    const tensors = this.#tensors;
    let inHeap = this.#alike;
    for (let i = 0; i < tensors.length && inHeap; i++) {
      const { storage } = tensors[i];
      if (storage.block === null) inHeap = this.#bringIn(storage, i === 1);
    }
    if (inHeap) job.push(tensors, tensors[0]._numel);
    else job.pushStaged(tensors.map(toOperand), tensors[0]._numel);
  }

  /**
   * Adds to the job the elements that a sparse gradient names, in passes in which no row comes twice: entries of the
   * same row act one after the other, in their order.
   */
  pushRows(job: ElementwiseJob): void {
    const [param, gradient, ...state] = this.#tensors;
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
    for (let i = 0; i < outputs.length; i++) this.#tensors[outputs[i].array].storage.version++;
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

  #inspect(): void {
    const [param] = this.#tensors;
    this.#alike =
      this.#tensors.every(({ _contiguous }) => _contiguous) ||
      (isDense(param._shape, param._strides) && this.#tensors.every((tensor) => sameLayout(tensor, param)));
  }
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

/** The elements of a tensor in row-major order, wherever they lie. */
export function toOperand(tensor: Tensor): Operand {
  const { storage, offset, _shape: shape, _strides: strides, _numel } = tensor;
  return { storage, offset, places: tensor._contiguous ? null : placesOf(shape, strides, offset, _numel) };
}

/** The place in the storage of each element, in row-major order. */
function placesOf(shape: readonly number[], strides: readonly number[], offset: number, count: number): Int32Array {
  const places = new Int32Array(count);
  const index = new Array<number>(shape.length).fill(0);
  let place = offset;
  for (let i = 0; i < count; i++) {
    places[i] = place;
    for (let dim = shape.length - 1; dim >= 0; dim--) {
      place += strides[dim];
      if (++index[dim] < shape[dim]) break;
      place -= strides[dim] * shape[dim];
      index[dim] = 0;
    }
  }
  return places;
}
