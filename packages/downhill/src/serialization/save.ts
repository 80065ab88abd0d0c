import type { Tensor } from "../tensor/tensor.ts";
import { formatOfName, prepareFile, type SaveFormat } from "./formats.ts";
import { consistentPieces } from "./prepared.ts";
import { safetensorsFile } from "./safetensors/file.ts";
import { archiveRoot } from "./torch/archive.ts";

/** @internal The format that a file's name asks for; PyTorch's, whatever other ending it has. */
export function formatOf(fileName: string): SaveFormat {
  return formatOfName(fileName) ?? "pt";
}

/** How a file is written. */
export interface SaveOptions {
  /** PyTorch's format, safetensors, or JSON of our own; by default what the file's name says. */
  format?: SaveFormat;
  /** Told after each piece how many bytes of how many are written. */
  onProgress?: (written: number, total: number) => void;
}

/** How {@link serialize} writes. */
export interface SerializeOptions {
  /** The name of the file that the bytes are meant for, which PyTorch's format records; default `archive`. */
  fileName?: string;
  /** PyTorch's format (the default), safetensors, or JSON of our own. */
  format?: SaveFormat;
}

function join(pieces: Iterable<Uint8Array>): Uint8Array {
  const list = [...pieces];
  const bytes = new Uint8Array(list.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of list) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/**
 * The bytes that `torch.save` would write of an object: numbers, texts, tensors and containers of them, such as a
 * state dict. Or those of a safetensors file, in which what is no tensor lies in the metadata.
 *
 * @throws TypeError for a value that has no counterpart in Python, such as a function or `undefined`
 * @throws RangeError for containers that contain themselves
 */
export function serialize(value: unknown, { fileName, format = "pt" }: SerializeOptions = {}): Uint8Array {
  return join(prepareFile(value, fileName === undefined ? "archive" : archiveRoot(fileName), format).pieces());
}

/**
 * The bytes of a safetensors file of tensors and texts about them, the same that the reference implementation writes.
 * Tensors are written row-major, each by itself, also when they share a storage.
 *
 * Source: https://huggingface.co/docs/safetensors
 * @throws TypeError for sparse tensors and for types that the format does not have (complex128, quantized ones)
 */
export function saveSafetensors(
  tensors: ReadonlyMap<string, Tensor> | Readonly<Record<string, Tensor>>,
  metadata: ReadonlyMap<string, string> | Readonly<Record<string, string>> = {},
): Uint8Array {
  const toMap = <T>(from: ReadonlyMap<string, T> | Readonly<Record<string, T>>): ReadonlyMap<string, T> =>
    from instanceof Map ? from : new Map(Object.entries(from));
  return join(safetensorsFile(toMap(tensors), toMap(metadata)).pieces());
}

/** What saving needs of a browser's `FileSystemFileHandle`, whose type only projects with the DOM's types have. */
export interface WritableFileHandle {
  readonly name: string;
  createWritable(): Promise<{
    write(data: ArrayBuffer): Promise<void>;
    abort(): Promise<void>;
    close(): Promise<void>;
  }>;
}

/**
 * Saves an object to a file that the page has a handle of: of its private file system (OPFS), or one the user picked.
 * The file's former contents stay until all of the new ones are written.
 *
 * Tensors must not be changed before the promise is fulfilled; if one is, it is rejected and the file stays as it was.
 * @throws TypeError, RangeError as {@link serialize}; DOMException when the page may not write
 */
export async function saveTo(handle: WritableFileHandle, value: unknown, options: SaveOptions = {}): Promise<void> {
  const { format = formatOf(handle.name), onProgress } = options;
  const file = prepareFile(value, archiveRoot(handle.name), format);
  const pieces = consistentPieces(file);
  const stream = await handle.createWritable();
  let written = 0;
  try {
    for (const piece of pieces) {
      // A stream takes views too, but none of memory that is shared with workers.
      const view: unknown = piece.buffer instanceof ArrayBuffer ? piece : piece.slice();
      await stream.write(view as ArrayBuffer);
      written += piece.length;
      onProgress?.(Math.min(written, file.size), file.size);
    }
  } catch (error) {
    await stream.abort();
    throw error;
  }
  await stream.close();
}
