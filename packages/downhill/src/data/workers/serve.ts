import { manualSeed } from "../../tensor/random/generator.ts";
import { defaultCollate, defaultConvert } from "../collate.ts";
import { Dataset, IterableDataset } from "../dataset.ts";
import { type Fetching, fetchSoon, streamSoon } from "../fetching.ts";
import { SERVE } from "../protocols.ts";
import { setWorkerInfo } from "./info.ts";
import { type Answer, packError, type Request, type WorkerSettings } from "./messages.ts";
import { type DatasetModule, datasetOfRecipe, firstModule } from "./moduleDataset.ts";
import { packValue } from "./values.ts";

type Post = (answer: Answer, transfer?: ArrayBuffer[]) => void;

/** A function that the dataset's module exports. @throws TypeError where it exports none of the name */
function exported(module: DatasetModule, name: string): (...args: unknown[]) => unknown {
  const value = module[name];
  if (typeof value === "function") return value as (...args: unknown[]) => unknown;
  throw new TypeError(`the dataset's module exports no function ${name}`);
}

/** What a worker does: it makes the dataset, and then answers one request after another. */
class Server {
  readonly #module: DatasetModule;
  readonly #settings: WorkerSettings;
  readonly #post: Post;
  #fetching: Fetching | null = null;
  #stream: AsyncIterator<unknown> | null = null;
  /** The requests, each begun when the one before has been answered. */
  #queue: Promise<void> = Promise.resolve();

  constructor(module: DatasetModule, settings: WorkerSettings, post: Post) {
    this.#module = module;
    this.#settings = settings;
    this.#post = post;
  }

  take(request: Request): void {
    this.#queue = this.#queue.then(() => (request.kind === "pass" ? this.#begin() : this.#answer(request)));
  }

  async #begin(): Promise<void> {
    try {
      this.#fetching ??= await this.#start();
      const { stream } = this.#settings;
      this.#stream = stream === null ? null : streamSoon(this.#fetching)[Symbol.asyncIterator]();
    } catch (error) {
      this.#post({ kind: "failed", error: packError(error) });
    }
  }

  async #start(): Promise<Fetching> {
    const { id, numWorkers, seed, recipe, stream, batched, collate, workerInitFn } = this.#settings;
    manualSeed(seed);
    const dataset = await datasetOfRecipe(recipe, new Map([[firstModule(recipe), this.#module]]));
    setWorkerInfo({ id, numWorkers, seed, dataset });
    if (workerInitFn !== null) await exported(this.#module, workerInitFn)(id);
    const whole = batched ? defaultCollate : defaultConvert;
    const chosen =
      collate.kind === "default"
        ? whole
        : collate.kind === "export"
          ? exported(this.#module, collate.name)
          : (samples: unknown) => samples;
    return {
      dataset,
      batchSize: stream?.batchSize ?? null,
      dropLast: stream?.dropLast ?? false,
      collate: chosen as (samples: never) => unknown,
    };
  }

  async #answer({ task, wanted }: Request & { kind: "fetch" }): Promise<void> {
    if (this.#fetching === null) return; // it has failed, and said so
    try {
      let value: unknown;
      if (this.#stream === null) value = await fetchSoon(this.#fetching, wanted!);
      else {
        const { done, value: next } = await this.#stream.next();
        if (done) return this.#post({ kind: "end", task });
        value = next;
      }
      const transfer: ArrayBuffer[] = [];
      this.#post({ kind: "batch", task, value: packValue(value, transfer) }, transfer);
    } catch (error) {
      this.#post({ kind: "error", task, error: packError(error) });
    }
  }
}

function serve(module: DatasetModule, settings: WorkerSettings, post: Post): (request: Request) => void {
  const server = new Server(module, settings, post);
  return (request) => server.take(request);
}

// Where a worker's program finds it: on datasets, and on classes of them.
for (const owner of [Dataset, Dataset.prototype, IterableDataset, IterableDataset.prototype]) {
  Object.defineProperty(owner, SERVE, { value: serve });
}
