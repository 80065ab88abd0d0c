import type { Dense, ProductLibrary } from "../../kernels/matmul/library.ts";
import type { FloatArray } from "../../kernels/matmul/product.ts";
import { pool } from "../../kernels/pool/pool.ts";
import type { SharedLibrary } from "./koffi.ts";
import { type Traits, traitsOf } from "./traits.ts";

/** CBLAS's numbers for how a matrix lies. */
const ROW_MAJOR = 101;
const AS_IT_IS = 111;
const TRANSPOSED = 112;

/** Products of fewer multiplications are no work for several threads in any library. */
const THREADED_WORK = 1 << 13;

/** The functions for one type of elements; their parameters are named in `functionsOf`. */
interface Functions {
  readonly gemm: (...args: (number | FloatArray)[]) => void;
  readonly gemv: (...args: (number | FloatArray)[]) => void;
  readonly dot: (...args: (number | FloatArray)[]) => number;
}

/** @throws Error where one is missing */
function functionsOf(library: SharedLibrary, letter: "s" | "d", type: "float" | "double"): Functions {
  const [flag, size, scalar, array] = ["int", "int", type, `${type} *`];
  const [matrix, vector] = [
    [array, size],
    [array, size],
  ];
  return {
    // order, transposeA, transposeB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc
    gemm: library.func(`cblas_${letter}gemm`, "void", [
      ...[flag, flag, flag, size, size, size],
      ...[scalar, ...matrix, ...matrix, scalar, ...matrix],
    ]),
    // order, transpose, rows, columns, alpha, a, lda, x, incx, beta, y, incy
    gemv: library.func(`cblas_${letter}gemv`, "void", [
      ...[flag, flag, size, size],
      ...[scalar, ...matrix, ...vector, scalar, ...vector],
    ]),
    // n, x, incx, y, incy
    dot: library.func(`cblas_${letter}dot`, type, [size, ...vector, ...vector]),
  };
}

/** Matrix products of a shared library. */
export class CBlas implements ProductLibrary {
  readonly traits: Traits;
  readonly #float32: Functions;
  readonly #float64: Functions;
  /** How many threads the library was last told to use. */
  #threads = 0;

  /** @throws Error for a library that lacks a function */
  constructor(library: SharedLibrary, path: string) {
    this.#float32 = functionsOf(library, "s", "float");
    this.#float64 = functionsOf(library, "d", "double");
    this.traits = traitsOf(library, path);
  }

  multiply(
    m: number,
    n: number,
    k: number,
    a: Dense,
    b: Dense,
    c: FloatArray,
    cOffset: number,
    cStride: number,
    accumulate: boolean,
  ): void {
    if (m * n * k >= THREADED_WORK) this.#takeCores();
    const { gemm, gemv, dot } = c instanceof Float32Array ? this.#float32 : this.#float64;
    const x = startingAt(a.data, a.offset);
    const y = startingAt(b.data, b.offset);
    const target = startingAt(c, cOffset);
    if (m > 1) {
      const [transposeA, transposeB] = [orientation(a.transposed), orientation(b.transposed)];
      const beta = accumulate ? 1 : 0;
      gemm(ROW_MAJOR, transposeA, transposeB, m, n, k, 1, x, a.stride, y, b.stride, beta, target, cStride);
      return;
    }
    const xStep = a.transposed ? a.stride : 1;
    if (n === 1) {
      const sum = dot(k, x, xStep, y, b.transposed ? 1 : b.stride);
      target[0] = accumulate ? target[0] + sum : sum;
      return;
    }
    // What was there may be no number, and some libraries multiply it by beta even when that is zero.
    if (!accumulate) c.fill(0, cOffset, cOffset + n);
    if (b.transposed) gemv(ROW_MAJOR, AS_IT_IS, n, k, 1, y, b.stride, x, xStep, 1, target, 1);
    else gemv(ROW_MAJOR, TRANSPOSED, k, n, 1, y, b.stride, x, xStep, 1, target, 1);
  }

  /** Gives the library the cores that our threads would use, and lets them sleep. */
  #takeCores(): void {
    const { threads } = pool;
    if (threads !== this.#threads) {
      this.traits.setThreads?.(threads);
      this.#threads = threads;
    }
    pool.rest();
  }
}

function orientation(transposed: boolean): number {
  return transposed ? TRANSPOSED : AS_IT_IS;
}

function startingAt(data: FloatArray, offset: number): FloatArray {
  return offset === 0 ? data : data.subarray(offset);
}
