import { refuseRecording } from "../memory/recording.ts";
import { checkedGenerator, type Generator } from "../tensor/random/generator.ts";
import { type Collated, defaultCollate, defaultConvert } from "./collate.ts";
import { type DatasetLike, IterableDataset, recipeOf } from "./dataset.ts";
import { drawSeed } from "./draws.ts";
import { type Fetching, fetchNow, fetchSoon, streamNow, streamSoon, type Wanted } from "./fetching.ts";
import { type CheckedOptions, checkOptions, DATA_LOADER, type DataLoaderOptions } from "./loaderOptions.ts";
import type { Recipe } from "./protocols.ts";
import { BatchSampler, RandomSampler, SequentialSampler } from "./samplers.ts";
import type { WorkerSettings } from "./workers/messages.ts";
import { loadModuleDataset } from "./workers/moduleDataset.ts";
import { WorkerPool } from "./workers/pool.ts";
import "./workers/serve.ts";

type Order<Index> = Iterable<Index> & { readonly length?: number };

/**
 * Batches of a dataset, in the order in which PyTorch gives them for the same seed.
 *
 *     for (const [x, y] of new DataLoader(new TensorDataset(xs, ys), { batchSize: 32, shuffle: true })) { ... }
 *
 * Each loop is another pass. `for await` waits for samples that are promises, and is what loaders with workers need.
 *
 * @typeParam Batch what a batch is: by default what {@link defaultCollate} makes of samples
 * @see https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader
 */
export class DataLoader<Sample = unknown, Batch = Collated<Sample>> {
  /** @internal */
  static readonly signature = DATA_LOADER;

  readonly #options: CheckedOptions;
  #dataset: DatasetLike<Sample> | URL;
  #sampler: Order<number> | null = null;
  #batchSampler: Order<readonly number[]> | null = null;
  #pool: WorkerPool | null = null;

  /**
   * @param dataset what is loaded: a dataset, a list, a tensor's rows, or the URL of a module that exports a dataset,
   *   which the first loop loads
   * @throws RangeError for options that don't go together, TypeError for wrong ones, and for workers with a dataset that
   *   they can't load
   */
  constructor(dataset: DatasetLike<Sample> | URL, options?: DataLoaderOptions<Sample, Batch>);
  constructor(...args: readonly unknown[]) {
    const options = DATA_LOADER.read(args);
    checkOptions(options);
    this.#options = options;
    this.#dataset = options.dataset as DatasetLike<Sample> | URL;
    if (options.generator !== null) checkedGenerator(options.generator as Generator);
    if (this.#dataset instanceof URL) return;
    if (options.numWorkers > 0) this.#recipe();
    this.#makeSamplers(this.#dataset);
  }

  #makeSamplers(dataset: DatasetLike<unknown>): void {
    const { sampler, batchSampler, batchSize, dropLast, shuffle, generator } = this.#options;
    if (dataset instanceof IterableDataset) return;
    this.#batchSampler = batchSampler;
    if (batchSampler !== null) return;
    const source = dataset as { readonly length: number };
    this.#sampler =
      sampler ??
      (shuffle === true
        ? new RandomSampler(source, { generator: generator as Generator | null })
        : new SequentialSampler(source));
    if (batchSize !== null) this.#batchSampler = new BatchSampler(this.#sampler, batchSize, dropLast);
  }

  /** How a worker makes the dataset. @throws TypeError where it can't */
  #recipe(): Recipe {
    const recipe = recipeOf(this.#dataset);
    if (recipe !== null) return recipe;
    const name = (this.#dataset as object).constructor.name;
    throw new TypeError(
      `numWorkers: a worker can't be given a ${name} of this thread. Export a dataset from a module of its own and pass ` +
        'new URL("./dataset.js", import.meta.url), or what moduleDataset makes of it; or leave numWorkers out',
    );
  }

  /** What is loaded. @throws Error while it is a module that no loop has loaded yet */
  get dataset(): DatasetLike<Sample> {
    if (!(this.#dataset instanceof URL)) return this.#dataset;
    throw new Error(
      "the dataset's module isn't loaded yet: use await moduleDataset(url), or loop with for await first",
    );
  }

  /** The order of indices; null where there are none, or only whole batches of them. */
  get sampler(): Iterable<number> | null {
    return this.#sampler;
  }

  /** The order of batches; null where samples aren't batched, and for streams. */
  get batchSampler(): Iterable<readonly number[]> | null {
    return this.#batchSampler;
  }

  /** How many samples a batch has; null where that is left to `batchSampler`, or samples aren't batched. */
  get batchSize(): number | null {
    return this.#options.batchSampler === null ? this.#options.batchSize : null;
  }

  get numWorkers(): number {
    return this.#options.numWorkers;
  }

  get dropLast(): boolean {
    return this.#options.dropLast;
  }

  /**
   * How many batches a pass has.
   * @throws TypeError where that is not known
   */
  get length(): number {
    const { dataset } = this;
    const { batchSize, dropLast } = this.#options;
    if (dataset instanceof IterableDataset) {
      if (batchSize === null) return dataset.length;
      return dropLast ? Math.floor(dataset.length / batchSize) : Math.ceil(dataset.length / batchSize);
    }
    const { length } = (this.#batchSampler ?? this.#sampler)!;
    if (typeof length === "number") return length;
    throw new TypeError("the length of the loader's sampler is not known");
  }

  /**
   * A pass without waiting.
   * @throws Error where there are workers, or a module to be loaded, and for samples that are promises
   */
  [Symbol.iterator](): globalThis.Generator<Batch, void, undefined> {
    if (this.#options.numWorkers > 0) {
      throw new Error("batches of workers have to be waited for: use for await (const batch of loader)");
    }
    const fetching = this.#fetching(this.dataset);
    this.#beginPass();
    const wanted = this.#wanted();
    const batches = wanted === null ? streamNow(fetching) : fetchEach(fetching, wanted);
    return batches as globalThis.Generator<Batch, void, undefined>;
  }

  /** A pass that waits for what are promises, and for workers. */
  [Symbol.asyncIterator](): AsyncGenerator<Batch, void, undefined> {
    const batches =
      this.#dataset instanceof URL
        ? this.#loadAndBegin(this.#dataset)
        : this.#options.numWorkers > 0
          ? this.#workersPass()
          : this.#ownPass();
    return batches as AsyncGenerator<Batch, void, undefined>;
  }

  async *#loadAndBegin(url: URL): AsyncGenerator<unknown, void, undefined> {
    const dataset = await loadModuleDataset(url);
    if (this.#dataset instanceof URL) {
      checkOptions({ ...this.#options, dataset });
      this.#dataset = dataset as DatasetLike<Sample>;
      this.#makeSamplers(dataset);
    }
    yield* this as AsyncIterable<unknown>;
  }

  #ownPass(): AsyncGenerator<unknown, void, undefined> {
    const fetching = this.#fetching(this.dataset);
    this.#beginPass();
    const wanted = this.#wanted();
    return wanted === null ? streamSoon(fetching) : fetchEachSoon(fetching, wanted);
  }

  #workersPass(): AsyncGenerator<unknown, void, undefined> {
    const { numWorkers, timeout, persistentWorkers } = this.#options;
    const kept = this.#pool?.isUsable ? this.#pool : null;
    const pool = kept ?? new WorkerPool(numWorkers, this.#settings(), this.#beginPass());
    if (persistentWorkers) this.#pool = pool;
    const wanted = this.#wanted()?.[Symbol.iterator]() ?? null;
    const prefetchFactor = this.#options.prefetchFactor ?? 2;
    const batches = pool.begin({ wanted, prefetchFactor, timeout });
    const { collate } = this.#fetching(this.dataset);
    const finish = typeof this.#given() === "function" ? (collate as (samples: unknown) => unknown) : null;
    return finishEach(batches, finish, (failed) => {
      if (failed || !persistentWorkers) pool.stop();
    });
  }

  /** Draws what PyTorch draws at the beginning of a pass, but for workers that stay: the workers' seed. */
  #beginPass(): bigint {
    refuseRecording("a DataLoader's batches");
    return drawSeed(this.#options.generator as Generator | null);
  }

  /** What is fetched in a pass; null for a stream. */
  #wanted(): Iterable<Wanted> | null {
    return this.#batchSampler ?? this.#sampler;
  }

  #given(): ((samples: never) => unknown) | string | null {
    return this.#options.collate ?? this.#options.collateFn;
  }

  #isBatched(): boolean {
    return this.#options.batchSize !== null || this.#options.batchSampler !== null;
  }

  #fetching(dataset: DatasetLike<unknown>): Fetching {
    const { batchSize, dropLast } = this.#options;
    const given = this.#given();
    const collate = typeof given === "function" ? given : this.#isBatched() ? defaultCollate : defaultConvert;
    return { dataset, batchSize, dropLast, collate };
  }

  #settings(): (id: number) => Omit<WorkerSettings, "seed"> {
    const recipe = this.#recipe();
    const { batchSize, dropLast, numWorkers, workerInitFn } = this.#options;
    const given = this.#given();
    const stream = this.#dataset instanceof IterableDataset ? { batchSize, dropLast } : null;
    const collate: WorkerSettings["collate"] =
      given === null
        ? { kind: "default" }
        : typeof given === "string"
          ? { kind: "export", name: given }
          : { kind: "elsewhere" };
    const batched = this.#isBatched();
    return (id) => ({ id, numWorkers, recipe, stream, batched, collate, workerInitFn });
  }
}

function* fetchEach(fetching: Fetching, wanted: Iterable<Wanted>): globalThis.Generator<unknown, void, undefined> {
  for (const some of wanted) yield fetchNow(fetching, some);
}

async function* fetchEachSoon(fetching: Fetching, wanted: Iterable<Wanted>): AsyncGenerator<unknown, void, undefined> {
  for (const some of wanted) yield await fetchSoon(fetching, some);
}

/** Finishes batches in this thread, and says when the pass has ended, by itself or because nobody wants more. */
async function* finishEach(
  batches: AsyncGenerator<unknown, void, undefined>,
  finish: ((samples: unknown) => unknown) | null,
  onEnd: (failed: boolean) => void,
): AsyncGenerator<unknown, void, undefined> {
  let failed = true;
  try {
    for await (const batch of batches) yield finish === null ? batch : await finish(batch);
    failed = false;
  } finally {
    onEnd(failed);
  }
}
