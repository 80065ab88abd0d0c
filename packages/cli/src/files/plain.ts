import { LazyObject, LazyTensor } from "downhill/node";
import { NumpyArray, PythonObject } from "downhill/serialization";
import { partsOf } from "./parts.ts";
import { pathTo } from "./path.ts";

/**
 * A file's value for `JSON.stringify`, made to be read by other programs: dicts are objects, lists, tuples and sets are
 * arrays, a tensor is its name, an object that only Python can make the name of its class with what it holds (once), and
 * what JSON lacks is a string.
 */
export function plainValue(value: unknown, nameOf: (tensor: LazyTensor) => string): unknown {
  /** Where objects are, which may lead back to themselves. */
  const objects = new Map<PythonObject, string>();

  const plain = (part: unknown, path: string): unknown => {
    if (part instanceof LazyTensor) return { tensor: nameOf(part) };
    if (part instanceof LazyObject) return { object: part.className, dtype: part.dtype, shape: part.shape };
    if (part instanceof NumpyArray && part.objects === null) return { array: part.dtype.name, shape: part.shape };
    if (typeof part === "bigint" || (typeof part === "number" && !Number.isFinite(part))) return String(part);
    const parts = partsOf(part);
    if (parts === null) return typeof part === "object" && part !== null ? String(part) : part;
    if (part instanceof PythonObject) {
      const sameAs = objects.get(part);
      if (sameAs !== undefined) return { object: part.className, sameAs };
      objects.set(part, path);
    }
    const inner = parts.map(({ name, value: one }) => [String(name), plain(one, pathTo(path, name))] as const);
    if (part instanceof PythonObject) return { object: part.className, parts: Object.fromEntries(inner) };
    const isList = Array.isArray(part) || part instanceof Set || part instanceof NumpyArray;
    return isList ? inner.map(([, one]) => one) : Object.fromEntries(inner);
  };

  return plain(value, "");
}
