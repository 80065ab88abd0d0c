import { type FileContents, fillAll, type LoadOptions, type MakeStorage, type StorageRecord } from "./contents.ts";
import { detectFormat, type FileFormat } from "./formats.ts";
import { readSafetensors, type Safetensors } from "./safetensors/file.ts";
import { type ByteSource, blobSource, bytesSource } from "./source.ts";
import { allocateStorage } from "./torch/storages.ts";

/**
 * @internal Reads the structure of a file of whatever format; `make` makes its storages.
 * @throws RangeError for unknown options about what is unknown
 */
export async function readContents(
  source: ByteSource,
  make: MakeStorage,
  options: LoadOptions = {},
): Promise<FileContents & { readonly format: FileFormat }> {
  const { unknown = "refuse" } = options;
  if (unknown !== "refuse" && unknown !== "keep") {
    throw new RangeError(`unknown must be "refuse" or "keep", got ${String(unknown)}`);
  }
  const { name: format, read } = await detectFormat(source);
  return { ...(await read(source, make, options)), format };
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
