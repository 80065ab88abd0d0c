import type { Storage } from "../../memory/storage.ts";
import { bytesRecord, type ZipRecord, zipArchive } from "../zip/writer.ts";
import { pickleTorch } from "./pickler.ts";
import { storageBytes } from "./storages.ts";

const encoder = new TextEncoder();

/** How a file is written. */
export interface SaveOptions {
  /** Told after each piece how many bytes of how many are written. */
  onProgress?: (written: number, total: number) => void;
}

/** A storage's record. Its view is made anew for each piece, since a storage can move in memory meanwhile. */
function storageRecord(storage: Storage, key: number): ZipRecord {
  const { length } = storageBytes(storage);
  return {
    name: `data/${key}`,
    size: length,
    slice(start, end) {
      const bytes = storageBytes(storage);
      if (bytes.length !== length) throw new Error("a tensor's storage was replaced while it was being saved");
      return bytes.subarray(start, end);
    },
  };
}

/** The archive that `torch.save` would write of an object, ready to be written piece by piece. */
export class TorchArchive {
  readonly #root: string;
  readonly #records: readonly ZipRecord[];
  readonly #before: readonly { storage: Storage; version: number; address: number }[];

  /**
   * @param root the folder within the archive: the file's name without its extension, or `archive`
   * @throws TypeError, RangeError as {@link pickleTorch}
   */
  constructor(value: unknown, root: string) {
    const { bytes, storages } = pickleTorch(value);
    this.#root = root;
    this.#before = storages.map((storage) => ({ storage, version: storage.version, address: storage.address }));
    this.#records = [
      bytesRecord("data.pkl", bytes),
      bytesRecord(".format_version", encoder.encode("1")),
      bytesRecord(".storage_alignment", encoder.encode("64")),
      bytesRecord("byteorder", encoder.encode("little")),
      ...storages.map(storageRecord),
      bytesRecord("version", encoder.encode("3\n")),
    ];
  }

  /** Bytes of the records' contents, for showing progress. */
  get contentSize(): number {
    return this.#records.reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * The file's bytes; a piece is valid until the next one is asked for.
   * @throws Error at the end, when a tensor was changed in place since the archive was made: what was handed out then
   *   is a mixture of before and after.
   */
  *pieces(): Generator<Uint8Array, void, void> {
    yield* zipArchive(this.#root, this.#records);
    for (const { storage, version, address } of this.#before) {
      // Moving into the heap leaves the old bytes alone; moving out of it gives them to somebody else.
      if (storage.version !== version || (address >= 0 && storage.address !== address)) {
        throw new Error("a tensor was changed while it was being saved: await `save` before training on");
      }
    }
  }
}

/**
 * The folder that `torch.save` puts the records of a file into: the file's name without its last extension, or
 * `archive` when the path has characters beyond ASCII, or no name.
 */
export function archiveRoot(path: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what ASCII is
  if (!/^[\x00-\x7f]*$/.test(path)) return "archive";
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  const point = name.lastIndexOf(".");
  return (point < 0 ? name : name.slice(0, point)) || "archive";
}
