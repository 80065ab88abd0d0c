import { adding, copying } from "../ir/elements.ts";
import { sumBlock } from "../kernels/matmul/blocking.ts";
import { gemm, gemmBatch, type Matrix } from "../kernels/matmul/gemm.ts";
import { isForLibrary } from "../kernels/matmul/library.ts";
import { isFloat } from "../memory/dtype.ts";
import { launch, recorder, type Work } from "../memory/recording.ts";
import { bytesOf, ElementwiseComputation, InnerSum } from "./computation.ts";
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
  if (recorder === null) multiply(out, outOffset, a, aOffset, b, bOffset, accumulate);
  else {
    const run = () => multiply(out, outOffset, a, aOffset, b, bOffset, accumulate);
    recorder.launch("matmul", run, described(out, outOffset, a, aOffset, b, bOffset, accumulate));
  }
}

/** Up to so many multiplications a product is a nest of loops like others, which can be joined with them. */
const FEW = 2048;

/** How much a product does; and what, if it is a small one, of which every element is one sum. */
function described(
  out: Tensor,
  outOffset: number,
  a: Tensor,
  aOffset: number,
  b: Tensor,
  bOffset: number,
  accumulate: boolean,
): Work {
  const [left, right] = [matrixOf(a, aOffset), matrixOf(b, bOffset)];
  const [m, k] = a._shape.slice(-2);
  const n = b._shape[b._shape.length - 1];
  const work = m * n * k;
  const large = { operations: 2 * work, bytes: bytesOf([out, a, b]) };
  if (!isFloat(out.dtype) || work === 0 || work > FEW || sumBlock(k) !== k || isForLibrary(work)) return large;
  const product = new InnerSum(
    "products",
    [
      { tensor: a, offset: aOffset, strides: [left.rowStride, 0], step: left.columnStride },
      { tensor: b, offset: bOffset, strides: [0, right.columnStride], step: right.rowStride },
    ],
    k,
  );
  const result = out._viewAs([m, n], [n, 1], outOffset);
  const small = accumulate
    ? ElementwiseComputation.of(adding(out.dtype), result, [result, product])
    : ElementwiseComputation.of(copying(out.dtype), result, [product]);
  return small ?? large;
}

/** The products of two batches, whose matrices begin at the given offsets, into a row-major batch. */
export function multiplyBatchInto(
  out: Tensor,
  a: Tensor,
  aOffsets: readonly number[],
  b: Tensor,
  bOffsets: readonly number[],
): void {
  const [m, k] = a._shape.slice(-2);
  const n = b._shape[b._shape.length - 1];
  const run = () => {
    if (out.dtype === "int64") {
      aOffsets.forEach((offset, i) => {
        multiply(out, i * m * n, a, offset, b, bOffsets[i], false);
      });
    } else gemmBatch(m, n, k, matrixOf(a, 0), aOffsets, matrixOf(b, 0), bOffsets, out.storage, 0);
  };
  launch("matmul", run, { operations: 2 * m * n * k * aOffsets.length, bytes: bytesOf([out, a, b]) });
}

/** The last two dimensions of a tensor, from an offset on. */
function matrixOf(tensor: Tensor, offset: number): Matrix {
  const rank = tensor._shape.length;
  return {
    storage: tensor.storage,
    offset,
    rowStride: tensor._strides[rank - 2],
    columnStride: tensor._strides[rank - 1],
  };
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
  const m = a._shape[a._shape.length - 2];
  const k = a._shape[a._shape.length - 1];
  const n = b._shape[b._shape.length - 1];
  const left = matrixOf(a, aOffset);
  const right = matrixOf(b, bOffset);
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
