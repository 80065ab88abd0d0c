import * as e from "../ir/expression.ts";
import type { RowDefinition } from "../ir/rows.ts";

/*
 * What batch norm does with a plane: the elements of one channel of one sample.
 */

export const planeSum: RowDefinition = {
  name: "planeSum",
  matrices: ["x"],
  value: (row, { x }) => ({ columns: { sum: row.sum(x) } }),
};

export const planeSquares: RowDefinition = {
  name: "planeSquares",
  matrices: ["x"],
  columns: ["mean"],
  value(row, { x, mean }) {
    const difference = e.sub(x, mean);
    return { columns: { squares: row.sum(e.mul(difference, difference)) } };
  },
};

export const planeScale: RowDefinition = {
  name: "planeScale",
  matrices: ["x"],
  columns: ["scale", "shift"],
  value: (_row, { x, scale, shift }) => ({
    matrices: { result: e.narrow(e.add(e.mul(e.widen(x), scale), shift)) },
  }),
};

/** The sums of the gradient, and of the gradient times the scores. */
export const planeGradientSums: RowDefinition = {
  name: "planeGradientSums",
  matrices: ["grad", "x"],
  columns: ["mean", "inverseStd"],
  value(row, { grad, x, mean, inverseStd }) {
    const score = e.mul(e.sub(x, mean), inverseStd);
    return { columns: { sum: row.sum(grad), scoreSum: row.sum(e.mul(e.widen(grad), score)) } };
  },
};

/** scale·(grad − mean of the gradient − score·mean of the gradient times the scores) */
export const planeGradient: RowDefinition = {
  name: "planeGradient",
  matrices: ["grad", "x"],
  columns: ["mean", "inverseStd", "scale", "gradMean", "scoreMean"],
  value(_row, { grad, x, mean, inverseStd, scale, gradMean, scoreMean }) {
    const score = e.mul(e.sub(x, mean), inverseStd);
    const shared = e.add(gradMean, e.mul(score, scoreMean));
    return { matrices: { gradient: e.narrow(e.mul(scale, e.sub(grad, shared))) } };
  },
};
