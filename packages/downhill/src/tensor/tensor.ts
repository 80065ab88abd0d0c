import { type DType, isFloat } from "../memory/dtype.ts";

import { Storage } from "../memory/storage.ts";
import type { TensorMethods } from "./methods.ts";
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

export interface Tensor extends TensorMethods<Tensor> {}

/**
 * An array of numbers with a shape: a strided view of a storage, which other tensors may share.
 *
 * Tensors are made by the factories (`tensor`, `zeros`, `randn`, ...) and by functions of other tensors. Nothing has to
 * be disposed of: memory belongs to the garbage collector.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the methods live on the floor above, beside their derivatives
export class Tensor {
  /** @internal The elements; its `data` must be read anew in each operation, since a storage can move. */
  storage: Storage;
  /** The sizes of the dimensions. */
  shape: Shape;
  /** How many elements lie between neighbours along each dimension. */
  strides: Shape;
  /** @internal Where the first element lies in the storage. */
  offset: number;
  /** The type of the elements: `float32`, `float64`, `int64` or `bool`. */
  dtype: DType;
  /** @internal */
  _numel: number;
  /** @internal Whether the elements lie in row-major order without gaps. */
  _contiguous: boolean;
  /** @internal */
  _requiresGrad = false;
  /** @internal */
  _gradFn: GradNode | null = null;
  /** @internal The gradient, without marking it as handed out. */
  _grad: Tensor | null = null;
  /** @internal Whether the gradient was ever handed out by the public getter. */
  _gradExposed = false;
  /** @internal The one place in the shared heap for this leaf's gradient; kept from step to step. */
  _gradSlot: Storage | null = null;
  /** @internal The tensor over `_gradSlot`. */
  _slotGrad: Tensor | null = null;
  /** @internal Hooks of a leaf; those of other tensors sit on their node. */
  _hooks: GradHook[] | null = null;
  /** @internal The tensor that owns the storage, when this one is a view. */
  _base: Tensor | null = null;
  /** @internal The storage's version that `_gradFn` of a view belongs to. */
  _baseVersion = 0;
  /** @internal How this tensor was made, when it is a view. */
  _viewOrigin: ViewOrigin = "recorded";
  /** @internal Keeps `version` counting on when `data` is replaced. */
  _versionOffset = 0;

  /** @internal */
  constructor(storage: Storage, shape: Shape, strides: Shape, offset: number, numel: number, contiguous: boolean) {
    this.storage = storage;
    this.shape = shape;
    this.strides = strides;
    this.offset = offset;
    this.dtype = storage.dtype;
    this._numel = numel;
    this._contiguous = contiguous;
  }

  /** @internal A fresh tensor of zeros, row-major. */
  static allocate(dtype: DType, shape: Shape): Tensor {
    const numel = elementCount(shape);
    return new Tensor(Storage.allocate(dtype, numel), shape, contiguousStrides(shape), 0, numel, true);
  }

  /** @internal A fresh tensor of zeros with the shape and strides of a row-major one. */
  static like(other: Tensor, dtype: DType): Tensor {
    const strides = other._contiguous ? other.strides : contiguousStrides(other.shape);
    return new Tensor(Storage.allocate(dtype, other._numel), other.shape, strides, 0, other._numel, true);
  }

  /** @internal A fresh tensor whose elements its caller writes, every one; row-major. */
  static uninitialized(dtype: DType, shape: Shape): Tensor {
    const numel = elementCount(shape);
    return new Tensor(Storage.uninitialized(dtype, numel), shape, contiguousStrides(shape), 0, numel, true);
  }

  /** @internal `uninitialized` with the shape and strides of a row-major tensor. */
  static uninitializedLike(other: Tensor, dtype: DType): Tensor {
    const strides = other._contiguous ? other.strides : contiguousStrides(other.shape);
    return new Tensor(Storage.uninitialized(dtype, other._numel), other.shape, strides, 0, other._numel, true);
  }

  /** @internal Another tensor over the same elements, without history. */
  alias(): Tensor {
    return new Tensor(this.storage, this.shape, this.strides, this.offset, this._numel, this._contiguous);
  }

  /** @internal A view of this tensor's storage; its history is the caller's affair. */
  viewAs(shape: Shape, strides: Shape, offset: number): Tensor {
    const view = new Tensor(this.storage, shape, strides, offset, elementCount(shape), isRowMajor(shape, strides));
    view._base = this._base ?? this;
    view._baseVersion = this.storage.version;
    return view;
  }

  /**
   * Whether operations on this tensor are recorded, so that `backward` gives it a gradient. A view requires one if its
   * base does, even if it was made under `noGrad`, where no gradient finds its way from the view to the base.
   */
  get requiresGrad(): boolean {
    return this._requiresGrad || (this._base !== null && this.viewBase?._requiresGrad === true);
  }

  /**
   * @throws TypeError for a dtype without gradients, Error when switched off on a tensor that has a history.
   */
  set requiresGrad(value: boolean) {
    if (typeof value !== "boolean") throw new TypeError(`requiresGrad must be a boolean, got ${String(value)}`);
    if (value && !isFloat(this.dtype)) {
      throw new TypeError("only Tensors of floating point and complex dtype can require gradients");
    }
    if (!value && this.gradFn !== null) {
      throw new Error(
        "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a " +
          "subgraph that doesn't require differentiation use varNoGrad = var.detach().",
      );
    }
    this._requiresGrad = value;
  }

  /**
   * The function that made this tensor, or null for a leaf.
   * @throws Error for a view made under `noGrad`, or as one of several outputs of a function, whose base was changed in
   * place since.
   */
  get gradFn(): GradNode | null {
    if (this._base !== null && this._baseVersion !== this.storage.version) this.#renewHistory();
    return this._gradFn;
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
    if (this._grad !== null) this._gradExposed = true;
    return this._grad;
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
    if (value === this._grad) return;
    if (value === this) throw new Error("can't assign Variable as its own grad");
    if (value.dtype !== this.dtype) {
      throw new TypeError(
        `attempting to assign a gradient with dtype '${value.dtype}' to a tensor with grad_dtype '${this.dtype}'. ` +
          "The gradient must match the tensor's grad_dtype",
      );
    }
    if (!sameShape(value.shape, this.shape)) {
      throw new RangeError(
        `attempting to assign a gradient of size '${formatShape(value.shape)}' to a tensor of size ` +
          `'${formatShape(this.shape)}'. Please ensure that the gradient and the tensor are the same size`,
      );
    }
    this.clearGrad();
    this._grad = value;
    this._gradExposed = true;
  }

  /**
   * @internal Drops the gradient. One that user code holds first gets its values out of the heap slot; otherwise the
   * slot is kept for the next backward.
   */
  clearGrad(): void {
    if (this._gradExposed && this._gradSlot !== null && this._grad === this._slotGrad) {
      this._gradSlot.moveOut();
      this._gradSlot = null;
      this._slotGrad = null;
    }
    this._grad = null;
    this._gradExposed = false;
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
    if (this._requiresGrad && !isFloat(other.dtype)) {
      throw new TypeError("data set to a tensor that requires gradients must be floating point or complex dtype");
    }
    this._versionOffset = this.version + 1 - other.storage.version;
    this.storage = other.storage;
    this.shape = other.shape;
    this.strides = other.strides;
    this.offset = other.offset;
    this.dtype = other.dtype;
    this._numel = other._numel;
    this._contiguous = other._contiguous;
    this._base = null;
  }

  /** @internal How often the elements were changed in place. */
  get version(): number {
    return this.storage.version + this._versionOffset;
  }

  /** Whether this tensor stores coordinates and values instead of every element. */
  get isSparse(): boolean {
    return false;
  }

  /** The number of dimensions. */
  get ndim(): number {
    return this.shape.length;
  }

  /** PyTorch's text of the tensor, by the present print options. */
  toString(): string {
    const history = { gradFn: this.#gradFnName(), requiresGrad: this.requiresGrad };
    const elements = printable(this);
    if (elements === null) return formatWithoutElements(this.shape, this.dtype, history);
    return formatTensor(elements, history);
  }

  /** @internal What Node prints. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  /** @internal The tensor whose history this view shows; null once either was given other elements. */
  get viewBase(): Tensor | null {
    return this._base !== null && this._base.storage === this.storage ? this._base : null;
  }

  /** A view whose base was changed in place has the base's present history, seen through the view. */
  #renewHistory(): void {
    if (viewHistory !== null && this.viewBase?.requiresGrad === true) {
      this._gradFn = viewHistory.renew(this);
      this._requiresGrad = true;
    }
    this._baseVersion = this.storage.version;
  }

  /** PyTorch prints a history that may not be asked for as "Invalid". */
  #gradFnName(): string | undefined {
    try {
      return this.gradFn?.name;
    } catch {
      return "Invalid";
    }
  }
}
