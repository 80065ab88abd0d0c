import type { DType } from "../../memory/dtype.ts";
import { itemSize } from "../../memory/dtype.ts";
import { rowMajorOf } from "../../serialization/tools/elements.ts";
import { storageBytes } from "../../serialization/torch/storages.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { tensorOfBytes } from "../bytes.ts";

/*
 * What threads hand to one another: plain values as they are, tensors as the bytes of their elements, which change hands
 * without a copy.
 */

/** A tensor on its way. */
class PackedTensor {
  // Structured clones have no classes: this name tells it.
  readonly downhillTensor = true;

  constructor(
    readonly dtype: DType,
    readonly shape: readonly number[],
    readonly bytes: Uint8Array,
  ) {}
}

function isPackedTensor(value: object): value is PackedTensor {
  return (value as { downhillTensor?: unknown }).downhillTensor === true;
}

function isPlain(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** @throws TypeError for tensors that have no elements one after another */
export function packValue(value: unknown, transfer: ArrayBuffer[]): unknown {
  if (value instanceof Tensor) return packTensor(value, transfer);
  if (Array.isArray(value)) return value.map((item) => packValue(item, transfer));
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, packValue(item, transfer)]));
  if (typeof value === "object" && value !== null && isPlain(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, packValue(item, transfer)]));
  }
  return value;
}

function packTensor(tensor: Tensor, transfer: ArrayBuffer[]): PackedTensor {
  if (tensor.isSparse) throw new TypeError("a sparse tensor can't be handed from a worker: call toDense() on it");
  const whole = rowMajorOf(tensor.detach());
  const size = itemSize(tensor.dtype);
  const bytes = storageBytes(whole.storage).slice(whole.offset * size, (whole.offset + whole._numel) * size);
  transfer.push(bytes.buffer);
  return new PackedTensor(tensor.dtype, [...tensor._shape], bytes);
}

export function unpackValue(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(unpackValue);
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, unpackValue(item)]));
  if (isPackedTensor(value)) return unpackTensor(value);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unpackValue(item)]));
}

function unpackTensor({ dtype, shape, bytes }: PackedTensor): Tensor {
  return tensorOfBytes(dtype, shape, bytes);
}
