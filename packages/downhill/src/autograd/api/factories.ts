import { ANYTHING, BOOLEAN, either, INTEGER, NUMBER } from "../../signatures/kinds.ts";
import type { WithNames } from "../../signatures/named.ts";
import { overloads } from "../../signatures/overloads.ts";
import { optional } from "../../signatures/parameters.ts";
import { method, publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import * as factories from "../../tensor/factories.ts";
import { DEVICE, DTYPE, SCALAR, SHAPE, SIZES, TENSOR, TENSOR_OR_LIST } from "../../tensor/kinds.ts";
import type { FactoryMethods } from "../../tensor/methods/factories.ts";
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
export const full: WithNames<typeof factories.full, ["fillValue"]> = publish(
  signature("full", { size: SHAPE, fillValue: SCALAR }, {}, CREATION),
  factories.full,
);

export const zerosLike = publish(signature("zerosLike", { input: TENSOR }, {}, CREATION), factories.zerosLike);
export const onesLike = publish(signature("onesLike", { input: TENSOR }, {}, CREATION), factories.onesLike);
export const emptyLike = publish(signature("emptyLike", { input: TENSOR }, {}, CREATION), factories.emptyLike);
export const fullLike: WithNames<typeof factories.fullLike, ["fillValue"]> = publish(
  signature("fullLike", { input: TENSOR, fillValue: SCALAR }, {}, CREATION),
  factories.fullLike,
);

export const eye: WithNames<typeof factories.eye, ["m"]> = publish(
  signature("eye", { n: INTEGER, m: optional(INTEGER) }, {}, CREATION),
  factories.eye,
);
const NUMBER_OR_TENSOR = either(NUMBER, TENSOR);

/** `arange` in all its forms. */
export type Arange = typeof factories.arange &
  WithNames<(start: number, end: number, step?: number, options?: factories.TensorOptions) => Tensor, ["end", "step"]>;

export const arange: Arange = publish(
  overloads(
    signature("arange", { end: NUMBER }, {}, CREATION),
    signature("arange", { start: NUMBER, end: NUMBER, step: optional(NUMBER) }, {}, CREATION),
  ),
  factories.arange,
);
export const linspace: WithNames<typeof factories.linspace, ["end", "steps"]> = publish(
  signature("linspace", { start: NUMBER_OR_TENSOR, end: NUMBER_OR_TENSOR, steps: INTEGER }, {}, CREATION),
  factories.linspace,
);
export const logspace: WithNames<typeof factories.logspace, ["end", "steps", "base"]> = publish(
  signature(
    "logspace",
    { start: NUMBER_OR_TENSOR, end: NUMBER_OR_TENSOR, steps: INTEGER, base: optional(NUMBER) },
    {},
    CREATION,
  ),
  factories.logspace,
);
export const scalarTensor = publish(signature("scalarTensor", { s: SCALAR }, {}, CREATION), factories.scalarTensor);

export const sparseCooTensor: WithNames<typeof sparseCooTensorOf, ["values", "size"]> = publish(
  signature(
    "sparseCooTensor",
    { indices: TENSOR_OR_LIST, values: TENSOR_OR_LIST, size: optional(SHAPE) },
    {},
    CREATION,
  ),
  sparseCooTensorOf,
);

/** A factory as a method: its results have the tensor's dtype unless another is given. */
function made(run: (...args: never[]) => Tensor, count: number) {
  return (input: Tensor, ...args: readonly unknown[]): Tensor => {
    const options = args[count] as factories.TensorOptions | undefined;
    const given = [...args.slice(0, count), { ...options, dtype: options?.dtype ?? input.dtype }];
    return run(...(given as never[]));
  };
}

export const factoryMethods = {
  newZeros: method(signature("newZeros", { size: SIZES }, {}, CREATION), made(factories.zeros, 1)),
  newOnes: method(signature("newOnes", { size: SIZES }, {}, CREATION), made(factories.ones, 1)),
  newEmpty: method(signature("newEmpty", { size: SIZES }, {}, CREATION), made(factories.empty, 1)),
  newFull: method(signature("newFull", { size: SHAPE, fillValue: SCALAR }, {}, CREATION), made(factories.full, 2)),
  newTensor: method(signature("newTensor", { data: ANYTHING }, CREATION), made(factories.tensor, 1)),
} satisfies Record<keyof FactoryMethods<Tensor>, unknown>;
