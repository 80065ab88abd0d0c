import { itemSize } from "../../memory/dtype.ts";
import { Tuple } from "../../python/containers.ts";
import { REPR, repr, reprItem } from "../../python/repr.ts";
import { reprFloat } from "../../python/text.ts";
import { BOOLEAN, either, instanceOf, type Kind, NUMBERS } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { publishMethods } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { TENSOR } from "../../tensor/kinds.ts";
import { elementCount } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { rowMajorOf } from "../tools/elements.ts";
import { PythonName } from "../torch/objects.ts";
import { storageBytes } from "../torch/storages.ts";
import { NumpyDType } from "./numpyDType.ts";
import { decodeElement, fromTensor, toTensor } from "./numpyElements.ts";
import { PythonObject, PythonScalar, PythonValue } from "./pythonObject.ts";

/* NumPy's arrays and scalars, as its pickles have them. Source: NumPy's multiarray/methods.c. */

const INSPECT = Symbol.for("nodejs.util.inspect.custom");
/** Of a text of an array so many elements are shown. */
const SHOWN = 6;

/** The module where NumPy 2 keeps what its pickles call; pickles of before call it `numpy.core.multiarray`. */
const MODULE = "numpy._core.multiarray";

const LIST: Kind<unknown[]> = { expected: "an array", accepts: Array.isArray };

/** How the elements of an array lie. */
export interface NumpyArrayParts {
  /** Whether the first index varies fastest, as in Fortran, rather than the last. Default false. */
  readonly byColumns?: boolean;
}

/** `numpy.ndarray`: elements of one type, row-major or column-major. */
export class NumpyArray extends PythonValue {
  readonly dtype: NumpyDType;
  readonly shape: readonly number[];
  /** Whether the first index varies fastest, as in Fortran, rather than the last. */
  readonly byColumns: boolean;
  /** The elements as they lie in memory; of the type `object` there are none. What is changed here is saved. */
  readonly bytes: Uint8Array;
  /** The elements of the type `object`; null for other types. What is changed here is saved. */
  readonly objects: unknown[] | null;

  /** @internal */
  static readonly signature = signature(
    "NumpyArray",
    { dtype: instanceOf(NumpyDType), shape: NUMBERS, elements: either(instanceOf(Uint8Array), LIST) },
    {},
    { byColumns: optional(BOOLEAN, false) },
  );

  /**
   * @param elements bytes, or for the type `object` a list
   * @throws RangeError when their number is not the one that the shape and the type need
   */
  constructor(dtype: NumpyDType, shape: readonly number[], elements: Uint8Array | unknown[], options?: NumpyArrayParts);
  constructor(...args: readonly unknown[]) {
    super();
    const { dtype, shape, elements, byColumns } = NumpyArray.signature.read(args);
    const count = elementCount(shape);
    const hasObjects = dtype.kind === "O";
    const needed = hasObjects ? count : count * dtype.itemSize;
    if (hasObjects === elements instanceof Uint8Array || elements.length !== needed) {
      const what = hasObjects ? "objects" : "bytes";
      throw new RangeError(
        `an array of ${dtype} and shape [${shape.join(", ")}] needs ${needed} ${what}, got ${elements.length}`,
      );
    }
    this.dtype = dtype;
    this.shape = [...shape];
    this.byColumns = byColumns;
    this.bytes = elements instanceof Uint8Array ? elements : new Uint8Array(0);
    this.objects = elements instanceof Uint8Array ? null : elements;
  }

  /**
   * An array of a tensor's elements, which are copied.
   * @throws TypeError for types that NumPy does not have
   */
  static from(tensor: Tensor): NumpyArray {
    const dtype = NumpyDType.of(tensor.dtype);
    if (dtype === null || tensor.isSparse)
      throw new TypeError(`NumPy has no arrays of ${tensor.isSparse ? "sparse tensors" : tensor.dtype}`);
    const whole = rowMajorOf(tensor);
    const size = itemSize(tensor.dtype);
    const bytes = storageBytes(whole.storage).slice(whole.offset * size, (whole.offset + whole._numel) * size);
    return new NumpyArray(dtype, tensor.shape, bytes);
  }

  /** @internal Bytes by themselves as an array of numbers. */
  static bytes(bytes: Uint8Array): NumpyArray {
    return new NumpyArray(new NumpyDType("u", 1), [bytes.length], bytes);
  }

  /** The number of elements. */
  get size(): number {
    return elementCount(this.shape);
  }

  /**
   * The elements as a tensor of their own.
   * @throws TypeError for types that tensors don't have: texts, dates, objects, structured ones
   */
  toTensor(): Tensor {
    return toTensor(this.dtype, this.shape, this.byColumns, this.bytes);
  }

  /** @internal Takes the elements of a row-major tensor, or the bytes of one of bytes. */
  fill(tensor: Tensor): void {
    const isTyped = tensor.dtype === this.dtype.torch;
    this.bytes.set(isTyped ? fromTensor(tensor, this.shape, this.dtype, this.byColumns) : storageBytes(tensor.storage));
  }

  /** The elements in nested lists, as {@link NumpyScalar} where JavaScript has nothing for them. */
  toArray(): unknown {
    const { shape } = this;
    const strides: number[] = [];
    let step = 1;
    for (let i = 0; i < shape.length; i++) {
      const d = this.byColumns ? i : shape.length - 1 - i;
      strides[d] = step;
      step *= shape[d];
    }
    const build = (dim: number, at: number): unknown =>
      dim === shape.length
        ? this.#element(at)
        : Array.from({ length: shape[dim] }, (_, i) => build(dim + 1, at + i * strides[dim]));
    return build(0, 0);
  }

  /** The element that lies at a place in memory. */
  #element(at: number): unknown {
    if (this.objects !== null) return this.objects[at];
    const { itemSize: size } = this.dtype;
    const bytes = this.bytes.slice(at * size, (at + 1) * size);
    return decodeElement(this.dtype, bytes) ?? new NumpyScalar(this.dtype, bytes);
  }

  protected override reduce(): PythonObject {
    const args = Tuple.of<unknown>(new PythonName("numpy", "ndarray"), Tuple.of(0), Uint8Array.of(0x62));
    const elements = this.objects ?? this.bytes;
    const state = Tuple.of<unknown>(1, Tuple.from(this.shape), this.dtype, this.byColumns, elements);
    return new PythonObject(new PythonName(MODULE, "_reconstruct"), args, { state });
  }

  /** In short: its type, shape and first elements. */
  override toString(): string {
    const count = Math.min(this.size, SHOWN);
    const items = Array.from({ length: count }, (_, i) => this.#element(i));
    const list = items.map((item, i) => reprItem(items, i, item)).join(", ");
    const rest = this.size > count ? ", ..." : "";
    return `array([${list}${rest}], shape=(${this.shape.join(", ")}${this.shape.length === 1 ? "," : ""}), dtype=${this.dtype})`;
  }

  [INSPECT](): string {
    return this.toString();
  }
}

publishMethods(NumpyArray, { from: signature("from", { tensor: TENSOR }) });
publishMethods(NumpyArray.prototype, { toTensor: signature("toTensor", {}), toArray: signature("toArray", {}) });

/** A scalar of NumPy's that JavaScript has no value for: a date, a structured one, a number of more than 64 bits. */
export class NumpyScalar extends PythonValue {
  readonly dtype: NumpyDType;
  readonly bytes: Uint8Array;

  /** @internal */
  static readonly signature = signature("NumpyScalar", {
    dtype: instanceOf(NumpyDType),
    bytes: instanceOf(Uint8Array),
  });

  constructor(dtype: NumpyDType, bytes: Uint8Array);
  constructor(...args: readonly unknown[]) {
    super();
    const { dtype, bytes } = NumpyScalar.signature.read(args);
    this.dtype = dtype;
    this.bytes = bytes;
  }

  protected override reduce(): PythonObject {
    return new PythonObject(new PythonName(MODULE, "scalar"), Tuple.of<unknown>(this.dtype, this.bytes));
  }

  /** Of dates and times their number in the unit of the type; of others the bytes. */
  override toString(): string {
    const { dtype, bytes } = this;
    if (!"Mm".includes(dtype.kind) || bytes.length !== 8) return `np.${dtype.name}(${reprItem([bytes], 0, bytes)})`;
    const number = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigInt64(0, dtype.byteOrder !== ">");
    const isNothing = number === -(1n << 63n);
    const name = dtype.kind === "M" ? "datetime64" : "timedelta64";
    const { name: unit, count } = dtype.unit ?? { name: "generic", count: 1 };
    return `np.${name}(${isNothing ? "'NaT'" : number}, '${count === 1 ? "" : count}${unit}')`;
  }

  [REPR](): string {
    return this.toString();
  }

  [INSPECT](): string {
    return this.toString();
  }
}

/** @internal What a scalar of NumPy's, which became a value of JavaScript's, was made of. */
export function scalarOf(value: unknown, reduction: PythonObject): PythonScalar {
  const [dtype] = reduction.args;
  const kind = dtype instanceof NumpyDType ? dtype.kind : "";
  const type = kind === "U" ? "str_" : (dtype as NumpyDType).name;
  if (typeof value === "boolean") return new PythonScalar(reduction, "numpy.bool", value ? "np.True_" : "np.False_");
  const text = typeof value === "number" && kind === "f" ? reprFloat(value) : repr(value);
  return new PythonScalar(reduction, `numpy.${type}`, `np.${type}(${text})`);
}
