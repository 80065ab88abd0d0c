import { INTEGER, ITERABLE, listOf, NUMBERS } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publish, publishMethods } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { GENERATOR } from "../tensor/kinds.ts";
import type { Generator } from "../tensor/random/generator.ts";
import {
  batchOf,
  Dataset,
  INDEXED,
  type Indexed,
  IterableDataset,
  isIndexed,
  recipeOf,
  sampleOf,
  samplesOf,
  sizeOf,
} from "./dataset.ts";
import { permutation } from "./draws.ts";
import { BATCH, RECIPE, type Recipe } from "./protocols.ts";

/**
 * The samples of a dataset at some indices.
 * @see https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.Subset
 */
export class Subset<Sample = unknown> extends Dataset<Sample> {
  /** @internal */
  static readonly signature = signature("Subset", { dataset: INDEXED, indices: NUMBERS });

  readonly dataset: Indexed<Sample>;
  readonly indices: readonly number[];

  /** @throws TypeError for what is no dataset, or no list of numbers */
  constructor(dataset: Indexed<Sample>, indices: readonly number[]);
  constructor(...args: readonly unknown[]) {
    super();
    const { dataset, indices } = Subset.signature.read(args);
    this.dataset = dataset as Indexed<Sample>;
    this.indices = indices;
  }

  get length(): number {
    return this.indices.length;
  }

  /** @throws RangeError for an index out of range; a negative one counts from the end */
  get(index: number): Sample | Promise<Sample> {
    return sampleOf(this.dataset, this.#inner(index));
  }

  override getItems(indices: readonly number[]): readonly Sample[] | Promise<readonly Sample[]> {
    return samplesOf(this.dataset, this.#innerOf(indices)) as readonly Sample[] | Promise<readonly Sample[]>;
  }

  #innerOf(indices: readonly number[]): number[] {
    return indices.map((index) => this.indices[index] ?? this.#inner(index));
  }

  #inner(index: number): number {
    const found = this.indices.at(index);
    if (Number.isInteger(index) && found !== undefined && index < this.indices.length) return found;
    throw new RangeError(`index ${index} is out of range for a subset of ${this.indices.length} samples`);
  }

  /** @internal */
  [BATCH](indices: readonly number[]): unknown {
    const { get, getItems } = Subset.prototype;
    if (this.get !== get || this.getItems !== getItems) return null;
    return batchOf(this.dataset, this.#innerOf(indices));
  }

  /** @internal */
  [RECIPE](): Recipe | null {
    const dataset = recipeOf(this.dataset);
    return dataset === null ? null : { kind: "subset", dataset, indices: this.indices };
  }
}

/**
 * Datasets one after another.
 * @see https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.ConcatDataset
 */
export class ConcatDataset<Sample = unknown> extends Dataset<Sample> {
  /** @internal */
  static readonly signature = signature("ConcatDataset", { datasets: ITERABLE });

  readonly datasets: readonly Indexed<Sample>[];
  /** How many samples there are up to each dataset's end. */
  readonly cumulativeSizes: readonly number[];

  /** @throws RangeError where there are none, TypeError for what has no samples by index */
  constructor(datasets: Iterable<Indexed<Sample>>);
  constructor(...args: readonly unknown[]) {
    super();
    const datasets = [...ConcatDataset.signature.read(args).datasets] as Indexed<Sample>[];
    if (datasets.length === 0) throw new RangeError("datasets should not be an empty iterable");
    datasets.forEach((dataset, i) => {
      if (dataset instanceof IterableDataset) throw new TypeError("ConcatDataset does not support IterableDataset");
      if (!isIndexed(dataset)) throw new TypeError(`ConcatDataset(): dataset ${i} must be ${INDEXED.expected}`);
    });
    this.datasets = datasets;
    let size = 0;
    this.cumulativeSizes = datasets.map((dataset) => {
      size += sizeOf(dataset);
      return size;
    });
  }

  get length(): number {
    return this.cumulativeSizes.at(-1)!;
  }

  /** @throws RangeError for an index out of range; a negative one counts from the end */
  get(index: number): Sample | Promise<Sample> {
    const { length } = this;
    if (index < -length) throw new RangeError("absolute value of index should not exceed dataset length");
    if (index >= length) throw new RangeError(`index ${index} is out of range for ${length} samples`);
    const place = index < 0 ? index + length : index;
    const which = this.cumulativeSizes.findIndex((end) => place < end);
    return sampleOf(this.datasets[which], place - (which === 0 ? 0 : this.cumulativeSizes[which - 1]));
  }

  /** @internal */
  [RECIPE](): Recipe | null {
    const recipes = this.datasets.map(recipeOf);
    return recipes.includes(null) ? null : { kind: "concat", datasets: recipes as Recipe[] };
  }
}

/**
 * Streams one after another.
 * @see https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.ChainDataset
 */
export class ChainDataset<Sample = unknown> extends IterableDataset<Sample> {
  /** @internal */
  static readonly signature = signature("ChainDataset", { datasets: ITERABLE });

  readonly datasets: readonly IterableDataset<Sample>[];

  /** @throws TypeError for what is no IterableDataset */
  constructor(datasets: Iterable<IterableDataset<Sample>>);
  constructor(...args: readonly unknown[]) {
    super();
    const datasets = [...ChainDataset.signature.read(args).datasets];
    if (!datasets.every((dataset) => dataset instanceof IterableDataset)) {
      throw new TypeError("ChainDataset only supports IterableDataset");
    }
    this.datasets = datasets as IterableDataset<Sample>[];
  }

  override get length(): number {
    return this.datasets.reduce((sum, { length }) => sum + length, 0);
  }

  override *[Symbol.iterator](): globalThis.Generator<Sample, void, undefined> {
    for (const dataset of this.datasets) {
      if (dataset[Symbol.iterator] === undefined) {
        throw new TypeError(`${dataset.constructor.name} has no [Symbol.iterator]: iterate with for await`);
      }
      yield* dataset as Iterable<Sample>;
    }
  }

  override async *[Symbol.asyncIterator](): AsyncGenerator<Sample, void, undefined> {
    for (const dataset of this.datasets) yield* dataset as AsyncIterable<Sample>;
  }
}

/** What Python's `math.isclose` takes for the same. */
const CLOSE = 1e-9;

/**
 * Splits a dataset at random into parts of given lengths, which don't overlap: the same as PyTorch's for the same seed.
 *
 * @param lengths how many samples each part has, or fractions that sum up to 1: then a part has the whole number below
 *   its share, and what is left over goes to the parts one by one from the first on
 * @param options.generator where the permutation comes from; default: the one that `manualSeed` seeds
 * @throws RangeError for lengths that don't sum up to the dataset's
 * @see https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.random_split
 */
export const randomSplit: typeof splitAtRandom & SplitByName = publish(
  signature(
    "randomSplit",
    { dataset: INDEXED, lengths: listOf<number>("numbers") },
    { generator: optional(GENERATOR, null) },
  ),
  splitAtRandom,
);

/** The same with names behind the dataset. */
export type SplitByName = <Sample>(
  dataset: Indexed<Sample>,
  named: { lengths: readonly number[]; generator?: Generator | null },
) => Subset<Sample>[];

function splitAtRandom<Sample>(
  dataset: Indexed<Sample>,
  lengths: readonly number[],
  options: { generator?: Generator | null } = {},
): Subset<Sample>[] {
  const size = sizeOf(dataset);
  const counts = countsOf(lengths, size);
  const indices = permutation(size, options.generator);
  let end = 0;
  return counts.map((count) => {
    end += count;
    return new Subset(dataset, indices.slice(end - count, end));
  });
}

function countsOf(lengths: readonly number[], size: number): readonly number[] {
  const sum = lengths.reduce((total, length) => total + length, 0);
  if (sum <= 1 && 1 - sum <= CLOSE) {
    lengths.forEach((fraction, i) => {
      if (!(fraction >= 0 && fraction <= 1)) throw new RangeError(`Fraction at index ${i} is not between 0 and 1`);
    });
    const counts = lengths.map((fraction) => Math.floor(size * fraction));
    const rest = size - counts.reduce((total, count) => total + count, 0);
    for (let i = 0; i < rest; i++) counts[i % counts.length]++;
    return counts;
  }
  if (sum !== size) {
    throw new RangeError("Sum of input lengths does not equal the length of the input dataset!");
  }
  lengths.forEach((length, i) => {
    if (!INTEGER.accepts(length) || length < 0) {
      throw new RangeError(`randomSplit(): length ${i} must be an integer that isn't negative, got ${length}`);
    }
  });
  return lengths;
}

const ITEM = signature("get", { index: INTEGER });
const ITEMS = signature("getItems", { indices: NUMBERS });
publishMethods(Subset.prototype, { get: ITEM, getItems: ITEMS });
publishMethods(ConcatDataset.prototype, { get: ITEM });
