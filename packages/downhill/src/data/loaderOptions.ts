import {
  BOOLEAN,
  either,
  functionKind,
  INTEGER,
  ITERABLE,
  type Kind,
  NUMBER,
  only,
  orNull,
  STRING,
} from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import { GENERATOR } from "../tensor/kinds.ts";
import type { Generator } from "../tensor/random/generator.ts";
import { type DatasetLike, INDEXED, IterableDataset, isIndexed } from "./dataset.ts";

/** Makes a batch of samples, or the name of a function of the dataset's module that does so in a worker. */
export type CollateFn<Sample, Batch> = ((samples: Sample[]) => Batch | Promise<Batch>) | string;

/** Options of {@link DataLoader}. */
export interface DataLoaderOptions<Sample = unknown, Batch = unknown> {
  /** How many samples a batch has; null for samples by themselves. Default 1. */
  batchSize?: number | null;
  /** Whether to draw another order for each pass. Default false. */
  shuffle?: boolean | null;
  /** The order of indices, in place of `shuffle`. Any iterable is one; with a `length`, the loader has one too. */
  sampler?: Iterable<number> | null;
  /** The order of whole batches, in place of `batchSize`, `shuffle`, `sampler` and `dropLast`. */
  batchSampler?: Iterable<readonly number[]> | null;
  /** How many worker threads load batches ahead; with 0 this thread does. Default 0. */
  numWorkers?: number;
  /**
   * Makes a batch of samples; with `batchSize: null`, what is given of one. With workers, a function is called in this
   * thread, and a text names a function that the dataset's module exports, which is called in the worker. Default null:
   * `defaultCollate`, in the worker if there is one.
   */
  collateFn?: CollateFn<Sample, Batch> | null;
  /** The same under a shorter name. */
  collate?: CollateFn<Sample, Batch> | null;
  /** Has no effect: there is no memory of other devices to copy to. */
  pinMemory?: boolean;
  /** Whether to leave out a last batch that is smaller than the others. Default false. */
  dropLast?: boolean;
  /** How long a batch of a worker may take, in seconds; 0 for any time. Default 0. */
  timeout?: number;
  /** The name of a function that the dataset's module exports, which each worker calls first, with its number. */
  workerInitFn?: string | null;
  /** Where the order and the workers' seeds come from. Default null: the generator that `manualSeed` seeds. */
  generator?: Generator | null;
  /** How many batches each worker loads ahead. Default null: 2 if there are workers. */
  prefetchFactor?: number | null;
  /** Whether workers stay for the next pass. Default false. */
  persistentWorkers?: boolean;
}

const ORDER = orNull(ITERABLE as Kind<Iterable<number>>);
const BATCHES = orNull(ITERABLE as Kind<Iterable<readonly number[]>>);
const FUNCTION_OR_NAME = orNull(either(functionKind<(samples: never) => unknown>(), STRING));

/** What a loader is made from: a dataset, or the address of a module that exports one. */
const SOURCE: Kind<DatasetLike<unknown> | URL> = {
  expected: `${INDEXED.expected}, an IterableDataset or the URL of a module`,
  accepts: (value): value is DatasetLike<unknown> | URL =>
    isIndexed(value) || value instanceof IterableDataset || value instanceof URL,
};

/** A function can't go to another thread, which is worth more words than its type. */
const NAME_OF_FUNCTION: Kind<string | null> = {
  ...orNull(STRING),
  refuse: () =>
    "workerInitFn can't be handed to another thread as a function: export it from the dataset's module, and give its name",
};

export const DATA_LOADER = signature(
  "DataLoader",
  { dataset: SOURCE },
  {
    batchSize: optional(orNull(NUMBER), 1),
    shuffle: optional(orNull(BOOLEAN), null),
    sampler: optional(ORDER, null),
    batchSampler: optional(BATCHES, null),
    numWorkers: optional(INTEGER, 0),
    collateFn: optional(FUNCTION_OR_NAME, null),
    pinMemory: optional(BOOLEAN, false),
    dropLast: optional(BOOLEAN, false),
    timeout: optional(NUMBER, 0),
    workerInitFn: optional(NAME_OF_FUNCTION, null),
    multiprocessingContext: optional(only(null), null),
    generator: optional(GENERATOR, null),
  },
  {
    collate: optional(FUNCTION_OR_NAME, null),
    prefetchFactor: optional(orNull(INTEGER), null),
    persistentWorkers: optional(BOOLEAN, false),
    pinMemoryDevice: optional(only(""), ""),
    inOrder: optional(only(true), true),
  },
);

export type CheckedOptions = ReturnType<typeof DATA_LOADER.read>;

/**
 * Whether options go together.
 * @throws RangeError and TypeError in PyTorch's words
 */
export function checkOptions(options: CheckedOptions): void {
  const { dataset, batchSize, shuffle, sampler, batchSampler, numWorkers, dropLast } = options;
  const { timeout, prefetchFactor, persistentWorkers, collate, collateFn } = options;
  const refuse = (message: string): never => {
    throw new RangeError(message);
  };
  if (numWorkers < 0)
    refuse("num_workers option should be non-negative; use num_workers=0 to disable multiprocessing.");
  if (!(timeout >= 0)) refuse("timeout option should be non-negative");
  if (numWorkers === 0 && prefetchFactor !== null) {
    refuse(
      "prefetch_factor option could only be specified in multiprocessing. let num_workers > 0 to enable " +
        "multiprocessing, otherwise set prefetch_factor to null.",
    );
  }
  // A worker that is asked for nothing would never answer.
  if (prefetchFactor !== null && prefetchFactor < 1) refuse("prefetch_factor option should be positive");
  if (persistentWorkers && numWorkers === 0) refuse("persistent_workers option needs num_workers > 0");
  if (collate !== null && collateFn !== null) refuse("collate and collateFn are one option: pass one of them");
  if (numWorkers === 0 && (typeof (collate ?? collateFn) === "string" || options.workerInitFn !== null)) {
    refuse("names of functions that a module exports need numWorkers > 0");
  }
  if (dataset instanceof IterableDataset) {
    const unspecified = "DataLoader with IterableDataset: expected unspecified";
    if (shuffle === true) refuse(`${unspecified} shuffle option, but got shuffle=true`);
    if (sampler !== null) refuse(`${unspecified} sampler option, but got a sampler`);
    if (batchSampler !== null) refuse(`${unspecified} batch_sampler option, but got a batch sampler`);
  }
  if (sampler !== null && shuffle === true) refuse("sampler option is mutually exclusive with shuffle");
  if (batchSampler !== null && (batchSize !== 1 || shuffle === true || sampler !== null || dropLast)) {
    refuse("batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last");
  }
  if (batchSize === null && batchSampler === null && dropLast) {
    refuse("batch_size=null option disables auto-batching and is mutually exclusive with drop_last");
  }
  if (batchSize !== null && !(Number.isInteger(batchSize) && batchSize > 0)) {
    refuse(`batch_size should be a positive integer value, but got batch_size=${batchSize}`);
  }
}
