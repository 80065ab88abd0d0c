import { sumBlock } from "./blocking.ts";
import type { Operand, Product } from "./product.ts";

/**
 * A product in plain loops: for those too small to be worth a kernel's call, and where there are no kernels. The same
 * bits as the kernel's.
 */
export function multiplyInLoops(product: Product): void {
  const { k } = product;
  const block = sumBlock(k);
  const add = product.out.dtype === "float32" ? addProducts32 : addProducts64;
  for (let start = 0; start < k; start += block) add(product, start, Math.min(k, start + block));
}

/** Four columns at a time, so that the sums don't wait for one another. */
function addProducts32(product: Product, start: number, end: number): void {
  const { m, n, a, b, outOffset } = product;
  const accumulate = product.accumulate || start > 0;
  const x = a.storage.data as Float32Array;
  const y = b.storage.data as Float32Array;
  const c = product.out.data as Float32Array;
  const { kStride: xStep } = a;
  const { kStride: yStep, lineStride: yLine } = b;
  const { fround } = Math;
  for (let i = 0; i < m; i++) {
    const xStart = a.offset + i * a.lineStride + start * xStep;
    const to = outOffset + i * n;
    let j = 0;
    for (; j + 4 <= n; j += 4) {
      let s0 = fround(0);
      let s1 = fround(0);
      let s2 = fround(0);
      let s3 = fround(0);
      let p = xStart;
      let q = b.offset + j * yLine + start * yStep;
      for (let t = start; t < end; t++) {
        const v = x[p];
        s0 = fround(s0 + fround(v * y[q]));
        s1 = fround(s1 + fround(v * y[q + yLine]));
        s2 = fround(s2 + fround(v * y[q + 2 * yLine]));
        s3 = fround(s3 + fround(v * y[q + 3 * yLine]));
        p += xStep;
        q += yStep;
      }
      if (accumulate) {
        s0 = fround(c[to + j] + s0);
        s1 = fround(c[to + j + 1] + s1);
        s2 = fround(c[to + j + 2] + s2);
        s3 = fround(c[to + j + 3] + s3);
      }
      c[to + j] = s0;
      c[to + j + 1] = s1;
      c[to + j + 2] = s2;
      c[to + j + 3] = s3;
    }
    for (; j < n; j++) {
      let s = fround(0);
      let p = xStart;
      let q = b.offset + j * yLine + start * yStep;
      for (let t = start; t < end; t++) {
        s = fround(s + fround(x[p] * y[q]));
        p += xStep;
        q += yStep;
      }
      c[to + j] = accumulate ? c[to + j] + s : s;
    }
  }
}

/** The same in double precision; one function for both would make every access polymorphic. */
function addProducts64(product: Product, start: number, end: number): void {
  const { m, n, a, b, outOffset } = product;
  const accumulate = product.accumulate || start > 0;
  const x = a.storage.data as Float64Array;
  const y = b.storage.data as Float64Array;
  const c = product.out.data as Float64Array;
  const { kStride: xStep } = a;
  const { kStride: yStep, lineStride: yLine } = b;
  for (let i = 0; i < m; i++) {
    const xStart = a.offset + i * a.lineStride + start * xStep;
    const to = outOffset + i * n;
    let j = 0;
    for (; j + 4 <= n; j += 4) {
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      let p = xStart;
      let q = b.offset + j * yLine + start * yStep;
      for (let t = start; t < end; t++) {
        const v = x[p];
        s0 += v * y[q];
        s1 += v * y[q + yLine];
        s2 += v * y[q + 2 * yLine];
        s3 += v * y[q + 3 * yLine];
        p += xStep;
        q += yStep;
      }
      c[to + j] = accumulate ? c[to + j] + s0 : s0;
      c[to + j + 1] = accumulate ? c[to + j + 1] + s1 : s1;
      c[to + j + 2] = accumulate ? c[to + j + 2] + s2 : s2;
      c[to + j + 3] = accumulate ? c[to + j + 3] + s3 : s3;
    }
    for (; j < n; j++) {
      let s = 0;
      let p = xStart;
      let q = b.offset + j * yLine + start * yStep;
      for (let t = start; t < end; t++) {
        s += x[p] * y[q];
        p += xStep;
        q += yStep;
      }
      c[to + j] = accumulate ? c[to + j] + s : s;
    }
  }
}

/** A product whose operands or result have tables, element by element. */
export function multiplyByTables(product: Product): void {
  const { m, n, k, a, b, out, outOffset, layout } = product;
  const x = a.storage.data as Float64Array;
  const y = b.storage.data as Float64Array;
  const c = out.data as Float64Array;
  const round = out.dtype === "float32" ? Math.fround : (value: number) => value;
  const block = sumBlock(k);
  for (let i = 0; i < m; i++) {
    const xLine = placeOfLine(a, i);
    const row = outOffset + i * (layout?.rowStride ?? n);
    for (let j = 0; j < n; j++) {
      const yLine = placeOfLine(b, j);
      const to = row + (layout === null ? j : layout.columns[j]);
      for (let start = 0; start < k; start += block) {
        let sum = 0;
        for (let t = start; t < Math.min(k, start + block); t++) {
          sum = round(sum + round(x[xLine + placeOfK(a, t)] * y[yLine + placeOfK(b, t)]));
        }
        c[to] = product.accumulate || start > 0 ? c[to] + sum : sum;
      }
    }
  }
}

function placeOfLine({ offset, lineStride, tables }: Operand, line: number): number {
  return offset + (tables === null ? line * lineStride : tables.lines[line]);
}

function placeOfK({ kStride, tables }: Operand, k: number): number {
  return tables === null ? k * kStride : tables.k[k];
}
