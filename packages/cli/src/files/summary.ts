import { SparseTensor } from "downhill";
import { LazyObject, LazyTensor, type OpenFile } from "downhill/node";
import {
  guessOptimizer,
  isOptimizerState,
  NumpyArray,
  PythonObject,
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

/** Something in a container: its name there, and where the container has it, which knows whether a number is a float. */
export interface Part {
  readonly name: unknown;
  readonly value: unknown;
  readonly container: object;
  readonly key: unknown;
}

/** What is in a container or an object, or null for anything else. */
export function partsOf(value: unknown): Part[] | null {
  if (value instanceof LazyTensor || value instanceof LazyObject || typeof value !== "object" || value === null)
    return null;
  if (value instanceof PythonObject) return value.parts();
  if (value instanceof NumpyArray) return value.objects === null ? null : partsOf(value.objects);
  if (value instanceof Set) return [...value].map((item, i) => ({ name: i, value: item, container: value, key: item }));
  const at = ([key, item]: readonly [unknown, unknown]): Part => ({ name: key, value: item, container: value, key });
  if (Array.isArray(value)) return [...value.entries()].map(at);
  if (value instanceof Map) return [...value].map(at);
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype ? Object.entries(value).map(at) : null;
}

/** Everything that is anywhere in a value, each container once. */
export function* everythingIn(value: unknown, seen = new Set<unknown>()): Generator<unknown> {
  yield value;
  const parts = partsOf(value);
  if (parts === null || seen.has(value)) return;
  seen.add(value);
  for (const part of parts) yield* everythingIn(part.value, seen);
}

/** What the arrays of NumPy's in a file are like; null for those whose elements are no numbers. */
export function summarizeArrays(
  file: OpenFile,
  withStatistics: boolean,
): ReadonlyMap<NumpyArray, TensorStatistics | null> {
  const summaries = new Map<NumpyArray, TensorStatistics | null>();
  for (const part of everythingIn(file.value)) {
    if (!(part instanceof NumpyArray) || part.objects !== null || summaries.has(part)) continue;
    const isNumeric = part.dtype.torch !== null;
    summaries.set(part, withStatistics && isNumeric ? tensorStatistics(part.toTensor()) : null);
  }
  return summaries;
}

/** The classes and functions of the objects that are kept as what the file says of them, and how many there are of each. */
export function keptObjects(value: unknown): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const seen = new Set<unknown>();
  for (const part of everythingIn(value)) {
    if (!(part instanceof PythonObject) || seen.has(part)) continue;
    seen.add(part);
    counts.set(part.className, (counts.get(part.className) ?? 0) + 1);
  }
  return new Map([...counts].sort(([, a], [, b]) => b - a));
}

/** What an attack would have Python call; in checkpoints they have no business. */
const SUSPICIOUS =
  /^(os|posix|nt|subprocess|sys|shutil|socket|pty|runpy|importlib|ctypes|webbrowser|pickle|marshal|code|pdb|urllib\.request|requests)\.|^builtins\.(eval|exec|compile|open|__import__|input|breakpoint|globals|vars|setattr|delattr)$/;

/** Whether a class or function is one that attacks call. */
export function isSuspicious(className: string): boolean {
  return SUSPICIOUS.test(className);
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
      const groups = parts.find(({ name }) => name === "param_groups")?.value as unknown[];
      found.push({ path, name: guessOptimizer(part), groups: groups.length });
      return;
    }
    for (const { name, value: inner } of parts) visit(inner, pathTo(path, name));
  };
  visit(value, "");
  return found;
}
