import { stack } from "../autograd/functions/joining.ts";
import { select } from "../autograd/functions/slicing.ts";
import { INTEGER, type Kind } from "../signatures/kinds.ts";
import { publishMethods } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { Tensor } from "../tensor/tensor.ts";
import { BATCH, RECIPE, type Recipe } from "./protocols.ts";
import { rowsOf } from "./rows.ts";

/**
 * A dataset whose samples have indices from 0 on: derive from it, and define `length` and `get`.
 *
 *     class Squares extends Dataset<[Tensor, Tensor]> {
 *       get length() { return 100; }
 *       get(index: number): [Tensor, Tensor] { return [tensor(index), tensor(index ** 2)]; }
 *     }
 *
 * @typeParam Sample what one sample is: a tensor, an array of tensors, an object of them
 * @see https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.Dataset
 */
export abstract class Dataset<Sample = unknown> {
  /** How many samples there are. */
  abstract get length(): number;

  /**
   * One sample, or a promise of it, which `for await` waits for.
   * @param index from 0 to `length - 1`
   */
  abstract get(index: number): Sample | Promise<Sample>;

  /**
   * Several samples at once, for datasets that have a shorter way to them than one `get` after another. Loaders prefer
   * it.
   */
  getItems?(indices: readonly number[]): readonly Sample[] | Promise<readonly Sample[]>;
}

/**
 * A dataset that is read from front to back, such as a stream: derive from it, and define `[Symbol.iterator]`, or
 * `[Symbol.asyncIterator]` for `for await`. In a worker, {@link getWorkerInfo} tells which part of it is the worker's.
 *
 * @see https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.IterableDataset
 */
export abstract class IterableDataset<Sample = unknown> {
  /** How many samples there are, where that is known: a loader's `length` comes from it. */
  get length(): number {
    throw new TypeError(`object of type '${this.constructor.name}' has no length`);
  }

  [Symbol.iterator]?(): Iterator<Sample>;
  [Symbol.asyncIterator]?(): AsyncIterator<Sample>;
}

/** What has samples by their indices: a {@link Dataset}, whatever has `length` and `get`, a list, or a tensor's rows. */
export type Indexed<Sample> =
  | {
      readonly length: number;
      get(index: number): Sample | Promise<Sample>;
      getItems?(indices: readonly number[]): readonly Sample[] | Promise<readonly Sample[]>;
    }
  | ArrayLike<Sample>
  | (Tensor & { readonly length?: never; readonly get?: never });

/** What can be loaded from: samples by index, or one after another. */
export type DatasetLike<Sample> = Indexed<Sample> | IterableDataset<Sample>;

function hasGet(value: object): value is { get(index: number): unknown; getItems?: unknown } {
  return typeof (value as { get?: unknown }).get === "function";
}

/** Whether a value has samples by their indices. */
export function isIndexed(value: unknown): value is Indexed<unknown> {
  if (typeof value !== "object" || value === null || value instanceof IterableDataset) return false;
  if (value instanceof Tensor) return value._shape.length > 0;
  const isSized = "length" in value && typeof value.length === "number";
  return isSized && (hasGet(value) || Array.isArray(value) || ArrayBuffer.isView(value));
}

export const INDEXED: Kind<Indexed<unknown>> = {
  expected: "a dataset: an object with length and get(index), an array or a tensor",
  accepts: isIndexed,
};

/** What has a number of samples, or will have. */
export const SIZED: Kind<Indexed<unknown> | { readonly length: number }> = {
  expected: "a dataset, or an object with a length",
  accepts: (value): value is { readonly length: number } =>
    isIndexed(value) || (typeof value === "object" && value !== null && "length" in value),
};

/** How many samples there are. @throws TypeError for a length that is none */
export function sizeOf(dataset: Indexed<unknown> | { readonly length: number }): number {
  const size = dataset instanceof Tensor ? dataset._shape[0] : (dataset as { readonly length: number }).length;
  if (Number.isInteger(size) && size >= 0) return size;
  throw new TypeError(`the length of a dataset must be an integer that isn't negative, got ${String(size)}`);
}

/** The sample with an index. @throws RangeError for an index of a list that has none there */
export function sampleOf<Sample>(dataset: Indexed<Sample>, index: number): Sample | Promise<Sample> {
  if (dataset instanceof Tensor) return select(dataset, 0, index) as Sample;
  if (hasGet(dataset)) return dataset.get(index) as Sample | Promise<Sample>;
  const list = dataset as ArrayLike<Sample>;
  if (Number.isInteger(index) && index >= 0 && index < list.length) return list[index];
  throw new RangeError(`index ${index} is out of range for a list of ${list.length} samples`);
}

/** The samples with some indices, one by one or at once. */
export function samplesOf<Sample>(
  dataset: Indexed<Sample>,
  indices: readonly number[],
): readonly (Sample | Promise<Sample>)[] | Promise<readonly Sample[]> {
  if (hasGet(dataset) && typeof dataset.getItems === "function") {
    return (dataset as Dataset<Sample>).getItems!(indices);
  }
  return indices.map((index) => sampleOf(dataset, index));
}

/** A batch by a shorter way, where a dataset has one. */
export function batchOf(dataset: unknown, indices: readonly number[]): unknown {
  if (dataset instanceof Tensor) return rowsOf(dataset, indices);
  const way = (dataset as { [BATCH]?: (indices: readonly number[]) => unknown })[BATCH];
  return way === undefined ? null : way.call(dataset, indices);
}

/** How a dataset is made in a worker, or null where it can't be. */
export function recipeOf(dataset: unknown): Recipe | null {
  return (dataset as { [RECIPE]?: () => Recipe | null })[RECIPE]?.() ?? null;
}

/**
 * Tensors of one size in the first dimension: a sample is an array of what each has at an index.
 *
 * Batches of it are copied at once, so that a loader adds little to the copy itself.
 * @see https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.TensorDataset
 */
export class TensorDataset<Tensors extends readonly Tensor[] = Tensor[]> extends Dataset<Tensors> {
  readonly tensors: Tensors;

  /**
   * @param tensors one or more
   * @throws TypeError for what is no tensor with a dimension, RangeError for tensors of several lengths
   */
  constructor(...tensors: Tensors) {
    super();
    if (tensors.length === 0) throw new TypeError("TensorDataset() needs at least one tensor");
    tensors.forEach((tensor, i) => {
      if (tensor instanceof Tensor && tensor._shape.length > 0) return;
      const got = tensor instanceof Tensor ? "one without dimensions" : typeof tensor;
      throw new TypeError(`TensorDataset(): tensor ${i} must be a Tensor with at least one dimension, got ${got}`);
    });
    const sizes = tensors.map((tensor) => tensor._shape[0]);
    if (sizes.some((size) => size !== sizes[0])) {
      throw new RangeError(`Size mismatch between tensors: their first dimensions are ${sizes.join(", ")}`);
    }
    this.tensors = tensors;
  }

  get length(): number {
    return this.tensors[0]._shape[0];
  }

  get(index: number): Tensors {
    return this.tensors.map((tensor) => select(tensor, 0, index)) as unknown as Tensors;
  }

  /** @internal */
  [BATCH](indices: readonly number[]): readonly Tensor[] | null {
    if (this.get !== TensorDataset.prototype.get) return null;
    return this.tensors.map(
      (tensor) => rowsOf(tensor, indices) ?? stack(indices.map((index) => select(tensor, 0, index))),
    );
  }
}

publishMethods(TensorDataset.prototype, { get: signature("get", { index: INTEGER }) });
