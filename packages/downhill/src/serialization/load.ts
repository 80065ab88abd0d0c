import { FileFormatError } from "./errors.ts";
import { type ByteSource, blobSource, bytesSource, readBytes } from "./source.ts";
import { LEGACY_MAGIC, loadLegacy } from "./torch/legacyFile.ts";
import { type LoadOptions, loadTorchZip } from "./torch/zipFile.ts";

/** The first bytes of a file tell what it is. */
const HEAD_BYTES = 8;
const ZIP_MAGIC = [0x50, 0x4b, 0x03, 0x04];

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}

/** @internal Reads whatever format the bytes turn out to be. */
export async function loadFrom(source: ByteSource, options: LoadOptions = {}): Promise<unknown> {
  const head = await readBytes(source, 0, Math.min(HEAD_BYTES, source.size));
  if (startsWith(head, ZIP_MAGIC)) return loadTorchZip(source, options);
  if (startsWith(head, LEGACY_MAGIC)) return loadLegacy(source, options);
  throw new FileFormatError("unsupported", "the file is none that Downhill reads", { offset: 0 });
}

/**
 * Reads what `torch.save` or {@link serialize} wrote. Nothing in the file is executed: beside data it may contain only
 * the names that PyTorch's own safe loader knows.
 *
 * @param bytes the file's contents, or a `Blob` or `File`, of which only what is needed is held
 * @returns the object, in the form of `stateDict()`. Its type is what the caller says it is; nothing checks it.
 * @throws FileFormatError when the file is damaged, or contains something that is not plain data
 */
export async function deserialize<T = unknown>(
  bytes: Uint8Array | ArrayBuffer | Blob,
  options: LoadOptions = {},
): Promise<T> {
  const source =
    bytes instanceof Blob
      ? blobSource(bytes)
      : bytesSource(bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes));
  return (await loadFrom(source, options)) as T;
}
