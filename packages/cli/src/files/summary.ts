import { SparseTensor } from "downhill";
import type { OpenFile } from "downhill/node";
import { type LazyTensor, NumpyArray, type TensorStatistics, tensorStatistics } from "downhill/serialization";
import { fileError } from "./open.ts";
import { everythingIn } from "./parts.ts";

/** What is known of one tensor of a file. */
export interface TensorSummary {
  readonly name: string;
  readonly tensor: LazyTensor;
  /** The name of an earlier tensor over the same elements. */
  readonly sharesWith: string | null;
  /** Null if it was not asked for, or if the elements are no numbers. */
  readonly statistics: TensorStatistics | null;
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
