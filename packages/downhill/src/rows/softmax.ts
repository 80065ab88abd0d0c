import * as e from "../ir/expression.ts";
import type { RowDefinition } from "../ir/rows.ts";

/*
 * Moved by the largest element, so that nothing overflows. A row of nothing but negative infinities is NaN.
 */

/** e^x over its sum. */
export const softmax: RowDefinition = {
  name: "softmax",
  matrices: ["x"],
  value(row, { x }) {
    const power = e.exp(e.sub(x, row.max(x)));
    return { matrices: { result: e.narrow(e.div(power, row.sum(power))) } };
  },
};

/** The same, but zeros for a row of nothing but negative infinities. */
export const safeSoftmax: RowDefinition = {
  name: "safeSoftmax",
  matrices: ["x"],
  value(row, { x }) {
    const largest = row.max(x);
    const isMasked = e.eq(largest, Number.NEGATIVE_INFINITY);
    const power = e.exp(e.sub(x, e.where(isMasked, e.widen(0), largest)));
    const sum = e.where(isMasked, e.widen(1), row.sum(power));
    return { matrices: { result: e.narrow(e.div(power, sum)) } };
  },
};

/** x − log(Σ e^x) */
export const logSoftmax: RowDefinition = {
  name: "logSoftmax",
  matrices: ["x"],
  value(row, { x }) {
    const moved = e.sub(x, row.max(x));
    return { matrices: { result: e.narrow(e.sub(moved, e.log(row.sum(e.exp(moved))))) } };
  },
};

/** result·(grad − Σ grad·result) */
export const softmaxGradient: RowDefinition = {
  name: "softmaxGradient",
  matrices: ["grad", "result"],
  value(row, { grad, result }) {
    const sum = row.sum(e.mul(e.widen(grad), result));
    return { matrices: { gradient: e.narrow(e.mul(e.sub(grad, sum), result)) } };
  },
};

/** grad − e^result·Σ grad */
export const logSoftmaxGradient: RowDefinition = {
  name: "logSoftmaxGradient",
  matrices: ["grad", "result"],
  value(row, { grad, result }) {
    const share = e.mul(e.exp(e.widen(result)), row.sum(grad));
    return { matrices: { gradient: e.narrow(e.sub(grad, share)) } };
  },
};

/** log(Σ e^x); infinite where the largest element is. */
export const logsumexp: RowDefinition = {
  name: "logsumexp",
  matrices: ["x"],
  value(row, { x }) {
    const largest = row.max(x);
    const shift = e.where(e.eq(e.abs(largest), Number.POSITIVE_INFINITY), e.widen(0), largest);
    const sum = row.sum(e.exp(e.sub(x, shift)));
    return { columns: { result: e.add(e.log(sum), shift) } };
  },
};

/** scale·e^result, where the result is a log-softmax and the scale the row's own: what all classes share of a loss's gradient. */
export const scaledProbabilities: RowDefinition = {
  name: "scaledProbabilities",
  matrices: ["result"],
  columns: ["scale"],
  value(_row, { result, scale }) {
    return { matrices: { gradient: e.narrow(e.mul(e.exp(e.widen(result)), scale)) } };
  },
};
