import type { Recipe } from "../protocols.ts";

/** What a worker is told when it starts. */
export interface WorkerSettings {
  readonly id: number;
  readonly numWorkers: number;
  /** Of its random numbers. */
  readonly seed: bigint;
  readonly recipe: Recipe;
  /** Null for a dataset with indices. */
  readonly stream: { readonly batchSize: number | null; readonly dropLast: boolean } | null;
  /** Whether samples are batched; what isn't is converted. */
  readonly batched: boolean;
  /** Where samples are made batches: here, by a function that the module exports, or on the other side. */
  readonly collate:
    | { readonly kind: "default" }
    | { readonly kind: "export"; readonly name: string }
    | { readonly kind: "elsewhere" };
  /** The name of a function that the module exports, which is called first; null for none. */
  readonly workerInitFn: string | null;
}

/** What the thread with the loader asks of a worker. */
export type Request =
  /** A new pass through the data. */
  | { readonly kind: "pass" }
  /** A batch; of a stream, the next one. */
  | { readonly kind: "fetch"; readonly task: number; readonly wanted: readonly number[] | number | null };

/** An error on its way to another thread. */
export interface PackedError {
  /** JavaScript's own class that it is of. */
  readonly kind: "TypeError" | "RangeError" | "Error";
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/** What a worker answers. */
export type Answer =
  | { readonly kind: "batch"; readonly task: number; readonly value: unknown }
  /** A stream has ended. */
  | { readonly kind: "end"; readonly task: number }
  | { readonly kind: "error"; readonly task: number; readonly error: PackedError }
  /** The dataset's module couldn't be loaded, or isn't one. */
  | { readonly kind: "failed"; readonly error: PackedError };

export function packError(error: unknown): PackedError {
  const kind = error instanceof TypeError ? "TypeError" : error instanceof RangeError ? "RangeError" : "Error";
  if (!(error instanceof Error)) return { kind, name: "Error", message: String(error), stack: String(error) };
  const { name, message, stack } = error;
  return { kind, name, message, stack: stack ?? `${name}: ${message}` };
}

/** The error that a worker met, with its stack there; of the same kind. */
export function unpackError({ kind, name, stack }: PackedError, worker: number): Error {
  const Class = { TypeError, RangeError, Error }[kind];
  return new Class(`Caught ${name} in DataLoader worker ${worker}.\nOriginal stack:\n${stack}`);
}
