import { BOOLEAN, either, INTEGER, NUMBER, NUMBERS, orNull, STRING } from "../../signatures/kinds.ts";
import type { WithNames } from "../../signatures/named.ts";
import { overloads } from "../../signatures/overloads.ts";
import { optional } from "../../signatures/parameters.ts";
import { inPlaces, methods, publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { DIM, DIM_OR_NULL, DIMS, DTYPE, TENSOR } from "../../tensor/kinds.ts";
import type { SummaryMethods } from "../../tensor/methods/summaries.ts";
import { Tensor } from "../../tensor/tensor.ts";
import * as histograms from "../functions/histograms.ts";
import { change } from "../functions/inPlace.ts";
import * as running from "../functions/running.ts";
import * as summaries from "../functions/summaries.ts";
import { asUnbiased, spread } from "./reduction.ts";

/*
 * Statistics beyond sums and extremes, and what runs along a dimension.
 */

const KEEPDIM = { keepdim: BOOLEAN };
const AS_DTYPE = { dtype: DTYPE };
const OVER_DIMS = { input: TENSOR, dim: optional(DIMS) };

export const aminmax = publish(
  signature("aminmax", { input: TENSOR }, {}, { dim: DIM_OR_NULL, ...KEEPDIM }),
  summaries.aminmax,
);
export const nansum: WithNames<typeof summaries.nansum, ["dim"]> = publish(
  signature("nansum", OVER_DIMS, KEEPDIM, AS_DTYPE),
  summaries.nansum,
);
export const nanmean: WithNames<typeof summaries.nanmean, ["dim"]> = publish(
  signature("nanmean", OVER_DIMS, KEEPDIM, AS_DTYPE),
  summaries.nanmean,
);

export const varMean: WithNames<typeof summaries.varMean, ["dim"]> = publish(
  spread("varMean"),
  asUnbiased(summaries.varMean),
);
export const stdMean: WithNames<typeof summaries.stdMean, ["dim"]> = publish(
  spread("stdMean"),
  asUnbiased(summaries.stdMean),
);

const SHARES = { input: TENSOR, q: either(NUMBER, TENSOR), dim: optional(DIM_OR_NULL) };

export const quantile: WithNames<typeof summaries.quantile, ["q", "dim"]> = publish(
  signature("quantile", SHARES, KEEPDIM, { interpolation: STRING }),
  summaries.quantile,
);
export const nanquantile: WithNames<typeof summaries.nanquantile, ["q", "dim"]> = publish(
  signature("nanquantile", SHARES, KEEPDIM, { interpolation: STRING }),
  summaries.nanquantile,
);
export const dist: WithNames<typeof summaries.dist, ["other", "p"]> = publish(
  signature("dist", { input: TENSOR, other: TENSOR, p: optional(NUMBER) }),
  summaries.dist,
);
export const renorm: WithNames<typeof summaries.renorm, ["p", "dim", "maxnorm"]> = publish(
  signature("renorm", { input: TENSOR, p: NUMBER, dim: DIM, maxnorm: NUMBER }),
  summaries.renorm,
);
export const cov = publish(
  signature("cov", { input: TENSOR }, {}, { correction: INTEGER, fweights: orNull(TENSOR), aweights: orNull(TENSOR) }),
  summaries.cov,
);
export const corrcoef = publish(signature("corrcoef", { input: TENSOR }), summaries.corrcoef);
export const diff: WithNames<typeof summaries.diff, ["n", "dim"]> = publish(
  signature(
    "diff",
    { input: TENSOR, n: optional(INTEGER), dim: optional(DIM) },
    { prepend: orNull(TENSOR), append: orNull(TENSOR) },
  ),
  summaries.diff,
);

export const cumprod: WithNames<typeof running.cumprod, ["dim"]> = publish(
  signature("cumprod", { input: TENSOR, dim: DIM }, {}, AS_DTYPE),
  running.cumprod,
);
export const logcumsumexp: WithNames<typeof running.logcumsumexp, ["dim"]> = publish(
  signature("logcumsumexp", { input: TENSOR, dim: DIM }),
  running.logcumsumexp,
);

export const histc: WithNames<typeof histograms.histc, ["bins", "min", "max"]> = publish(
  signature("histc", {
    input: TENSOR,
    bins: optional(INTEGER),
    min: optional(NUMBER),
    max: optional(NUMBER),
  }),
  histograms.histc,
);
const HISTOGRAM = { weight: orNull(TENSOR), density: BOOLEAN };

export const histogram: WithNames<typeof histograms.histogram, ["bins"]> = publish(
  overloads(
    signature("histogram", { input: TENSOR, bins: INTEGER }, {}, { range: orNull(NUMBERS), ...HISTOGRAM }),
    signature("histogram", { input: TENSOR, bins: TENSOR }, {}, HISTOGRAM),
  ),
  histograms.histogram,
);

/** A function of points, and of their coordinates or how far they are from each other. */
type OverPoints = typeof running.trapezoid &
  ((y: Tensor, options: running.TrapezoidOptions) => Tensor) &
  ((y: Tensor, options: { x: Tensor; dim?: number }) => Tensor);

/* @__NO_SIDE_EFFECTS__ */
function overPoints(name: string, run: typeof running.trapezoid): OverPoints {
  return publish(
    overloads(
      signature(name, { y: TENSOR, x: TENSOR }, {}, { dim: DIM }),
      signature(name, { y: TENSOR }, {}, { dx: NUMBER, dim: DIM }),
    ),
    (y: Tensor, x?: Tensor | running.TrapezoidOptions | null, options?: running.TrapezoidOptions) =>
      x === undefined || x === null || x instanceof Tensor ? run(y, x, options) : run(y, null, x),
  );
}

export const trapezoid: OverPoints = /* @__PURE__ */ overPoints("trapezoid", running.trapezoid);
/** Another name of `trapezoid`. */
export const trapz: OverPoints = /* @__PURE__ */ overPoints("trapz", running.trapezoid);
export const cumulativeTrapezoid: OverPoints = /* @__PURE__ */ overPoints(
  "cumulativeTrapezoid",
  running.cumulativeTrapezoid,
);

export const summaryMethods = {
  ...methods({ aminmax, nansum, nanmean, quantile, nanquantile, dist, renorm, cov, corrcoef, diff }),
  ...methods({ cumprod, logcumsumexp, histc, histogram }),
  ...inPlaces(
    { cumprod, renorm },
    (run) =>
      (target: Tensor, ...operands: unknown[]) =>
        change(target, operands, (before, given) => run(before, ...given) as Tensor),
  ),
} satisfies Record<keyof SummaryMethods<Tensor>, unknown>;
