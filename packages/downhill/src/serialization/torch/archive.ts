import type { Storage } from "../../memory/storage.ts";
import type { PreparedFile } from "../prepared.ts";
import { bytesRecord, type ZipRecord, zipArchive } from "../zip/writer.ts";
import { pickleTorch } from "./pickler.ts";
import { storageBytes } from "./storages.ts";

const encoder = new TextEncoder();

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

/**
 * The archive that `torch.save` would write of an object.
 * @param root the folder within the archive: the file's name without its extension, or `archive`
 * @throws TypeError, RangeError as {@link pickleTorch}
 */
export function torchArchive(value: unknown, root: string): PreparedFile {
  const { bytes, storages } = pickleTorch(value);
  const records = [
    bytesRecord("data.pkl", bytes),
    bytesRecord(".format_version", encoder.encode("1")),
    bytesRecord(".storage_alignment", encoder.encode("64")),
    bytesRecord("byteorder", encoder.encode("little")),
    ...storages.map(storageRecord),
    bytesRecord("version", encoder.encode("3\n")),
  ];
  return {
    storages,
    size: records.reduce((sum, { size }) => sum + size, 0),
    pieces: () => zipArchive(root, records),
  };
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
