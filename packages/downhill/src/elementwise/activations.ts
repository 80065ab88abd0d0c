import * as e from "../ir/expression.ts";
import type { Definition } from "./definition.ts";

/*
 * Activations and their derivatives. They are computed in double precision and rounded once.
 */

/** Negative values become 0; a negative zero and NaN stay. */
export const relu: Definition<1> = {
  name: "relu",
  arity: 1,
  value: (a) => e.where(e.lt(a, 0), 0, a),
  integers: true,
};
/** 0 where the result of `relu` is 0, else the gradient. */
export const reluGradient: Definition<2> = {
  name: "reluGradient",
  arity: 2,
  value: (result, grad) => e.where(e.le(result, 0), 0, grad),
};

/** grad·(1 − y²) for the result y. */
export const tanhGradient: Definition<2> = {
  name: "tanhGradient",
  arity: 2,
  value: (grad, result) => {
    const y = e.widen(result);
    return e.narrow(e.mul(grad, e.sub(1, e.mul(y, y))));
  },
};

/** 1 / (1 + e^−x) */
export const sigmoid: Definition<1> = {
  name: "sigmoid",
  arity: 1,
  value: (a) => e.narrow(e.reciprocal(e.add(e.exp(e.neg(e.widen(a))), 1))),
};
/** grad·(1 − y)·y for the result y. */
export const sigmoidGradient: Definition<2> = {
  name: "sigmoidGradient",
  arity: 2,
  value: (grad, result) => {
    const y = e.widen(result);
    return e.narrow(e.mul(e.mul(grad, e.sub(1, y)), y));
  },
};

/** The normal distribution function. */
function normalDistribution(x: e.Expression): e.Expression {
  return e.mul(e.add(e.erf(e.mul(x, Math.SQRT1_2)), 1), 0.5);
}

const INVERSE_SQRT_TWO_PI = 1 / Math.sqrt(2 * Math.PI);

/** x times the normal distribution function. */
export const gelu: Definition<1> = {
  name: "gelu",
  arity: 1,
  value: (a) => {
    const x = e.widen(a);
    return e.narrow(e.mul(x, normalDistribution(x)));
  },
};
/** grad times the distribution function plus x times its density. */
export const geluGradient: Definition<2> = {
  name: "geluGradient",
  arity: 2,
  value: (grad, a) => {
    const x = e.widen(a);
    const density = e.mul(e.exp(e.mul(e.mul(x, x), -0.5)), INVERSE_SQRT_TWO_PI);
    return e.narrow(e.mul(grad, e.add(normalDistribution(x), e.mul(x, density))));
  },
};

/** The constants of the approximation of `gelu` by tanh(scale·(x + cubic·x³)). */
export const GELU_SCALE = Math.sqrt(2 / Math.PI);
export const GELU_CUBIC = 0.044715;

/** tanh(scale·(x + cubic·x³)), which stands for the normal distribution function in `geluTanh`. */
function approximation(x: e.Expression): e.Expression {
  return e.tanh(e.mul(e.mul(x, e.add(e.mul(e.mul(x, x), GELU_CUBIC), 1)), GELU_SCALE));
}

export const geluTanh: Definition<1> = {
  name: "geluTanh",
  arity: 1,
  value: (a) => {
    const x = e.widen(a);
    return e.narrow(e.mul(e.mul(x, 0.5), e.add(approximation(x), 1)));
  },
};
export const geluTanhGradient: Definition<2> = {
  name: "geluTanhGradient",
  arity: 2,
  value: (grad, a) => {
    const x = e.widen(a);
    const y = approximation(x);
    const slope = e.mul(e.add(e.mul(e.mul(x, x), 3 * GELU_CUBIC), 1), GELU_SCALE);
    const inner = e.mul(e.mul(x, e.sub(1, e.mul(y, y))), slope);
    return e.narrow(e.mul(grad, e.mul(e.add(e.add(y, 1), inner), 0.5)));
  },
};
