import type { Storage } from "../../memory/storage.ts";
import { Parameter } from "../../nn/parameter.ts";
import { type Dict, dict, dictEntries, isDict } from "../../python/containers.ts";
import { Tensor } from "../../tensor/tensor.ts";
import type { FileContents, LoadOptions, MakeStorage, StorageRecord } from "../contents.ts";
import { FileFormatError, quoted } from "../errors.ts";
import { structureMemory } from "../memory.ts";
import { TensorNames } from "../names.ts";
import type { ByteSource } from "../source.ts";
import { decodeStructure } from "../structure/decode.ts";
import { encodeStructure, type Json } from "../structure/encode.ts";
import { isReadable, parseStructure } from "../structure/parse.ts";
import { tensorExtras } from "../torch/objects.ts";
import { type Safetensors, SafetensorsFile } from "./file.ts";

/** The metadata's key under which the structure of what was saved lies. */
const STRUCTURE_KEY = "downhill";
/**
 * What other programs look for as soon as there is any metadata: transformers 4 refuses a file whose `format` is missing.
 */
const FORMAT: readonly [key: string, value: string] = ["format", "pt"];

/** Whether a value is what the format holds by itself: a plain dict from names to plain tensors. */
function isPlain(value: unknown): value is Dict<Tensor> {
  if (!isDict(value) || (value instanceof Map && value.constructor !== Map)) return false;
  return dictEntries(value).every(([key, item]) => {
    if (typeof key !== "string" || !(item instanceof Tensor) || item instanceof Parameter) return false;
    return !item.isSparse && !item.requiresGrad && tensorExtras(item).attributes === undefined;
  });
}

/**
 * Takes a value apart for a safetensors file. A dict from names to tensors is stored as it is. Anything else (a module's
 * or an optimizer's state dict, a checkpoint) becomes its tensors, named by the keys that lead to them (`state.0.exp_avg`),
 * and the rest as JSON in the metadata under `downhill`, beside `format: pt`, from which {@link readFlattened} puts it together again.
 *
 * Strides and shared storages don't survive, values, types and order do.
 * @throws TypeError for a value of no known type, RangeError for containers that contain themselves
 */
export function flatten(value: unknown): Safetensors {
  if (isPlain(value)) return { tensors: new Map(dictEntries(value) as [string, Tensor][]), metadata: new Map() };
  const tensors = new Map<string, Tensor>();
  const names = new Map<Tensor, string>();
  const free = new TensorNames();
  const structure = encodeStructure(value, (tensor, path) => {
    let name = names.get(tensor);
    if (name === undefined) {
      name = free.take(path);
      names.set(tensor, name);
      tensors.set(name, tensor);
    }
    return name;
  });
  const text = JSON.stringify(structure);
  if (!isReadable(text)) throw new RangeError("the value's structure is too large for safetensors");
  return { tensors, metadata: new Map([FORMAT, [STRUCTURE_KEY, text]]) };
}

/**
 * Reads the structure of a file: the value that {@link flatten} took apart, or else a dict from names to tensors.
 * @throws FileFormatError when the structure doesn't fit the tensors
 */
export async function readFlattened(
  source: ByteSource,
  make: MakeStorage,
  options: LoadOptions = {},
): Promise<FileContents> {
  const file = await SafetensorsFile.open(source, options);
  const { tensors: infos, metadata } = file.header;
  const storages = new Map<Storage, StorageRecord>();
  const tensors = new Map(infos.map((info) => [info.name, file.tensor(info, make, storages)]));
  const text = metadata.get(STRUCTURE_KEY);
  if (text === undefined) return { root: [dict(tensors)], storages, metadata, checkElements() {} };
  const isOurs = ([key, value]: [string, string]) =>
    key === STRUCTURE_KEY || (key === FORMAT[0] && value === FORMAT[1]);
  const rest = new Map([...metadata].filter((entry) => !isOurs(entry)));
  let structure: Json;
  try {
    structure = parseStructure(text, structureMemory(text.length, options));
  } catch (error) {
    if (error instanceof FileFormatError) throw error;
    throw new FileFormatError("corrupt", "the saved structure is no JSON");
  }
  const decodeTensor = (name: Json) => {
    const tensor = typeof name === "string" ? tensors.get(name) : undefined;
    if (tensor === undefined) {
      throw new FileFormatError("corrupt", `the file has no tensor ${quoted(JSON.stringify(name).slice(0, 100))}`);
    }
    return tensor;
  };
  const decoded = decodeStructure(structure, decodeTensor, options);
  return { ...decoded, storages, metadata: rest };
}
