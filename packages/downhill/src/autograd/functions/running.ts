import type { AlongLoop } from "../../elementwise/loopTypes.ts";
import { type DType, hasLoops, isDifferentiable } from "../../memory/dtype.ts";
import { applyAlong } from "../../tensor/along.ts";
import { convert } from "../../tensor/copy.ts";
import { getDefaultDtype } from "../../tensor/defaultDtype.ts";
import { full } from "../../tensor/factories.ts";
import * as loops from "../../tensor/loops/along.ts";
import { typeName } from "../../tensor/promotion.ts";
import { normalizeDim } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { gradEnabled } from "../gradMode.ts";
import { define, type Node, recordWith, tracks } from "../graph.ts";
import { add, mul, neg, sub } from "./arithmetic.ts";
import { gt, lt } from "./comparison.ts";
import { inLoopType, to } from "./conversion.ts";
import { cumsum } from "./cumulative.ts";
import { triu } from "./diagonals.ts";
import { unsqueeze } from "./dims.ts";
import { exp, log } from "./exponential.ts";
import { amax } from "./extremes.ts";
import { flip } from "./gathering.ts";
import { cat } from "./joining.ts";
import { narrow } from "./slicing.ts";
import { accumulationType, expand, sum } from "./sum.ts";
import { reshape, transpose } from "./views.ts";
import { where } from "./where.ts";

/*
 * Products and sums of exponentials that run along a dimension.
 */

/**
 * For each k the products of those before k, times the sum over i of the gradient times those after k up to i: right where
 * elements are zero, too.
 */
function cumprodGradient(grad: Tensor, input: Tensor, dim: number): Tensor {
  if (input._shape.length === 0) return grad;
  const [g, x] = [transpose(grad, dim, -1), transpose(input, dim, -1)];
  const n = x._shape[x._shape.length - 1];
  const shape = [...x._shape.slice(0, -1), 1];
  const before = cat([full(shape, 1, { dtype: x.dtype }), narrow(cumprod(x, -1), -1, 0, Math.max(0, n - 1))], -1);
  // In row k the elements behind k, and ones before them.
  const rows = expand(unsqueeze(x, -2), [...x._shape.slice(0, -1), n, n]);
  const isBehind = to(triu(full([n, n], 1), 1), "bool");
  const isFrom = triu(full([n, n], 1, { dtype: x.dtype }));
  const after = mul(cumprod(where(isBehind, rows, 1), -1), isFrom);
  return transpose(mul(before, sum(mul(after, unsqueeze(g, -2)), -1)), dim, -1);
}

const cumprodBackward = define<number>("CumprodBackward0", (grad, node: Node<number>) => {
  return cumprodGradient(grad, node.saved(0), node.extra);
});

/**
 * The products of the elements up to and including each along a dimension. Integers and bools are multiplied as int64.
 * @throws RangeError when the dimension is out of range; TypeError for a gradient through integers.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.cumprod.html
 */
export function cumprod(input: Tensor, dim: number, options?: { dtype?: DType }): Tensor {
  const d = normalizeDim(dim, input._shape.length);
  const dtype = accumulationType(input, options?.dtype);
  if (dtype === "bool") throw new TypeError("\"cumprod_out_cpu\" not implemented for 'Bool'");
  if (!hasLoops(dtype)) return inLoopType([to(input, dtype)], (wide) => cumprod(wide, dim));
  const loop = dtype === "int64" ? loops.cumulativeProductInteger : loops.cumulativeProduct;
  const out = applyAlong(loop as AlongLoop, convert(input, dtype), d);
  return tracks(input) ? recordWith(out, cumprodBackward, [input], [input], d) : out;
}

const logcumsumexpBackward = define<number>("LogcumsumexpBackward0", (grad, node: Node<number>) => {
  const { extra: dim } = node;
  const [input, result] = [node.saved(0), node.saved(1)];
  if (gradEnabled && input._shape.length > 0) {
    // Logarithms of gradients have no derivative where those are zero.
    const largest = amax(input.detach(), dim, { keepdim: true });
    const shares = mul(grad, exp(sub(largest, result)));
    return mul(exp(sub(input, largest)), flip(cumsum(flip(shares, dim), dim), dim));
  }
  const back = (logs: Tensor) => exp(add(flip(logcumsumexp(flip(sub(logs, result), dim), dim), dim), input));
  const positive = back(where(gt(grad, 0), log(grad), -Infinity));
  return sub(positive, back(where(lt(grad, 0), log(neg(grad)), -Infinity)));
});

/**
 * log(sum(exp(x))) of the elements up to and including each along a dimension, without overflow.
 * @throws RangeError when the dimension is out of range; TypeError for what are no floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.logcumsumexp.html
 */
export function logcumsumexp(input: Tensor, dim: number): Tensor {
  const d = normalizeDim(dim, input._shape.length);
  if (!isDifferentiable(input.dtype)) {
    throw new TypeError(`"logcumsumexp_out_cpu" not implemented for '${typeName(input.dtype)}'`);
  }
  if (!hasLoops(input.dtype)) return inLoopType([input], (wide) => logcumsumexp(wide, dim));
  const out = applyAlong(loops.cumulativeLogsumexp as AlongLoop, input, d);
  return tracks(input) ? recordWith(out, logcumsumexpBackward, [input], [input, out], d) : out;
}

/** Options of `trapezoid`. */
export interface TrapezoidOptions {
  /** How far points are from each other, where no coordinates are given. Default 1. */
  dx?: number;
  /** Default -1. */
  dim?: number;
}

/** The areas between neighbouring points along the last dimension. */
function areas(y: Tensor, x: Tensor | null, dx: number, dim: number): Tensor {
  const d = normalizeDim(dim, y._shape.length);
  const n = y._shape[d];
  const parts = Math.max(0, n - 1);
  const heights = add(narrow(y, d, Math.min(1, n), parts), narrow(y, d, 0, parts));
  if (x === null) return mul(isDifferentiable(heights.dtype) ? heights : to(heights, getDefaultDtype()), dx / 2);
  const count = x._shape.length;
  // A vector of coordinates stands along the dimension; more dimensions are aligned as they are.
  const aligned =
    count === 1
      ? reshape(
          x,
          y._shape.map((_, k) => (k === d ? x._numel : 1)),
        )
      : x;
  const own = count === 1 ? d : normalizeDim(dim, count);
  const size = aligned._shape[own];
  if (size !== n) {
    throw new RangeError(`trapezoid: There must be one \`x\` value for each sample point, got ${size} for ${n}`);
  }
  const widths = sub(narrow(aligned, own, Math.min(1, size), parts), narrow(aligned, own, 0, parts));
  return mul(mul(heights, widths), 0.5);
}

/**
 * The area below points along a dimension, by trapezoids.
 * @param x the points' coordinates; without them they are `dx` apart
 * @see https://docs.pytorch.org/docs/stable/generated/torch.trapezoid.html
 */
export function trapezoid(y: Tensor, x?: Tensor | null, options?: TrapezoidOptions): Tensor {
  if (y.dtype === "bool") throw new TypeError("trapezoid: received a bool input for `y`, but bool is not supported");
  const dim = options?.dim ?? -1;
  return sum(areas(y, x ?? null, options?.dx ?? 1, dim), dim);
}

/**
 * The areas below points up to each along a dimension, by trapezoids.
 * @param x the points' coordinates; without them they are `dx` apart
 * @see https://docs.pytorch.org/docs/stable/generated/torch.cumulative_trapezoid.html
 */
export function cumulativeTrapezoid(y: Tensor, x?: Tensor | null, options?: TrapezoidOptions): Tensor {
  if (y.dtype === "bool") {
    throw new TypeError("cumulative_trapezoid: received a bool input for `y`, but bool is not supported");
  }
  const dim = options?.dim ?? -1;
  return cumsum(areas(y, x ?? null, options?.dx ?? 1, dim), dim);
}
