import { SparseTensor } from "downhill";
import { LazyObject, LazyTensor, type OpenFile } from "downhill/node";
import {
  Complex,
  guessOptimizer,
  isOptimizerState,
  type TensorStatistics,
  tensorStatistics,
} from "downhill/serialization";
import { fileError } from "./open.ts";
import { pathTo } from "./path.ts";

/** What is known of one tensor of a file. */
export interface TensorSummary {
  readonly name: string;
  readonly tensor: LazyTensor;
  /** The name of an earlier tensor over the same elements. */
  readonly sharesWith: string | null;
  /** Null if it was not asked for, or if the elements are no numbers. */
  readonly statistics: TensorStatistics | null;
}

/** An optimizer's state dict in a file. */
export interface OptimizerSummary {
  /** The keys that lead to it; empty if it is the whole file. */
  readonly path: string;
  /** The optimizer that it seems to belong to, or null. */
  readonly name: string | null;
  readonly groups: number;
}

/** Of views that together have more elements than the file bytes, so many times, the statistics are left out. */
const mostViews = 16;
const smallFile = 10_000_000;

/** How many elements there are to look at, where those that a stride of zero repeats count once. */
function distinctElements({ shape, strides }: LazyTensor): number {
  return shape.reduce((product, size, d) => product * (strides[d] === 0 ? Math.min(size, 1) : size), 1);
}

/**
 * Describes a file's tensors in their order, reading each if statistics are wanted.
 * @param size the file's, in bytes
 * @throws UserError when a tensor's elements are damaged
 */
export async function summarizeTensors(
  path: string,
  file: OpenFile,
  size: number,
  withStatistics: boolean,
  onProgress: (done: number, total: number) => void,
): Promise<TensorSummary[]> {
  const owners = new Map<object, string>();
  const known = new Map<LazyTensor, TensorStatistics | null>();
  const total = [...file.tensors.values()].reduce((sum, tensor) => sum + tensor.byteLength, 0);
  let done = 0;
  let left = mostViews * size + smallFile;
  const summaries: TensorSummary[] = [];
  for (const [name, tensor] of file.tensors) {
    const { storage } = tensor;
    const sharesWith = storage === null ? null : (owners.get(storage) ?? null);
    if (storage !== null && sharesWith === null) owners.set(storage, name);
    if (withStatistics && !known.has(tensor) && distinctElements(tensor) <= left) {
      left -= distinctElements(tensor);
      try {
        const loaded = await tensor.load();
        known.set(tensor, tensorStatistics(loaded instanceof SparseTensor ? loaded._values() : loaded));
      } catch (error) {
        throw fileError(path, error);
      }
    }
    done += tensor.byteLength;
    onProgress(done, total);
    summaries.push({ name, tensor, sharesWith, statistics: known.get(tensor) ?? null });
  }
  return summaries;
}

/** The keys and parts of a container, or null for anything else. */
export function partsOf(value: unknown): [unknown, unknown][] | null {
  if (value instanceof LazyTensor || value instanceof LazyObject || typeof value !== "object" || value === null)
    return null;
  if (Array.isArray(value)) return [...value.entries()];
  if (value instanceof Map) return [...value];
  if (value instanceof Set) return [...value].map((item, i) => [i, item]);
  const prototype = Object.getPrototypeOf(value);
  if (value instanceof Complex || (prototype !== null && prototype !== Object.prototype)) return null;
  return Object.entries(value);
}

/** Finds the state dicts of optimizers in a file, wherever they are. */
export function findOptimizers(value: unknown): OptimizerSummary[] {
  const found: OptimizerSummary[] = [];
  const seen = new Set<unknown>();
  const visit = (part: unknown, path: string) => {
    const parts = partsOf(part);
    if (parts === null || seen.has(part)) return;
    seen.add(part);
    if (isOptimizerState(part)) {
      const groups = new Map(partsOf(part)).get("param_groups") as unknown[];
      found.push({ path, name: guessOptimizer(part), groups: groups.length });
      return;
    }
    for (const [key, inner] of parts) visit(inner, pathTo(path, key));
  };
  visit(value, "");
  return found;
}
