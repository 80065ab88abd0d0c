import type { DType } from "../../memory/dtype.ts";
import type { Storage } from "../../memory/storage.ts";
import { type FileContents, type LoadOptions, type MakeStorage, plainRecord, type StorageRecord } from "../contents.ts";
import { FileFormatError } from "../errors.ts";
import { describe, PickleProblem, PickleTruncated, PyList, PyString } from "../pickle/values.ts";
import { type ByteSource, readBytes } from "../source.ts";
import { readTorchPickle, type TorchPickleContents } from "./environment.ts";
import type { StorageProvider, StorageReference } from "./storages.ts";

/** The int that files before PyTorch 1.6 begin with, pickled. */
const MAGIC_NUMBER = 0x1950a86a20f9469cfc6cn;
const MAGIC_BYTES = [0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46];
const [PROTO, FRAME] = [0x80, 0x95];
const PROTOCOL_VERSION = 1001;

/** The pickles are at the front; so much is read for them at first, then twice as much, and so on. */
const FIRST_BYTES = 1024 * 1024;
const COUNT_BYTES = 8;

/** Whether a file begins with the pickled magic number, of whatever protocol: from 4 on, pickles come in frames. */
export function isLegacy(head: Uint8Array): boolean {
  if (head[0] !== PROTO || head[1] < 2 || head[1] > 5) return false;
  const start = head[2] === FRAME ? 11 : 2;
  return MAGIC_BYTES.every((byte, i) => head[start + i] === byte);
}

const noStorages: StorageProvider = {
  make() {
    throw new PickleProblem("corrupt", "a tensor where none belongs");
  },
};

/** The front of a file, of which more is read when a pickle turns out to be longer. */
class Front {
  readonly #source: ByteSource;
  readonly #options: LoadOptions;
  #bytes: Uint8Array = new Uint8Array(0);
  position = 0;

  constructor(source: ByteSource, options: LoadOptions) {
    this.#source = source;
    this.#options = options;
  }

  async next(provider: () => StorageProvider, keepsUnknown = false): Promise<TorchPickleContents> {
    for (;;) {
      try {
        const [fileSize, options] = [this.#source.size, this.#options];
        const place = { record: null, position: this.position, fileSize, keepsUnknown, options };
        const contents = readTorchPickle(this.#bytes, provider(), place);
        this.position = contents.end;
        return contents;
      } catch (error) {
        const truncated = error instanceof FileFormatError && error.cause instanceof PickleTruncated;
        if (!truncated || this.#bytes.length === this.#source.size) throw error;
      }
      const length = Math.min(Math.max(FIRST_BYTES, 2 * this.#bytes.length), this.#source.size);
      this.#bytes = await readBytes(this.#source, 0, length);
    }
  }
}

/** Makes the storages that the object refers to, which together can't be larger than the file. */
class LegacyStorages implements StorageProvider {
  readonly made = new Map<Storage, StorageRecord>();
  /** Where the storages' elements start, by their keys; the file tells it only after the object. */
  readonly starts = new Map<string, number>();
  readonly #source: ByteSource;
  readonly #make: MakeStorage;
  #bytes = 0;

  constructor(source: ByteSource, make: MakeStorage) {
    this.#source = source;
    this.#make = make;
  }

  make({ key, byteLength }: StorageReference, dtype: DType): Storage {
    this.#bytes += byteLength;
    if (this.#bytes > this.#source.size) {
      throw new PickleProblem("corrupt", `storage ${key} needs ${byteLength} bytes, more than the file has`);
    }
    const record = plainRecord(this.#source, { dtype, byteLength }, () => this.starts.get(key) as number);
    const storage = this.#make(record);
    this.made.set(storage, record);
    return storage;
  }
}

/**
 * Reads the structure of a file of PyTorch's before 1.6 (or of `_use_new_zipfile_serialization=False`): five pickles,
 * then each storage's number of elements and its elements. There are no checksums.
 */
export async function readLegacy(
  source: ByteSource,
  make: MakeStorage,
  options: LoadOptions = {},
): Promise<FileContents> {
  const { unknown } = options;
  const front = new Front(source, options);
  const none = () => noStorages;
  const magic = await front.next(none);
  if (magic.root[0] !== MAGIC_NUMBER) throw new FileFormatError("corrupt", "Invalid magic number; corrupt file?");
  const version = await front.next(none);
  if (version.root[0] !== PROTOCOL_VERSION) {
    throw new FileFormatError("unsupported", `Invalid protocol version: ${describe(version.raw)}`);
  }
  await front.next(none); // about the machine that wrote the file, which is of no consequence

  let storages = new LegacyStorages(source, make);
  const { root, references, checkElements } = await front.next(() => {
    storages = new LegacyStorages(source, make);
    return storages;
  }, unknown === "keep");
  const keyList = await front.next(none);
  const keys = keyList.raw instanceof PyList ? keyList.raw.items : [];
  const names = keys.map((key) => (key instanceof PyString ? key.value : ""));
  if (new Set(names).size !== references.size || !names.every((name) => references.has(name))) {
    throw new FileFormatError("corrupt", "the list of storages doesn't match the tensors", { offset: front.position });
  }
  let offset = front.position;
  for (const name of names) {
    const { length, byteLength } = references.get(name) as StorageReference;
    const count = await readBytes(source, offset, COUNT_BYTES);
    if (new DataView(count.buffer).getBigInt64(0, true) !== BigInt(length)) {
      throw new FileFormatError("corrupt", `storage ${name} has another number of elements than its tensors need`, {
        offset,
      });
    }
    storages.starts.set(name, offset + COUNT_BYTES);
    offset += COUNT_BYTES + byteLength;
    if (offset > source.size) {
      throw new FileFormatError("corrupt", `the file ends before the ${byteLength} bytes of storage ${name}`);
    }
  }
  if (offset !== source.size) {
    throw new FileFormatError("unsupported", "more follows the saved object: save each in a file of its own", {
      offset,
    });
  }
  return { root, storages: storages.made, checkElements };
}
