import { isFloat } from "../../memory/dtype.ts";
import { applyBinary, applyUnary, type BinaryOp, op } from "../../tensor/elementwise.ts";
import * as arithmetic from "../../tensor/loops/arithmetic.ts";
import * as loops from "../../tensor/loops/math.ts";
import type { BinaryLoop, UnaryLoop } from "../../tensor/loops/types.ts";
import { typeName } from "../../tensor/promotion.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { gradEnabled } from "../gradMode.ts";
import { define, type Node, record, recordWith, tracks, tracksAny } from "../graph.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { gt } from "./comparison.ts";
import { erf, exp, log1p } from "./exponential.ts";
import { recordWithInput, recordWithResult } from "./unary.ts";
import { where } from "./where.ts";

const RELU = op<UnaryLoop>(arithmetic.relu, arithmetic.reluInteger);
const RELU_GRADIENT = op<BinaryLoop>(arithmetic.reluGradient);
const TANH = op<UnaryLoop>(loops.tanh);
const TANH_GRADIENT = op<BinaryLoop>(loops.tanhGradient);
const SIGMOID = op<UnaryLoop>(loops.sigmoid);
const SIGMOID_GRADIENT = op<BinaryLoop>(loops.sigmoidGradient);
const GELU = op<UnaryLoop>(loops.gelu);
const GELU_GRADIENT = op<BinaryLoop>(loops.geluGradient);
const GELU_TANH = op<UnaryLoop>(loops.geluTanh);
const GELU_TANH_GRADIENT = op<BinaryLoop>(loops.geluTanhGradient);

const reluBackward = define("ReluBackward0", (grad, node) => reluGradient(node.saved(0), grad));
/** Linear in the gradient, and constant in the result wherever it has a derivative. */
const reluGradientBackward = define(
  "ThresholdBackwardBackward0",
  () => null,
  (grad, node) => reluGradient(node.saved(0), grad),
);

function reluGradient(result: Tensor, grad: Tensor): Tensor {
  const out = applyBinary(RELU_GRADIENT, result, grad);
  return tracksAny(result, grad) ? record(out, reluGradientBackward, [result, grad], [result]) : out;
}

/**
 * max(input, 0), elementwise.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.relu.html
 */
export function relu(input: Tensor): Tensor {
  if (input.dtype === "bool") throw new TypeError("Boolean inputs not supported for relu");
  return recordWithResult(applyUnary(RELU, input), reluBackward, input);
}

/** A derivative in one loop, or by public functions while it is to be differentiated again. */
function derivative(operation: BinaryOp, grad: Tensor, saved: Tensor, slope: (saved: Tensor) => Tensor): Tensor {
  return gradEnabled ? mul(grad, slope(saved)) : applyBinary(operation, grad, saved);
}

const tanhBackward = define("TanhBackward0", (grad, node) =>
  derivative(TANH_GRADIENT, grad, node.saved(0), (y) => sub(1, mul(y, y))),
);

/**
 * The hyperbolic tangent.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.tanh.html
 */
export function tanh(input: Tensor): Tensor {
  return recordWithResult(applyUnary(TANH, input), tanhBackward, input);
}

const sigmoidBackward = define("SigmoidBackward0", (grad, node) =>
  derivative(SIGMOID_GRADIENT, grad, node.saved(0), (y) => mul(sub(1, y), y)),
);

/**
 * 1 / (1 + exp(-input)), elementwise.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.sigmoid.html
 */
export function sigmoid(input: Tensor): Tensor {
  return recordWithResult(applyUnary(SIGMOID, input), sigmoidBackward, input);
}

/** The normal distribution function plus x times its density. */
const geluBackward = define("GeluBackward0", (grad, node) =>
  derivative(GELU_GRADIENT, grad, node.saved(0), (x) => {
    const distribution = mul(add(erf(mul(x, Math.SQRT1_2)), 1), 0.5);
    const density = mul(exp(mul(mul(x, x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
    return add(distribution, mul(x, density));
  }),
);

const geluTanhBackward = define("GeluBackward0", (grad, node) =>
  derivative(GELU_TANH_GRADIENT, grad, node.saved(0), (x) => {
    const square = mul(x, x);
    const t = tanh(mul(mul(x, add(mul(square, loops.GELU_CUBIC), 1)), loops.GELU_SCALE));
    const slope = mul(add(mul(square, 3 * loops.GELU_CUBIC), 1), loops.GELU_SCALE);
    return mul(add(add(t, 1), mul(mul(x, sub(1, mul(t, t))), slope)), 0.5);
  }),
);

/** Options of `gelu`. */
export interface GeluOptions {
  /** `none` for the normal distribution itself, `tanh` for its approximation by a tanh. Default `none`. */
  approximate?: "none" | "tanh";
}

function checkFloat({ dtype }: Tensor, kernel: string): void {
  if (!isFloat(dtype)) throw new TypeError(`"${kernel}" not implemented for '${typeName(dtype)}'`);
}

/**
 * x times the normal distribution function of x.
 * @throws RangeError for an unknown approximation, TypeError for integers and bools.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.gelu.html
 */
export function gelu(input: Tensor, options?: GeluOptions): Tensor {
  const approximate = options?.approximate ?? "none";
  if (approximate === "none" || approximate === "tanh") checkFloat(input, "GeluKernelImpl");
  if (approximate === "none") return recordWithInput(applyUnary(GELU, input), geluBackward, input);
  if (approximate !== "tanh") throw new RangeError("approximate argument must be either none or tanh.");
  return recordWithInput(applyUnary(GELU_TANH, input), geluTanhBackward, input);
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
