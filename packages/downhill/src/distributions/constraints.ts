import { isclose } from "../autograd/functions/closeness.ts";
import { isFloat } from "../memory/dtype.ts";
import { repr } from "../python/repr.ts";
import { reprFloat } from "../python/text.ts";
import { arange } from "../tensor/factories.ts";
import { Tensor } from "../tensor/tensor.ts";
import { cholesky, diagonalOf } from "./triangular.ts";

/** What parameters or samples have to be: the words for it, and a test. */
export interface Constraint {
  /** As PyTorch prints it. */
  readonly name: string;
  /** How many of the last dimensions make one value. */
  readonly eventDim: number;
  /** Where values fulfil it: a tensor of bools, without the dimensions that make one value. */
  check(value: Tensor): Tensor;
}

const make = (name: string, check: (value: Tensor) => Tensor, eventDim = 0): Constraint => ({ name, check, eventDim });

type Bound = number | Tensor;

/** A tensor in a text: one without dimensions as its number. */
export function formatted(tensor: Tensor): string {
  if (tensor._shape.length > 0) return repr(tensor);
  return isFloat(tensor.dtype) ? reprFloat(tensor.item()) : String(tensor.item());
}

const show = (bound: Bound) => (bound instanceof Tensor ? formatted(bound) : reprFloat(bound));
const isWhole = (value: Tensor) => value.remainder(1).eq(0);

export const real: Constraint = make("Real()", (value) => value.eq(value));
export const boolean: Constraint = make("Boolean()", (value) => value.eq(0).logicalOr(value.eq(1)));
export const oneHot: Constraint = make(
  "OneHot()",
  (value) => boolean.check(value).all(-1).logicalAnd(value.sum(-1).eq(1)),
  1,
);
export const simplex: Constraint = make(
  "Simplex()",
  (value) => value.ge(0).all(-1).logicalAnd(value.sum(-1).sub(1).abs().lt(1e-6)),
  1,
);

export const greaterThan = (bound: Bound): Constraint =>
  make(`GreaterThan(lower_bound=${show(bound)})`, (value) => value.gt(bound));
export const lessThan = (bound: Bound): Constraint =>
  make(`LessThan(upper_bound=${show(bound)})`, (value) => value.lt(bound));
export const positive: Constraint = greaterThan(0);
export const nonnegative: Constraint = make("GreaterThanEq(lower_bound=0.0)", (value) => value.ge(0));
export const interval = (low: Bound, high: Bound): Constraint =>
  make(`Interval(lower_bound=${show(low)}, upper_bound=${show(high)})`, (value) =>
    value.ge(low).logicalAnd(value.le(high)),
  );
export const unitInterval: Constraint = interval(0, 1);

/** Whole numbers from `low` to `high`. */
export const integerInterval = (low: number, high: Bound): Constraint =>
  make(`IntegerInterval(lower_bound=${low}, upper_bound=${high instanceof Tensor ? formatted(high) : high})`, (value) =>
    isWhole(value).logicalAnd(value.ge(low)).logicalAnd(value.le(high)),
  );
export const nonnegativeInteger: Constraint = make("IntegerGreaterThan(lower_bound=0)", (value) =>
  isWhole(value).logicalAnd(value.ge(0)),
);

/** Counts that sum up to no more than a number. */
export const multinomial = (most: number): Constraint =>
  make("Multinomial()", (value) => value.ge(0).all(-1).logicalAnd(value.sum(-1).le(most)), 1);

/** A constraint that must hold of all values along some of the last dimensions, which make one value. */
export function independent(base: Constraint, dims: number): Constraint {
  const all = (value: Tensor) => {
    let result = base.check(value);
    for (let i = 0; i < dims; i++) result = result.all(-1);
    return result;
  };
  return make(`IndependentConstraint(${base.name}, ${dims})`, all, base.eventDim + dims);
}

export const realVector: Constraint = independent(real, 1);

const isLower = (value: Tensor) => {
  const places = arange(value._shape.at(-1)!, { dtype: "int64" });
  const isAbove = places.unsqueeze(0).gt(places.unsqueeze(1));
  return value.eq(0).logicalOr(isAbove.logicalNot()).all(-1).all(-1);
};

export const lowerCholesky: Constraint = make(
  "LowerCholesky()",
  (value) => isLower(value).logicalAnd(diagonalOf(value).gt(0).all(-1)),
  2,
);

/** Symmetric matrices that have a triangular factor. */
export const positiveDefinite: Constraint = make(
  "PositiveDefinite()",
  (value) => {
    const isSymmetric = isclose(value, value.transpose(-2, -1), { atol: 1e-6 }).all(-1).all(-1);
    return isSymmetric.logicalAnd(diagonalOf(cholesky(value)).gt(0).all(-1));
  },
  2,
);
