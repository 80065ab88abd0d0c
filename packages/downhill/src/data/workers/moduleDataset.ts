import { ANYTHING, either, instanceOf, STRING } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { publishAsync } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { ConcatDataset, Subset } from "../combining.ts";
import {
  batchOf,
  Dataset,
  type DatasetLike,
  type Indexed,
  IterableDataset,
  isIndexed,
  sampleOf,
  samplesOf,
  sizeOf,
} from "../dataset.ts";
import { BATCH, RECIPE, type Recipe, SERVE } from "../protocols.ts";

/** What a module of a dataset exports. */
export type DatasetModule = Readonly<Record<string, unknown>>;

type DatasetClass = new (options?: unknown) => Dataset | IterableDataset;

/** Whether something is a dataset or a class of them, be it of another copy of the library, as where each is a bundle. */
function isServed(value: unknown): boolean {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return false;
  return typeof (value as { [SERVE]?: unknown })[SERVE] === "function";
}

function isDatasetClass(value: unknown): value is DatasetClass {
  return typeof value === "function" && isServed(value);
}

/** Whether a dataset has samples by their indices, rather than one after another. */
function hasIndices(dataset: Dataset | IterableDataset): dataset is Dataset {
  return typeof (dataset as Partial<Dataset>).get === "function";
}

/** The dataset that a module exports. @throws TypeError for a module that exports none */
export function datasetOf(module: DatasetModule, url: string, options: unknown): Dataset | IterableDataset {
  const exported = module.default;
  const dataset = isDatasetClass(exported) ? new exported(...(options === undefined ? [] : [options])) : exported;
  if (typeof dataset === "object" && isServed(dataset)) return dataset as Dataset | IterableDataset;
  throw new TypeError(
    `the default export of ${url} must be a Dataset or an IterableDataset, or a class of them, got ${typeof dataset}`,
  );
}

/** A dataset with indices that a worker can make again. */
class IndexedModule extends Dataset {
  constructor(
    readonly inner: Dataset,
    readonly recipe: Recipe,
  ) {
    super();
  }

  get length(): number {
    return sizeOf(this.inner);
  }

  get(index: number): unknown {
    return sampleOf(this.inner, index);
  }

  override getItems(indices: readonly number[]): readonly unknown[] | Promise<readonly unknown[]> {
    return samplesOf(this.inner, indices);
  }

  [BATCH](indices: readonly number[]): unknown {
    return batchOf(this.inner, indices);
  }

  [RECIPE](): Recipe {
    return this.recipe;
  }
}

/** A stream that a worker can make again. */
class StreamModule extends IterableDataset {
  constructor(
    readonly inner: IterableDataset,
    readonly recipe: Recipe,
  ) {
    super();
    const { [Symbol.iterator]: now, [Symbol.asyncIterator]: soon } = inner;
    if (now !== undefined) this[Symbol.iterator] = () => now.call(inner);
    if (soon !== undefined) this[Symbol.asyncIterator] = () => soon.call(inner);
  }

  override get length(): number {
    return this.inner.length;
  }

  [RECIPE](): Recipe {
    return this.recipe;
  }
}

/** The dataset of a module, in this thread, which knows how a worker gets its own. */
export async function loadModuleDataset(
  url: string | URL,
  options?: { options?: unknown },
): Promise<DatasetLike<unknown>> {
  const { href } = new URL(url);
  const module = (await import(/* @vite-ignore */ href)) as DatasetModule;
  const given = options?.options;
  const recipe: Recipe = { kind: "module", url: href, options: given };
  const dataset = datasetOf(module, href, given);
  return hasIndices(dataset) ? new IndexedModule(dataset, recipe) : new StreamModule(dataset, recipe);
}

/**
 * The dataset that a module exports, which workers can load too: the module's default export is a {@link Dataset} or an
 * {@link IterableDataset}, or a class of them. It is here as well, for its length and for loaders without workers, and
 * subsets, splits and concatenations of it go to workers as it does.
 *
 *     const dataset = await moduleDataset(new URL("./images.js", import.meta.url));
 *     const loader = new DataLoader(dataset, { batchSize: 32, shuffle: true, numWorkers: 4 });
 *
 * @param url the module's address; a worker imports it, so it must be one that it can reach by itself
 * @param options.options what the class's constructor gets, in each thread; plain data
 * @throws TypeError for a module that exports no dataset, and whatever the module throws
 */
export const moduleDataset = publishAsync(
  signature("moduleDataset", { url: either(instanceOf(URL), STRING) }, {}, { options: optional(ANYTHING) }),
  loadModuleDataset as <Sample = unknown>(
    url: string | URL,
    options?: { options?: unknown },
  ) => Promise<Dataset<Sample>>,
);

/** Makes a dataset in a worker. The module that the worker was started with is there already. */
export async function datasetOfRecipe(
  recipe: Recipe,
  modules: Map<string, DatasetModule>,
): Promise<DatasetLike<unknown>> {
  switch (recipe.kind) {
    case "module": {
      const { url, options } = recipe;
      const module = modules.get(url) ?? ((await import(/* @vite-ignore */ url)) as DatasetModule);
      modules.set(url, module);
      return datasetOf(module, url, options);
    }
    case "subset":
      return new Subset(indexedOf(await datasetOfRecipe(recipe.dataset, modules)), recipe.indices);
    case "concat": {
      const parts: Indexed<unknown>[] = [];
      for (const part of recipe.datasets) parts.push(indexedOf(await datasetOfRecipe(part, modules)));
      return new ConcatDataset(parts);
    }
  }
}

function indexedOf(dataset: DatasetLike<unknown>): Indexed<unknown> {
  if (isIndexed(dataset)) return dataset;
  throw new TypeError("a stream has no samples by index");
}

/** The module that a worker is started with: what its program imports to find the library. */
export function firstModule(recipe: Recipe): string {
  if (recipe.kind === "module") return recipe.url;
  return firstModule(recipe.kind === "subset" ? recipe.dataset : recipe.datasets[0]);
}
