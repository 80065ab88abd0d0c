import { LazyObject, LazyTensor } from "downhill/node";
import { partsOf } from "./summary.ts";

/**
 * A file's value for `JSON.stringify`, made to be read by other programs: dicts are objects, lists, tuples and sets are
 * arrays, a tensor is its name, and what JSON lacks is a string.
 */
export function plainValue(value: unknown, nameOf: (tensor: LazyTensor) => string): unknown {
  if (value instanceof LazyTensor) return { tensor: nameOf(value) };
  if (value instanceof LazyObject) return { object: value.className, dtype: value.dtype, shape: value.shape };
  if (typeof value === "bigint" || (typeof value === "number" && !Number.isFinite(value))) return String(value);
  const parts = partsOf(value);
  if (parts === null) return typeof value === "object" && value !== null ? String(value) : value;
  if (Array.isArray(value) || value instanceof Set) return parts.map(([, part]) => plainValue(part, nameOf));
  return Object.fromEntries(parts.map(([key, part]) => [String(key), plainValue(part, nameOf)]));
}
