import { Counter, DefaultDict, dictEntries, isDict, OrderedDict, Size, Tuple } from "../../python/containers.ts";
import { isPythonFloat } from "../../python/floats.ts";
import { reprItem } from "../../python/repr.ts";
import { scalarAt } from "../../python/scalars.ts";
import { formatShape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { LazyObject, LazyTensor } from "../lazy.ts";
import { NumpyArray } from "../objects/numpy.ts";
import { PythonObject, PythonScalar } from "../objects/pythonObject.ts";
import { FrozenSet } from "../torch/objects.ts";
import {
  MetaTensor,
  NestedTensor,
  QuantizedTensor,
  SparseCompressedTensor,
  StorageObject,
} from "../torch/tensorObjects.ts";

/* What values consist of, what they are called, and when they are the same: for those who compare them. */

/** A value with the container that holds it, which knows whether a number is a float. */
export interface Held {
  readonly value: unknown;
  readonly container: object;
  readonly key: unknown;
}

/** A part of a container: what it is found by, how it is called in paths, and the part itself. */
export interface Part extends Held {
  readonly id: string;
  readonly name: string;
}

/** Objects of several tensors and numbers, which are compared field by field. */
const COMPOSITES = [QuantizedTensor, SparseCompressedTensor, NestedTensor, StorageObject, MetaTensor];

const NO_CONTAINER = {};

function keyText(key: unknown): string {
  return reprItem(NO_CONTAINER, null, key);
}

function named(key: unknown): { readonly id: string; readonly name: string } {
  return typeof key === "string" ? { id: `"${key}`, name: key } : { id: keyText(key), name: keyText(key) };
}

/** Numbers those of the same text: keys and items may be tensors or objects that look alike. */
function toldApart(parts: readonly Part[]): Part[] {
  const counts = new Map<string, number>();
  return parts.map((part) => {
    const count = (counts.get(part.id) ?? 0) + 1;
    counts.set(part.id, count);
    return count === 1 ? part : { ...part, id: `${part.id}~${count}`, name: `${part.name}~${count}` };
  });
}

/** The parts of a container, or null for anything that is none. */
export function partsOf(value: unknown): Part[] | null {
  if (value instanceof PythonObject) return toldApart(value.parts().map((part) => ({ ...part, ...named(part.name) })));
  if (value instanceof NumpyArray) return value.objects === null ? null : partsOf(value.objects);
  if (value instanceof Set) {
    const set: Set<unknown> = value;
    const items = Array.from(set, (item) => {
      const text = `{${reprItem(set, item, item)}}`;
      return { id: text, name: text, value: item, container: set, key: item };
    });
    return toldApart(items);
  }
  if (Array.isArray(value)) {
    const list: unknown[] = value;
    return list.map((item, i) => ({ id: `${i}`, name: `${i}`, value: item, container: list, key: i }));
  }
  const isComposite = COMPOSITES.some((type) => value instanceof type);
  const dict = isComposite ? Object.fromEntries(Object.entries(value as object)) : value;
  if (!isDict(dict)) return null;
  return toldApart(dictEntries(dict).map(([key, item]) => ({ ...named(key), value: item, container: dict, key })));
}

export function describe({ value, container, key }: Held): string {
  if (value instanceof LazyTensor || value instanceof Tensor) {
    return `a ${value.isSparse ? "sparse " : ""}tensor of shape ${formatShape(value.shape)} and dtype ${value.dtype}`;
  }
  if (value instanceof LazyObject) return `a ${value.className}`;
  if (value instanceof NumpyArray) return `an array of shape ${formatShape(value.shape)} and dtype ${value.dtype}`;
  if (value instanceof PythonObject) return String(value);
  if (COMPOSITES.some((type) => value instanceof type)) return `a ${(value as object).constructor.name}`;
  const parts = partsOf(value);
  if (parts === null || parts.length === 0) return reprItem(container, key, value);
  return `a container of ${parts.length} item${parts.length === 1 ? "" : "s"}`;
}

/** Python's name of a value's type; of what it prints differently anyway, none is needed. */
export function typeOf({ value, container, key }: Held): string {
  const scalar = scalarAt(container, "value", key, value);
  if (scalar instanceof PythonScalar) return scalar.type;
  if (typeof value === "number") return isPythonFloat(value, container, key) ? "float" : "int";
  if (value instanceof Size) return "torch.Size";
  if (Array.isArray(value)) return value instanceof Tuple ? "tuple" : "list";
  if (value instanceof Set) return value instanceof FrozenSet ? "frozenset" : "set";
  if (value instanceof OrderedDict) return "OrderedDict";
  if (value instanceof Counter) return "Counter";
  if (value instanceof DefaultDict) return "defaultdict";
  if (typeof value === "string") return "str";
  if (typeof value === "boolean") return "bool";
  return isDict(value) ? "dict" : "";
}

/** Whether two values that are no tensors are equal, whatever their types. */
export function isSameValue(a: Held, b: Held): boolean {
  if (typeof a.value === "number" && typeof b.value === "number") {
    return Object.is(a.value, b.value) || (a.value === b.value && a.value !== 0);
  }
  if (typeof a.value === "string" || typeof a.value === "boolean") return a.value === b.value;
  return reprItem(a.container, a.key, a.value) === reprItem(b.container, b.key, b.value);
}

/** A value that no container holds. */
export function held(value: unknown): Held {
  return { value, container: NO_CONTAINER, key: null };
}

export function isTensor(value: unknown): value is LazyTensor | Tensor {
  return value instanceof LazyTensor || value instanceof Tensor;
}

export function countTensors(value: unknown, seen = new Set<unknown>()): number {
  if (isTensor(value) || value instanceof LazyObject) return 1;
  if (value instanceof NumpyArray && value.objects === null) return 1;
  if (value instanceof PythonObject) {
    if (seen.has(value)) return 0;
    seen.add(value);
  }
  return (partsOf(value) ?? []).reduce((sum, part) => sum + countTensors(part.value, seen), 0);
}
