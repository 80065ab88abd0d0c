import type { DType } from "../../memory/dtype.ts";
import type { Storage } from "../../memory/storage.ts";
import type { FileContents, LoadOptions, MakeStorage, StorageRecord } from "../contents.ts";
import { FileFormatError, quoted } from "../errors.ts";
import { PickleProblem } from "../pickle/values.ts";
import type { ByteSource } from "../source.ts";
import { DEFLATED } from "../zip/layout.ts";
import { ZipReader } from "../zip/reader.ts";
import { readTorchPickle } from "./environment.ts";
import { otherArchive } from "./otherArchives.ts";
import type { StorageReference } from "./storages.ts";

/** The versions of the format that there are. */
const MIN_VERSION = 1;
const MAX_VERSION = 10;

/** More than any checkpoint's structure takes: the elements of tensors are not part of it. */
const MAX_PICKLE_BYTES = 512 * 1024 * 1024;
/** A compressed one may inflate to this much however small the file, and so much more for each byte of the file. */
const INFLATED_PICKLE = 8 * 1024 * 1024;
const INFLATED_PER_BYTE = 16;
const MAX_TEXT_BYTES = 1024;

/** What an archive begins with: its first record's header. */
const MAGIC = [0x50, 0x4b, 0x03, 0x04];

/** Whether a file's first bytes are an archive's. */
export function isTorchZip(head: Uint8Array): boolean {
  return MAGIC.every((byte, i) => head[i] === byte);
}

/** Opens the archive and reads the records that say how to read the others. */
async function openArchive(source: ByteSource, maxInflatedBytes?: number) {
  const zip = await ZipReader.open(source, maxInflatedBytes);
  const names = [...zip.entries.keys()];
  const other = otherArchive(names);
  if (other !== null) throw new FileFormatError("unsupported", other);
  const [first] = names;
  const slash = first.indexOf("/");
  if (slash <= 0) {
    throw new FileFormatError("corrupt", `file in archive is not in a subdirectory: ${quoted(first)}`);
  }
  const root = first.slice(0, slash + 1);
  const text = async (name: string) => {
    if (!zip.entries.has(root + name)) return null;
    return new TextDecoder("latin1").decode(await zip.read(root + name, MAX_TEXT_BYTES));
  };
  const version = (await text(".data/version")) ?? (await text("version"));
  if (version === null) {
    throw new FileFormatError("corrupt", "the archive has no record of its format's version");
  }
  if (!/^\d{1,9}\s*$/.test(version)) throw new FileFormatError("corrupt", `the format's version is ${quoted(version)}`);
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
  return { zip, root, bigEndian: order === "big" };
}

/** Reads the structure of a file in the format that `torch.save` writes since PyTorch 1.6. */
export async function readTorchZip(
  source: ByteSource,
  make: MakeStorage,
  options: LoadOptions = {},
): Promise<FileContents> {
  const { maxInflatedBytes } = options;
  const { zip, root, bigEndian } = await openArchive(source, maxInflatedBytes);
  const storages = new Map<Storage, StorageRecord>();
  const provider = {
    make({ key, byteLength }: StorageReference, dtype: DType): Storage {
      const name = `${root}data/${key}`;
      const entry = zip.entries.get(name);
      if (entry === undefined) throw new PickleProblem("corrupt", `the archive has no record ${quoted(name)}`);
      if (entry.size !== byteLength) {
        throw new PickleProblem(
          "corrupt",
          `storage ${key} needs ${byteLength} bytes, but its record has ${entry.size}`,
        );
      }
      const record: StorageRecord = {
        dtype,
        byteLength,
        bigEndian,
        read: (target) => zip.readInto(name, target),
        run: (target) => zip.run(name, target),
      };
      const storage = make(record);
      storages.set(storage, record);
      return storage;
    },
  };
  const record = `${root}data.pkl`;
  const inflated = maxInflatedBytes ?? INFLATED_PICKLE + INFLATED_PER_BYTE * source.size;
  const isCompressed = zip.entry(record).method === DEFLATED;
  const bytes = await zip.read(record, isCompressed ? Math.min(inflated, MAX_PICKLE_BYTES) : MAX_PICKLE_BYTES);
  const {
    root: saved,
    end,
    checkElements,
  } = readTorchPickle(bytes, provider, {
    record,
    fileSize: source.size,
    keepsUnknown: options.unknown === "keep",
    options,
  });
  if (end !== bytes.length) {
    throw new FileFormatError("corrupt", "bytes follow the pickle's end", { record, offset: end });
  }
  return { root: saved, storages, checkElements };
}
