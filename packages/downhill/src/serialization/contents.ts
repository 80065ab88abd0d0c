import type { DType } from "../memory/dtype.ts";
import type { Storage } from "../memory/storage.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { NumpyArray } from "./objects/numpy.ts";
import { type Run, readRuns } from "./runs.ts";
import type { ByteSource } from "./source.ts";
import { normalizeBytes, storageBytes } from "./torch/storages.ts";

/** How a file is read. */
export interface LoadOptions {
  /**
   * How many bytes compressed records may inflate to: by default a hundred times the file, or 64 MiB if that is more.
   * PyTorch itself compresses nothing.
   */
  maxInflatedBytes?: number;
  /**
   * What becomes of objects of classes that are not known here: by default the file is refused. `keep` gives them as
   * {@link PythonObject}, which tells what Python would call and with what; nothing of that is done.
   */
  unknown?: "refuse" | "keep";
  /**
   * How many bytes of memory all that is no tensor's elements may take, by rough estimates: by default 24 MiB and 40 for
   * each byte that spells it out, at most 1 GiB.
   */
  maxStructureBytes?: number;
  /** Where the tensors come to lie: on the only device there is. */
  mapLocation?: "cpu" | null;
  /** Whether to read plain data alone, as is always done. */
  weightsOnly?: true;
  /** Told after each tensor's elements how many bytes of how many are read. */
  onProgress?: (loaded: number, total: number) => void;
}

/** Where a storage's elements lie in a file. */
export interface StorageRecord {
  readonly dtype: DType;
  readonly byteLength: number;
  readonly bigEndian: boolean;
  /** Fills `target`, which has `byteLength` bytes, and verifies the checksum if there is one. */
  read(target: Uint8Array): Promise<void>;
  /** How to do the same along with other records; null where this one has to be read by itself. */
  run(target: Uint8Array): Run | null;
}

/** A record that lies in a file as it is, without a checksum. `offset` is asked for when it is read. */
export function plainRecord(
  source: ByteSource,
  { dtype, byteLength }: { dtype: DType; byteLength: number },
  offset: () => number,
): StorageRecord {
  const run = (target: Uint8Array): Run => ({ offset: offset(), headerLength: 0, target });
  return { dtype, byteLength, bigEndian: false, run, read: (target) => readRuns(source, [run(target)]) };
}

/** Makes the storage for a record: an array to be filled, or something that fills itself later. */
export type MakeStorage = (record: StorageRecord) => Storage;

/**
 * What was saved, in a list of its own: as every container, that remembers what JavaScript's values don't tell, such as
 * whether a number is a float.
 */
export type Root = [unknown];

/** An array of NumPy's whose elements are a tensor in the file. */
export interface PendingArray {
  readonly array: NumpyArray;
  readonly tensor: Tensor;
}

/** A file whose structure is read, and whose elements are not yet. */
export interface FileContents {
  /** What was saved, in a list; its tensors lie over the storages that `MakeStorage` made. */
  readonly root: Root;
  /** The storages that were made, and what belongs in them. */
  readonly storages: ReadonlyMap<Storage, StorageRecord>;
  /** Arrays of NumPy's that get their elements from tensors, which only safetensors have. */
  readonly arrays?: readonly PendingArray[];
  /** Texts that belong to none of the values, which only safetensors have. */
  readonly metadata?: ReadonlyMap<string, string>;
  /**
   * To be called when all storages are filled.
   * @throws FileFormatError for what only the elements tell, such as indices out of range
   */
  checkElements(): void;
}

/** Reads a storage's elements into it. */
export async function fillStorage(storage: Storage, record: StorageRecord): Promise<void> {
  const bytes = storageBytes(storage);
  await record.read(bytes);
  normalizeBytes(bytes, record.dtype, record.bigEndian);
}

/** So many compressed storages are read at the same time. */
const AT_ONCE = 4;

/** Reads all elements: from the front of the file to its end, then what has to be read by itself. */
export async function fillAll(
  source: ByteSource,
  { root, storages, arrays = [], checkElements }: FileContents,
  { onProgress }: LoadOptions,
): Promise<unknown> {
  const total = [...storages.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  let loaded = 0;
  const progress = ({ byteLength }: StorageRecord) => {
    loaded += byteLength;
    onProgress?.(loaded, total);
  };
  const runs: Run[] = [];
  const others = new Map<Storage, StorageRecord>();
  for (const [storage, record] of storages) {
    const bytes = storageBytes(storage);
    const run = record.run(bytes);
    if (run === null) {
      others.set(storage, record);
      continue;
    }
    const onEnd = async (header: Uint8Array) => {
      await run.onEnd?.(header);
      normalizeBytes(bytes, record.dtype, record.bigEndian);
      progress(record);
    };
    runs.push({ ...run, onEnd });
  }
  await readRuns(
    source,
    runs.sort((a, b) => a.offset - b.offset),
  );
  const waiting = others.entries();
  const fillOnes = async () => {
    for (const [storage, record] of waiting) {
      await fillStorage(storage, record);
      progress(record);
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: AT_ONCE }, fillOnes));
  for (const worker of workers) if (worker.status === "rejected") throw worker.reason;
  for (const { array, tensor } of arrays) array.fill(tensor);
  checkElements();
  return root[0];
}
