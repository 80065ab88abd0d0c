/*
 * What datasets may know of themselves beside their samples. The names are symbols, so that a dataset of one's own has
 * them only if it means to.
 */

/** A whole batch, collated as `defaultCollate` would, for datasets that have a shorter way to one; null for no way. */
export const BATCH: unique symbol = Symbol("batch");

/** How a dataset is made in a worker, or null where it can't be. */
export const RECIPE: unique symbol = Symbol("recipe");

/**
 * What a worker calls to serve the dataset that a module exports. The worker's own program knows no library: it takes
 * the one that the dataset's module imports, by this name.
 */
export const SERVE = Symbol.for("downhill.data.serve");

/** How a dataset is made, as plain data that a worker gets. */
export type Recipe =
  | { readonly kind: "module"; readonly url: string; readonly options: unknown }
  | { readonly kind: "subset"; readonly dataset: Recipe; readonly indices: readonly number[] }
  | { readonly kind: "concat"; readonly datasets: readonly Recipe[] };
