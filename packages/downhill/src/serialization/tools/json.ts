import { type DType, isDType, isPackedDType, itemSize, naturalDtype, newArray } from "../../memory/dtype.ts";
import { Storage } from "../../memory/storage.ts";
import { convert } from "../../tensor/copy.ts";
import { convertPacked } from "../../tensor/packed.ts";
import { contiguousStrides, elementCount } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import type { FileContents, LoadOptions, MakeStorage } from "../contents.ts";
import { FileFormatError } from "../errors.ts";
import { structureMemory } from "../memory.ts";
import type { PreparedFile } from "../prepared.ts";
import { type ByteSource, readBytes } from "../source.ts";
import { fromBase64, toBase64 } from "../structure/base64.ts";
import { type Decoded, decodeStructure } from "../structure/decode.ts";
import { encodeStructure, type Json } from "../structure/encode.ts";
import { isReadable, parseStructure } from "../structure/parse.ts";
import { allocateStorage, storageBytes } from "../torch/storages.ts";
import { elementsOf, rowMajorOf } from "./elements.ts";

/** Beyond this many elements a text is not a sensible place for them. */
const MAX_ELEMENTS = 20_000_000;
const VERSION = 1;

const SPECIAL: ReadonlyMap<string, number> = new Map([
  ["nan", Number.NaN],
  ["inf", Number.POSITIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
  ["-0", -0],
]);

/** Longer texts don't fit a string in every engine. */
const MAX_BYTES = 400 * 1024 * 1024;

/** Whether a file's first bytes are an object's in JSON. */
export function isJson(head: Uint8Array): boolean {
  return /^\s*\{/.test(String.fromCharCode(...head));
}

/** Reads all of a file that {@link jsonFile} wrote. */
export async function readJson(
  source: ByteSource,
  _make: MakeStorage,
  options: LoadOptions = {},
): Promise<FileContents> {
  if (source.size > MAX_BYTES) {
    throw new FileFormatError(
      "refused",
      `the JSON has ${source.size} bytes, more than the limit of ${MAX_BYTES}: use safetensors`,
    );
  }
  const bytes = await readBytes(source, 0, source.size);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new FileFormatError("corrupt", "the JSON is no UTF-8");
  }
  const { root } = parse(text, options);
  return { root, storages: new Map(), checkElements() {} };
}

/**
 * A file of {@link toJson}'s text.
 * @throws as it does
 */
export function jsonFile(value: unknown): PreparedFile {
  const text = new TextEncoder().encode(toJson(value));
  return { storages: [], size: text.length, pieces: () => [text] };
}

/**
 * A value as JSON text that {@link fromJson} reads back to the bit: `{"downhill": 1, "value": ...}`. A tensor is
 * `{"tensor": {"dtype": "float32", "shape": [2], "values": [0.5, "inf"]}}`;
 * complex numbers, bits, and NaNs other than the usual one make it `"base64"`.
 *
 * @throws RangeError for more than 20 million elements; TypeError for values of no known type
 */
export function toJson(value: unknown): string {
  let total = 0;
  const json = encodeStructure(value, (tensor) => {
    total += tensor._numel;
    if (total > MAX_ELEMENTS) {
      throw new RangeError(`JSON is no place for more than ${MAX_ELEMENTS} elements: use safetensors`);
    }
    return encodeTensor(tensor);
  });
  const text = `${JSON.stringify({ downhill: VERSION, value: json })}\n`;
  if (text.length > MAX_BYTES || !isReadable(text))
    throw new RangeError("the value is too large for JSON: use safetensors");
  return text;
}

function encodeTensor(tensor: Tensor): Json {
  const { dtype, shape } = tensor;
  const whole = rowMajorOf(tensor);
  const start = whole.offset * itemSize(dtype);
  const bytes = storageBytes(whole.storage).subarray(start, start + whole._numel * itemSize(dtype));
  // A quantized tensor's integers are numbers only by its scales.
  const found = /^qu?int/.test(dtype) ? null : elementsOf(whole);
  if (found !== null) {
    const json = { dtype, shape: [...shape], values: Array.from(found.elements, encodeNumber) };
    // There are many NaNs, of which the word tells only one.
    if (!json.values.includes("nan") || isSame(bytes, storageBytes(decodeTensor(json).storage))) return json;
  }
  return { dtype, shape: [...shape], base64: toBase64(bytes) };
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function encodeNumber(x: number | bigint): Json {
  if (typeof x === "bigint") return Number.isSafeInteger(Number(x)) ? Number(x) : String(x);
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return x > 0 ? "inf" : "-inf";
  return Object.is(x, -0) ? "-0" : x;
}

/**
 * Reads what {@link toJson} wrote.
 * @throws FileFormatError for any other text
 */
export function fromJson(text: string, options: Pick<LoadOptions, "unknown" | "maxStructureBytes"> = {}): unknown {
  return parse(text, options).root[0];
}

function parse(text: string, options: LoadOptions): Decoded {
  let json: unknown;
  try {
    json = parseStructure(text, structureMemory(text.length, options));
  } catch (error) {
    if (error instanceof FileFormatError) throw error;
    throw new FileFormatError("corrupt", `the file is no JSON: ${(error as Error).message}`);
  }
  const { downhill, value } = (json ?? {}) as { downhill?: unknown; value?: Json };
  if (downhill !== VERSION || value === undefined) {
    throw new FileFormatError(
      "unsupported",
      'the JSON is none of Downhill\'s: it has no {"downhill": 1, "value": ...}',
    );
  }
  const decoded = decodeStructure(value, decodeTensor, options);
  for (const { array, tensor } of decoded.arrays) array.fill(tensor);
  decoded.checkElements();
  return decoded;
}

function decodeTensor(json: Json): Tensor {
  const { dtype, shape, values, base64 } = (json ?? {}) as Record<string, unknown>;
  const isShape = Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (!isDType(dtype) || !isShape) throw corrupt("has no dtype or shape");
  const count = elementCount(shape as number[]);
  if (typeof base64 === "string") return ofBytes(dtype, shape as number[], fromBase64(base64));
  if (!Array.isArray(values) || values.length !== count)
    throw corrupt("has another number of values than its shape says");
  const natural = naturalDtype(dtype);
  const data = newArray(natural, count);
  for (let i = 0; i < count; i++) {
    const x = decodeNumber(values[i]);
    if (natural !== "int64") data[i] = Number(x);
    else if (typeof x === "bigint" || Number.isSafeInteger(x)) data[i] = BigInt.asIntN(64, BigInt(x));
    else throw corrupt(`has the value ${x}, which is no integer`);
  }
  const tensor = over(new Storage(natural, data), shape as number[]);
  return isPackedDType(dtype) ? convertPacked(tensor, dtype) : convert(tensor, dtype);
}

function ofBytes(dtype: DType, shape: number[], bytes: Uint8Array | null): Tensor {
  if (bytes === null || bytes.length !== elementCount(shape) * itemSize(dtype)) throw corrupt("has damaged Base64");
  const storage = allocateStorage(dtype, bytes.length);
  storageBytes(storage).set(bytes);
  return over(storage, shape);
}

function over(storage: Storage, shape: number[]): Tensor {
  return Tensor.over(storage, shape, contiguousStrides(shape), 0, elementCount(shape), true);
}

function decodeNumber(value: unknown): number | bigint {
  if (typeof value === "number") return value;
  if (typeof value === "string") {
    const special = SPECIAL.get(value);
    if (special !== undefined) return special;
    if (/^-?\d{1,20}$/.test(value)) return BigInt(value);
  }
  throw corrupt("has a value that is no number");
}

function corrupt(what: string): FileFormatError {
  return new FileFormatError("corrupt", `a tensor of the JSON ${what}`);
}
