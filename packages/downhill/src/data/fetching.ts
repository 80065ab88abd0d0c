import { defaultCollate } from "./collate.ts";
import { batchOf, type DatasetLike, type Indexed, type IterableDataset, sampleOf, samplesOf } from "./dataset.ts";

/** How samples become what a loader gives: the same with workers and without. */
export interface Fetching {
  readonly dataset: DatasetLike<unknown>;
  /** How many samples a batch of a stream has, or null for samples by themselves. */
  readonly batchSize: number | null;
  readonly dropLast: boolean;
  /** Makes a batch, or what is given for a sample by itself. */
  readonly collate: (samples: never) => unknown;
}

/** What is fetched of a dataset with indices: a batch of some, or the sample of one. */
export type Wanted = readonly number[] | number;

const PROMISE = "a promise can't be waited for in a loop with for: use for await";

function settled<T>(value: T | Promise<T>, what: string): T {
  if (isPromise(value)) throw new TypeError(`${what} gave a promise, and ${PROMISE}`);
  return value;
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}

/** @throws TypeError where a promise would have to be waited for */
export function fetchNow({ dataset, collate }: Fetching, wanted: Wanted): unknown {
  const indexed = dataset as Indexed<unknown>;
  const finish = collate as (samples: unknown) => unknown;
  if (typeof wanted === "number") return settled(finish(settled(sampleOf(indexed, wanted), "get()")), "collateFn()");
  if (collate === defaultCollate) {
    const batch = batchOf(dataset, wanted);
    if (batch !== null) return batch;
  }
  const samples = settled(samplesOf(indexed, wanted), "getItems()");
  return settled(finish(samples.map((sample) => settled(sample, "get()"))), "collateFn()");
}

/** The same, waiting for promises: all samples of a batch are asked for before the first is waited for. */
export async function fetchSoon({ dataset, collate }: Fetching, wanted: Wanted): Promise<unknown> {
  const indexed = dataset as Indexed<unknown>;
  const finish = collate as (samples: unknown) => unknown;
  if (typeof wanted === "number") return finish(await sampleOf(indexed, wanted));
  if (collate === defaultCollate) {
    const batch = batchOf(dataset, wanted);
    if (batch !== null) return batch;
  }
  return finish(await Promise.all(await samplesOf(indexed, wanted)));
}

/** The batches of a stream, one after another. */
export function* streamNow({ dataset, batchSize, dropLast, collate }: Fetching): Generator<unknown, void, undefined> {
  const finish = (samples: unknown) => settled((collate as (samples: unknown) => unknown)(samples), "collateFn()");
  if (typeof (dataset as IterableDataset)[Symbol.iterator] !== "function")
    throw notIterable(dataset, "Symbol.iterator");
  let batch: unknown[] = [];
  for (const given of dataset as Iterable<unknown>) {
    const sample = settled(given, "the dataset");
    if (batchSize === null) {
      yield finish(sample);
      continue;
    }
    batch.push(sample);
    if (batch.length < batchSize) continue;
    yield finish(batch);
    batch = [];
  }
  if (batch.length > 0 && !dropLast) yield finish(batch);
}

/** The same of a stream that may have to be waited for. */
export async function* streamSoon(fetching: Fetching): AsyncGenerator<unknown, void, undefined> {
  const { dataset, batchSize, dropLast } = fetching;
  const finish = fetching.collate as (samples: unknown) => unknown;
  const { [Symbol.iterator]: now, [Symbol.asyncIterator]: soon } = dataset as IterableDataset;
  if (now === undefined && soon === undefined) throw notIterable(dataset, "Symbol.iterator");
  let batch: unknown[] = [];
  for await (const sample of dataset as AsyncIterable<unknown>) {
    if (batchSize === null) {
      yield await finish(sample);
      continue;
    }
    batch.push(sample);
    if (batch.length < batchSize) continue;
    yield await finish(batch);
    batch = [];
  }
  if (batch.length > 0 && !dropLast) yield await finish(batch);
}

function notIterable(dataset: unknown, symbol: string): TypeError {
  const name = (dataset as object).constructor.name;
  return new TypeError(
    `${name} has no [${symbol}]: subclasses of IterableDataset define it, or iterate with for await`,
  );
}
