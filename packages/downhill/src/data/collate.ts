import { stack } from "../autograd/functions/joining.ts";
import type { DType } from "../memory/dtype.ts";
import { ANYTHING, listOf } from "../signatures/kinds.ts";
import { publish } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { tensor } from "../tensor/factories.ts";
import type { NumberArray } from "../tensor/methods/factories.ts";
import { Tensor } from "../tensor/tensor.ts";
import { tensorOfBytes } from "./bytes.ts";

/** What `defaultCollate` makes of samples of a type. */
export type Collated<Sample> = Sample extends Tensor | NumberArray | number | bigint | boolean
  ? Tensor
  : Sample extends string
    ? string[]
    : Sample extends readonly unknown[]
      ? { -readonly [Place in keyof Sample]: Collated<Sample[Place]> }
      : Sample extends ReadonlyMap<infer Key, infer Value>
        ? Map<Key, Collated<Value>>
        : Sample extends object
          ? { [Name in keyof Sample]: Collated<Sample[Name]> }
          : unknown;

function isNumberArray(value: unknown): value is NumberArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function isPlain(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The types of tensors by those of arrays. */
const DTYPES = new Map<unknown, DType>([
  [Float32Array, "float32"],
  [Float64Array, "float64"],
  [BigInt64Array, "int64"],
  [Int32Array, "int32"],
  [Int16Array, "int16"],
  [Int8Array, "int8"],
  [Uint8Array, "uint8"],
  [Uint8ClampedArray, "uint8"],
  [Uint16Array, "uint16"],
  [Uint32Array, "uint32"],
  [BigUint64Array, "uint64"],
]);

/** The elements of an array of numbers as a tensor of their type. */
function fromArray(array: NumberArray): Tensor {
  const dtype = [...DTYPES].find(([Class]) => array instanceof (Class as typeof Float32Array))![1];
  return tensorOfBytes(dtype, [array.length], new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
}

function collate(batch: readonly unknown[]): unknown {
  if (batch.length === 0) throw new RangeError("default_collate: the batch has no samples");
  const [first] = batch;
  const same = <T>(is: (value: unknown) => value is T): readonly T[] => {
    batch.forEach((value, i) => {
      if (is(value)) return;
      throw new TypeError(`default_collate: sample 0 is ${nameOf(first)}, but sample ${i} is ${nameOf(value)}`);
    });
    return batch as readonly T[];
  };
  if (first instanceof Tensor) return stack(same((value) => value instanceof Tensor));
  if (isNumberArray(first)) return stack(same(isNumberArray).map(fromArray));
  switch (typeof first) {
    case "number":
      return tensor(same((value) => typeof value === "number") as number[], { dtype: "float64" });
    case "bigint":
      return tensor(same((value) => typeof value === "bigint") as bigint[]);
    case "boolean":
      return tensor(same((value) => typeof value === "boolean") as boolean[]);
    case "string":
      return [...same((value) => typeof value === "string")];
  }
  if (Array.isArray(first)) {
    const lists = same((value): value is unknown[] => Array.isArray(value));
    if (lists.some((list) => list.length !== first.length)) {
      throw new RangeError("each element in list of batch should be of equal size");
    }
    return first.map((_, i) => collate(lists.map((list) => list[i])));
  }
  if (first instanceof Map) {
    const maps = same((value) => value instanceof Map);
    return new Map([...first.keys()].map((key) => [key, collate(maps.map((map) => entryOf(map, key)))]));
  }
  if (typeof first === "object" && first !== null && isPlain(first)) {
    const objects = same((value): value is object => typeof value === "object" && value !== null);
    return Object.fromEntries(
      Object.keys(first).map((key) => [key, collate(objects.map((object) => propertyOf(object, key)))]),
    );
  }
  throw new TypeError(
    `default_collate: batch must contain tensors, arrays of numbers, numbers, objects or lists; found ${nameOf(first)}`,
  );
}

function entryOf(map: ReadonlyMap<unknown, unknown>, key: unknown): unknown {
  if (!map.has(key)) throw new RangeError(`default_collate: a sample has no entry ${String(key)}`);
  return map.get(key);
}

function propertyOf(object: object, key: string): unknown {
  if (!Object.hasOwn(object, key)) throw new RangeError(`default_collate: a sample has no property ${key}`);
  return (object as Readonly<Record<string, unknown>>)[key];
}

function nameOf(value: unknown): string {
  if (value === null) return "null";
  return typeof value === "object" ? (value.constructor?.name ?? "object") : typeof value;
}

function convert(data: unknown): unknown {
  if (isNumberArray(data)) return fromArray(data);
  if (Array.isArray(data)) return data.map(convert);
  if (data instanceof Map) return new Map([...data].map(([key, value]) => [key, convert(value)]));
  if (typeof data === "object" && data !== null && !(data instanceof Tensor) && isPlain(data)) {
    return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, convert(value)]));
  }
  return data;
}

/**
 * Makes one batch of samples, with a new first dimension: tensors, and arrays of numbers as tensors of their type, are stacked; numbers become a
 * float64 tensor, bigints int64, booleans bool; texts stay a list. Lists and objects are collated place by place.
 *
 * @throws TypeError for samples of other types, or of several; RangeError for lists of several lengths, tensors of
 *   several shapes, and for no samples at all
 * @see https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.default_collate
 */
export const defaultCollate = publish(
  signature("defaultCollate", { batch: listOf<unknown>("samples") }),
  collate as <Sample>(batch: readonly Sample[]) => Collated<Sample>,
);

/**
 * Makes tensors of arrays of numbers, in lists and objects too, and leaves everything else as it is: what a loader that
 * makes no batches does with each sample.
 * @see https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.default_convert
 */
export const defaultConvert = publish(
  signature("defaultConvert", { data: ANYTHING }),
  convert as (data: unknown) => unknown,
);
