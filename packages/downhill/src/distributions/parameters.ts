import { isFloat } from "../memory/dtype.ts";
import { BOOLEAN, type Kind, listOf, NUMBER, orNull } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { getDefaultDtype } from "../tensor/defaultDtype.ts";
import { tensor } from "../tensor/factories.ts";
import { NUMERIC, TENSOR } from "../tensor/kinds.ts";
import { broadcastShapes, type Shape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";

/** What parameters of a distribution are given as. */
export type Parameter = Tensor | number;

/** What every distribution's options have. */
export interface DistributionOptions {
  /**
   * Whether parameters and the values that are asked about are checked. Default null: as `setDefaultValidateArgs` says,
   * which is to check them.
   */
  validateArgs?: boolean | null;
}

export const PARAMETER: Kind<Parameter> = {
  expected: "Tensor or number",
  accepts: (value): value is Parameter => value instanceof Tensor || typeof value === "number",
};
export const TENSOR_OR_NULL: Kind<Tensor | null> = orNull(TENSOR);
export const PARAMETER_OR_NULL: Kind<Parameter | null> = orNull(PARAMETER);
export const VALIDATE = { validateArgs: optional(orNull(BOOLEAN), null) };
export const SAMPLE_SHAPE: Kind<Shape> = listOf<number>("integers");
export const VALUE: Kind<Tensor | number> = {
  expected: "Tensor",
  accepts: (value): value is Tensor => value instanceof Tensor || NUMERIC.accepts(value) || NUMBER.accepts(value),
};

/** Parameters of one shape: numbers become tensors of the type of those that are tensors, or of the default type. */
export function broadcastAll(...parameters: readonly Parameter[]): Tensor[] {
  const dtype = parameters.find((one) => one instanceof Tensor)?.dtype ?? getDefaultDtype();
  const tensors = parameters.map((one) => (one instanceof Tensor ? one : tensor(one, { dtype })));
  const shape = tensors.map(({ _shape }) => _shape).reduce(broadcastShapes);
  return tensors.map((one) => one.expand(shape));
}

/** The distance from 1 to the next number of a tensor's type. */
export function epsilon({ dtype }: Tensor): number {
  return dtype === "float64" ? 2 ** -52 : 2 ** -23;
}

/** The smallest number of a tensor's type. */
export function lowest({ dtype }: Tensor): number {
  return dtype === "float64" ? -Number.MAX_VALUE : -(2 ** 128 - 2 ** 104);
}

function clampProbs(probs: Tensor): Tensor {
  const eps = epsilon(probs);
  return probs.clamp(eps, 1 - eps);
}

/** Logarithms of the odds of probabilities. */
export function oddsOf(probs: Tensor): Tensor {
  const clamped = clampProbs(probs);
  return clamped.log().sub(clamped.neg().log1p());
}

/** Logarithms of probabilities. */
export function logsOf(probs: Tensor): Tensor {
  return clampProbs(probs).log();
}

/** Sums over some of the last dimensions. */
export function sumRightmost(value: Tensor, dims: number): Tensor {
  return dims === 0 ? value : value.reshape([...value._shape.slice(0, value._shape.length - dims), -1]).sum(-1);
}

/** A value as a tensor that is computed with. */
export function floatsOf(value: Tensor, like: Tensor): Tensor {
  return isFloat(value.dtype) ? value : value.to(like.dtype);
}

/** Neither of two parameters was given, or both were. */
export function eitherOf(): RangeError {
  return new RangeError("Either `probs` or `logits` must be specified, but not both.");
}
