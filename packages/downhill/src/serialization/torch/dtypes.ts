import { type DType, itemSize } from "../../memory/dtype.ts";

/** The storage classes that name their element type; the types added since have only `UntypedStorage`. */
const STORAGE_CLASSES: readonly (readonly [DType, string])[] = [
  ["float64", "DoubleStorage"],
  ["float32", "FloatStorage"],
  ["float16", "HalfStorage"],
  ["bfloat16", "BFloat16Storage"],
  ["int64", "LongStorage"],
  ["int32", "IntStorage"],
  ["int16", "ShortStorage"],
  ["int8", "CharStorage"],
  ["uint8", "ByteStorage"],
  ["bool", "BoolStorage"],
  ["complex64", "ComplexFloatStorage"],
  ["complex128", "ComplexDoubleStorage"],
  ["qint8", "QInt8Storage"],
  ["quint8", "QUInt8Storage"],
  ["qint32", "QInt32Storage"],
  ["quint4x2", "QUInt4x2Storage"],
  ["quint2x4", "QUInt2x4Storage"],
];

const classOfDtype = new Map(STORAGE_CLASSES);
const dtypeOfClass = new Map(STORAGE_CLASSES.map(([dtype, name]) => [name, dtype]));

/** The storage class of an element type, or null for the types that have none of their own. */
export function storageClass(dtype: DType): string | null {
  return classOfDtype.get(dtype) ?? null;
}

/** The element type of a storage class, or null if there is no such class. */
export function dtypeOfStorage(className: string): DType | null {
  return dtypeOfClass.get(className) ?? null;
}

/** Bytes of the numbers that elements consist of, which the order of bytes concerns: a complex one is two numbers. */
export function numberSize(dtype: DType): number {
  return itemSize(dtype) / (dtype.startsWith("complex") ? 2 : 1);
}

/** Whether elements of a type can have gradients in PyTorch. */
export function isDifferentiable(dtype: DType): boolean {
  return /^(b?float|complex)/.test(dtype);
}
