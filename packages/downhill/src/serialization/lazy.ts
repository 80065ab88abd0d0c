import { type DType, itemSize } from "../memory/dtype.ts";
import type { Storage } from "../memory/storage.ts";
import { Parameter } from "../nn/parameter.ts";
import { isDict, Tuple } from "../python/containers.ts";
import { publishMethods } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { isConjugated, markConjugated } from "../tensor/packed.ts";
import { formatShape } from "../tensor/shape.ts";
import { SparseTensor } from "../tensor/sparse.ts";
import { Tensor } from "../tensor/tensor.ts";
import { fillStorage, type LoadOptions, type StorageRecord } from "./contents.ts";
import type { FileFormat } from "./formats.ts";
import { readContents } from "./load.ts";
import { pathTo, TensorNames } from "./names.ts";
import { NumpyArray } from "./objects/numpy.ts";
import { isModuleTable, PythonObject } from "./objects/pythonObject.ts";
import { type ByteSource, type Bytes, sourceOf } from "./source.ts";
import { attachExtras, PythonName, tensorExtras } from "./torch/objects.ts";
import { checkIndices } from "./torch/sparse.ts";
import { allocateStorage } from "./torch/storages.ts";
import { NestedTensor, QuantizedTensor, SparseCompressedTensor, StorageObject } from "./torch/tensorObjects.ts";
import { UnloadedStorage } from "./unloaded.ts";

/** A tensor that is still in its file: what is known of it without its elements. */
export class LazyTensor {
  readonly #skeleton: Tensor;
  readonly #loader: Loader;

  /** @internal */
  constructor(skeleton: Tensor, loader: Loader) {
    this.#skeleton = skeleton;
    this.#loader = loader;
  }

  get shape(): readonly number[] {
    return this.#skeleton.shape;
  }

  get strides(): readonly number[] {
    return this.#skeleton.strides;
  }

  get dtype(): DType {
    return this.#skeleton.dtype;
  }

  /** The number of elements. */
  get numel(): number {
    return this.#skeleton._numel;
  }

  /** Bytes that its elements take, each counted as often as it occurs; of a sparse tensor, its indices and values. */
  get byteLength(): number {
    const skeleton = this.#skeleton;
    const parts = skeleton instanceof SparseTensor ? [skeleton._indices(), skeleton._values()] : [skeleton];
    return parts.reduce((sum, { _numel, dtype }) => sum + _numel * itemSize(dtype), 0);
  }

  get requiresGrad(): boolean {
    return this.#skeleton._requiresGrad;
  }

  /** Python's name of its class: `torch.Tensor`, `torch.nn.Parameter`, or one of somebody's own. */
  get className(): string {
    const { type } = tensorExtras(this.#skeleton);
    return type instanceof PythonName ? `${type}` : this.isParameter ? "torch.nn.Parameter" : "torch.Tensor";
  }

  get isParameter(): boolean {
    return this.#skeleton instanceof Parameter;
  }

  get isSparse(): boolean {
    return this.#skeleton.isSparse;
  }

  /**
   * Reads the tensor. One that shares its storage with others shares it with them when they are loaded too.
   * @throws FileFormatError when the elements are damaged; the file system's errors
   */
  load(): Promise<Tensor> {
    return this.#loader.tensor(this.#skeleton);
  }

  /** @internal What makes two tensors share their elements. */
  get storage(): object | null {
    return this.isSparse ? null : this.#skeleton.storage;
  }

  toString(): string {
    return `LazyTensor(shape=${formatShape(this.shape)}, dtype=torch.${this.dtype})`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** Something else that holds tensors and is still in its file: a quantized or nested tensor, a bare storage. */
export class LazyObject {
  readonly #skeleton: object;
  readonly #loader: Loader;

  /** @internal */
  constructor(skeleton: object, loader: Loader) {
    this.#skeleton = skeleton;
    this.#loader = loader;
  }

  /** The name of the class that `load` gives. */
  get className(): string {
    return this.#skeleton.constructor.name;
  }

  /** PyTorch's name of the elements' type. */
  get dtype(): DType {
    return elementsOf(this.#skeleton).dtype;
  }

  /** The sizes of what it stands for; of a nested tensor, whose rows differ, only how many those are. */
  get shape(): readonly number[] {
    const skeleton = this.#skeleton;
    if (skeleton instanceof NestedTensor) return [skeleton.sizes.shape[0]];
    return skeleton instanceof SparseCompressedTensor ? skeleton.shape : elementsOf(skeleton).shape;
  }

  /** Reads the object. */
  load(): Promise<object> {
    return this.#loader.object(this.#skeleton);
  }

  toString(): string {
    return `LazyObject(${this.className}, shape=${formatShape(this.shape)}, dtype=torch.${this.dtype})`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

publishMethods(LazyTensor.prototype, { load: signature("load", {}) });
publishMethods(LazyObject.prototype, { load: signature("load", {}) });

/** The tensor that holds an object's elements. */
function elementsOf(skeleton: object): Tensor {
  if (skeleton instanceof QuantizedTensor) return skeleton.integers;
  if (skeleton instanceof SparseCompressedTensor) return skeleton.values;
  return skeleton instanceof NestedTensor ? skeleton.buffer : (skeleton as StorageObject).elements;
}

/** Turns skeletons, whose storages are empty, into the objects themselves. */
class Loader {
  /** Storages that were loaded, as long as somebody holds them. */
  readonly #loaded = new Map<UnloadedStorage, WeakRef<Storage> | Promise<Storage>>();

  async #storage(unloaded: Storage): Promise<Storage> {
    if (!(unloaded instanceof UnloadedStorage)) return unloaded;
    const known = this.#loaded.get(unloaded);
    if (known instanceof Promise) return known;
    const held = known?.deref();
    if (held !== undefined) return held;
    const { record } = unloaded;
    const loading = (async () => {
      const storage = allocateStorage(record.dtype, record.byteLength);
      await fillStorage(storage, record);
      return storage;
    })();
    this.#loaded.set(unloaded, loading);
    try {
      const storage = await loading;
      this.#loaded.set(unloaded, new WeakRef(storage));
      return storage;
    } catch (error) {
      this.#loaded.delete(unloaded);
      throw error;
    }
  }

  async tensor(skeleton: Tensor): Promise<Tensor> {
    if (skeleton instanceof SparseTensor) {
      const [indices, values] = await Promise.all([this.tensor(skeleton._indices()), this.tensor(skeleton._values())]);
      const sparse = SparseTensor.of(indices, values, skeleton.shape, skeleton.isCoalesced());
      checkIndices(sparse);
      return sparse;
    }
    const storage = await this.#storage(skeleton.storage);
    const { shape, strides, offset, _numel, _contiguous } = skeleton;
    let tensor = Tensor.over(storage, shape, strides, offset, _numel, _contiguous);
    if (isConjugated(skeleton)) markConjugated(tensor);
    if (skeleton instanceof Parameter) tensor = new Parameter(tensor, false);
    tensor._requiresGrad = skeleton._requiresGrad;
    const { attributes, type } = tensorExtras(skeleton);
    if (type !== undefined) attachExtras(tensor, { type });
    if (attributes !== undefined) {
      const load = async (part: object) => (part instanceof Tensor ? this.tensor(part) : this.object(part));
      const parts = new Map<object, object>();
      replaceTensors(attributes, null, (part) => {
        parts.set(part, part);
        return part;
      });
      for (const part of parts.keys()) parts.set(part, await load(part));
      replaceTensors(attributes, null, (part) => parts.get(part) ?? part);
      attachExtras(tensor, { attributes });
    }
    return tensor;
  }

  async object(skeleton: object): Promise<object> {
    if (skeleton instanceof QuantizedTensor) {
      const { integers, quantizer } = skeleton;
      if ("scale" in quantizer) return new QuantizedTensor(await this.tensor(integers), quantizer);
      const scales = await this.tensor(quantizer.scales);
      const zeroPoints = await this.tensor(quantizer.zeroPoints);
      return new QuantizedTensor(await this.tensor(integers), { ...quantizer, scales, zeroPoints });
    }
    if (skeleton instanceof SparseCompressedTensor) {
      const { layout, compressedIndices, plainIndices, values, shape } = skeleton;
      const parts = [compressedIndices, plainIndices, values].map((part) => this.tensor(part));
      const [compressed, plain, elements] = await Promise.all(parts);
      return new SparseCompressedTensor(layout, compressed, plain, elements, shape);
    }
    if (skeleton instanceof NestedTensor) {
      const { buffer, sizes, strides, offsets } = skeleton;
      const parts = [buffer, sizes, strides, offsets].map((part) => this.tensor(part));
      return new NestedTensor(...((await Promise.all(parts)) as [Tensor, Tensor, Tensor, Tensor]));
    }
    const { elements, untyped } = skeleton as StorageObject;
    return new StorageObject(await this.tensor(elements), untyped);
  }
}

function isHolder(value: unknown): value is object {
  return [QuantizedTensor, SparseCompressedTensor, NestedTensor, StorageObject].some((type) => value instanceof type);
}

/** The keys that lead to a part, joined by dots: null for the whole value, undefined for what is (in) a key and has no name. */
type Place = string | null | undefined;

type Replace = (part: object, place: Place) => object;

function within(place: Place, name: string): Place {
  return place === undefined ? undefined : pathTo(place, name);
}

function nameOf(key: unknown): string {
  return typeof key === "string" || typeof key === "number" ? String(key) : "key";
}

/** An object's state, after the same was done to what is in it: attributes are named as if the object held them. */
function replaceInState(
  object: PythonObject,
  at: (part: unknown, place: Place) => unknown,
  path: Place,
  replace: Replace,
  seen: Set<object>,
): unknown {
  const { state } = object;
  if (object.hasAttributes) {
    for (const part of state instanceof Tuple ? state : [state]) replaceTensors(part, path, replace, seen, object);
    return state;
  }
  return at(state, within(path, "state"));
}

/** Puts other keys in the place of a dict's, in the same order. */
function replaceKeys(dict: Map<unknown, unknown>, replaced: (key: unknown) => unknown): void {
  const entries = [...dict];
  const keys = entries.map(([key]) => replaced(key));
  if (keys.every((key, i) => Object.is(key, entries[i][0]))) return;
  dict.clear();
  for (const [i, key] of keys.entries()) dict.set(key, entries[i][1]);
}

/** Replaces the tensors, and what else holds elements, in a freshly read container, which nobody else holds. */
function replaceTensors(
  container: unknown,
  path: Place,
  replace: Replace,
  seen = new Set<object>(),
  owner: PythonObject | null = null,
): void {
  if (typeof container !== "object" || container === null || seen.has(container)) return;
  seen.add(container);
  const at = (part: unknown, place: Place): unknown => {
    if (typeof part !== "object" || part === null) return part;
    if (part instanceof Tensor || isHolder(part)) return replace(part, place);
    replaceTensors(part, place, replace, seen);
    return part;
  };
  const replaced = (part: unknown, key: unknown): unknown => {
    // What is in a module's tables counts as its attributes.
    const isTable = owner !== null && isModuleTable(owner, key);
    return at(part, isTable ? path : within(path, nameOf(key)));
  };
  if (container instanceof PythonObject) {
    for (const part of [container.callable, container.items, container.entries]) at(part, path);
    at(container.args, within(path, "args"));
    container.state = replaceInState(container, at, path, replace, seen);
  } else if (container instanceof NumpyArray) at(container.objects, path);
  else if (Array.isArray(container)) for (const [i, item] of container.entries()) container[i] = replaced(item, i);
  else if (container instanceof Set) {
    const items = [...container];
    container.clear();
    for (const [i, item] of items.entries()) container.add(replaced(item, i));
  } else if (container instanceof Map) {
    for (const [key, item] of container) container.set(key, replaced(item, key));
    replaceKeys(container, (key) => at(key, undefined));
  } else if (isDict(container)) {
    const object = container as Record<string, unknown>;
    for (const [key, item] of Object.entries(object)) object[key] = replaced(item, key);
  }
}

/** A file of which only the structure was read. */
export interface LazyFile {
  readonly format: FileFormat;
  /** What was saved, as `load` gives it, but with a {@link LazyTensor} for each tensor. */
  readonly value: unknown;
  /** The value in a list, which knows whether it is a float: `reprItem(root, 0, value)`. */
  readonly root: readonly [unknown];
  /** The tensors by the keys that lead to them, joined by dots: `state.0.exp_avg`. */
  readonly tensors: ReadonlyMap<string, LazyTensor>;
  /** The texts that a safetensors file holds beside its tensors, but for Downhill's own. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** @internal Reads a file's structure. */
export async function readLazily(source: ByteSource, options: LoadOptions = {}): Promise<LazyFile> {
  const make = (record: StorageRecord) => new UnloadedStorage(record);
  const { root, format, arrays = [], metadata = new Map<string, string>() } = await readContents(source, make, options);
  const loader = new Loader();
  const known = new Map<object, LazyTensor | LazyObject>();
  const tensors = new Map<string, LazyTensor>();
  const names = new TensorNames();

  function lazy(part: object, place: Place): LazyTensor | LazyObject {
    let result = known.get(part);
    if (result === undefined) {
      result = part instanceof Tensor ? new LazyTensor(part, loader) : new LazyObject(part, loader);
      known.set(part, result);
    }
    if (result instanceof LazyTensor && place !== undefined) tensors.set(names.take(place), result);
    return result;
  }

  for (const { array, tensor } of arrays) array.fill(await loader.tensor(tensor));
  const [value] = root;
  if (value instanceof Tensor || isHolder(value)) root[0] = lazy(value, null);
  else replaceTensors(value, null, lazy);
  return { value: root[0], root, format, tensors, metadata };
}

/**
 * Reads a file's structure and leaves its tensors where they are: each is read when its `load` is called.
 *
 *     const { tensors } = await deserializeLazily(file);
 *     const weight = await tensors.get("fc.weight")?.load();
 *
 * @throws FileFormatError, as `deserialize`
 */
export async function deserializeLazily(bytes: Bytes, options: LoadOptions = {}): Promise<LazyFile> {
  return readLazily(await sourceOf(bytes), options);
}
