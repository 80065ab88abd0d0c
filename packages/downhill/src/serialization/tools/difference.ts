import { dictEntries, isDict, OrderedDict } from "../../python/containers.ts";
import { repr } from "../../python/repr.ts";
import { sameShape } from "../../tensor/shape.ts";
import { SparseTensor } from "../../tensor/sparse.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { type LazyFile, LazyObject, LazyTensor } from "../lazy.ts";
import { pathTo } from "../names.ts";
import { NumpyArray } from "../objects/numpy.ts";
import { PythonObject } from "../objects/pythonObject.ts";
import { tensorExtras } from "../torch/objects.ts";
import { isOrdered, overlapsMuch, sizesOnce } from "./elements.ts";
import { countTensors, describe, type Held, held, isSameValue, isTensor, type Part, partsOf, typeOf } from "./parts.ts";
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

/** What holds elements; those of a tensor are still in its file. */
type Lazy = LazyTensor | LazyObject | NumpyArray;

async function load(value: Lazy): Promise<unknown> {
  if (!(value instanceof NumpyArray)) return value.load();
  return (value.dtype.torch === null ? NumpyArray.bytes(value.bytes) : value).toTensor();
}

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
  /** The objects that were compared with each other already, on the way here or elsewhere. */
  readonly #compared = new Map<PythonObject, Set<PythonObject>>();
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
    } else if (first instanceof NumpyArray && second instanceof NumpyArray) yield* this.#arrays(first, second, path);
    else if (first instanceof PythonObject && second instanceof PythonObject && this.#isCompared(first, second)) return;
    else {
      const [inFirst, inSecond] = [partsOf(first), partsOf(second)];
      const isObject = isHolder(first) || isHolder(second) || isOtherObject(first, second);
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

  /** Objects may lead back to themselves, and lie in many places. */
  #isCompared(first: PythonObject, second: PythonObject): boolean {
    const known = this.#compared.get(first);
    if (known?.has(second)) return true;
    if (known === undefined) this.#compared.set(first, new Set([second]));
    else known.add(second);
    return false;
  }

  *#arrays(a: NumpyArray, b: NumpyArray, path: string): Generator<Difference> {
    if (repr(a.dtype) !== repr(b.dtype) || !sameShape(a.shape, b.shape)) {
      yield { path, kind: "value", first: describe(held(a)), second: describe(held(b)) };
    } else if (a.objects !== null && b.objects !== null) {
      yield* this.differences(held(a.objects), held(b.objects), path);
    } else {
      this.tensors++;
      this.pairs.push([path, a, b]);
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
      if (a.className !== b.className) yield { path, kind: "type", first: a.className, second: b.className };
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

function isHolder(value: unknown): boolean {
  return isTensor(value) || value instanceof LazyObject || value instanceof NumpyArray;
}

/** Whether one is an object of another class than the other, or what only the other is. */
function isOtherObject(first: unknown, second: unknown): boolean {
  const [a, b] = [first, second].map((value) => (value instanceof PythonObject ? value.className : null));
  return a !== b;
}

/** What Python attached to an OrderedDict; undefined for nothing. */
function attributesOf(value: unknown): unknown {
  return value instanceof OrderedDict && value.attributes.size > 0 ? value.attributes : undefined;
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
  if (value instanceof NumpyArray) return value.bytes.length;
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
    const found = [...new Comparer(tolerance, untyped).differences(held(await load(x)), held(await load(y)), path)];
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
