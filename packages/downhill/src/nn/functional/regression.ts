import { roundingOf } from "../../tensor/loops/rounding.ts";
import { formatShape, sameShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { checkPair, type GradientLoop, pointwise, warnOfBroadcasting } from "./pointwise.ts";
import { checkReduction, type LossOptions, type Reduction } from "./reduction.ts";

/** Options of the losses that can weigh elements. */
export interface WeighedLossOptions extends LossOptions {
  /** A factor for each element, of the input's shape. The mean then divides by their sum (Huber's: by the count). */
  weight?: Tensor | null;
}

/** The derivative by the target of a loss that depends on the difference alone. */
function negated(gradient: GradientLoop): GradientLoop {
  return (n, out, x, i, t, j, g, k, ks, count, p, q, l) => gradient(n, out, t, j, x, i, g, k, ks, count, p, q, l);
}

const squaredErrorGradient: GradientLoop = (n, out, x, i, t, j, g, k, ks, count) => {
  const round = roundingOf(out);
  const factor = round(2 / count);
  for (let e = 0; e < n; e++) out[e] = round(factor * round(x[i + e] - t[j + e])) * g[k + e * ks];
};

const squaredError = pointwise({
  kernel: "mse_cpu",
  names: { none: "MseLossBackward0", mean: "MseLossBackward0", sum: "MseLossBackward0" },
  value(n, out, x, i, t, j) {
    const round = roundingOf(out);
    for (let e = 0; e < n; e++) {
      const difference = round(x[i + e] - t[j + e]);
      out[e] = difference * difference;
    }
  },
  inputGradient: squaredErrorGradient,
  targetGradient: negated(squaredErrorGradient),
  inputDerivative: (x, t) => x.sub(t).mul(2),
  targetDerivative: (x, t) => t.sub(x).mul(2),
});

const absoluteErrorGradient: GradientLoop = (n, out, x, i, t, j, g, k, ks, count) => {
  const round = roundingOf(out);
  for (let e = 0; e < n; e++) {
    const difference = x[i + e] - t[j + e];
    const sign = difference > 0 ? 1 : difference < 0 ? -1 : 0;
    out[e] = round(g[k + e * ks] / count) * sign;
  }
};

const absoluteError = pointwise({
  kernel: "l1_cpu",
  names: { none: "AbsBackward0", mean: "MeanBackward0", sum: "SumBackward0" },
  value(n, out, x, i, t, j) {
    for (let e = 0; e < n; e++) out[e] = Math.abs(x[i + e] - t[j + e]);
  },
  inputGradient: absoluteErrorGradient,
  targetGradient: negated(absoluteErrorGradient),
  inputDerivative: (x, t) => x.sub(t).sign(),
  targetDerivative: (x, t) => t.sub(x).sign(),
});

const smoothAbsoluteErrorGradient: GradientLoop = (n, out, x, i, t, j, g, k, ks, count, p) => {
  const round = roundingOf(out);
  const beta = round(p);
  const norm = round(1 / count);
  for (let e = 0; e < n; e++) {
    const difference = round(x[i + e] - t[j + e]);
    const slope = difference >= beta ? 1 : difference <= -beta ? -1 : round(difference / beta);
    out[e] = round(norm * slope) * g[k + e * ks];
  }
};

/** Below beta d² / (2 beta), else |d| - beta / 2. */
const smoothAbsoluteError = pointwise({
  kernel: "smooth_l1_cpu",
  names: { none: "SmoothL1LossBackward0", mean: "SmoothL1LossBackward0", sum: "SmoothL1LossBackward0" },
  value(n, out, x, i, t, j, p) {
    const round = roundingOf(out);
    const beta = round(p);
    const half = round(0.5 * beta);
    for (let e = 0; e < n; e++) {
      const size = Math.abs(round(x[i + e] - t[j + e]));
      out[e] = size < beta ? round(round(0.5 * size) * size) / beta : size - half;
    }
  },
  inputGradient: smoothAbsoluteErrorGradient,
  targetGradient: negated(smoothAbsoluteErrorGradient),
  inputDerivative: (x, t, p) => clipped(x.sub(t), p).div(p),
  targetDerivative: (x, t, p) => clipped(t.sub(x), p).div(p),
});

const huberErrorGradient: GradientLoop = (n, out, x, i, t, j, g, k, ks, count, p) => {
  const round = roundingOf(out);
  const delta = round(p);
  const norm = round(1 / count);
  for (let e = 0; e < n; e++) {
    const difference = round(x[i + e] - t[j + e]);
    const slope = difference > delta ? delta : difference < -delta ? -delta : difference;
    out[e] = round(norm * slope) * g[k + e * ks];
  }
};

/** Up to delta d² / 2, above delta (|d| - delta / 2). */
const huberError = pointwise({
  kernel: "huber_cpu",
  names: { none: "HuberLossBackward0", mean: "HuberLossBackward0", sum: "HuberLossBackward0" },
  value(n, out, x, i, t, j, p) {
    const round = roundingOf(out);
    const delta = round(p);
    const half = round(0.5 * delta);
    for (let e = 0; e < n; e++) {
      const size = Math.abs(round(x[i + e] - t[j + e]));
      out[e] = size <= delta ? round(0.5 * size) * size : delta * round(size - half);
    }
  },
  inputGradient: huberErrorGradient,
  targetGradient: negated(huberErrorGradient),
  inputDerivative: (x, t, p) => clipped(x.sub(t), p),
  targetDerivative: (x, t, p) => clipped(t.sub(x), p),
});

function clipped(difference: Tensor, limit: number): Tensor {
  return difference.clamp(-limit, limit);
}

/**
 * The squared error (x - t)².
 *
 * @throws RangeError for shapes that don't broadcast, a weight of another shape than the input, an unknown reduction
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.mse_loss.html
 */
export function mseLoss(
  input: Tensor,
  target: Tensor,
  { reduction = "mean", weight = null }: WeighedLossOptions = {},
): Tensor {
  checkPair("mseLoss", input, target);
  warnOfBroadcasting(input, target);
  if (weight === null) return squaredError(input, target, reduction);
  const losses = weighed(squaredError(input, target, "none"), input, weight, reduction);
  return reduction === "mean" ? losses.sum().div(weight.sum()) : losses;
}

/**
 * The absolute error |x - t|.
 *
 * @throws RangeError for shapes that don't broadcast, a weight of another shape than the input, an unknown reduction
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.l1_loss.html
 */
export function l1Loss(
  input: Tensor,
  target: Tensor,
  { reduction = "mean", weight = null }: WeighedLossOptions = {},
): Tensor {
  checkPair("l1Loss", input, target);
  warnOfBroadcasting(input, target);
  if (weight === null) return absoluteError(input, target, reduction);
  const losses = weighed(absoluteError(input, target, "none"), input, weight, reduction);
  return reduction === "mean" ? losses.sum().div(weight.sum()) : losses;
}

/**
 * The absolute error, squared where it is below beta: (x - t)² / (2 beta), else |x - t| - beta / 2.
 *
 * @param options.beta not negative, default 1; 0 makes it the absolute error
 * @throws RangeError for a negative beta, shapes that don't broadcast, an unknown reduction
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.smooth_l1_loss.html
 */
export function smoothL1Loss(
  input: Tensor,
  target: Tensor,
  { reduction = "mean", beta = 1 }: LossOptions & { beta?: number } = {},
): Tensor {
  checkPair("smoothL1Loss", input, target);
  warnOfBroadcasting(input, target);
  if (beta === 0) return absoluteError(input, target, reduction);
  if (!(beta >= 0)) throw new RangeError("smooth_l1_loss does not support negative values for beta.");
  return smoothAbsoluteError(input, target, reduction, beta);
}

/**
 * Half the squared error up to delta, from there on linear: delta (|x - t| - delta / 2).
 *
 * @param options.delta positive, default 1
 * @throws RangeError for a delta that is not positive, shapes that don't broadcast, an unknown reduction
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.huber_loss.html
 */
export function huberLoss(
  input: Tensor,
  target: Tensor,
  { reduction = "mean", delta = 1, weight = null }: WeighedLossOptions & { delta?: number } = {},
): Tensor {
  checkPair("huberLoss", input, target);
  if (!(delta > 0)) throw new RangeError("huber_loss does not support non-positive values for delta.");
  warnOfBroadcasting(input, target);
  if (weight === null) return huberError(input, target, reduction, delta);
  const losses = weighed(huberError(input, target, "none", delta), input, weight, reduction);
  return reduction === "mean" ? losses.mean() : losses;
}

/** The losses of the elements times their weights; their sum when that is the reduction. */
function weighed(losses: Tensor, input: Tensor, weight: Tensor, reduction: Reduction): Tensor {
  checkReduction(reduction);
  if (!sameShape(weight._shape, input._shape)) {
    const sizes = `got ${formatShape(weight._shape)} and ${formatShape(input._shape)}`;
    throw new RangeError(`Weights and input must have the same size: ${sizes}`);
  }
  const products = losses.mul(weight);
  return reduction === "sum" ? products.sum() : products;
}
