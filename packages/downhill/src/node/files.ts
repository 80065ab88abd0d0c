import { type FileHandle, open } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import {
  type CheckpointOptions,
  type CheckpointParts,
  packCheckpoint,
  type RestorableParts,
  restoreCheckpoint,
} from "../serialization/checkpoint.ts";
import type { LoadOptions } from "../serialization/contents.ts";
import { prepareFile } from "../serialization/formats.ts";
import { type LazyFile, readLazily } from "../serialization/lazy.ts";
import { loadFrom } from "../serialization/load.ts";
import { consistentPieces } from "../serialization/prepared.ts";
import { formatOf, type SaveOptions } from "../serialization/save.ts";
import { archiveRoot } from "../serialization/torch/archive.ts";
import { fileSource } from "./fileSource.ts";
import { writeAtomically as writePieces } from "./writeAtomically.ts";

function toPath(path: string | URL): string {
  if (path instanceof URL) return fileURLToPath(path);
  if (typeof path === "string" && path !== "") return path;
  throw new TypeError(`expected the path of a file, got ${path === "" ? "an empty string" : typeof path}`);
}

/**
 * Saves an object as `torch.save` does, byte for byte: a state dict, or any combination of numbers, texts, tensors and
 * containers. PyTorch opens the file with `torch.load(path)`. A path that ends in `.safetensors` or `.json` gets that
 * format.
 *
 * The file appears at once and complete: a crash or a full disk leaves the one that was there before. Links are followed;
 * owner and mode stay those of the old file, and what `torch.save` may not write is not replaced. No copy of all
 * elements is made, so tensors must not be changed before the promise is fulfilled; if one is, the promise is rejected
 * and nothing is replaced.
 *
 * @throws TypeError for a value that has no counterpart in Python, RangeError for containers that contain themselves,
 *   and the file system's errors
 */
export async function save(value: unknown, path: string | URL, options: SaveOptions = {}): Promise<void> {
  const target = toPath(path);
  const { format = formatOf(target), onProgress } = options;
  const file = prepareFile(value, archiveRoot(target), format);
  const progress = onProgress && ((written: number) => onProgress(Math.min(written, file.size), file.size));
  await writePieces(target, consistentPieces(file), progress);
}

/**
 * Writes any other file in the way of {@link save}: it appears at once and complete, keeps owner and mode of the one it
 * replaces, and is safe on the disk when the promise is fulfilled.
 *
 * @param contents a text, which is written in UTF-8, or bytes, which must not be changed before then
 * @throws the file system's errors
 */
export async function writeAtomically(path: string | URL, contents: string | Uint8Array): Promise<void> {
  const bytes = typeof contents === "string" ? new TextEncoder().encode(contents) : contents;
  if (!(bytes instanceof Uint8Array))
    throw new TypeError(`expected a string or bytes to write, got ${typeof contents}`);
  await writePieces(toPath(path), [bytes]);
}

/**
 * Loads what `torch.save` or {@link save} wrote, or a safetensors file. Nothing in the file is executed: beside data it
 * may contain only the names that PyTorch's own safe loader knows.
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

/**
 * Saves everything that a training needs to be resumed in one file, which PyTorch can open too: the state dicts of
 * modules, optimizers and schedulers, the state of random generators (the default one's as `rng_state`), and plain values.
 *
 *     await saveCheckpoint("run.pt", { model, optimizer, scheduler, epoch });
 *
 * @throws as {@link save}
 */
export async function saveCheckpoint(
  path: string | URL,
  parts: CheckpointParts,
  { rngState, ...options }: CheckpointOptions & SaveOptions = {},
): Promise<void> {
  await save(packCheckpoint(parts, { rngState }), path, options);
}

/**
 * Resumes from a checkpoint: gives the parts their states, or leaves all as they were if one doesn't fit.
 *
 *     const { epoch } = await loadCheckpoint("run.pt", { model, optimizer, scheduler });
 *
 * @returns the checkpoint's other entries
 * @throws as {@link load}; Error when the checkpoint lacks a part, or a part refuses its state
 */
export async function loadCheckpoint<T = Record<string, unknown>>(
  path: string | URL,
  parts: RestorableParts,
  { rngState, ...options }: CheckpointOptions & LoadOptions = {},
): Promise<T> {
  return restoreCheckpoint<T>(await load(path, options), parts, { rngState });
}

/** A file that stays open until it is closed. */
export interface OpenFile extends LazyFile {
  /** Closes the file; tensors that are not loaded by then can't be loaded any more. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Opens a file without reading its tensors: each is read when its `load` is called.
 *
 *     const file = await openLazily("resnet50.pt");
 *     const weight = await file.tensors.get("fc.weight")?.load();
 *     await file.close();
 *
 * @throws FileFormatError, as {@link load}
 */
export async function openLazily(path: string | URL, options: LoadOptions = {}): Promise<OpenFile> {
  const handle: FileHandle = await open(toPath(path), "r");
  try {
    const file = await readLazily(await fileSource(handle), options);
    const close = () => handle.close();
    return { ...file, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
