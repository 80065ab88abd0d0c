import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { type DType, type Tensor, tensor } from "downhill";

/* What `reference/functions.py` writes: PyTorch's own table of functions, `op_db`, with what came of each sample. */

/** A tensor; the storage and how it is seen, where it isn't row-major in a storage of its own. */
export interface Packed {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly bytes: string;
  readonly strides?: readonly number[];
  readonly offset?: number;
  /** By how much PyTorch's own rounding moves a float32 result, where that is much. */
  readonly noise?: number;
  /** In place of the elements of a sparse tensor. */
  readonly dense?: Packed;
}

/** An argument or a result. */
export type Encoded =
  | null
  | boolean
  | number
  | string
  | readonly Encoded[]
  | { readonly tensor: Packed }
  | { readonly number: string }
  | { readonly ignored: string };

interface Call {
  readonly input: Encoded;
  readonly args: readonly Encoded[];
  readonly kwargs: Readonly<Record<string, Encoded>>;
}

export interface Sample extends Call {
  readonly dtype: DType;
  /** Which of the tensors among the arguments require a gradient, in their order. */
  readonly requires: readonly boolean[];
  readonly output: Encoded;
  readonly grads?: readonly (Packed | null)[];
  readonly second?: readonly (Packed | null)[];
  /** What the in-place form makes of its object; nothing where PyTorch refuses it. */
  readonly inPlace?: "same" | Packed;
}

export interface Refused extends Call {
  readonly type: string;
  readonly message: string;
}

/** An entry of PyTorch's table. */
export interface Table {
  readonly name: string;
  readonly variant: string;
  readonly isMethod: boolean;
  /** The name of the in-place form. */
  readonly inPlace: string | null;
  readonly aliases: readonly string[];
  readonly samples: readonly Sample[];
  readonly refused: readonly Refused[];
  /** What kept samples out: values without a counterpart here. */
  readonly unexpressed: readonly string[];
}

export const REFERENCE = new URL("../../../../reference/", import.meta.url);

export function readTables(file: URL | string): readonly Table[] {
  const { tables } = JSON.parse(gunzipSync(readFileSync(file)).toString()) as { tables: readonly Table[] };
  return tables;
}

/** The names of that table that are wanted here. */
export const wanted: readonly string[] = readFileSync(new URL("wanted_functions.txt", REFERENCE), "utf8")
  .trim()
  .split("\n");

/** The elements of a packed tensor's storage, in its dtype or one that holds them. */
function elements({ dtype, bytes }: Packed): Tensor {
  const { buffer } = Uint8Array.from(Buffer.from(bytes, "base64"));
  switch (dtype) {
    case "float32":
      return tensor(new Float32Array(buffer));
    case "float64":
      return tensor(new Float64Array(buffer));
    case "int64":
      return tensor(new BigInt64Array(buffer));
    case "bool":
      return tensor(Array.from(new Uint8Array(buffer), (byte) => byte !== 0)).to("bool");
    case "int32":
      return tensor(Array.from(new Int32Array(buffer))).to("int32");
    case "int16":
      return tensor(Array.from(new Int16Array(buffer))).to("int16");
    case "int8":
      return tensor(Array.from(new Int8Array(buffer))).to("int8");
    case "uint8":
      return tensor(Array.from(new Uint8Array(buffer))).to("uint8");
    default:
      return tensor(Array.from(new Uint16Array(buffer), dtype === "float16" ? half : bfloat)).to(dtype);
  }
}

function bfloat(bits: number): number {
  return new Float32Array(Uint32Array.of(bits << 16).buffer)[0];
}

function half(bits: number): number {
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

export function unpack(packed: Packed): Tensor {
  if (packed.dense !== undefined) return unpack(packed.dense);
  const flat = elements(packed);
  const { shape, strides, offset } = packed;
  return strides === undefined ? flat.reshape(shape) : flat.asStrided(shape, strides, offset);
}

/** A value as it is here; its tensors are put in `tensors`. */
export function decode(value: Encoded, tensors: Tensor[]): unknown {
  if (Array.isArray(value)) return value.map((item) => decode(item as Encoded, tensors));
  if (typeof value !== "object" || value === null) return value;
  if ("tensor" in value) {
    const found = unpack(value.tensor);
    tensors.push(found);
    return found;
  }
  if ("number" in value) return Number(value.number.replace("inf", "Infinity"));
  return undefined; // what says where and how elements are kept, which is one way here
}
