/** `downhill/node`: PyTorch's files on disk. */
import "./autograd/methods.ts";
import { open } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { fileSource } from "./node/fileSource.ts";
import { writeAtomically } from "./node/writeAtomically.ts";
import type { LoadOptions } from "./serialization/contents.ts";
import { loadFrom } from "./serialization/load.ts";
import { archiveRoot, type SaveOptions, TorchArchive } from "./serialization/torch/archive.ts";

export type { LoadOptions, SaveOptions };

function toPath(path: string | URL): string {
  if (path instanceof URL) return fileURLToPath(path);
  if (typeof path === "string" && path !== "") return path;
  throw new TypeError(`expected the path of a file, got ${path === "" ? "an empty string" : typeof path}`);
}

/**
 * Saves an object as `torch.save` does, byte for byte: a state dict, or any combination of numbers, texts, tensors and
 * containers. PyTorch opens the file with `torch.load(path)`.
 *
 * The file appears at once and complete: a crash or a full disk leaves the one that was there before. Elements are
 * written from where they are, without a copy, so tensors must not be changed before the promise is fulfilled; if one
 * is, the promise is rejected and nothing is replaced.
 *
 * @throws TypeError for a value that has no counterpart in Python, RangeError for containers that contain themselves,
 *   and the file system's errors
 */
export async function save(value: unknown, path: string | URL, { onProgress }: SaveOptions = {}): Promise<void> {
  const target = toPath(path);
  const archive = new TorchArchive(value, archiveRoot(target));
  const total = archive.contentSize;
  const progress = onProgress && ((written: number) => onProgress(Math.min(written, total), total));
  await writeAtomically(target, archive.pieces(), progress);
}

/**
 * Loads what `torch.save` or {@link save} wrote. Nothing in the file is executed: beside data it may contain only the
 * names that PyTorch's own safe loader knows.
 *
 * @returns the object, in the form of `stateDict()`. Its type is what the caller says it is; nothing checks it.
 * @throws FileFormatError when the file is damaged, or contains something that is not plain data; the file system's
 *   errors
 */
export async function load<T = unknown>(path: string | URL, options: LoadOptions = {}): Promise<T> {
  const file = await open(toPath(path), "r");
  try {
    return (await loadFrom(await fileSource(file), options)) as T;
  } finally {
    await file.close();
  }
}
