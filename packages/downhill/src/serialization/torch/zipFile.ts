import type { DType } from "../../memory/dtype.ts";
import type { Storage } from "../../memory/storage.ts";
import { FileFormatError, quoted } from "../errors.ts";
import { PickleProblem } from "../pickle/values.ts";
import type { ByteSource } from "../source.ts";
import { ZipReader } from "../zip/reader.ts";
import { readTorchPickle, type TorchPickleContents } from "./environment.ts";
import {
  allocateStorage,
  normalizeBytes,
  type StorageProvider,
  type StorageReference,
  storageBytes,
} from "./storages.ts";

/** The versions of the format that there are. */
const MIN_VERSION = 1;
const MAX_VERSION = 10;

/** More than any checkpoint's structure takes: the elements of tensors are not part of it. */
const MAX_PICKLE_BYTES = 512 * 1024 * 1024;
const MAX_TEXT_BYTES = 1024;

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

/** A file in the format that `torch.save` writes since PyTorch 1.6, opened. */
export class TorchZip {
  readonly #zip: ZipReader;
  readonly #root: string;
  readonly #bigEndian: boolean;

  private constructor(zip: ZipReader, root: string, bigEndian: boolean) {
    this.#zip = zip;
    this.#root = root;
    this.#bigEndian = bigEndian;
  }

  static async open(source: ByteSource, { maxInflatedBytes }: LoadOptions = {}): Promise<TorchZip> {
    const zip = await ZipReader.open(source, maxInflatedBytes);
    const [first] = zip.entries.keys();
    if (first === undefined) throw new FileFormatError("corrupt", "the archive does not contain any files");
    const slash = first.indexOf("/");
    if (slash <= 0) {
      throw new FileFormatError("corrupt", `file in archive is not in a subdirectory: ${quoted(first)}`);
    }
    const root = first.slice(0, slash + 1);
    const text = async (name: string) => {
      if (!zip.entries.has(root + name)) return null;
      return new TextDecoder("latin1").decode(await zip.read(root + name, MAX_TEXT_BYTES));
    };
    if (zip.entries.has(`${root}constants.pkl`)) {
      throw new FileFormatError("unsupported", "the file is a TorchScript archive: it holds a program, not only data");
    }
    const version = (await text(".data/version")) ?? (await text("version"));
    if (version === null) {
      throw new FileFormatError("corrupt", "the archive has no record of its format's version: it is no PyTorch file");
    }
    if (!/^\d{1,9}\s*$/.test(version))
      throw new FileFormatError("corrupt", `the format's version is ${quoted(version)}`);
    const number = Number(version);
    if (number < MIN_VERSION || number > MAX_VERSION) {
      throw new FileFormatError(
        "unsupported",
        `Attempted to read a PyTorch file with version ${number}, but the versions supported are ${MIN_VERSION} to ${MAX_VERSION}`,
      );
    }
    const order = await text("byteorder");
    if (order !== null && order !== "little" && order !== "big") {
      throw new FileFormatError("corrupt", `Unknown endianness type: ${quoted(order)}`, { record: `${root}byteorder` });
    }
    return new TorchZip(zip, root, order === "big");
  }

  /** Reads the pickle; `make` makes the storages, which know their records by their keys. */
  async readPickle(make: StorageProvider["make"]): Promise<TorchPickleContents> {
    const record = `${this.#root}data.pkl`;
    const bytes = await this.#zip.read(record, MAX_PICKLE_BYTES);
    const provider = {
      make: (reference: StorageReference, dtype: DType) => {
        this.#checkRecord(reference);
        return make(reference, dtype);
      },
    };
    const contents = readTorchPickle(bytes, provider, { record, fileSize: this.#zip.source.size });
    if (contents.end !== bytes.length) {
      throw new FileFormatError("corrupt", "bytes follow the pickle's end", { record, offset: contents.end });
    }
    return contents;
  }

  /** Fills a storage that has been made for a reference. */
  async fill(storage: Storage, reference: StorageReference, dtype: DType): Promise<void> {
    const bytes = storageBytes(storage);
    await this.#zip.readInto(this.#recordName(reference), bytes);
    normalizeBytes(bytes, dtype, this.#bigEndian);
  }

  #recordName({ key }: StorageReference): string {
    return `${this.#root}data/${key}`;
  }

  #checkRecord(reference: StorageReference): void {
    const entry = this.#zip.entries.get(this.#recordName(reference));
    if (entry === undefined) {
      throw new PickleProblem("corrupt", `the archive has no record ${quoted(this.#recordName(reference))}`);
    }
    if (entry.size !== reference.byteLength) {
      throw new PickleProblem(
        "corrupt",
        `storage ${reference.key} needs ${reference.byteLength} bytes, but its record has ${entry.size}`,
      );
    }
  }
}

/** Reads a whole file: the object with all its tensors. */
export async function loadTorchZip(source: ByteSource, options: LoadOptions = {}): Promise<unknown> {
  const file = await TorchZip.open(source, options);
  const pending: { storage: Storage; reference: StorageReference; dtype: DType }[] = [];
  const { value, checkElements } = await file.readPickle((reference, dtype) => {
    const storage = allocateStorage(dtype, reference.byteLength);
    pending.push({ storage, reference, dtype });
    return storage;
  });
  const total = pending.reduce((sum, { reference }) => sum + reference.byteLength, 0);
  let loaded = 0;
  for (const { storage, reference, dtype } of pending) {
    await file.fill(storage, reference, dtype);
    loaded += reference.byteLength;
    options.onProgress?.(loaded, total);
  }
  checkElements();
  return value;
}
