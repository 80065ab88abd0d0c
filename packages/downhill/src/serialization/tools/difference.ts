import { Counter, DefaultDict, dictEntries, isDict, OrderedDict, Size, Tuple } from "../../python/containers.ts";
import { isPythonFloat } from "../../python/floats.ts";
import { reprItem } from "../../python/repr.ts";
import { formatShape, sameShape } from "../../tensor/shape.ts";
import { SparseTensor } from "../../tensor/sparse.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { type LazyFile, LazyObject, LazyTensor } from "../lazy.ts";
import { pathTo } from "../names.ts";
import { FrozenSet, tensorExtras } from "../torch/objects.ts";
import {
  MetaTensor,
  NestedTensor,
  QuantizedTensor,
  SparseCompressedTensor,
  StorageObject,
} from "../torch/tensorObjects.ts";
import { isOrdered, overlapsMuch, sizesOnce } from "./elements.ts";
import { compareTensors, type TensorDifference, type Tolerance } from "./tensorDifference.ts";

/** One way in which two files differ, at one place. */
export type Difference = { readonly path: string } & (
  | { readonly kind: "missing"; readonly from: "first" | "second" }
  /** Python's types, of values that are equal otherwise, or whose parts are compared by themselves. */
  | { readonly kind: "type"; readonly first: string; readonly second: string }
  | { readonly kind: "value"; readonly first: string; readonly second: string }
  | ({ readonly kind: "elements" } & TensorDifference)
);

/** The largest of the changes of all tensors, and where it is. */
export interface LargestChange {
  readonly value: number;
  readonly path: string;
}

/** What the two files have in common, and how much of it differs. */
export interface Comparison {
  readonly differences: readonly Difference[];
  /** How many tensors both have: equal to the bit, different but close, and changed (in elements, shape or type). */
  readonly tensors: number;
  readonly equal: number;
  readonly close: number;
  readonly changed: number;
  /** How many tensors only one of them has. */
  readonly onlyInFirst: number;
  readonly onlyInSecond: number;
  /** Of the elements of all tensors: the largest difference in relation to the larger number, and the largest one. */
  readonly maxRelative: LargestChange | null;
  readonly maxDifference: LargestChange | null;
}

/** How files are compared. */
export interface ComparisonOptions extends Partial<Tolerance> {
  /** Told before each pair of tensors is read how many bytes of how many are compared. */
  onTensor?: (done: number, total: number) => void | Promise<void>;
}

/** What `torch.allclose` takes where it is told nothing. */
const DEFAULT_TOLERANCE: Tolerance = { rtol: 1e-5, atol: 1e-8 };

/** A value with the container that holds it, which knows whether a number is a float. */
interface Held {
  readonly value: unknown;
  readonly container: object;
  readonly key: unknown;
}

/** A part of a container: what it is found by, how it is called in paths, and the part itself. */
interface Part extends Held {
  readonly id: string;
  readonly name: string;
}

/** Objects of several tensors and numbers, which are compared field by field. */
const COMPOSITES = [QuantizedTensor, SparseCompressedTensor, NestedTensor, StorageObject, MetaTensor];

const NO_CONTAINER = {};

function keyText(key: unknown): string {
  return reprItem(NO_CONTAINER, null, key);
}

/** The parts of a container, or null for anything that is none. */
function partsOf(value: unknown): Part[] | null {
  if (value instanceof Set) {
    const set: Set<unknown> = value;
    return Array.from(set, (item) => {
      const text = `{${reprItem(set, item, item)}}`;
      return { id: text, name: text, value: item, container: set, key: item };
    });
  }
  if (Array.isArray(value)) {
    const list: unknown[] = value;
    return list.map((item, i) => ({ id: `${i}`, name: `${i}`, value: item, container: list, key: i }));
  }
  const isComposite = COMPOSITES.some((type) => value instanceof type);
  const dict = isComposite ? Object.fromEntries(Object.entries(value as object)) : value;
  if (!isDict(dict)) return null;
  return dictEntries(dict).map(([key, item]) => {
    const [id, name] = typeof key === "string" ? [`"${key}`, key] : [keyText(key), keyText(key)];
    return { id, name, value: item, container: dict, key };
  });
}

function describe({ value, container, key }: Held): string {
  if (value instanceof LazyTensor || value instanceof Tensor) {
    return `a ${value.isSparse ? "sparse " : ""}tensor of shape ${formatShape(value.shape)} and dtype ${value.dtype}`;
  }
  if (value instanceof LazyObject) return `a ${value.className}`;
  if (COMPOSITES.some((type) => value instanceof type)) return `a ${(value as object).constructor.name}`;
  const parts = partsOf(value);
  if (parts === null || parts.length === 0) return reprItem(container, key, value);
  return `a container of ${parts.length} item${parts.length === 1 ? "" : "s"}`;
}

/** Python's name of a value's type; of what it prints differently anyway, none is needed. */
function typeOf({ value, container, key }: Held): string {
  if (typeof value === "number") return isPythonFloat(value, container, key) ? "float" : "int";
  if (value instanceof Size) return "torch.Size";
  if (Array.isArray(value)) return value instanceof Tuple ? "tuple" : "list";
  if (value instanceof Set) return value instanceof FrozenSet ? "frozenset" : "set";
  if (value instanceof OrderedDict) return "OrderedDict";
  if (value instanceof Counter) return "Counter";
  if (value instanceof DefaultDict) return "defaultdict";
  return isDict(value) ? "dict" : "";
}

/** Whether two values that are no tensors are equal, whatever their types. */
function isSameValue(a: Held, b: Held): boolean {
  if (typeof a.value === "number" && typeof b.value === "number") {
    return Object.is(a.value, b.value) || (a.value === b.value && a.value !== 0);
  }
  return reprItem(a.container, a.key, a.value) === reprItem(b.container, b.key, b.value);
}

type Lazy = LazyTensor | LazyObject;

/** Sparse tensors are compared by their indices and values where there is no room for all of their elements. */
const MAX_DENSE = 1 << 26;

function within(path: string, name: string): string {
  return pathTo(path === "" ? null : path, name);
}

/** Compares two files, as far as their structure goes; what is still in them is noted for later. */
class Comparer {
  readonly pairs: (readonly [path: string, first: Lazy, second: Lazy])[] = [];
  /** How many tensors both files have, whatever their shapes and types, and how many only one has. */
  tensors = 0;
  onlyInFirst = 0;
  onlyInSecond = 0;
  readonly #tolerance: Tolerance | null;
  /** A dict of a file whose format doesn't tell what kind of dict it is. */
  readonly #untyped: ReadonlySet<unknown>;

  constructor(tolerance: Tolerance | null, untyped: ReadonlySet<unknown>) {
    this.#tolerance = tolerance;
    this.#untyped = untyped;
  }

  /** Finds where two values differ. */
  *differences(a: Held, b: Held, path: string): Generator<Difference> {
    const [first, second] = [a.value, b.value];
    if (isTensor(first) && isTensor(second)) yield* this.#tensors(first, second, path);
    else if (first instanceof LazyObject && second instanceof LazyObject && first.className === second.className) {
      this.tensors++;
      this.pairs.push([path, first, second]);
    } else {
      const [inFirst, inSecond] = [partsOf(first), partsOf(second)];
      const isObject = [first, second].some((value) => isTensor(value) || value instanceof LazyObject);
      if (isObject || inFirst === null || inSecond === null || (inFirst.length === 0) !== (inSecond.length === 0)) {
        if (isObject || !this.#isSame(a, b)) yield { path, kind: "value", first: describe(a), second: describe(b) };
        else yield* this.#types(a, b, path);
      } else {
        yield* this.#types(a, b, path);
        yield* this.#parts(inFirst, inSecond, path);
        yield* this.#attributes(attributesOf(first), attributesOf(second), path);
      }
    }
  }

  #isSame(a: Held, b: Held): boolean {
    if (isSameValue(a, b)) return true;
    if (this.#tolerance === null || typeof a.value !== "number" || typeof b.value !== "number") return false;
    if (typeOf(a) === "int" && typeOf(b) === "int") return false;
    const difference = Math.abs(a.value - b.value);
    return Number.isFinite(difference) && difference <= this.#tolerance.atol + this.#tolerance.rtol * Math.abs(b.value);
  }

  *#types(a: Held, b: Held, path: string): Generator<Difference> {
    const [first, second] = [typeOf(a), typeOf(b)];
    if (first === second || this.#untyped.has(a.value) || this.#untyped.has(b.value)) return;
    yield { path, kind: "type", first, second };
  }

  *#parts(inFirst: readonly Part[], inSecond: readonly Part[], path: string): Generator<Difference> {
    const second = new Map(inSecond.map((part) => [part.id, part]));
    const first = new Set(inFirst.map(({ id }) => id));
    for (const part of inFirst) {
      const twin = second.get(part.id);
      if (twin !== undefined) yield* this.differences(part, twin, within(path, part.name));
      else {
        this.onlyInFirst += countTensors(part.value);
        yield { path: within(path, part.name), kind: "missing", from: "second" };
      }
    }
    for (const { id, name, value } of inSecond) {
      if (first.has(id)) continue;
      this.onlyInSecond += countTensors(value);
      yield { path: within(path, name), kind: "missing", from: "first" };
    }
  }

  /** Of what Python attached to a tensor or an OrderedDict. */
  *#attributes(first: unknown, second: unknown, path: string): Generator<Difference> {
    if (first === undefined && second === undefined) return;
    yield* this.differences(held(first ?? {}), held(second ?? {}), within(path, "__dict__"));
  }

  *#tensors(a: LazyTensor | Tensor, b: LazyTensor | Tensor, path: string): Generator<Difference> {
    if (a instanceof LazyTensor) this.tensors++;
    if (a.dtype !== b.dtype || a.isSparse !== b.isSparse || !sameShape(a.shape, b.shape)) {
      yield { path, kind: "value", first: describe(held(a)), second: describe(held(b)) };
    } else if (a instanceof LazyTensor && b instanceof LazyTensor) {
      const type = (tensor: LazyTensor) => (tensor.isParameter ? "torch.nn.Parameter" : "torch.Tensor");
      if (a.isParameter !== b.isParameter) yield { path, kind: "type", first: type(a), second: type(b) };
      else if (a.requiresGrad !== b.requiresGrad) {
        const [first, second] = [a, b].map(({ requiresGrad }) => (requiresGrad ? "True" : "False"));
        yield { path: within(path, "requires_grad"), kind: "value", first, second };
      }
      this.pairs.push([path, a, b]);
    } else yield* this.#elements(a as Tensor, b as Tensor, path);
  }

  /** Of tensors of the same shape and type: their elements, and what Python attached to them. */
  *#elements(a: Tensor, b: Tensor, path: string): Generator<Difference> {
    const parts = (name: string, first: Tensor, second: Tensor) =>
      this.differences(held(first), held(second), within(path, name));
    if (a instanceof SparseTensor && b instanceof SparseTensor && (isVast(a) || isVast(b))) {
      yield* parts("indices", a._indices(), b._indices());
      yield* parts("values", a._values(), b._values());
    } else if (!a.isSparse && (overlapsMuch(a) || overlapsMuch(b) || repeatApart(a, b))) {
      if (hasSameLayout(a, b)) yield* parts("storage", stretchOf(a), stretchOf(b));
      else
        yield {
          path,
          kind: "value",
          first: `${describe(held(a))} over itself`,
          second: `${describe(held(b))}, otherwise`,
        };
    } else {
      const difference = compareTensors(a, b, this.#tolerance);
      if (difference !== null) yield { path, kind: "elements", ...difference };
    }
    yield* this.#attributes(tensorExtras(a).attributes, tensorExtras(b).attributes, path);
  }
}

/** A value that no container holds. */
function held(value: unknown): Held {
  return { value, container: NO_CONTAINER, key: null };
}

function isTensor(value: unknown): value is LazyTensor | Tensor {
  return value instanceof LazyTensor || value instanceof Tensor;
}

/** What Python attached to an OrderedDict; undefined for nothing. */
function attributesOf(value: unknown): unknown {
  return value instanceof OrderedDict && value.attributes.size > 0 ? value.attributes : undefined;
}

function countTensors(value: unknown): number {
  if (isTensor(value) || value instanceof LazyObject) return 1;
  return (partsOf(value) ?? []).reduce((sum, part) => sum + countTensors(part.value), 0);
}

/** Whether a sparse tensor has no room for all of its elements, or repeats its indices endlessly. */
function isVast(tensor: SparseTensor): boolean {
  return tensor._numel > MAX_DENSE || tensor._nnz() > MAX_DENSE;
}

/** Whether views would have to be written out to be compared, and take far more than their storages then. */
function repeatApart(a: Tensor, b: Tensor): boolean {
  if (a._numel <= Math.max(MAX_DENSE, a.storage.length, b.storage.length)) return false;
  return !isOrdered(a.dtype) || !sameShape(sizesOnce(a), sizesOnce(b));
}

function hasSameLayout(a: Tensor, b: Tensor): boolean {
  return a.offset === b.offset && sameShape(a.strides, b.strides);
}

/** What a view covers of its storage. */
function stretchOf({ storage, offset, shape, strides }: Tensor): Tensor {
  const length = shape.reduce((sum, size, d) => sum + (size - 1) * strides[d], 1);
  return Tensor.over(storage, [length], [1], offset, length, true);
}

function bytesOf(value: Lazy): number {
  return value instanceof LazyTensor ? value.byteLength : 0;
}

/** A safetensors file of tensors by name doesn't say in what kind of dict they were. */
function untypedRoot({ format, value }: LazyFile): unknown {
  const isPlain = format === "safetensors" && isDict(value) && !(value instanceof OrderedDict);
  return isPlain && dictEntries(value).every(([, item]) => item instanceof LazyTensor) ? value : undefined;
}

function toTolerance({ rtol, atol }: ComparisonOptions): Tolerance | null {
  if (rtol === undefined && atol === undefined) return null;
  const tolerance = { rtol: rtol ?? DEFAULT_TOLERANCE.rtol, atol: atol ?? DEFAULT_TOLERANCE.atol };
  for (const [name, value] of Object.entries(tolerance)) {
    if (!(value >= 0)) throw new RangeError(`${name} must be a number from 0 on, got ${value}`);
  }
  return tolerance;
}

/**
 * Finds where two files differ: values that only one has or that are not the same, types (an int and a float, a list and
 * a tuple), and tensors.
 *
 * `rtol` and `atol` let numbers be as far apart as `torch.allclose` would, which has defaults for the one that is not
 * given; without either, they are compared to the bit.
 *
 * @throws RangeError for a tolerance below zero; FileFormatError when a tensor's elements are damaged
 */
export async function compareFiles(
  first: LazyFile,
  second: LazyFile,
  options: ComparisonOptions = {},
): Promise<Comparison> {
  const tolerance = toTolerance(options);
  const untyped = new Set([untypedRoot(first), untypedRoot(second)].filter((root) => root !== undefined));
  const comparer = new Comparer(tolerance, untyped);
  const [a, b] = [first, second].map(({ root }) => ({ value: root[0], container: root, key: 0 }));
  const differences = [...comparer.differences(a, b, "")];
  const { pairs } = comparer;
  const total = pairs.reduce((sum, [, x, y]) => sum + bytesOf(x) + bytesOf(y), 0);
  let done = 0;
  const counts = { equal: 0, close: 0 };
  let maxRelative: LargestChange | null = null;
  let maxDifference: LargestChange | null = null;
  const larger = (known: LargestChange | null, value: number | null, path: string) =>
    value !== null && value > (known?.value ?? -1) ? { value, path } : known;
  for (const [path, x, y] of pairs) {
    await options.onTensor?.(done, total);
    const found = [...new Comparer(tolerance, untyped).differences(held(await x.load()), held(await y.load()), path)];
    for (const difference of found) {
      if (difference.kind === "elements") {
        maxRelative = larger(maxRelative, difference.maxRelative, difference.path);
        maxDifference = larger(maxDifference, difference.maxDifference, difference.path);
        if (difference.outside === 0) continue;
      }
      differences.push(difference);
    }
    if (found.length === 0) counts.equal++;
    else if (found.every((difference) => difference.kind === "elements" && difference.outside === 0)) counts.close++;
    done += bytesOf(x) + bytesOf(y);
  }
  await options.onTensor?.(total, total);
  const { tensors, onlyInFirst, onlyInSecond } = comparer;
  const changed = tensors - counts.equal - counts.close;
  return { differences, tensors, ...counts, changed, onlyInFirst, onlyInSecond, maxRelative, maxDifference };
}
