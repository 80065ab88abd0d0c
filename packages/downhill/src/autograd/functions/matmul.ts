import { type DType, hasLoops } from "../../memory/dtype.ts";
import { multiplyBatchInto, multiplyInto } from "../../tensor/matmul.ts";
import { typeName } from "../../tensor/promotion.ts";
import { broadcastShapes, broadcastStrides, contiguousStrides, elementCount, type Shape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { type Definition, define, record, recordWith, tracks, tracksAny } from "../graph.ts";
import { mul } from "./arithmetic.ts";
import { inLoopType } from "./conversion.ts";
import { checkTensor, neededFor } from "./operands.ts";
import { reshape, t, transpose, view } from "./views.ts";

/** @throws TypeError when two factors differ in dtype, or are bools. */
function checkTypes(a: Tensor, b: Tensor, complaint: (a: DType, b: DType) => string): DType {
  if (a.dtype !== b.dtype) throw new TypeError(complaint(a.dtype, b.dtype));
  if (a.dtype === "bool") throw new TypeError("matmul(): not implemented for 'Bool'");
  return a.dtype;
}

function mmComplaint(...types: [DType, DType]): string {
  const [m1, m2] = types.map((dtype) => CPP_NAMES[dtype] ?? typeName(dtype).toLowerCase());
  return `expected m1 and m2 to have the same dtype, but got: ${m1} != ${m2}`;
}

const CPP_NAMES: Readonly<Partial<Record<DType, string>>> = { int64: "long int" };

const mmBackward = define(
  "MmBackward0",
  (grad, node) => mm(grad, t(node.saved(1))),
  (grad, node) => mm(t(node.saved(0)), grad),
);

/**
 * The product of two matrices.
 * @throws RangeError when the shapes do not fit, TypeError when the dtypes differ.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.mm.html
 */
export function mm(input: Tensor, mat2: Tensor): Tensor {
  checkTensor(input, "mm", "input");
  checkTensor(mat2, "mm", "mat2");
  if (input._shape.length !== 2) throw new RangeError("self must be a matrix");
  if (mat2._shape.length !== 2) throw new RangeError("mat2 must be a matrix");
  const m = input._shape[0];
  const n = mat2._shape[1];
  if (input._shape[1] !== mat2._shape[0]) {
    throw new RangeError(
      `mat1 and mat2 shapes cannot be multiplied (${m}x${input._shape[1]} and ${mat2._shape[0]}x${n})`,
    );
  }
  const dtype = checkTypes(input, mat2, mmComplaint);
  if (!hasLoops(dtype)) return inLoopType([input, mat2], mm);
  const out = Tensor.uninitialized(dtype, [m, n]);
  multiplyInto(out, 0, input, input.offset, mat2, mat2.offset, false);
  if (!tracksAny(input, mat2)) return out;
  return record(out, mmBackward, [input, mat2], [neededFor(mat2, input), neededFor(input, mat2)]);
}

const dotBackward = define(
  "DotBackward0",
  (grad, node) => mul(grad, node.saved(1)),
  (grad, node) => mul(grad, node.saved(0)),
);

/**
 * The sum of the products of two vectors.
 * @throws RangeError when they are no vectors or differ in length, TypeError when the dtypes differ.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.dot.html
 */
export function dot(input: Tensor, tensor: Tensor): Tensor {
  checkTensor(input, "dot", "input");
  checkTensor(tensor, "dot", "tensor");
  const [rank, other] = [input._shape.length, tensor._shape.length];
  if (rank !== 1 || other !== 1) {
    throw new RangeError(`1D tensors expected, but got ${rank}D and ${other}D tensors`);
  }
  const [n, m] = [input._numel, tensor._numel];
  if (n !== m) {
    throw new RangeError(
      `inconsistent tensor size, expected tensor [${n}] and src [${m}] to have the same number of elements, but got ` +
        `${n} and ${m} elements respectively`,
    );
  }
  const complaint = (a: DType, b: DType) =>
    `dot : expected both vectors to have same dtype, but found ${typeName(a)} and ${typeName(b)}`;
  const dtype = checkTypes(input, tensor, complaint);
  if (!hasLoops(dtype)) return inLoopType([input, tensor], dot);
  const out = Tensor.uninitialized(dtype, []);
  multiplyInto(out, 0, asRow(input), input.offset, asColumn(tensor), tensor.offset, false);
  if (!tracksAny(input, tensor)) return out;
  return record(out, dotBackward, [input, tensor], [neededFor(tensor, input), neededFor(input, tensor)]);
}

function asRow(vector: Tensor): Tensor {
  return vector._viewAs([1, vector._numel], [0, vector._strides[0]], vector.offset);
}

function asColumn(vector: Tensor): Tensor {
  return vector._viewAs([vector._numel, 1], [vector._strides[0], 0], vector.offset);
}

const mvBackward = define(
  "MvBackward0",
  (grad, node) => mul(reshape(grad, [grad._numel, 1]), node.saved(1)),
  (grad, node) => mv(t(node.saved(0)), grad),
);

/**
 * The product of a matrix and a vector.
 * @throws RangeError when the shapes do not fit, TypeError when the dtypes differ.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.mv.html
 */
export function mv(input: Tensor, vec: Tensor): Tensor {
  checkTensor(input, "mv", "input");
  checkTensor(vec, "mv", "vec");
  if (input._shape.length !== 2 || vec._shape.length !== 1) {
    throw new RangeError(`vector + matrix @ vector expected, got 1, ${input._shape.length}, ${vec._shape.length}`);
  }
  const [m, k] = input._shape;
  if (k !== vec._numel) {
    throw new RangeError(`size mismatch, got input (${m}), mat (${m}x${k}), vec (${vec._numel})`);
  }
  const complaint = (a: DType, b: DType) =>
    `addmv input tensors must have the same dtype, but got ${typeName(b)}, ${typeName(a)}, and ${typeName(b)}`;
  const dtype = checkTypes(input, vec, complaint);
  if (!hasLoops(dtype)) return inLoopType([input, vec], mv);
  const out = Tensor.uninitialized(dtype, [m]);
  multiplyInto(out, 0, input, input.offset, asColumn(vec), vec.offset, false);
  if (!tracksAny(input, vec)) return out;
  return record(out, mvBackward, [input, vec], [neededFor(vec, input), neededFor(input, vec)]);
}

const bmmBackward = define(
  "BmmBackward0",
  (grad, node) => batched(grad, transpose(node.saved(1), -1, -2)),
  (grad, node) => batched(transpose(node.saved(0), -1, -2), grad),
);

/** The products of two batches of matrices, whose batch dimensions broadcast. */
function batched(a: Tensor, b: Tensor): Tensor {
  const [m, k] = a._shape.slice(-2);
  const [rows, n] = b._shape.slice(-2);
  const batch = broadcastShapes(a._shape.slice(0, -2), b._shape.slice(0, -2));
  const count = elementCount(batch);
  if (k !== rows) {
    throw new RangeError(
      `Expected size for first two dimensions of batch2 tensor to be: [${count}, ${k}] but got: [${count}, ${rows}].`,
    );
  }
  const complaint = (x: DType, y: DType) => `expected scalar type ${typeName(x)} but found ${typeName(y)}`;
  const dtype = checkTypes(a, b, complaint);
  if (!hasLoops(dtype)) return inLoopType([a, b], batched);
  const out = Tensor.uninitialized(dtype, [...batch, m, n]);
  const aStarts = batchOffsets(a, batch);
  const bStarts = batchOffsets(b, batch);
  multiplyBatchInto(out, a, aStarts, b, bStarts);
  if (!tracksAny(a, b)) return out;
  return record(out, bmmBackward, [a, b], [neededFor(b, a), neededFor(a, b)]);
}

/** Where each matrix of a batch begins, when it is broadcast to the batch dimensions given. */
function batchOffsets(tensor: Tensor, batch: Shape): number[] {
  const strides = broadcastStrides(tensor._shape.slice(0, -2), tensor._strides.slice(0, -2), batch);
  let offsets = [tensor.offset];
  batch.forEach((size, d) => {
    offsets = offsets.flatMap((offset) => Array.from({ length: size }, (_, i) => offset + i * strides[d]));
  });
  return offsets;
}

const unsafeViewBackward = define<Shape>("UnsafeViewBackward0", (grad, node) => reshape(grad, node.extra));
/** PyTorch takes a matrix that trains times a batch for one product of matrices, whose transpose it copies. */
const cloneBackward = define<Shape>("CloneBackward0", (grad) => grad);
const squeezeBackward = define<Shape>("SqueezeBackward4", (grad, node) => reshape(grad, node.extra));

/** A fresh product in another shape: no view, since nobody else will see the product itself. */
function reshaped(product: Tensor, shape: Shape, definition: Definition<Shape>): Tensor {
  const out = Tensor.over(product.storage, shape, contiguousStrides(shape), 0, product._numel, true);
  return tracks(product) ? recordWith(out, definition, [product], [], product._shape) : out;
}

/**
 * The matrix product of two tensors: of vectors a number, of matrices a matrix; a vector counts as a row on the left and
 * as a column on the right. Tensors with more dimensions are batches of matrices, and batch dimensions broadcast.
 * @throws RangeError when the shapes do not fit or a factor has no dimensions, TypeError when the dtypes differ.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.matmul.html
 */
export function matmul(input: Tensor, other: Tensor): Tensor {
  checkTensor(input, "matmul", "input");
  checkTensor(other, "matmul", "other");
  const rank = input._shape.length;
  const otherRank = other._shape.length;
  if (rank === 0 || otherRank === 0) {
    throw new RangeError(`both arguments to matmul need to be at least 1D, but they are ${rank}D and ${otherRank}D`);
  }
  if (rank === 2 && otherRank === 2) return mm(input, other);
  if (rank === 1 && otherRank === 1) return dot(input, other);
  if (rank === 2 && otherRank === 1) return mv(input, other);
  if (rank === 1) {
    const rows = matmul(view(input, [1, input._numel]), other);
    const shape = [...rows._shape.slice(0, -2), rows._shape[rows._shape.length - 1]];
    return reshaped(rows, shape, otherRank === 2 ? squeezeBackward : unsafeViewBackward);
  }
  if (otherRank <= 2) {
    // One large product instead of many small ones.
    const k = input._shape[rank - 1];
    const rows = reshape(input, [elementCount(input._shape.slice(0, -1)), k]);
    const product = otherRank === 1 ? mv(rows, other) : mm(rows, other);
    return reshaped(product, [...input._shape.slice(0, -1), ...other._shape.slice(1)], unsafeViewBackward);
  }
  const product = batched(input, other);
  return reshaped(product, product._shape, rank === 2 && input.requiresGrad ? cloneBackward : unsafeViewBackward);
}
