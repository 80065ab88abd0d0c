import { type FileContents, fillAll, type LoadOptions, type MakeStorage, type StorageRecord } from "./contents.ts";
import { detectFormat, type FileFormat } from "./formats.ts";
import { readSafetensors, type Safetensors } from "./safetensors/file.ts";
import { type ByteSource, type Bytes, sourceOf } from "./source.ts";
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
