import type { Storage } from "../../memory/storage.ts";

export type FloatArray = Float32Array | Float64Array;

/** An operand as its lines see it: rows of A, columns of B. Offset and strides are in elements. */
export interface Operand {
  readonly storage: Storage;
  readonly offset: number;
  readonly lineStride: number;
  readonly kStride: number;
}

/** C = A·B, or C += A·B, where C lies row after row in `out`. No size is zero. */
export interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: Operand;
  readonly b: Operand;
  readonly out: Storage;
  readonly outOffset: number;
  readonly accumulate: boolean;
}
