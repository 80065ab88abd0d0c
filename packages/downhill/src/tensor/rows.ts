import type { FloatDType } from "../memory/dtype.ts";
import { launch } from "../memory/recording.ts";
import type { RowFunction } from "../rows/definition.ts";
import { rowMajor } from "./copy.ts";
import { keptFirst, reducedShape } from "./reduce.ts";
import { isRowMajor, type Shape } from "./shape.ts";
import { Tensor } from "./tensor.ts";

/** Applies a function of rows along one dimension: the operands, of one shape and dtype, are its matrices. */
export function applyRows(f: RowFunction, inputs: readonly Tensor[], dim: number): Tensor {
  const { _shape: shape, dtype, _numel } = inputs[0];
  const rank = shape.length;
  const size = rank === 0 ? 1 : shape[dim];
  const order = [...shape.keys()].filter((d) => d !== dim);
  if (rank > 0) order.push(dim);
  const sources = inputs.map((input) => rowMajor(permuted(input, order)));
  const out = Tensor.uninitialized(
    dtype,
    order.map((d) => shape[d]),
  );
  if (_numel > 0) f(dtype as FloatDType, _numel / size, size, [...sources, out]);
  const inverse = order.map((_, d) => order.indexOf(d));
  return rowMajor(permuted(out, inverse));
}

function permuted(input: Tensor, order: readonly number[]): Tensor {
  if (order.every((d, i) => d === i)) return input;
  const shape = order.map((d) => input._shape[d]);
  const strides = order.map((d) => input._strides[d]);
  return Tensor.over(input.storage, shape, strides, input.offset, input._numel, isRowMajor(shape, strides));
}

/** Reduces the dimensions in `mask` by a function of rows that writes one column. */
export function reduceRows(f: RowFunction, input: Tensor, mask: readonly boolean[], keepdim: boolean): Tensor {
  const shape: Shape = reducedShape(input._shape, mask, keepdim);
  const out = Tensor.allocate(input.dtype, shape);
  if (out._numel === 0) return out;
  launch("reduceRows", () => {
    const column = new Float64Array(out._numel);
    const source = keptFirst(input, mask);
    f(input.dtype as FloatDType, out._numel, source._numel / out._numel, [source], [], [], [column]);
    (out.storage.data as Float64Array).set(column, out.offset);
  });
  return out;
}
