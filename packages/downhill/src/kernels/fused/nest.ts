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

/** A program over arrays with strides, in nested loops. */
export interface Nest {
  readonly program: Program;
  readonly arrays: readonly NestArray[];
  /** Dimensions outside the innermost one. */
  readonly outer: number;
}

/** The words of an array in the parameter block: its address, and its strides in bytes, the innermost dimension's first. */
export function arrayWord({ outer }: Nest, array: number): number {
  return NEST_SIZES + outer + array * (2 + outer);
}
