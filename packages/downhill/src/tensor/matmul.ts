import { gemm } from "../kernels/matmul/gemm.ts";
import { launch } from "../memory/recording.ts";
import type { Tensor } from "./tensor.ts";

/**
 * out = a @ b, or out += a @ b, where the last two dimensions of `a` and `b` are an m x k and a k x n matrix that begin
 * at the given offsets, and `out` is row-major from its offset on.
 */
export function multiplyInto(
  out: Tensor,
  outOffset: number,
  a: Tensor,
  aOffset: number,
  b: Tensor,
  bOffset: number,
  accumulate: boolean,
): void {
  launch("matmul", () => multiply(out, outOffset, a, aOffset, b, bOffset, accumulate));
}

function multiply(
  out: Tensor,
  outOffset: number,
  a: Tensor,
  aOffset: number,
  b: Tensor,
  bOffset: number,
  accumulate: boolean,
): void {
  const aRank = a._shape.length;
  const bRank = b._shape.length;
  const m = a._shape[aRank - 2];
  const k = a._shape[aRank - 1];
  const n = b._shape[bRank - 1];
  const left = {
    storage: a.storage,
    offset: aOffset,
    rowStride: a._strides[aRank - 2],
    columnStride: a._strides[aRank - 1],
  };
  const right = {
    storage: b.storage,
    offset: bOffset,
    rowStride: b._strides[bRank - 2],
    columnStride: b._strides[bRank - 1],
  };
  if (out.dtype !== "int64") {
    gemm(m, n, k, left, right, out.storage, outOffset, accumulate);
    return;
  }
  const x = a.storage.data as BigInt64Array;
  const y = b.storage.data as BigInt64Array;
  const z = out.storage.data as BigInt64Array;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const to = outOffset + i * n + j;
      let total = accumulate ? z[to] : 0n;
      for (let t = 0; t < k; t++) {
        total +=
          x[aOffset + i * left.rowStride + t * left.columnStride] *
          y[bOffset + t * right.rowStride + j * right.columnStride];
      }
      z[to] = total;
    }
  }
}
