import * as elementwise from "../../elementwise/functions.ts";
import { applyUnary } from "../../tensor/elementwise.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { define } from "../graph.ts";
import { add, div, mul, neg } from "./arithmetic.ts";
import { recordWithInput, recordWithResult } from "./unary.ts";

const expBackward = define("ExpBackward0", (grad, node) => mul(grad, node.saved(0)));

/**
 * e to the power of each element.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.exp.html
 */
export function exp(input: Tensor): Tensor {
  return recordWithResult(applyUnary(elementwise.exp, input), expBackward, input);
}

const expm1Backward = define("Expm1Backward0", (grad, node) => mul(grad, add(node.saved(0), 1)));

/**
 * exp(x) - 1, accurate also near zero.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.expm1.html
 */
export function expm1(input: Tensor): Tensor {
  return recordWithResult(applyUnary(elementwise.expm1, input), expm1Backward, input);
}

const logBackward = define("LogBackward0", (grad, node) => div(grad, node.saved(0)));

/**
 * The natural logarithm.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.log.html
 */
export function log(input: Tensor): Tensor {
  return recordWithInput(applyUnary(elementwise.log, input), logBackward, input);
}

const log1pBackward = define("Log1PBackward0", (grad, node) => div(grad, add(node.saved(0), 1)));

/**
 * log(1 + x), accurate also near zero.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.log1p.html
 */
export function log1p(input: Tensor): Tensor {
  return recordWithInput(applyUnary(elementwise.log1p, input), log1pBackward, input);
}

const sinBackward = define("SinBackward0", (grad, node) => mul(grad, cos(node.saved(0))));

/**
 * The sine.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.sin.html
 */
export function sin(input: Tensor): Tensor {
  return recordWithInput(applyUnary(elementwise.sin, input), sinBackward, input);
}

const cosBackward = define("CosBackward0", (grad, node) => mul(grad, neg(sin(node.saved(0)))));

/**
 * The cosine.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.cos.html
 */
export function cos(input: Tensor): Tensor {
  return recordWithInput(applyUnary(elementwise.cos, input), cosBackward, input);
}

const erfBackward = define("ErfBackward0", (grad, node) => {
  const x = node.saved(0);
  return mul(grad, mul(exp(neg(mul(x, x))), 2 / Math.sqrt(Math.PI)));
});

/**
 * The error function.
 * @see https://docs.pytorch.org/docs/stable/special.html#torch.special.erf
 */
export function erf(input: Tensor): Tensor {
  return recordWithInput(applyUnary(elementwise.erf, input), erfBackward, input);
}
