import type { Program } from "../../ir/program.ts";
import type { DType } from "../../memory/dtype.ts";

/** Words of a job's parameter block: after these the outer sizes, then for each array its address and strides. */
export const NEST_UNITS = 0;
export const NEST_UNITS_PER_CHUNK = 1;
/** Into how many segments a run along the innermost dimension is cut, of how many elements, and how many it has. */
export const NEST_SEGMENTS = 2;
export const NEST_SEGMENT = 3;
export const NEST_RUN = 4;
export const NEST_SIZES = 5;

/** How the elements of an array follow one another along the innermost dimension. */
export type Step = "dense" | "repeated" | "strided";

/** What the kernel of a nest of loops knows of an array. */
export interface NestArray {
  readonly dtype: DType;
  readonly step: Step;
}

/**
 * A sum over a loop of its own, which the program loads as if it were an array, by the number `sumArray` gives. The sum of
 * `products` of two arrays starts at zero and adds one product after the other, each rounded; that of `pairs` adds the
 * elements of one array in double precision, those of even and of odd number by themselves, and is rounded at last.
 */
export interface NestSum {
  readonly kind: "products" | "pairs";
  /** The numbers of the arrays. */
  readonly factors: readonly number[];
}

/** The number under which a program loads one of its nest's sums. */
export function sumArray(sum: number): number {
  return -1 - sum;
}

export function sumOfArray(array: number): number {
  return -1 - array;
}

/** A program over arrays with strides, in nested loops. */
export interface Nest {
  readonly program: Program;
  readonly arrays: readonly NestArray[];
  readonly sums: readonly NestSum[];
  /** Dimensions outside the innermost one. */
  readonly outer: number;
}

/**
 * The words of an array in the parameter block: its address, the bytes from one term of a sum to the next, and its strides
 * in bytes, the innermost dimension's first.
 */
export function arrayWord({ outer }: Nest, array: number): number {
  return NEST_SIZES + outer + array * ARRAY_WORDS(outer);
}

/** From the first of an array's words on. */
export const ARRAY_STEP = 1;
export const ARRAY_STRIDES = 2;
const ARRAY_WORDS = (outer: number) => ARRAY_STRIDES + 1 + outer;

/** Where a sum's number of terms is in the parameter block. */
export function sumWord(nest: Nest, sum: number): number {
  return arrayWord(nest, nest.arrays.length) + sum;
}
