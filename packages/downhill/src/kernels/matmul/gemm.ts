import type { Storage } from "../../memory/storage.ts";
import { kernelsSupported } from "../support.ts";
import { multiplyInHeap } from "./blocks.ts";
import { multiplyInLoops } from "./loops.ts";
import type { FloatArray, Operand, Product } from "./product.ts";

/** A matrix within a storage: element (i, j) lies at `offset + i * rowStride + j * columnStride`. */
export interface Matrix {
  readonly storage: Storage;
  readonly offset: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

/** Below this many multiplications plain loops take less time than a kernel's call (`npm run bench -- matmul`). */
const SMALL = 512;

/**
 * out = A·B, or out += A·B, where A is m × k, B is k × n, and out is m × n and lies row after row from `outOffset`.
 *
 * Every element is summed in the same order (see `sumBlock`), whatever the operands' strides, where they are, and how
 * many threads take part: the bits are always the same. `out` must not overlap the operands.
 *
 * @param out a float32 or float64 storage; the operands' storages have the same dtype
 */
export function gemm(
  m: number,
  n: number,
  k: number,
  a: Matrix,
  b: Matrix,
  out: Storage,
  outOffset = 0,
  accumulate = false,
): void {
  if (m === 0 || n === 0) return;
  if (k === 0) {
    if (!accumulate) (out.data as FloatArray).fill(0, outOffset, outOffset + m * n);
    return;
  }
  const left: Operand = { storage: a.storage, offset: a.offset, lineStride: a.rowStride, kStride: a.columnStride };
  const right: Operand = { storage: b.storage, offset: b.offset, lineStride: b.columnStride, kStride: b.rowStride };
  // A single column lies in memory like a single row, which fills the kernel's vectors.
  const product: Product =
    n === 1
      ? { m: 1, n: m, k, a: right, b: left, out, outOffset, accumulate }
      : { m, n, k, a: left, b: right, out, outOffset, accumulate };
  if (m * n * k < SMALL || !kernelsSupported() || !multiplyInHeap(product)) multiplyInLoops(product);
}
