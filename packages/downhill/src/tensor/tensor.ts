import { type DType, isDifferentiable } from "../memory/dtype.ts";
import { effect, recorder, recording } from "../memory/recording.ts";
import { Storage } from "../memory/storage.ts";
import type { GradSlot } from "./gradSlot.ts";
import type { NestedNumbers } from "./methods/data.ts";
import type { TensorMethods } from "./methods.ts";
import { toPrimitive } from "./operators.ts";
import { printable } from "./packedElements.ts";
import { formatTensor, formatWithoutElements } from "./printing.ts";
import { contiguousStrides, elementCount, formatShape, isRowMajor, type Shape, sameShape } from "./shape.ts";

/** What a tensor shows of the function that made it. */
export interface GradNode {
  /** PyTorch's name of the node, such as `MulBackward0`. */
  readonly name: string;
  /** The tensor that the node made, if it asked to keep its gradient. */
  readonly retained?: Tensor | null;
}

/** Called with a tensor's gradient; what it returns, if anything, takes the gradient's place. */
export type GradHook = (grad: Tensor) => Tensor | null | undefined | void;

/** What the floor above provides, since a tensor itself knows nothing of the graph. */
interface ViewHistory {
  /**
   * A node that reads the view `view` out of the present history of its base.
   * @throws Error for a view that may have no other history than it was made with.
   */
  renew(view: Tensor): GradNode;
}

/**
 * How a view was made: recorded as the only output of its function, not recorded (under `noGrad`), or as one of several
 * outputs of one function. Views of views pass it on. Only a view of the first kind may be changed in place, or follow
 * its base's changes, while operations are recorded.
 */
export type ViewOrigin = "recorded" | "noGrad" | "multiple";

let viewHistory: ViewHistory | null = null;

/** @internal */
export function provideViewHistory(provider: ViewHistory): void {
  viewHistory = provider;
}

let reassigned = 0;

/** @internal How often any tensor was given other elements: while it stays the same, so does every tensor's memory. */
export function reassignments(): number {
  return reassigned;
}

/** What few tensors have; kept apart, so that the others are cheap to make. */
class Rarities {
  /** What the public getters give: copies that can't be changed. */
  shape: Shape | null = null;
  strides: Shape | null = null;
  hooks: GradHook[] | null = null;
  gradSlot: GradSlot<Tensor> | null = null;
  versionOffset = 0;
}

/** Whether a tensor requires a gradient, for plans that rest on it. */
const GRADIENT = (tensor: Tensor) => tensor.requiresGrad;

const identity: unique symbol = Symbol("identity");

let made = 0;

export interface Tensor extends TensorMethods<Tensor> {}

/**
 * An array of numbers with a shape: a strided view of a storage, which other tensors may share.
 *
 * Tensors are made by the factories (`tensor`, `zeros`, `randn`, ...) and by functions of other tensors. Nothing has to
 * be disposed of: memory belongs to the garbage collector.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the methods live on the floor above, beside their derivatives
export class Tensor {
  #storage: Storage;
  #shape: Shape;
  #strides: Shape;
  #offset: number;
  #numel: number;
  #contiguous: boolean;
  #requiresGrad = false;
  #gradFn: GradNode | null = null;
  #grad: Tensor | null = null;
  #base: Tensor | null = null;
  #baseVersion = 0;
  #viewOrigin: ViewOrigin = "recorded";
  #rarities: Rarities | null = null;
  /**
   * @internal Another for each tensor: what compares objects by their properties, as `assert.deepStrictEqual` does, would
   * take any two tensors for equal without it.
   */
  declare readonly [identity]: number;

  /** There is no public constructor: factories make tensors. */
  protected constructor(...internals: never[]);
  /** @internal The sizes and strides belong to the tensor from then on and never change. */
  protected constructor(
    storage: Storage,
    shape: Shape,
    strides: Shape,
    offset: number,
    numel: number,
    contiguous: boolean,
  );
  protected constructor(
    storage: Storage,
    shape: Shape,
    strides: Shape,
    offset: number,
    numel: number,
    contiguous: boolean,
  ) {
    if (!(storage instanceof Storage)) throw noConstructor(new.target.name);
    this.#storage = storage;
    this.#shape = shape;
    this.#strides = strides;
    this.#offset = offset;
    this.#numel = numel;
    this.#contiguous = contiguous;
    this[identity] = made;
    made = (made + 1) | 0;
  }

  /** @internal A tensor over a storage; the sizes and strides belong to it from then on and never change. */
  static over(
    storage: Storage,
    shape: Shape,
    strides: Shape,
    offset: number,
    numel: number,
    contiguous: boolean,
  ): Tensor {
    return new Tensor(storage, shape, strides, offset, numel, contiguous);
  }

  /** @internal A fresh tensor of zeros, row-major. */
  static allocate(dtype: DType, shape: Shape): Tensor {
    const numel = elementCount(shape);
    return new Tensor(Storage.allocate(dtype, numel), shape, contiguousStrides(shape), 0, numel, true);
  }

  /** @internal A fresh tensor of zeros with the shape and strides of a row-major one. */
  static like(other: Tensor, dtype: DType): Tensor {
    const strides = other.#contiguous ? other.#strides : contiguousStrides(other.#shape);
    return new Tensor(Storage.allocate(dtype, other.#numel), other.#shape, strides, 0, other.#numel, true);
  }

  /** @internal A fresh tensor whose elements its caller writes, every one; row-major. */
  static uninitialized(dtype: DType, shape: Shape): Tensor {
    const numel = elementCount(shape);
    return new Tensor(Storage.uninitialized(dtype, numel), shape, contiguousStrides(shape), 0, numel, true);
  }

  /** @internal `uninitialized` with the shape and strides of a row-major tensor. */
  static uninitializedLike(other: Tensor, dtype: DType): Tensor {
    const strides = other.#contiguous ? other.#strides : contiguousStrides(other.#shape);
    return new Tensor(Storage.uninitialized(dtype, other.#numel), other.#shape, strides, 0, other.#numel, true);
  }

  /** @internal Another tensor over the same elements, without history. */
  alias(): Tensor {
    return new Tensor(this.storage, this.#shape, this.#strides, this.#offset, this.#numel, this.#contiguous);
  }

  /** @internal A view of this tensor's storage; its history is the caller's affair. */
  _viewAs(shape: Shape, strides: Shape, offset: number): Tensor {
    const { storage } = this;
    const view = new Tensor(storage, shape, strides, offset, elementCount(shape), isRowMajor(shape, strides));
    view.#base = this.#base ?? this;
    view.#baseVersion = storage.version;
    return view;
  }

  /** The sizes of the dimensions. */
  get shape(): Shape {
    const rarities = this.#rare();
    rarities.shape ??= Object.freeze(this.#shape.slice());
    return rarities.shape;
  }

  /** How many elements lie between neighbours along each dimension. */
  get strides(): Shape {
    const rarities = this.#rare();
    rarities.strides ??= Object.freeze(this.#strides.slice());
    return rarities.strides;
  }

  /** The type of the elements: one that is computed with (floats, integers, bool), or one that is only kept. */
  get dtype(): DType {
    return this.#storage.dtype;
  }

  /**
   * Whether operations on this tensor are recorded, so that `backward` gives it a gradient. A view requires one if its
   * base does, even if it was made under `noGrad`, where no gradient finds its way from the view to the base.
   */
  get requiresGrad(): boolean {
    if (recorder !== null) recorder.guard(this, GRADIENT);
    return this.#requiresGrad || (this.#base !== null && this.viewBase?._requiresGrad === true);
  }

  /**
   * @throws TypeError for a dtype without gradients, Error when switched off on a tensor that has a history.
   */
  set requiresGrad(value: boolean) {
    if (typeof value !== "boolean") throw new TypeError(`requiresGrad must be a boolean, got ${String(value)}`);
    if (value && !isDifferentiable(this.dtype)) {
      throw new TypeError("only Tensors of floating point and complex dtype can require gradients");
    }
    if (!value && this.gradFn !== null) {
      throw new Error(
        "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a " +
          "subgraph that doesn't require differentiation use varNoGrad = var.detach().",
      );
    }
    this.#requiresGrad = value;
  }

  /**
   * The function that made this tensor, or null for a leaf.
   * @throws Error for a view made under `noGrad`, or as one of several outputs of a function, whose base was changed in
   * place since.
   */
  get gradFn(): GradNode | null {
    if (this.#base !== null && this.#baseVersion !== this.#storage.version) renewHistory(this);
    return this.#gradFn;
  }

  /** Whether no recorded function made this tensor: it was made by the user, or needs no gradient. */
  get isLeaf(): boolean {
    return this.gradFn === null;
  }

  /** Whether this tensor, although no leaf, keeps its gradient: after `retainGrad`. */
  get retainsGrad(): boolean {
    return this.gradFn?.retained === this;
  }

  /**
   * The gradient that `backward` accumulated, or null. The tensor keeps its values after `zeroGrad`.
   * Assigning a tensor of the same shape and dtype makes it the gradient; null clears it.
   */
  get grad(): Tensor | null {
    if (recorder !== null) return this._grad;
    const grad = this.#grad;
    const slot = this._gradSlot;
    if (slot !== null && slot.tensor === grad) slot.handedOut = true;
    return grad;
  }

  /** @throws TypeError for what is no tensor or has another dtype, RangeError for another shape. */
  set grad(value: Tensor | null | undefined) {
    if (value === undefined || value === null) {
      this.clearGrad();
      return;
    }
    if (!(value instanceof Tensor)) {
      throw new TypeError(`assigned grad expected to be a Tensor or null but got grad of type ${typeof value}`);
    }
    if (value === this.#grad) return;
    if (value === this) throw new Error("can't assign Variable as its own grad");
    if (value.dtype !== this.dtype) {
      throw new TypeError(
        `attempting to assign a gradient with dtype '${value.dtype}' to a tensor with grad_dtype '${this.dtype}'. ` +
          "The gradient must match the tensor's grad_dtype",
      );
    }
    if (!sameShape(value.#shape, this.#shape)) {
      throw new RangeError(
        `attempting to assign a gradient of size '${formatShape(value.#shape)}' to a tensor of size ` +
          `'${formatShape(this.#shape)}'. Please ensure that the gradient and the tensor are the same size`,
      );
    }
    effect("setGrad", () => {
      this.clearGrad();
      this.#grad = recording() ? value.detach().clone() : value; // what a plan computes is no longer there afterwards
    });
  }

  /** @internal Drops the gradient. One that user code holds keeps its values. */
  clearGrad(): void {
    if (recorder !== null) {
      recorder.effect("zeroGrad", () => this.clearGrad());
      return;
    }
    const slot = this._gradSlot;
    if (slot !== null && slot.tensor === this.#grad) slot.clear();
    this.#grad = null;
  }

  /**
   * A tensor over the same elements that is no part of the graph. Assigning a tensor makes this one show the other's
   * elements instead.
   */
  get data(): Tensor {
    return this.alias();
  }

  /** @throws TypeError when a tensor that requires a gradient is given elements of a dtype without gradients. */
  set data(other: Tensor) {
    if (!(other instanceof Tensor)) throw new TypeError(`data must be a tensor, got ${typeof other}`);
    if (this.#requiresGrad && !isDifferentiable(other.dtype)) {
      throw new TypeError("data set to a tensor that requires gradients must be floating point or complex dtype");
    }
    const { storage } = other;
    reassigned++;
    const rarities = this.#rare();
    rarities.versionOffset = this.version + 1 - storage.version;
    rarities.shape = null;
    rarities.strides = null;
    this.#storage = storage;
    this.#shape = other.#shape;
    this.#strides = other.#strides;
    this.#offset = other.#offset;
    this.#numel = other.#numel;
    this.#contiguous = other.#contiguous;
    this.#base = null;
  }

  /** @internal Shows what another tensor shows from now on, in its shape. */
  _show({ storage, _shape, _strides, offset, _numel, _contiguous }: Tensor): void {
    reassigned++;
    const rarities = this.#rare();
    rarities.shape = null;
    rarities.strides = null;
    if (storage !== this.#storage) rarities.versionOffset = this.version - storage.version;
    this.#storage = storage;
    this.#shape = _shape;
    this.#strides = _strides;
    this.#offset = offset;
    this.#numel = _numel;
    this.#contiguous = _contiguous;
  }

  /** Where the elements are: on the processor, the only device there is. */
  get device(): "cpu" {
    return "cpu";
  }

  /** Whether this tensor stores coordinates and values instead of every element. */
  get isSparse(): boolean {
    return false;
  }

  /** The number of dimensions. */
  get ndim(): number {
    return this.#shape.length;
  }

  /** PyTorch's text of the tensor, by the present print options. */
  toString(): string {
    const history = { gradFn: gradFnName(this), requiresGrad: this.requiresGrad };
    const elements = printable(this);
    if (elements === null) return formatWithoutElements(this.shape, this.dtype, history);
    return formatTensor(elements, history);
  }

  /**
   * The parts along the first dimension, as `unbind` gives them: `for (const row of x)`, `const [a, b] = x`.
   * @throws TypeError for a tensor without dimensions.
   */
  [Symbol.iterator](): IterableIterator<Tensor> {
    if (this.#shape.length === 0) throw new TypeError("iteration over a 0-d tensor");
    return this.unbind(0)[Symbol.iterator]();
  }

  /**
   * The text, in template literals and for `String`.
   * @throws TypeError for JavaScript's operators and its functions of numbers, which don't know tensors.
   */
  [Symbol.toPrimitive](hint: "string" | "number" | "default"): string {
    return toPrimitive(this, hint);
  }

  /**
   * What `JSON.stringify` writes: the elements as `toArray` gives them. In JSON, NaN and the infinities become null, as
   * all numbers do; `downhill convert` writes files of JSON that keep them.
   * @throws RangeError for an int64 beyond 2^53.
   */
  toJSON(): NestedNumbers {
    return this.toArray();
  }

  /** @internal What Node prints. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  /* What the rest of the library works with: accessors, so that a tensor shows no properties of its own. */

  /** @internal The elements; its `data` must be read anew in each operation, since a storage can move. */
  get storage(): Storage {
    return this.#storage;
  }

  /** @internal The sizes, without the copy that `shape` makes when it is first read. */
  get _shape(): Shape {
    return this.#shape;
  }

  /** @internal The strides, without the copy that `strides` makes when it is first read. */
  get _strides(): Shape {
    return this.#strides;
  }

  /** @internal Where the first element lies in the storage. */
  get offset(): number {
    return this.#offset;
  }

  /** @internal */
  get _numel(): number {
    return this.#numel;
  }

  /** @internal Whether the elements lie in row-major order without gaps. */
  get _contiguous(): boolean {
    return this.#contiguous;
  }

  /** @internal How often the elements were changed in place; counts on when `data` is replaced. */
  get version(): number {
    const rarities = this.#rarities;
    return rarities === null ? this.#storage.version : this.#storage.version + rarities.versionOffset;
  }

  /** @internal Counts changes as another tensor does, which shows the same elements. */
  countAs(other: Tensor): void {
    const offset = other.version - other.storage.version;
    if (offset !== 0) this.#rare().versionOffset = offset;
  }

  /** @internal Of this tensor alone, whatever it is a view of. */
  get _requiresGrad(): boolean {
    return this.#requiresGrad;
  }

  /** @internal */
  set _requiresGrad(value: boolean) {
    this.#requiresGrad = value;
  }

  /** @internal As it was recorded, whatever became of its base since. */
  get _gradFn(): GradNode | null {
    return this.#gradFn;
  }

  /** @internal */
  set _gradFn(value: GradNode | null) {
    this.#gradFn = value;
  }

  /** @internal The gradient, without handing it out. */
  get _grad(): Tensor | null {
    if (recorder !== null && this.#grad !== null) return recorder.gradient(this, this.#grad);
    return this.#grad;
  }

  /** @internal */
  set _grad(value: Tensor | null) {
    this.#grad = value;
  }

  /** @internal The place in the shared heap for this leaf's gradient, if it has one. */
  get _gradSlot(): GradSlot<Tensor> | null {
    return this.#rarities === null ? null : this.#rarities.gradSlot;
  }

  /** @internal */
  set _gradSlot(value: GradSlot<Tensor> | null) {
    this.#rare().gradSlot = value;
  }

  /** @internal Hooks of a leaf; those of other tensors sit on their node. */
  get _hooks(): GradHook[] | null {
    return this.#rarities === null ? null : this.#rarities.hooks;
  }

  /** @internal */
  set _hooks(value: GradHook[] | null) {
    this.#rare().hooks = value;
  }

  /** @internal How this tensor was made, when it is a view. */
  get _viewOrigin(): ViewOrigin {
    return this.#viewOrigin;
  }

  /** @internal */
  set _viewOrigin(value: ViewOrigin) {
    this.#viewOrigin = value;
  }

  /** @internal The tensor whose history this view shows; null once either was given other elements. */
  get viewBase(): Tensor | null {
    return this.#base !== null && this.#base.#storage === this.#storage ? this.#base : null;
  }

  /** @internal The history shown is that of the base as it is now. */
  historyRenewed(): void {
    this.#baseVersion = this.#storage.version;
  }

  #rare(): Rarities {
    this.#rarities ??= new Rarities();
    return this.#rarities;
  }
}

function noConstructor(name: string): TypeError {
  return new TypeError(
    `${name} has no public constructor: make tensors with tensor(data), zeros(size), randn(size) and the like`,
  );
}

/** A view whose base was changed in place has the base's present history, seen through the view. */
function renewHistory(view: Tensor): void {
  if (viewHistory !== null && view.viewBase?.requiresGrad === true) {
    view._gradFn = viewHistory.renew(view);
    view._requiresGrad = true;
  }
  view.historyRenewed();
}

/** PyTorch prints a history that may not be asked for as "Invalid". */
function gradFnName(tensor: Tensor): string | undefined {
  try {
    return tensor.gradFn?.name;
  } catch {
    return "Invalid";
  }
}
