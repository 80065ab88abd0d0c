import * as e from "../ir/expression.ts";
import type { Row, RowDefinition } from "../ir/rows.ts";

/** The mean and 1 / √(variance + eps) of a row. */
function statistics(row: Row, x: e.Expression, eps: e.Expression) {
  const mean = e.div(row.sum(x), row.size);
  const difference = e.sub(x, mean);
  const variance = e.div(row.sum(e.mul(difference, difference)), row.size);
  return { mean, inverseStd: e.reciprocal(e.sqrt(e.add(variance, eps))) };
}

/** (x − mean) / √(variance + eps), and both numbers. */
export const standardize: RowDefinition = {
  name: "standardize",
  matrices: ["x"],
  numbers: ["eps"],
  value(row, { x, eps }) {
    const { mean, inverseStd } = statistics(row, x, eps);
    return {
      matrices: { result: e.narrow(e.mul(e.sub(x, mean), inverseStd)) },
      columns: { mean, inverseStd },
    };
  },
};

/** `standardize`, rounded, then times a weight and plus a bias, each rounded. */
export const layerNorm: RowDefinition = {
  name: "layerNorm",
  matrices: ["x"],
  vectors: ["weight", "bias"],
  numbers: ["eps"],
  value(row, { x, weight, bias, eps }) {
    const { mean, inverseStd } = statistics(row, x, eps);
    const score = e.narrow(e.mul(e.sub(x, mean), inverseStd));
    return { matrices: { result: e.add(e.mul(score, weight), bias) }, columns: { mean, inverseStd } };
  },
};

/** The derivative of `layerNorm` by x. */
export const layerNormGradient: RowDefinition = {
  name: "layerNormGradient",
  matrices: ["grad", "x"],
  vectors: ["weight"],
  columns: ["mean", "inverseStd"],
  value(row, { grad, x, weight, mean, inverseStd }) {
    const value = e.mul(e.widen(grad), weight);
    const score = e.mul(e.sub(x, mean), inverseStd);
    const sum = row.sum(value);
    const scoreSum = row.sum(e.mul(value, score));
    const shared = e.div(e.add(sum, e.mul(score, scoreSum)), row.size);
    return { matrices: { gradient: e.narrow(e.mul(inverseStd, e.sub(value, shared))) } };
  },
};

/** x / √(mean of x² + eps), rounded, then times a weight; and one over that root. */
export const rmsNorm: RowDefinition = {
  name: "rmsNorm",
  matrices: ["x"],
  vectors: ["weight"],
  numbers: ["eps"],
  value(row, { x, weight, eps }) {
    const square = e.div(row.sum(e.mul(e.widen(x), x)), row.size);
    const inverseRms = e.reciprocal(e.sqrt(e.add(square, eps)));
    return { matrices: { result: e.mul(e.narrow(e.mul(e.widen(x), inverseRms)), weight) }, columns: { inverseRms } };
  },
};

/** The derivative of `rmsNorm` by x. */
export const rmsNormGradient: RowDefinition = {
  name: "rmsNormGradient",
  matrices: ["grad", "x"],
  vectors: ["weight"],
  columns: ["inverseRms"],
  value(row, { grad, x, weight, inverseRms }) {
    const value = e.mul(e.widen(grad), weight);
    const score = e.mul(e.widen(x), inverseRms);
    const shared = e.div(e.mul(score, row.sum(e.mul(value, score))), row.size);
    return { matrices: { gradient: e.narrow(e.mul(inverseRms, e.sub(value, shared))) } };
  },
};

/** The scores of `layerNorm`, given its numbers: the derivative by the weight, over the gradient. */
export const scores: RowDefinition = {
  name: "scores",
  matrices: ["x"],
  columns: ["mean", "inverseStd"],
  value(_row, { x, mean, inverseStd }) {
    return { matrices: { result: e.narrow(e.mul(e.sub(x, mean), inverseStd)) } };
  },
};
