import type { DType, TypedArray } from "../../memory/dtype.ts";

/** Numbers as `toArray` gives them: nested once per dimension. */
export type NestedNumbers = number | boolean | NestedNumbers[];

/** PyTorch's names of tensors' types, such as `torch.FloatTensor`. */
export type TensorTypeName = `torch.${string}Tensor`;

/** Options of `to`. */
export interface ToOptions {
  /** Whether the result has elements of its own also where nothing has to be converted. Default false. */
  copy?: boolean;
  /** PyTorch's choice for copies between devices; there is only one here. */
  nonBlocking?: boolean;
}

/** The methods that look at the elements, copy or convert them. */
export interface DataMethods<T> {
  /** The number of elements. */
  numel(): number;

  /** The number of dimensions. */
  dim(): number;

  /**
   * The sizes of all dimensions, or of one.
   * @throws RangeError when the dimension is out of range.
   */
  size(): readonly number[];
  size(dim: number): number;
  size(options: { dim: number }): number;

  /**
   * The strides of all dimensions, or of one: how many elements lie between neighbours.
   * @throws RangeError when the dimension is out of range.
   */
  stride(): readonly number[];
  stride(dim: number): number;
  stride(options: { dim: number }): number;

  /** Where the first element lies in the storage. */
  storageOffset(): number;

  /** Bytes per element. */
  elementSize(): number;

  /** Whether the elements lie in row-major order without gaps. */
  isContiguous(): boolean;

  /** Whether the dtype is a floating point type. */
  isFloatingPoint(): boolean;

  /**
   * The value of a tensor of one element: a number, for bool tensors 1 or 0.
   * @throws Error for more or fewer elements, RangeError for an int64 beyond 2^53 (`toTypedArray` has it exactly).
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.item.html
   */
  item(): number;

  /**
   * The elements as numbers (bool tensors: booleans), nested once per dimension; a copy.
   * @typeParam Nested how deep they are nested, where you know: `x.toArray<number[][]>()` of a matrix.
   * @throws RangeError for an int64 beyond 2^53 (`toTypedArray` has it exactly).
   */
  toArray<Nested extends NestedNumbers = NestedNumbers>(): Nested;

  /**
   * The elements in row-major order; a copy: `Float32Array` for float32 and the floats of two bytes, `Float64Array`,
   * `BigInt64Array` for int64, for the small integers an array of their width, `Uint8Array` of 0 and 1 for bool.
   */
  toTypedArray(): TypedArray;

  /**
   * A copy with elements of its own; gradients flow through.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.clone.html
   */
  clone(): T;

  /** This tensor if its elements lie in row-major order, else a copy in which they do. */
  contiguous(): T;

  /**
   * This tensor in another dtype, or in that of another tensor; itself when it has that already.
   * @throws TypeError for an unknown dtype.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.to.html
   */
  to(dtype: DType | T, options?: ToOptions): T;
  to(device: "cpu", dtype?: DType, options?: ToOptions): T;
  to(options: ToOptions & { dtype?: DType; device?: "cpu" }): T;
  to(device: "cpu", options: ToOptions & { dtype?: DType }): T;
  to(options: ToOptions & { other: T }): T;

  /** This tensor, which is on the processor already. */
  cpu(): T;

  /** `to("float32")`. */
  float(): T;

  /** `to("float64")`. */
  double(): T;

  /** `to("int64")`. */
  long(): T;

  /** `to("bool")`. */
  bool(): T;

  /** `to("float16")`. */
  half(): T;

  /** `to("bfloat16")`. */
  bfloat16(): T;

  /** `to("int32")`. */
  int(): T;

  /** `to("int16")`. */
  short(): T;

  /** `to("int8")`. */
  char(): T;

  /** `to("uint8")`. */
  byte(): T;

  /**
   * PyTorch's name of the tensor's type, such as `torch.FloatTensor`; or the tensor in the type of that name, or of a
   * dtype, as `to` gives it.
   * @throws TypeError for an unknown type.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.type.html
   */
  type(): string;
  type(dtype: DType | TensorTypeName, options?: { nonBlocking?: boolean }): T;
  type(options: { dtype: DType | TensorTypeName; nonBlocking?: boolean }): T;

  /** This tensor in the dtype of another; itself when it has that already. */
  typeAs(other: T): T;
  typeAs(options: { other: T }): T;
}
