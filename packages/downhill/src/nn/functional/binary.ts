import { gradEnabled } from "../../autograd/gradMode.ts";
import { exp, log, log1p } from "../../math/real.ts";
import { roundingOf } from "../../tensor/loops/rounding.ts";
import { formatShape, sameShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { checkPair, type GradientLoop, pointwise } from "./pointwise.ts";
import type { LossOptions } from "./reduction.ts";
import { checkValues } from "./values.ts";

/** PyTorch's bounds: of a logarithm, and of what a gradient is divided by (a float32 there, whatever the dtype). */
const LEAST_LOG = -100;
const LEAST_VARIANCE = Math.fround(1e-12);

const LITTLE = 1e-12;

/** The derivative by the input, with second ones that are kept finite in PyTorch's way, another than that of its first. */
function probabilityDerivative(x: Tensor, t: Tensor): Tensor {
  const variance = x
    .neg()
    .add(1 + LITTLE)
    .mul(x.add(LITTLE));
  const value = x.sub(t).div(variance).detach();
  const byInput = x.mul(x).sub(x.mul(t).mul(2)).add(t).div(variance.square());
  return value.add(byInput.mul(x.sub(x.detach()))).sub(t.sub(t.detach()).div(x.neg().add(1).mul(x).clamp(LITTLE)));
}

const probabilityInputGradient: GradientLoop = (n, out, x, i, t, j, g, k, ks, count) => {
  const round = roundingOf(out);
  for (let e = 0; e < n; e++) {
    const p = x[i + e];
    const variance = round(round(1 - p) * p);
    const product = round(g[k + e * ks] * round(p - t[j + e]));
    out[e] = round(product / Math.max(variance, LEAST_VARIANCE)) / count;
  }
};

const probabilityTargetGradient: GradientLoop = (n, out, x, i, _t, _j, g, k, ks, count) => {
  for (let e = 0; e < n; e++) {
    const p = x[i + e];
    out[e] = ((log1p(-p) - log(p)) * g[k + e * ks]) / count;
  }
};

/** -(t log p + (1 - t) log(1 - p)) */
const probabilityError = pointwise({
  kernel: "binary_cross_entropy",
  names: {
    none: "BinaryCrossEntropyBackward0",
    mean: "BinaryCrossEntropyBackward0",
    sum: "BinaryCrossEntropyBackward0",
  },
  value(n, out, x, i, t, j) {
    for (let e = 0; e < n; e++) {
      const p = x[i + e];
      const target = t[j + e];
      out[e] = (target - 1) * Math.max(log1p(-p), LEAST_LOG) - target * Math.max(log(p), LEAST_LOG);
    }
  },
  inputGradient: probabilityInputGradient,
  targetGradient: probabilityTargetGradient,
  inputDerivative: probabilityDerivative,
  targetDerivative: (x) => x.neg().add(1).log().sub(x.log()),
});

function sigmoid(x: number): number {
  return 1 / (1 + exp(-x));
}

/** log sigmoid(x), exact for large values of either sign */
function logSigmoid(x: number): number {
  return Math.min(x, 0) - log1p(exp(-Math.abs(x)));
}

const logitInputGradient: GradientLoop = (n, out, x, i, t, j, g, k, ks, count, _p, q, l) => {
  for (let e = 0; e < n; e++) {
    const target = t[j + e];
    const positive = q === null ? target : q[l + e] * target;
    out[e] = (((positive + 1 - target) * sigmoid(x[i + e]) - positive) * g[k + e * ks]) / count;
  }
};

const logitTargetGradient: GradientLoop = (n, out, x, i, _t, _j, g, k, ks, count, _p, q, l) => {
  for (let e = 0; e < n; e++) {
    const logit = x[i + e];
    const derivative = q === null ? -logit : logSigmoid(-logit) - q[l + e] * logSigmoid(logit);
    out[e] = (derivative * g[k + e * ks]) / count;
  }
};

/** -(q t log p + (1 - t) log(1 - p)) for p = sigmoid(x) */
const logitError = pointwise({
  kernel: "binary_cross_entropy_with_logits",
  names: {
    none: "BinaryCrossEntropyWithLogitsBackward0",
    mean: "BinaryCrossEntropyWithLogitsBackward0",
    sum: "BinaryCrossEntropyWithLogitsBackward0",
  },
  value(n, out, x, i, t, j, _p, q, l) {
    for (let e = 0; e < n; e++) {
      const logit = x[i + e];
      const target = t[j + e];
      const factor = q === null ? 1 : (q[l + e] - 1) * target + 1;
      out[e] = (1 - target) * logit - factor * logSigmoid(logit);
    }
  },
  inputGradient: logitInputGradient,
  targetGradient: logitTargetGradient,
  inputDerivative: (x, t, _p, q) => {
    if (q === null) return x.sigmoid().sub(t);
    const positive = q.mul(t);
    return positive.add(1).sub(t).mul(x.sigmoid()).sub(positive);
  },
  targetDerivative: (x, _t, _p, q) => {
    if (q === null) return x.neg();
    const logOf = (y: Tensor) => y.neg().softplus().neg();
    return logOf(x.neg()).sub(q.mul(logOf(x)));
  },
});

/**
 * The cross entropy of a probability with a target in [0, 1]: -(t log p + (1 - t) log(1 - p)), logarithms no less
 * than -100.
 *
 * @param input probabilities in [0, 1]
 * @param options.weight a factor for each element; broadcasts
 * @throws RangeError when a value is out of [0, 1], shapes differ, or the reduction is unknown
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.binary_cross_entropy.html
 */
export function binaryCrossEntropy(
  input: Tensor,
  target: Tensor,
  { reduction = "mean", weight = null }: LossOptions & { weight?: Tensor | null } = {},
): Tensor {
  checkPair("binaryCrossEntropy", input, target);
  if (!sameShape(target._shape, input._shape)) {
    throw new RangeError(
      `Using a target size (torch.Size(${formatShape(target._shape)})) that is different to the input size ` +
        `(torch.Size(${formatShape(input._shape)})) is deprecated. Please ensure they have the same size.`,
    );
  }
  refuseGradient("binary_cross_entropy", "weight", weight);
  checkValues(input, isWithinUnit, "all elements of input should be between 0 and 1");
  checkValues(target, isWithinUnit, "all elements of target should be between 0 and 1");
  return probabilityError(input, target, reduction, 0, weight);
}

/**
 * {@link binaryCrossEntropy} of sigmoid(input), exact also where the sigmoid would round to 0 or 1.
 *
 * @param input any numbers: the logarithms of the odds
 * @param options.weight a factor for each element; broadcasts
 * @param options.posWeight a factor for the positive part of each element; broadcasts
 * @throws RangeError when shapes differ, or the reduction is unknown
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.binary_cross_entropy_with_logits.html
 */
export function binaryCrossEntropyWithLogits(
  input: Tensor,
  target: Tensor,
  {
    reduction = "mean",
    weight = null,
    posWeight = null,
  }: LossOptions & { weight?: Tensor | null; posWeight?: Tensor | null } = {},
): Tensor {
  checkPair("binaryCrossEntropyWithLogits", input, target);
  if (!sameShape(target._shape, input._shape)) {
    throw new RangeError(
      `Target size (torch.Size(${formatShape(target._shape)})) must be the same as input size ` +
        `(torch.Size(${formatShape(input._shape)}))`,
    );
  }
  refuseGradient("binary_cross_entropy_with_logits", "weight", weight);
  refuseGradient("binary_cross_entropy_with_logits", "pos_weight", posWeight);
  return logitError(input, target, reduction, 0, weight, posWeight);
}

/** @throws Error when a tensor that gets no gradient would want one */
export function refuseGradient(name: string, argument: string, tensor: Tensor | null): void {
  if (tensor === null || !gradEnabled || !tensor.requiresGrad) return;
  throw new Error(
    `The function '${name}' is not differentiable with respect to argument '${argument}'. This input cannot have ` +
      "requires_grad True.",
  );
}

function isWithinUnit(value: number): boolean {
  return value >= 0 && value <= 1;
}
