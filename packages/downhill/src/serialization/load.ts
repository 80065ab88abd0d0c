import { type FileContents, fillAll, type LoadOptions, type MakeStorage, type StorageRecord } from "./contents.ts";
import { FileFormatError } from "./errors.ts";
import { isSafetensors, readSafetensors, type Safetensors } from "./safetensors/file.ts";
import { readFlattened } from "./safetensors/flatten.ts";
import { type ByteSource, blobSource, bytesSource, readBytes } from "./source.ts";
import { fromJson } from "./tools/json.ts";
import { isLegacy, readLegacy } from "./torch/legacyFile.ts";
import { allocateStorage } from "./torch/storages.ts";
import { readTorchZip } from "./torch/zipFile.ts";

/** The first bytes of a file tell what it is. */
const HEAD_BYTES = 17;
const ZIP_MAGIC = [0x50, 0x4b, 0x03, 0x04];

/** The formats that files are read in: PyTorch's of today, its old one, safetensors, and JSON of our own. */
export type FileFormat = "zip" | "legacy" | "safetensors" | "json";

/** Longer texts don't fit a string in every engine. */
const MAX_JSON_BYTES = 400 * 1024 * 1024;

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}

/**
 * @internal Tells the format of a file by its first bytes.
 * @throws FileFormatError when it is none of those
 */
export async function detectFormat(source: ByteSource): Promise<FileFormat> {
  const head = await readBytes(source, 0, Math.min(HEAD_BYTES, source.size));
  if (startsWith(head, ZIP_MAGIC)) return "zip";
  if (isLegacy(head)) return "legacy";
  if (isSafetensors(head)) return "safetensors";
  if (/^\s*\{/.test(String.fromCharCode(...head))) return "json";
  throw new FileFormatError("unsupported", "the file is none that Downhill reads: neither PyTorch's nor safetensors", {
    offset: 0,
  });
}

/** @internal Reads the structure of a file of whatever format; `make` makes its storages. */
export async function readContents(
  source: ByteSource,
  make: MakeStorage,
  options: LoadOptions = {},
): Promise<FileContents & { readonly format: FileFormat }> {
  const format = await detectFormat(source);
  if (format === "zip") return { ...(await readTorchZip(source, make, options)), format };
  if (format === "legacy") return { ...(await readLegacy(source, make)), format };
  if (format === "safetensors") return { ...(await readFlattened(source, make)), format };
  return { value: fromJson(await readText(source)), storages: new Map(), checkElements() {}, format };
}

async function readText(source: ByteSource): Promise<string> {
  if (source.size > MAX_JSON_BYTES) {
    throw new FileFormatError("refused", `the JSON has ${source.size} bytes, more than the limit of ${MAX_JSON_BYTES}`);
  }
  const bytes = await readBytes(source, 0, source.size);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new FileFormatError("corrupt", "the JSON is no UTF-8");
  }
}

/** @internal Reads a whole file of whatever format. */
export async function loadFrom(source: ByteSource, options: LoadOptions = {}): Promise<unknown> {
  const make = ({ dtype, byteLength }: StorageRecord) => allocateStorage(dtype, byteLength);
  return fillAll(source, await readContents(source, make, options), options);
}

/**
 * A file's bytes, wherever they are: in memory, in a `Blob` or `File` (of which only what is needed is read), in the
 * `Response` of a `fetch`, or in a file that the page has a handle of (of its private file system, or the user's).
 */
export type Bytes = Uint8Array | ArrayBuffer | Blob | Response | ReadableFileHandle;

/** What loading needs of a browser's `FileSystemFileHandle`, whose type only projects with the DOM's types have. */
export interface ReadableFileHandle {
  getFile(): Promise<Blob>;
}

/**
 * @internal
 * @throws TypeError for what is none of those, Error for a response that is no success
 */
export async function sourceOf(bytes: Bytes): Promise<ByteSource> {
  if (bytes instanceof Uint8Array) return bytesSource(bytes);
  if (bytes instanceof ArrayBuffer) return bytesSource(new Uint8Array(bytes));
  if (bytes instanceof Blob) return blobSource(bytes);
  if (typeof bytes === "object" && bytes !== null) {
    if ("getFile" in bytes) return blobSource(await bytes.getFile());
    if ("blob" in bytes) {
      if (!bytes.ok) throw new Error(`${bytes.url || "the response"} has status ${bytes.status} ${bytes.statusText}`);
      return blobSource(await bytes.blob());
    }
  }
  throw new TypeError("expected the bytes of a file: a Uint8Array, ArrayBuffer, Blob, Response or file handle");
}

/**
 * Reads what `torch.save` or {@link serialize} wrote, or a safetensors file. Nothing in the file is executed: beside data
 * it may contain only the names that PyTorch's own safe loader knows.
 *
 * @param bytes the file's contents, or where they are
 * @returns the object, in the form of `stateDict()`. Its type is what the caller says it is; nothing checks it.
 * @throws FileFormatError when the file is damaged, or contains something that is not plain data
 */
export async function deserialize<T = unknown>(bytes: Bytes, options: LoadOptions = {}): Promise<T> {
  return (await loadFrom(await sourceOf(bytes), options)) as T;
}

/**
 * Reads a safetensors file as what it is: tensors by name, and metadata.
 *
 * Source: https://huggingface.co/docs/safetensors. Checked as strictly as the reference implementation does.
 * @throws FileFormatError when the file is damaged
 */
export async function loadSafetensors(bytes: Bytes): Promise<Safetensors> {
  return readSafetensors(await sourceOf(bytes));
}
