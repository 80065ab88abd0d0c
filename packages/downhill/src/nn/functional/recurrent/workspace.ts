import { ElementwiseJob } from "../../../kernels/elementwise.ts";
import { gemm, type Matrix } from "../../../kernels/matmul/gemm.ts";
import type { FloatDType } from "../../../memory/dtype.ts";
import { Storage } from "../../../memory/storage.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { type Formula, kernelOf } from "./cells.ts";

/** A matrix whose rows lie one after the other in a storage, `columns` apart. */
export interface Rows {
  readonly storage: Storage;
  /** Of the first element. */
  readonly offset: number;
  readonly columns: number;
}

/** The arrays of a launch, in the heap where kernels work on them: where they lie already, or copies. */
export class Workspace {
  readonly #dtype: FloatDType;
  readonly #copies: { storage: Storage; tensor: Tensor | null; from: number; count: number }[] = [];

  constructor(dtype: FloatDType) {
    this.#dtype = dtype;
  }

  /** The elements of a row-major tensor. */
  read(tensor: Tensor, columns: number): Rows {
    const { storage, offset, _numel: count } = tensor;
    if (storage.block !== null) return { storage, offset, columns };
    const copy = this.#add(count, null, 0);
    copyElements(copy, 0, storage, offset, count);
    return { storage: copy, offset: 0, columns };
  }

  /** Those of a fresh tensor, or of a part of it, which are written: it has them after `close`. */
  write(tensor: Tensor, columns: number, from = 0, count: number = tensor._numel - from): Rows {
    const { storage, offset } = tensor;
    if (storage.block !== null) return { storage, offset: offset + from, columns };
    return { storage: this.#add(count, tensor, offset + from), offset: 0, columns };
  }

  /** Those of a tensor that are read and then written. */
  update(tensor: Tensor, columns: number): Rows {
    const rows = this.write(tensor, columns);
    if (rows.storage !== tensor.storage) {
      copyElements(rows.storage, 0, tensor.storage, tensor.offset, tensor._numel);
    }
    return rows;
  }

  /** Elements that nobody needs afterwards, whatever they are at first. */
  scratch(rows: number, columns: number): Rows {
    return { storage: this.#add(rows * columns, null, 0), offset: 0, columns };
  }

  /** Zeros. */
  zeros(rows: number, columns: number): Rows {
    const result = this.scratch(rows, columns);
    (result.storage.data as Float32Array).fill(0);
    return result;
  }

  /** Brings what was written to the tensors, and frees the copies. */
  close(): void {
    for (const { storage, tensor, from, count } of this.#copies) {
      if (tensor !== null) copyElements(tensor.storage, from, storage, 0, count);
      storage.discard();
    }
  }

  #add(count: number, tensor: Tensor | null, from: number): Storage {
    const storage = Storage.allocateInHeap(this.#dtype, count, null);
    this.#copies.push({ storage, tensor, from, count });
    return storage;
  }
}

function copyElements(to: Storage, at: number, from: Storage, start: number, count: number): void {
  (to.data as Float32Array).set((from.data as Float32Array).subarray(start, start + count), at);
}

/** Copies `count` rows from row `start` on to row `at`. */
export function copyRows(to: Rows, at: number, from: Rows, start: number, count: number): void {
  const { columns } = to;
  const first = from.offset + start * columns;
  const place = to.offset + at * columns;
  if (to.storage !== from.storage) copyElements(to.storage, place, from.storage, first, count * columns);
  else (to.storage.data as Float32Array).copyWithin(place, first, first + count * columns);
}

/** Some rows of a matrix from one row on, and of them some columns from one on: what a kernel sees as one array. */
export interface Part {
  readonly rows: Rows;
  readonly first: number;
  readonly column: number;
  /** Whether every row is this one. */
  readonly shared?: boolean;
}

const job = new ElementwiseJob();

/** Runs a formula on `count` rows of parts of `size` columns. */
export function runFormula(
  formula: Formula,
  dtype: FloatDType,
  parts: Readonly<Record<string, Part>>,
  count: number,
  size: number,
): void {
  const kernel = kernelOf(formula, dtype);
  const runs = formula.arrays.map((name) => {
    const { rows, first, column } = parts[name];
    return { storage: rows.storage, offset: rows.offset + first * rows.columns + column };
  });
  const steps = formula.arrays.map((name) => (parts[name].shared === true ? 0 : parts[name].rows.columns));
  job.reset(kernel);
  if (runs.every(({ storage }) => storage.block !== null)) job.pushRows(runs, steps, count, size);
  else {
    for (let i = 0; i < count; i++) {
      const operands = runs.map(({ storage, offset }, k) => ({ storage, offset: offset + i * steps[k], places: null }));
      job.pushStaged(operands, size);
    }
  }
  job.run(kernel.program.uniforms.map((uniform) => uniform.evaluate({})));
}

/** A matrix as a factor of a product. */
export function factor({ storage, offset, columns }: Rows, first = 0): Matrix {
  return { storage, offset: offset + first * columns, rowStride: columns, columnStride: 1 };
}

/** A matrix as a factor of a product, transposed. */
export function transposed({ storage, offset, columns }: Rows): Matrix {
  return { storage, offset, rowStride: 1, columnStride: columns };
}

/** `count` rows of `to` from row `first` on become a product, or have it added. */
export function multiplyRows(
  to: Rows,
  first: number,
  count: number,
  inner: number,
  a: Matrix,
  b: Matrix,
  accumulate: boolean,
): void {
  gemm(count, to.columns, inner, a, b, to.storage, to.offset + first * to.columns, accumulate);
}
