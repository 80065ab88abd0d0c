import type { BinaryLoop, TernaryLoop, UnaryLoop } from "../elementwise/loopTypes.ts";
import { type Shape, sameShape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** Runs shorter than this are walked along the longest dimension instead. */
const SHORT_RUN = 16;

/*
 * The plan of a walk: the sizes that are left after merging dimensions, and each operand's strides. It is module state,
 * since a walk never starts another one, and spares every operation the allocations.
 */
let rank = 0;
const sizes: number[] = [];
const operandStrides: number[][] = [[], [], [], []];
const index: number[] = [];
const position = [0, 0, 0, 0];

/** Strides of `operand` along the dimensions of `shape`, zero where it repeats, merged into the plan by `plan`. */
function strideAlong(operand: Tensor, dim: number, targetRank: number): number {
  const d = dim - targetRank + operand._shape.length;
  return d < 0 || operand._shape[d] === 1 ? 0 : operand._strides[d];
}

/** Plans a walk over `shape`: drops dimensions of size one, merges those that lie row-major, moves the run to the end. */
function plan(shape: Shape, operands: (Tensor | null)[], count: number): void {
  rank = 0;
  for (let d = 0; d < shape.length; d++) {
    const size = shape[d];
    if (size === 1) continue;
    let merges = rank > 0;
    for (let k = 0; k < count && merges; k++) {
      const stride = strideAlong(operands[k]!, d, shape.length);
      merges = operandStrides[k][rank - 1] === stride * size;
    }
    const target = merges ? rank - 1 : rank++;
    sizes[target] = merges ? sizes[target] * size : size;
    for (let k = 0; k < count; k++) operandStrides[k][target] = strideAlong(operands[k]!, d, shape.length);
  }
  if (rank === 0) {
    rank = 1;
    sizes[0] = 1;
    for (let k = 0; k < count; k++) operandStrides[k][0] = 0;
  }
  const last = rank - 1;
  if (sizes[last] < SHORT_RUN) {
    let longest = last;
    for (let d = 0; d < last; d++) if (sizes[d] > sizes[longest]) longest = d;
    if (longest !== last) {
      swap(sizes, longest, last);
      for (let k = 0; k < count; k++) swap(operandStrides[k], longest, last);
    }
  }
  for (let d = 0; d < rank; d++) index[d] = 0;
  for (let k = 0; k < count; k++) position[k] = operands[k]!.offset;
}

function swap(list: number[], a: number, b: number): void {
  const held = list[a];
  list[a] = list[b];
  list[b] = held;
}

/** Goes to the next run; false after the last one. */
function advance(count: number): boolean {
  for (let d = rank - 2; d >= 0; d--) {
    index[d]++;
    if (index[d] < sizes[d]) {
      for (let k = 0; k < count; k++) position[k] += operandStrides[k][d];
      return true;
    }
    index[d] = 0;
    for (let k = 0; k < count; k++) position[k] -= operandStrides[k][d] * (sizes[d] - 1);
  }
  return false;
}

const operands: (Tensor | null)[] = [null, null, null, null];

/** Whether an operand can be read beside `out` with one stride over all its elements. */
function isFlat(operand: Tensor, out: Tensor): boolean {
  return operand._numel === 1 || (operand._contiguous && sameShape(operand._shape, out._shape));
}

/** out = loop(a), element by element; `a` broadcasts to `out`. */
export function runUnary(loop: UnaryLoop, out: Tensor, a: Tensor): void {
  const n = out._numel;
  if (n === 0) return;
  const od = out.storage.data;
  const ad = a.storage.data;
  if (out._contiguous && isFlat(a, out)) {
    loop(n, od, out.offset, 1, ad, a.offset, a._numel === 1 ? 0 : 1);
    return;
  }
  operands[0] = out;
  operands[1] = a;
  plan(out._shape, operands, 2);
  const last = rank - 1;
  const os = operandStrides[0][last];
  const is = operandStrides[1][last];
  do loop(sizes[last], od, position[0], os, ad, position[1], is);
  while (advance(2));
  operands.fill(null);
}

/** out = loop(a, b), element by element; `a` and `b` broadcast to `out`. */
export function runBinary(loop: BinaryLoop, out: Tensor, a: Tensor, b: Tensor): void {
  const n = out._numel;
  if (n === 0) return;
  const od = out.storage.data;
  const ad = a.storage.data;
  const bd = b.storage.data;
  if (out._contiguous && isFlat(a, out) && isFlat(b, out)) {
    loop(n, od, out.offset, 1, ad, a.offset, a._numel === 1 ? 0 : 1, bd, b.offset, b._numel === 1 ? 0 : 1);
    return;
  }
  operands[0] = out;
  operands[1] = a;
  operands[2] = b;
  plan(out._shape, operands, 3);
  const last = rank - 1;
  const os = operandStrides[0][last];
  const is = operandStrides[1][last];
  const js = operandStrides[2][last];
  do loop(sizes[last], od, position[0], os, ad, position[1], is, bd, position[2], js);
  while (advance(3));
  operands.fill(null);
}

/** out = loop(a, b, c), element by element; the operands broadcast to `out`. */
export function runTernary(loop: TernaryLoop, out: Tensor, a: Tensor, b: Tensor, c: Tensor): void {
  const n = out._numel;
  if (n === 0) return;
  const od = out.storage.data;
  const ad = a.storage.data;
  const bd = b.storage.data;
  const cd = c.storage.data;
  if (out._contiguous && isFlat(a, out) && isFlat(b, out) && isFlat(c, out)) {
    const is = a._numel === 1 ? 0 : 1;
    const js = b._numel === 1 ? 0 : 1;
    loop(n, od, out.offset, 1, ad, a.offset, is, bd, b.offset, js, cd, c.offset, c._numel === 1 ? 0 : 1);
    return;
  }
  operands[0] = out;
  operands[1] = a;
  operands[2] = b;
  operands[3] = c;
  plan(out._shape, operands, 4);
  const last = rank - 1;
  const os = operandStrides[0][last];
  const is = operandStrides[1][last];
  const js = operandStrides[2][last];
  const ks = operandStrides[3][last];
  do loop(sizes[last], od, position[0], os, ad, position[1], is, bd, position[2], js, cd, position[3], ks);
  while (advance(4));
  operands.fill(null);
}
