import { ANYTHING, BOOLEAN, INTEGER, NUMBER } from "../../signatures/kinds.ts";
import { overloads } from "../../signatures/overloads.ts";
import { optional } from "../../signatures/parameters.ts";
import { publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import * as factories from "../../tensor/factories.ts";
import { DEVICE, DTYPE, SCALAR, SHAPE, SIZES, TENSOR, TENSOR_OR_LIST } from "../../tensor/kinds.ts";
import { sparseCooTensor as sparseCooTensorOf } from "../../tensor/sparse.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import * as conversion from "../functions/conversion.ts";

/** A factory whose sizes may be given one after another. */
export type VariadicFactory<Run, Options> = Run &
  ((...sizes: [size: number, ...more: number[]]) => Tensor) &
  ((...args: [size: number, ...more: number[], options: Options]) => Tensor);

/** The options of every factory. */
export const CREATION = { dtype: DTYPE, device: DEVICE, requiresGrad: BOOLEAN };

export const tensor = publish(signature("tensor", { data: ANYTHING }, {}, CREATION), factories.tensor);

/** A tensor, from data that may be one already. */
export const asTensor = publish(
  signature("asTensor", { data: ANYTHING }, { dtype: DTYPE, device: DEVICE }),
  conversion.asTensor,
);

export const zeros: VariadicFactory<typeof factories.zeros, factories.TensorOptions> = publish(
  signature("zeros", { size: SIZES }, {}, CREATION),
  factories.zeros,
);
export const ones: VariadicFactory<typeof factories.ones, factories.TensorOptions> = publish(
  signature("ones", { size: SIZES }, {}, CREATION),
  factories.ones,
);
export const empty: VariadicFactory<typeof factories.empty, factories.TensorOptions> = publish(
  signature("empty", { size: SIZES }, {}, CREATION),
  factories.empty,
);
export const full = publish(signature("full", { size: SHAPE, fillValue: SCALAR }, {}, CREATION), factories.full);

export const zerosLike = publish(signature("zerosLike", { input: TENSOR }, {}, CREATION), factories.zerosLike);
export const onesLike = publish(signature("onesLike", { input: TENSOR }, {}, CREATION), factories.onesLike);
export const emptyLike = publish(signature("emptyLike", { input: TENSOR }, {}, CREATION), factories.emptyLike);
export const fullLike = publish(
  signature("fullLike", { input: TENSOR, fillValue: SCALAR }, {}, CREATION),
  factories.fullLike,
);

export const eye = publish(signature("eye", { n: INTEGER, m: optional(INTEGER) }, {}, CREATION), factories.eye);
export const arange = publish(
  overloads(
    signature("arange", { end: NUMBER }, {}, CREATION),
    signature("arange", { start: NUMBER, end: NUMBER, step: optional(NUMBER) }, {}, CREATION),
  ),
  factories.arange,
);
export const linspace = publish(
  signature("linspace", { start: NUMBER, end: NUMBER, steps: INTEGER }, {}, CREATION),
  factories.linspace,
);

export const sparseCooTensor = publish(
  signature(
    "sparseCooTensor",
    { indices: TENSOR_OR_LIST, values: TENSOR_OR_LIST, size: optional(SHAPE) },
    {},
    CREATION,
  ),
  sparseCooTensorOf,
);
