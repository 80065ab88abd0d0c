import type { Floats } from "../../tensor/loops/types.ts";
import { matmulInto } from "../../tensor/matmul.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { define, record, tracksAny } from "../graph.ts";
import { neededFor } from "./operands.ts";
import { t } from "./views.ts";

const mmBackward = define(
  "MmBackward0",
  (grad, node) => mm(grad, t(node.saved(1))),
  (grad, node) => mm(t(node.saved(0)), grad),
);

/** The product of two matrices. */
export function mm(a: Tensor, b: Tensor): Tensor {
  const [m, k] = a.shape;
  const n = b.shape[1];
  if (k !== b.shape[0]) {
    throw new RangeError(`mat1 and mat2 shapes cannot be multiplied (${m}x${k} and ${b.shape[0]}x${n})`);
  }
  const out = Tensor.allocate(a.dtype, [m, n]);
  // biome-ignore format: one matrix a line
  matmulInto(
    out.storage.data as Floats, 0,
    a.storage.data as Floats, a.offset, a.strides[0], a.strides[1],
    b.storage.data as Floats, b.offset, b.strides[0], b.strides[1],
    m, n, k,
  );
  if (!tracksAny(a, b)) return out;
  return record(out, mmBackward, [a, b], [neededFor(b, a), neededFor(a, b)]);
}

/** The matrix product of two matrices. */
export function matmul(a: Tensor, b: Tensor): Tensor {
  return mm(a, b);
}
