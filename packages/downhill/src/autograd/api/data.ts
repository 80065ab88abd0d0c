import { type DType, itemSize } from "../../memory/dtype.ts";
import { BOOLEAN, orNull } from "../../signatures/kinds.ts";
import { overloads } from "../../signatures/overloads.ts";
import { optional } from "../../signatures/parameters.ts";
import { method, methods, publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { ANY_DEVICE, DIM_OR_NULL, DTYPE, isDevice, TENSOR } from "../../tensor/kinds.ts";
import type { DataMethods, ToOptions } from "../../tensor/methods/data.ts";
import { dtypeOfTensorType, tensorTypeName } from "../../tensor/promotion.ts";
import { arrayOf, itemOf, typedArrayOf } from "../../tensor/read.ts";
import { normalizeDim, type Shape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import * as conversion from "../functions/conversion.ts";

export const clone = publish(signature("clone", { input: TENSOR }), conversion.clone);

/** All values of a list per dimension, or that of one dimension. */
function perDim(values: Shape, dim: number | null | undefined): Shape | number {
  return dim === undefined || dim === null ? values : values[normalizeDim(dim, values.length)];
}

/** A method without arguments. */
function plain(name: string, run: (tensor: Tensor) => unknown) {
  return method(signature(name, {}), run);
}

function converted(dtype: DType): (input: Tensor) => Tensor {
  return (input) => conversion.to(input, dtype);
}

const COPYING = { nonBlocking: BOOLEAN, copy: BOOLEAN };

export const dataMethods = {
  ...methods({ clone }),
  numel: plain("numel", (tensor) => tensor._numel),
  dim: plain("dim", (tensor) => tensor._shape.length),
  size: method(signature("size", { dim: optional(DIM_OR_NULL) }), (tensor: Tensor, dim?: number | null) =>
    perDim(tensor.shape, dim),
  ),
  stride: method(signature("stride", { dim: optional(DIM_OR_NULL) }), (tensor: Tensor, dim?: number | null) =>
    perDim(tensor.strides, dim),
  ),
  storageOffset: plain("storageOffset", (tensor) => tensor.offset),
  elementSize: plain("elementSize", (tensor) => itemSize(tensor.dtype)),
  isContiguous: plain("isContiguous", (tensor) => tensor._contiguous),
  isFloatingPoint: plain("isFloatingPoint", (tensor) => /float/.test(tensor.dtype)),
  item: plain("item", itemOf),
  toArray: plain("toArray", arrayOf),
  toTypedArray: plain("toTypedArray", typedArrayOf),
  contiguous: plain("contiguous", conversion.contiguous),
  to: method(
    overloads(
      signature("to", { device: optional(ANY_DEVICE), dtype: optional(orNull(DTYPE)) }, COPYING),
      signature("to", { dtype: DTYPE }, COPYING),
      signature("to", { other: TENSOR }, COPYING),
    ),
    to,
  ),
  cpu: plain("cpu", (tensor) => tensor),
  float: plain("float", converted("float32")),
  double: plain("double", converted("float64")),
  long: plain("long", converted("int64")),
  bool: plain("bool", converted("bool")),
  half: plain("half", converted("float16")),
  bfloat16: plain("bfloat16", converted("bfloat16")),
  int: plain("int", converted("int32")),
  short: plain("short", converted("int16")),
  char: plain("char", converted("int8")),
  byte: plain("byte", converted("uint8")),
  type: method(signature("type", { dtype: optional(orNull(DTYPE)) }, { nonBlocking: BOOLEAN }), type),
  typeAs: method(signature("typeAs", { other: TENSOR }), (input: Tensor, other: Tensor) =>
    conversion.to(input, other.dtype),
  ),
} satisfies Record<keyof DataMethods<Tensor>, unknown>;

function type(input: Tensor, dtype?: string | null): Tensor | string {
  if (dtype === undefined || dtype === null) return tensorTypeName(input.dtype);
  return conversion.to(input, dtypeOfTensorType(dtype));
}

function to(input: Tensor, target?: string | Tensor | null, ...rest: (DType | ToOptions | null | undefined)[]): Tensor {
  const onDevice = isDevice(target);
  const dtype = onDevice ? rest[0] : target instanceof Tensor ? target.dtype : target;
  const result = conversion.to(input, (dtype as DType | null | undefined) ?? input.dtype);
  const options = rest[onDevice ? 1 : 0] as ToOptions | undefined;
  return result === input && options?.copy === true ? conversion.clone(input) : result;
}
