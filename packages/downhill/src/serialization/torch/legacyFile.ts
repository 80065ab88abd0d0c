import type { DType } from "../../memory/dtype.ts";
import type { Storage } from "../../memory/storage.ts";
import { FileFormatError } from "../errors.ts";
import { describe, PickleProblem, PickleTruncated, PyList, PyString } from "../pickle/values.ts";
import { type ByteSource, readBytes } from "../source.ts";
import { readTorchPickle, type TorchPickleContents } from "./environment.ts";
import {
  allocateStorage,
  normalizeBytes,
  type StorageProvider,
  type StorageReference,
  storageBytes,
} from "./storages.ts";
import type { LoadOptions } from "./zipFile.ts";

/** The int that files before PyTorch 1.6 begin with, pickled. */
const MAGIC_NUMBER = 0x1950a86a20f9469cfc6cn;
export const LEGACY_MAGIC: readonly number[] = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46];
const PROTOCOL_VERSION = 1001;

/** The pickles are at the front; so much is read for them at first, then twice as much, and so on. */
const FIRST_BYTES = 1024 * 1024;
const COUNT_BYTES = 8;
const PIECE = 1024 * 1024;

const noStorages: StorageProvider = {
  make() {
    throw new PickleProblem("corrupt", "a tensor where none belongs");
  },
};

/** The front of a file, of which more is read when a pickle turns out to be longer. */
class Front {
  #bytes: Uint8Array = new Uint8Array(0);
  position = 0;

  constructor(readonly source: ByteSource) {}

  async next(provider: () => StorageProvider): Promise<TorchPickleContents> {
    for (;;) {
      try {
        const contents = readTorchPickle(this.#bytes, provider(), {
          record: null,
          position: this.position,
          fileSize: this.source.size,
        });
        this.position = contents.end;
        return contents;
      } catch (error) {
        const truncated = error instanceof FileFormatError && error.cause instanceof PickleTruncated;
        if (!truncated || this.#bytes.length === this.source.size) throw error;
      }
      const length = Math.min(Math.max(FIRST_BYTES, 2 * this.#bytes.length), this.source.size);
      this.#bytes = await readBytes(this.source, 0, length);
    }
  }
}

interface Pending {
  readonly storage: Storage;
  readonly dtype: DType;
}

/** Makes the storages that the object refers to, which together can't be larger than the file. */
class LegacyStorages implements StorageProvider {
  readonly made = new Map<string, Pending>();
  #bytes = 0;

  constructor(readonly limit: number) {}

  make({ key, byteLength }: StorageReference, dtype: DType): Storage {
    this.#bytes += byteLength;
    if (this.#bytes > this.limit) {
      throw new PickleProblem("corrupt", `storage ${key} needs ${byteLength} bytes, more than the file has left`);
    }
    const storage = allocateStorage(dtype, byteLength);
    this.made.set(key, { storage, dtype });
    return storage;
  }
}

/**
 * Reads a file of PyTorch's before 1.6 (or of `_use_new_zipfile_serialization=False`): five pickles, then each storage's
 * number of elements and its elements. There are no checksums.
 */
export async function loadLegacy(source: ByteSource, options: LoadOptions = {}): Promise<unknown> {
  const front = new Front(source);
  const none = () => noStorages;
  const magic = await front.next(none);
  if (magic.value !== MAGIC_NUMBER) throw new FileFormatError("corrupt", "Invalid magic number; corrupt file?");
  const version = await front.next(none);
  if (version.value !== PROTOCOL_VERSION) {
    throw new FileFormatError("unsupported", `Invalid protocol version: ${describe(version.raw)}`);
  }
  await front.next(none); // about the machine that wrote the file, which is of no consequence

  let storages = new LegacyStorages(0);
  const { value, references, checkElements } = await front.next(() => {
    storages = new LegacyStorages(source.size);
    return storages;
  });
  const keyList = await front.next(none);
  const keys = keyList.raw instanceof PyList ? keyList.raw.items : [];
  const names = keys.map((key) => (key instanceof PyString ? key.value : ""));
  if (new Set(names).size !== references.size || !names.every((name) => references.has(name))) {
    throw new FileFormatError("corrupt", "the list of storages doesn't match the tensors", { offset: front.position });
  }
  const total = [...references.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  let offset = front.position;
  let loaded = 0;
  for (const name of names) {
    offset = await fill(source, offset, references.get(name) as StorageReference, storages.made.get(name));
    loaded += (references.get(name) as StorageReference).byteLength;
    options.onProgress?.(loaded, total);
  }
  if (offset !== source.size) {
    throw new FileFormatError("unsupported", "more follows the saved object: several objects in one file?", { offset });
  }
  checkElements();
  return value;
}

/** Reads a storage's elements, or skips those that no tensor uses; gives the offset behind them. */
async function fill(
  source: ByteSource,
  offset: number,
  { key, length, byteLength }: StorageReference,
  pending: Pending | undefined,
): Promise<number> {
  const count = await readBytes(source, offset, COUNT_BYTES);
  if (new DataView(count.buffer).getBigInt64(0, true) !== BigInt(length)) {
    throw new FileFormatError("corrupt", `storage ${key} has another number of elements than its tensors need`, {
      offset,
    });
  }
  const start = offset + COUNT_BYTES;
  if (start + byteLength > source.size) {
    throw new FileFormatError("corrupt", `the file ends before the ${byteLength} bytes of storage ${key}`, { offset });
  }
  if (pending !== undefined) {
    const bytes = storageBytes(pending.storage);
    for (let at = 0; at < bytes.length; at += PIECE) await source.readInto(start + at, bytes.subarray(at, at + PIECE));
    normalizeBytes(bytes, pending.dtype, false);
  }
  return start + byteLength;
}
