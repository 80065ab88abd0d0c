import { GELU_CUBIC, GELU_SCALE } from "../../elementwise/activations.ts";
import * as elementwise from "../../elementwise/functions.ts";
import { isDifferentiable } from "../../memory/dtype.ts";
import { applyBinary, applyUnary, type BinaryOp } from "../../tensor/elementwise.ts";
import { typeName } from "../../tensor/promotion.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { define, type Node, record, recordWith, tracks, tracksAny } from "../graph.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { gt } from "./comparison.ts";
import { exp, log1p } from "./exponential.ts";
import { recordWithInput, recordWithResult } from "./unary.ts";
import { where } from "./where.ts";

/**
 * A derivative as a function of its own, so that it can be differentiated again and has the same bits either way. It is
 * linear in the gradient.
 *
 * @param slope the derivative by what the function's node saved, over the gradient
 */
/* @__NO_SIDE_EFFECTS__ */
function gradientFunction(name: string, operation: BinaryOp, slope: (saved: Tensor) => Tensor) {
  const gradient = (grad: Tensor, saved: Tensor): Tensor => {
    const out = applyBinary(operation, grad, saved);
    return tracksAny(grad, saved) ? record(out, definition, [grad, saved], [grad, saved]) : out;
  };
  const definition = define(
    name,
    (outer, node) => gradient(outer, node.saved(1)),
    (outer, node) => mul(mul(outer, node.saved(0)), slope(node.saved(1))),
  );
  return gradient;
}

const reluBackward = define("ReluBackward0", (grad, node) => reluGradient(node.saved(0), grad));
/** Linear in the gradient, and constant in the result wherever it has a derivative. */
const reluGradientBackward = define(
  "ThresholdBackwardBackward0",
  () => null,
  (grad, node) => reluGradient(node.saved(0), grad),
);

function reluGradient(result: Tensor, grad: Tensor): Tensor {
  const out = applyBinary(elementwise.reluGradient, result, grad);
  return tracksAny(result, grad) ? record(out, reluGradientBackward, [result, grad], [result]) : out;
}

/**
 * max(input, 0), elementwise.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.relu.html
 */
export function relu(input: Tensor): Tensor {
  if (input.dtype === "bool") throw new TypeError("Boolean inputs not supported for relu");
  return recordWithResult(applyUnary(elementwise.relu, input), reluBackward, input);
}

const tanhGradient = gradientFunction("TanhBackwardBackward0", elementwise.tanhGradient, (y) => mul(y, -2));
const tanhBackward = define("TanhBackward0", (grad, node) => tanhGradient(grad, node.saved(0)));

/**
 * The hyperbolic tangent.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.tanh.html
 */
export function tanh(input: Tensor): Tensor {
  return recordWithResult(applyUnary(elementwise.tanh, input), tanhBackward, input);
}

const sigmoidGradient = gradientFunction("SigmoidBackwardBackward0", elementwise.sigmoidGradient, (y) =>
  sub(1, mul(y, 2)),
);
const sigmoidBackward = define("SigmoidBackward0", (grad, node) => sigmoidGradient(grad, node.saved(0)));

/**
 * 1 / (1 + exp(-input)), elementwise.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.sigmoid.html
 */
export function sigmoid(input: Tensor): Tensor {
  return recordWithResult(applyUnary(elementwise.sigmoid, input), sigmoidBackward, input);
}

/** The normal distribution's density times 2 - x^2. */
const geluGradient = gradientFunction("GeluBackwardBackward0", elementwise.geluGradient, (x) => {
  const square = mul(x, x);
  return mul(mul(exp(mul(square, -0.5)), 1 / Math.sqrt(2 * Math.PI)), sub(2, square));
});
const geluBackward = define("GeluBackward0", (grad, node) => geluGradient(grad, node.saved(0)));

/** With y = tanh(u(x)): (1 - y^2) (u' + x/2 (u'' - 2 y u'^2)). */
const geluTanhGradient = gradientFunction("GeluBackwardBackward0", elementwise.geluTanhGradient, (x) => {
  const square = mul(x, x);
  const y = tanh(mul(mul(x, add(mul(square, GELU_CUBIC), 1)), GELU_SCALE));
  const first = mul(add(mul(square, 3 * GELU_CUBIC), 1), GELU_SCALE);
  const second = mul(x, 6 * GELU_CUBIC * GELU_SCALE);
  const bend = mul(mul(x, 0.5), sub(second, mul(mul(y, 2), mul(first, first))));
  return mul(sub(1, mul(y, y)), add(first, bend));
});
const geluTanhBackward = define("GeluBackward0", (grad, node) => geluTanhGradient(grad, node.saved(0)));

/** Options of `gelu`. */
export interface GeluOptions {
  /** `none` for the normal distribution itself, `tanh` for its approximation by a tanh. Default `none`. */
  approximate?: "none" | "tanh";
}

function checkFloat({ dtype }: Tensor, kernel: string): void {
  if (!isDifferentiable(dtype)) throw new TypeError(`"${kernel}" not implemented for '${typeName(dtype)}'`);
}

/**
 * x times the normal distribution function of x.
 * @throws RangeError for an unknown approximation, TypeError for integers and bools.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.gelu.html
 */
export function gelu(input: Tensor, options?: GeluOptions): Tensor {
  const approximate = options?.approximate ?? "none";
  if (approximate === "none" || approximate === "tanh") checkFloat(input, "GeluKernelImpl");
  if (approximate === "none") return recordWithInput(applyUnary(elementwise.gelu, input), geluBackward, input);
  if (approximate !== "tanh") throw new RangeError("approximate argument must be either none or tanh.");
  return recordWithInput(applyUnary(elementwise.geluTanh, input), geluTanhBackward, input);
}

interface SoftplusExtra {
  readonly beta: number;
  readonly threshold: number;
}

/** Options of `softplus`. */
export interface SoftplusOptions {
  /** How sharp the corner is. Default 1. */
  beta?: number;
  /** Where beta * x is larger, the function is x itself. Default 20. */
  threshold?: number;
}

const softplusBackward = define<SoftplusExtra>("SoftplusBackward0", (grad, node: Node<SoftplusExtra>) => {
  const { beta, threshold } = node.extra;
  const scaled = mul(node.saved(0), beta);
  return where(gt(scaled, threshold), grad, mul(grad, sigmoid(scaled)));
});

/**
 * log(1 + exp(beta * input)) / beta, elementwise.
 * @throws TypeError for integers and bools.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softplus.html
 */
export function softplus(input: Tensor, options?: SoftplusOptions): Tensor {
  const beta = options?.beta ?? 1;
  const threshold = options?.threshold ?? 20;
  checkFloat(input, "softplus_cpu");
  const plain = input.detach();
  const scaled = mul(plain, beta);
  const out = where(gt(scaled, threshold), plain, div(log1p(exp(scaled)), beta));
  return tracks(input) ? recordWith(out, softplusBackward, [input], [input], { beta, threshold }) : out;
}
