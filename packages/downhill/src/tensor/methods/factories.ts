import type { DType } from "../../memory/dtype.ts";
import type { Scalar } from "../scalar.ts";

/** Numbers, nested to any depth. */
export type NestedArray = readonly (Scalar | NestedArray | NumberArray)[];

/** Typed arrays of numbers. */
export type NumberArray =
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray;

/** What a tensor can be made from beside another tensor. */
export type PlainData = Scalar | NestedArray | NumberArray;

export interface TensorOptions {
  /** The type of the elements. */
  dtype?: DType;
  /** There is only one. */
  device?: "cpu" | null;
  /** Whether to record operations on the tensor. Default false. */
  requiresGrad?: boolean;
}

/** The methods that make other tensors, of this one's dtype unless another is given. */
export interface FactoryMethods<T> {
  /**
   * Zeros.
   * @throws RangeError for negative sizes.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.new_zeros.html
   */
  newZeros(size: readonly number[], options?: TensorOptions): T;
  newZeros(...size: [size: number, ...more: number[]]): T;
  newZeros(...args: [size: number, ...more: number[], options: TensorOptions]): T;
  newZeros(options: TensorOptions & { size: readonly number[] }): T;

  /**
   * Ones.
   * @throws RangeError for negative sizes.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.new_ones.html
   */
  newOnes(size: readonly number[], options?: TensorOptions): T;
  newOnes(...size: [size: number, ...more: number[]]): T;
  newOnes(...args: [size: number, ...more: number[], options: TensorOptions]): T;
  newOnes(options: TensorOptions & { size: readonly number[] }): T;

  /**
   * Elements that are not specified; here they are zeros.
   * @throws RangeError for negative sizes.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.new_empty.html
   */
  newEmpty(size: readonly number[], options?: TensorOptions): T;
  newEmpty(...size: [size: number, ...more: number[]]): T;
  newEmpty(...args: [size: number, ...more: number[], options: TensorOptions]): T;
  newEmpty(options: TensorOptions & { size: readonly number[] }): T;

  /**
   * One value in all places.
   * @throws RangeError for negative sizes, and a value that the dtype doesn't have.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.new_full.html
   */
  newFull(size: readonly number[], fillValue: Scalar, options?: TensorOptions): T;
  newFull(size: readonly number[], options: TensorOptions & { fillValue: Scalar }): T;
  newFull(options: TensorOptions & { size: readonly number[]; fillValue: Scalar }): T;

  /**
   * A copy of data: numbers, booleans and bigints, nested evenly, or another tensor.
   * @throws TypeError for data that is no number, RangeError for uneven arrays.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.new_tensor.html
   */
  newTensor(data: PlainData | T, options?: TensorOptions): T;
  newTensor(options: TensorOptions & { data: PlainData | T }): T;
}
