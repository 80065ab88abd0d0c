import { type DType, itemSize } from "../../memory/dtype.ts";
import { elementCount } from "../../tensor/shape.ts";
import { FileFormatError, quoted } from "../errors.ts";
import { structureMemory, tooLarge } from "../memory.ts";
import { JsonReader } from "./json.ts";

/* The header of a safetensors file. Source: https://github.com/huggingface/safetensors, checked as strictly as there. */

/** The types in the order in which tensors are laid out, the last first, so that all are aligned. */
const TYPES: readonly (readonly [name: string, dtype: DType])[] = [
  ["BOOL", "bool"],
  ["F4", "float4_e2m1fn_x2"],
  ["U8", "uint8"],
  ["I8", "int8"],
  ["F8_E5M2", "float8_e5m2"],
  ["F8_E4M3", "float8_e4m3fn"],
  ["F8_E8M0", "float8_e8m0fnu"],
  ["F8_E4M3FNUZ", "float8_e4m3fnuz"],
  ["F8_E5M2FNUZ", "float8_e5m2fnuz"],
  ["I16", "int16"],
  ["U16", "uint16"],
  ["F16", "float16"],
  ["BF16", "bfloat16"],
  ["I32", "int32"],
  ["U32", "uint32"],
  ["F32", "float32"],
  ["C64", "complex64"],
  ["F64", "float64"],
  ["I64", "int64"],
  ["U64", "uint64"],
];

const dtypeOf = new Map(TYPES);
const rankOf = new Map(TYPES.map(([, dtype], rank) => [dtype, rank]));
const nameOf = new Map(TYPES.map(([name, dtype]) => [dtype, name]));

export const LENGTH_BYTES = 8;
/** As many as PyTorch's tensors can have. */
const MAX_DIMENSIONS = 64;
/** The reference implementation's limit. */
export const MAX_HEADER_BYTES = 100_000_000;

/** A tensor as a header describes it. */
export interface TensorInfo {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Bytes, counted from the end of the header. */
  readonly start: number;
  readonly end: number;
}

export interface Header {
  /** In the header's order. */
  readonly tensors: readonly TensorInfo[];
  readonly metadata: ReadonlyMap<string, string>;
}

function corrupt(message: string): FileFormatError {
  return new FileFormatError("corrupt", message);
}

/** What a tensor takes of memory besides its name, once it is made: a rough estimate, in bytes. */
const TENSOR = 1000;
/** What two texts of the metadata take besides their characters. */
const TEXTS = 200;

function memoryOf(name: string): number {
  return TENSOR + name.length;
}

/**
 * Reads and checks a header.
 * @param dataLength how many bytes follow it, all of which the tensors must cover
 * @param memory how many bytes of memory what it describes may take, besides the tensors' elements
 */
export function parseHeader(text: string, dataLength: number, memory: number): Header {
  const reader = new JsonReader(text);
  if (reader.type() !== "object") throw corrupt("the header is no JSON object");
  const tensors: TensorInfo[] = [];
  const names = new Set<string>();
  let metadata = new Map<string, string>();
  let left = memory;
  const take = (bytes: number) => {
    left -= bytes;
    if (left < 0) throw new FileFormatError("refused", tooLarge("the header makes tensors and texts", memory));
  };
  reader.object((name) => {
    if (names.has(name))
      throw new FileFormatError("refused", `two entries of the header have the name ${quoted(name)}`);
    names.add(name);
    take(memoryOf(name));
    if (name === "__metadata__") metadata = parseMetadata(reader, take);
    else tensors.push(parseTensor(name, reader));
  });
  reader.end();
  checkCoverage(tensors, dataLength);
  return { tensors, metadata };
}

function parseMetadata(reader: JsonReader, take: (bytes: number) => void): Map<string, string> {
  const metadata = new Map<string, string>();
  if (reader.type() === "null") {
    reader.skip();
    return metadata;
  }
  if (reader.type() !== "object") throw corrupt("__metadata__ is no JSON object");
  reader.object((key) => {
    if (reader.type() !== "string") throw corrupt(`the metadata's ${quoted(key)} is no string`);
    if (metadata.has(key))
      throw new FileFormatError("refused", `two entries of the metadata have the name ${quoted(key)}`);
    const text = reader.string();
    take(TEXTS + key.length + text.length);
    metadata.set(key, text);
  });
  return metadata;
}

function parseTensor(name: string, reader: JsonReader): TensorInfo {
  const where = `the header's entry ${quoted(name)}`;
  if (reader.type() !== "object") throw corrupt(`${where} is no JSON object`);
  const seen = new Set<string>();
  let [type, shape, offsets]: [string | null, number[] | null, number[] | null] = [null, null, null];
  reader.object((key) => {
    if (seen.has(key)) throw corrupt(`${where} has two fields ${quoted(key)}`);
    seen.add(key);
    if (key === "dtype" && reader.type() === "string") type = reader.string();
    else if (key === "shape") shape = counts(reader, `${where}: shape`);
    else if (key === "data_offsets") offsets = counts(reader, `${where}: data_offsets`);
    else reader.skip();
  });
  return tensorInfo(name, where, { type, shape, offsets });
}

interface Fields {
  readonly type: string | null;
  readonly shape: number[] | null;
  readonly offsets: number[] | null;
}

function tensorInfo(name: string, where: string, { type, shape, offsets }: Fields): TensorInfo {
  if (type === null) throw corrupt(`${where} has no dtype`);
  const dtype = dtypeOf.get(type);
  if (dtype === undefined) throw new FileFormatError("unsupported", `${where} has the unknown dtype ${quoted(type)}`);
  if (shape === null || offsets === null)
    throw corrupt(`${where}: ${shape === null ? "shape" : "data_offsets"} is no array`);
  if (offsets.length !== 2) throw corrupt(`${where} has ${offsets.length} data_offsets instead of two`);
  const [start, end] = offsets;
  if (dtype === "float4_e2m1fn_x2") halveLast(shape, where);
  const bytes = elementCount(shape) * itemSize(dtype);
  if (!Number.isSafeInteger(bytes)) throw corrupt(`${where}: overflow computing buffer size from shape and dtype`);
  if (end - start !== bytes) {
    throw corrupt(`${where} needs ${bytes} bytes for its shape and dtype, but has ${end - start}`);
  }
  return { name, dtype, shape, start, end };
}

/** PyTorch counts pairs of four-bit numbers, the format single ones. */
function halveLast(shape: number[], where: string): void {
  const last = shape.length - 1;
  if (last < 0 || shape[last] % 2 !== 0) throw corrupt(`${where}: the elements end within a byte`);
  shape[last] /= 2;
}

/** Non-negative integers, spelled as such. */
function counts(reader: JsonReader, what: string): number[] {
  if (reader.type() !== "array") throw corrupt(`${what} is no array`);
  const items: number[] = [];
  reader.array(() => {
    const spelling = reader.type() === "number" ? reader.number() : "";
    if (!/^\d+$/.test(spelling)) throw corrupt(`${what} has an item that is no count`);
    const count = Number(spelling);
    if (!Number.isSafeInteger(count))
      throw corrupt(`${what} has the item ${spelling.slice(0, 30)}, which is too large`);
    if (items.push(count) > MAX_DIMENSIONS)
      throw new FileFormatError("refused", `${what} has more than ${MAX_DIMENSIONS} items`);
  });
  return items;
}

/** Every byte belongs to exactly one tensor. */
function checkCoverage(tensors: readonly TensorInfo[], dataLength: number): void {
  const sorted = [...tensors].sort((a, b) => a.start - b.start || a.end - b.end);
  let covered = 0;
  for (const { name, start, end } of sorted) {
    if (start !== covered) throw new FileFormatError("refused", `invalid offset for tensor ${quoted(name)}`);
    covered = end;
  }
  if (covered !== dataLength) {
    throw corrupt(
      `the tensors cover ${covered} bytes, but the file has ${dataLength}: it is cut off or has more in it`,
    );
  }
}

/** What a writer needs to know of a tensor. */
export interface TensorToWrite {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
}

/**
 * The order in which the reference implementation lays tensors out: by type, then by name.
 * @throws TypeError for a type that the format does not have
 */
export function layoutOrder<T extends TensorToWrite>(tensors: readonly T[]): T[] {
  const encoder = new TextEncoder();
  const keyed = tensors.map((tensor) => {
    const rank = rankOf.get(tensor.dtype);
    const isHalfByte = tensor.dtype === "float4_e2m1fn_x2" && tensor.shape.length === 0; // of single ones, there are two
    if (rank === undefined || isHalfByte) {
      throw new TypeError(`safetensors has no type for the tensor ${quoted(tensor.name)} of dtype ${tensor.dtype}`);
    }
    return { tensor, rank, bytes: encoder.encode(tensor.name) };
  });
  keyed.sort((a, b) => b.rank - a.rank || compareBytes(a.bytes, b.bytes));
  return keyed.map(({ tensor }) => tensor);
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

/** The header for tensors in this order, one behind the other, with its length before it and padded to eight bytes. */
export function formatHeader(tensors: readonly TensorToWrite[], metadata: ReadonlyMap<string, string>): Uint8Array {
  const entries: string[] = [];
  if (metadata.size > 0) {
    const pairs = Array.from(metadata, ([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
    entries.push(`"__metadata__":{${pairs.join(",")}}`);
  }
  let offset = 0;
  for (const { name, dtype, shape } of tensors) {
    const end = offset + elementCount(shape) * itemSize(dtype);
    const counted = dtype === "float4_e2m1fn_x2" ? shape.with(-1, shape[shape.length - 1] * 2) : shape;
    const info = { dtype: nameOf.get(dtype), shape: counted, data_offsets: [offset, end] };
    entries.push(`${JSON.stringify(name)}:${JSON.stringify(info)}`);
    offset = end;
  }
  const text = new TextEncoder().encode(`{${entries.join(",")}}`);
  const length = Math.ceil(text.length / 8) * 8;
  if (length > MAX_HEADER_BYTES) throw new RangeError(`the header has ${length} bytes, more than the format allows`);
  let memory = tensors.reduce((sum, { name }) => sum + memoryOf(name), memoryOf("__metadata__"));
  for (const [key, value] of metadata) memory += TEXTS + key.length + value.length;
  if (memory > structureMemory(length, {})) throw new RangeError("the tensors or texts are too many for one file");
  const bytes = new Uint8Array(LENGTH_BYTES + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(text, LENGTH_BYTES);
  return bytes;
}
