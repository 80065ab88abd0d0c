import type { DType } from "../memory/dtype.ts";
import type { Storage } from "../memory/storage.ts";
import { normalizeBytes, storageBytes } from "./torch/storages.ts";

/** How a file is read. */
export interface LoadOptions {
  /**
   * How many bytes compressed records may inflate to: by default a hundred times the file, or 64 MiB if that is more.
   * PyTorch itself compresses nothing.
   */
  maxInflatedBytes?: number;
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
}

/** Makes the storage for a record: an array to be filled, or something that fills itself later. */
export type MakeStorage = (record: StorageRecord) => Storage;

/** A file whose structure is read, and whose elements are not yet. */
export interface FileContents {
  /** What was saved; its tensors lie over the storages that `MakeStorage` made. */
  readonly value: unknown;
  /** The storages that were made, and what belongs in them. */
  readonly storages: ReadonlyMap<Storage, StorageRecord>;
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

/** So many storages are read at the same time. */
const AT_ONCE = 4;

/** Reads all elements. */
export async function fillAll(
  { value, storages, checkElements }: FileContents,
  { onProgress }: LoadOptions,
): Promise<unknown> {
  const total = [...storages.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  let loaded = 0;
  const waiting = storages.entries();
  const fillOnes = async () => {
    for (const [storage, record] of waiting) {
      await fillStorage(storage, record);
      loaded += record.byteLength;
      onProgress?.(loaded, total);
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: AT_ONCE }, fillOnes));
  for (const worker of workers) if (worker.status === "rejected") throw worker.reason;
  checkElements();
  return value;
}
