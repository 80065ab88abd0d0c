import { derivativeOf } from "../ir/derivative.ts";
import * as e from "../ir/expression.ts";
import { type BinaryOp, bind, type UnaryOp } from "./definition.ts";
import { evaluatedLoops } from "./evaluated.ts";
import { arctangent, complementaryError, digamma, inverseError, logGamma } from "./special.ts";

/*
 * Functions of one number, each given by its value alone: kernels, loops and derivatives of every order come from it. They
 * are computed in double precision and rounded once. Where a formula could meet infinity times zero, it is written so that
 * it can't, for its derivatives' sake.
 */

const ARRAY = "x";
const X = e.widen(e.input(ARRAY));

/** A function of one number, and its derivatives. */
export class Curve {
  readonly name: string;
  readonly #value: (x: e.Expression) => e.Expression;
  #operation: UnaryOp | null = null;
  /** The derivatives as expressions, the value first. */
  readonly #expressions: (e.Expression | null)[] = [];
  readonly #slopes: BinaryOp[] = [];

  /** @param slope the derivative, where PyTorch's isn't the value's own */
  constructor(
    name: string,
    value: (x: e.Expression) => e.Expression,
    slope: ((x: e.Expression) => e.Expression) | null = null,
  ) {
    this.name = name;
    this.#value = value;
    this.#expressions.push(value(X));
    if (slope !== null) this.#expressions.push(slope(X));
  }

  /** The function itself. */
  get value(): UnaryOp {
    this.#operation ??= this.#bound();
    return this.#operation;
  }

  #bound(): UnaryOp {
    const definition = {
      name: this.name,
      arity: 1 as const,
      value: (a: e.Expression) => e.narrow(this.#value(e.widen(a))),
    };
    return bind(definition, evaluatedLoops(definition));
  }

  /** A gradient times the derivative of an order, from 1 on. */
  slope(order: number): BinaryOp {
    this.#slopes[order] ??= this.#boundSlope(order);
    return this.#slopes[order];
  }

  #boundSlope(order: number): BinaryOp {
    const slope = this.#derivative(order);
    const definition = {
      name: `${this.name}${"Gradient".repeat(order)}`,
      arity: 2 as const,
      value: (grad: e.Expression, a: e.Expression) =>
        slope === null ? e.narrow(e.widen(0)) : e.narrow(e.mul(e.widen(grad), replaced(slope, e.widen(a)))),
    };
    return bind(definition, evaluatedLoops(definition));
  }

  #derivative(order: number): e.Expression | null {
    while (this.#expressions.length <= order) {
      const last = this.#expressions[this.#expressions.length - 1];
      this.#expressions.push(last === null ? null : derivativeOf(last, ARRAY));
    }
    return this.#expressions[order];
  }
}

/** The expression with another one in place of its array. */
function replaced(expression: e.Expression, by: e.Expression): e.Expression {
  const known = new Map<e.Expression, e.Expression>();
  const copy = (value: e.Expression): e.Expression => {
    let result = known.get(value);
    if (result === undefined) {
      const { node } = value;
      if (node.kind === "input") result = by;
      else if (node.kind === "where") {
        const [a, b] = node.args.map(copy);
        result = e.where(copyTest(node.test), a, b);
      } else if ("args" in node) {
        result = new e.Expression({ ...node, args: node.args.map(copy) } as unknown as e.ExpressionNode);
      } else result = value;
      known.set(value, result);
    }
    return result;
  };
  const copyTest = (test: e.Comparison): e.Comparison => {
    const { node } = test;
    if (node.kind === "truth") return test;
    return node.kind === "compare"
      ? new e.Comparison({ ...node, args: [copy(node.args[0]), copy(node.args[1])] })
      : new e.Comparison({ ...node, tests: [copyTest(node.tests[0]), copyTest(node.tests[1])] });
  };
  return copy(expression);
}

/** How many members of a family are kept: each has kernels of its own. */
const MOST_MEMBERS = 32;

/** Functions that differ in some numbers. */
/* @__NO_SIDE_EFFECTS__ */
function family<Numbers extends readonly number[]>(
  name: string,
  value: (x: e.Expression, ...numbers: Numbers) => e.Expression,
  slope: ((x: e.Expression, ...numbers: Numbers) => e.Expression) | null = null,
): (...numbers: Numbers) => Curve {
  const members = new Map<string, Curve>();
  return (...numbers) => {
    const key = numbers.map((number) => (Object.is(number, -0) ? "-0" : String(number))).join();
    let member = members.get(key);
    if (member === undefined) {
      member = new Curve(name, (x) => value(x, ...numbers), slope === null ? null : (x) => slope(x, ...numbers));
      if (members.size === MOST_MEMBERS) members.delete(members.keys().next().value as string);
      members.set(key, member);
    }
    return member;
  };
}

/** |x|, whose derivative at 0 is 1: where it is a detour, a function is smooth all the same. */
function size(x: e.Expression): e.Expression {
  return e.where(e.lt(x, 0), e.neg(x), x);
}

/** 1 / (1 + e^−x) */
function logistic(x: e.Expression): e.Expression {
  const power = e.exp(e.neg(size(x)));
  return e.div(e.where(e.lt(x, 0), power, e.widen(1)), e.add(power, 1));
}

/** log(1 + e^x) */
function softplus(x: e.Expression): e.Expression {
  return e.add(e.log1p(e.exp(e.neg(size(x)))), e.where(e.lt(x, 0), 0, x));
}

function exponentialUnit(x: e.Expression, alpha: number, scale = 1, inputScale = 1): e.Expression {
  return e.mul(e.where(e.gt(x, 0), x, e.mul(e.expm1(e.mul(x, inputScale)), alpha)), scale);
}

export const silu = family("silu", (x) => e.mul(x, logistic(x)));
export const mish = family("mish", (x) => e.mul(x, e.tanh(softplus(x))));
export const logSigmoid = family("logSigmoid", (x) => e.neg(softplus(e.neg(x))));
export const elu = family("elu", exponentialUnit);
/** Its derivative takes the single precision of alpha, as PyTorch's does. */
export const celu = family(
  "celu",
  (x, alpha: number) => exponentialUnit(x, alpha, 1, 1 / alpha),
  (x, alpha: number) => {
    const scale = 1 / Math.fround(alpha);
    return e.where(e.gt(x, 0), e.widen(1), e.mul(e.exp(e.mul(x, scale)), scale * alpha));
  },
);
export const selu = family("selu", (x) => exponentialUnit(x, 1.6732632423543772, 1.0507009873554805));
export const leakyRelu = family("leakyRelu", (x, slope: number) => e.where(e.gt(x, 0), x, e.mul(x, slope)));
/** At its corners it is constant. */
export const hardtanh = family("hardtanh", (x, low: number, high: number) =>
  e.where(e.le(x, low), e.widen(low), e.where(e.ge(x, high), e.widen(high), x)),
);
/** Its derivative is a sixth in single precision, as PyTorch's is. */
export const hardsigmoid = family(
  "hardsigmoid",
  (x) => e.where(e.le(x, -3), e.widen(0), e.where(e.ge(x, 3), e.widen(1), e.div(e.add(x, 3), 6))),
  (x) => e.where(e.and(e.gt(x, -3), e.lt(x, 3)), e.widen(Math.fround(1 / 6)), e.widen(0)),
);
export const hardswish = family("hardswish", (x) =>
  e.where(e.le(x, -3), e.widen(0), e.where(e.lt(x, 3), e.div(e.mul(x, e.add(x, 3)), 6), x)),
);
export const softsign = family("softsign", (x) => e.div(x, e.add(e.abs(x), 1)));
export const tanhshrink = family("tanhshrink", (x) => e.sub(x, e.tanh(x)));
export const softshrink = family("softshrink", (x, lambda: number) =>
  e.where(e.gt(x, lambda), e.sub(x, lambda), e.where(e.lt(x, -lambda), e.add(x, lambda), e.mul(x, 0))),
);
export const hardshrink = family("hardshrink", (x, lambda: number) =>
  e.where(e.and(e.ge(x, -lambda), e.le(x, lambda)), e.widen(0), x),
);
export const threshold = family("threshold", (x, limit: number, value: number) =>
  e.where(e.le(x, limit), e.widen(value), x),
);

/** A function of torch's own: its curve, and what `npm run generate` makes functions, methods and their texts of. */
export interface Mathematical {
  readonly curve: Curve;
  /** What it gives, as a sentence. */
  readonly text: string;
  /** PyTorch's name of its node, without the final 0. */
  readonly node: string;
  /** PyTorch's name of its kernel, where it takes floats only. */
  readonly kernel: string | null;
}

function mathematical(
  name: string,
  text: string,
  value: (x: e.Expression) => e.Expression,
  { kernel, slope }: { kernel?: string; slope?: (x: e.Expression) => e.Expression } = {},
): Mathematical {
  const node = `${name[0].toUpperCase()}${name.slice(1)}Backward`;
  return { curve: new Curve(name, value, slope ?? null), text, node, kernel: kernel ?? null };
}

/** Another name of a function. */
function alias(of: string, known: Mathematical): Mathematical {
  return { ...known, text: `Another name of \`${of}\`.` };
}

const asin = mathematical(
  "asin",
  "The inverse of the sine; NaN beyond -1 and 1.",
  (x) => arctangent(e.div(x, e.sqrt(e.mul(e.sub(1, x), e.add(x, 1))))),
  { slope: (x) => e.div(1, e.sqrt(e.sub(1, e.mul(x, x)))) },
);
const acos = mathematical(
  "acos",
  "The inverse of the cosine; NaN beyond -1 and 1.",
  (x) => e.mul(arctangent(e.sqrt(e.div(e.sub(1, x), e.add(x, 1)))), 2),
  { slope: (x) => e.div(-1, e.sqrt(e.sub(1, e.mul(x, x)))) },
);
const atan = mathematical("atan", "The inverse of the tangent.", arctangent, {
  slope: (x) => e.div(1, e.add(e.mul(x, x), 1)),
});

const asinh = mathematical("asinh", "The inverse of `sinh`.", (x) => {
  const square = e.mul(x, x);
  const inner = e.add(size(x), e.div(square, e.add(e.sqrt(e.add(square, 1)), 1)));
  return e.mul(e.where(e.lt(x, 0), -1, e.widen(1)), e.log1p(inner));
});

const acosh = mathematical(
  "acosh",
  "The inverse of `cosh`; NaN below 1.",
  (x) => {
    const over = e.sub(x, 1);
    return e.log1p(e.add(over, e.mul(e.sqrt(over), e.sqrt(e.add(x, 1)))));
  },
  { slope: (x) => e.div(1, e.sqrt(e.sub(e.mul(x, x), 1))) },
);

const atanh = mathematical(
  "atanh",
  "The inverse of `tanh`; NaN beyond -1 and 1.",
  (x) => e.mul(e.log1p(e.div(e.mul(x, 2), e.sub(1, x))), 0.5),
  { slope: (x) => e.div(1, e.sub(1, e.mul(x, x))) },
);

/** The functions of one number beyond those that have files of their own, by PyTorch's names. */
export const MATHEMATICS = {
  asin,
  arcsin: alias("asin", asin),
  acos,
  arccos: alias("acos", acos),
  atan,
  arctan: alias("atan", atan),
  erfc: mathematical("erfc", "1 - `erf`, accurate where it is tiny.", complementaryError, {
    slope: (x) => e.mul(e.exp(e.neg(e.mul(x, x))), -2 / Math.sqrt(Math.PI)),
  }),
  erfinv: mathematical("erfinv", "The inverse of `erf`; NaN beyond -1 and 1.", inverseError, {
    slope: (x) => {
      const value = inverseError(x);
      return e.mul(e.exp(e.mul(value, value)), Math.sqrt(Math.PI) / 2);
    },
  }),
  lgamma: mathematical("lgamma", "The logarithm of the gamma function's absolute value.", logGamma, { slope: digamma }),
  digamma: mathematical("digamma", "The derivative of `lgamma`.", digamma),
  sinc: mathematical(
    "sinc",
    "sin(pi x) / (pi x); 1 at zero.",
    (x) => e.where(e.eq(x, 0), 1, e.div(e.sin(e.mul(x, Math.PI)), e.mul(x, Math.PI))),
    {
      slope: (x) => {
        const angle = e.mul(x, Math.PI);
        const rise = e.sub(e.mul(angle, e.cos(angle)), e.sin(angle));
        return e.where(e.eq(x, 0), 0, e.div(rise, e.mul(e.mul(x, x), Math.PI)));
      },
    },
  ),
  tan: mathematical("tan", "The tangent.", (x) => e.div(e.sin(x), e.cos(x))),
  sinh: mathematical("sinh", "The hyperbolic sine.", (x) => {
    // (t + t / (t + 1)) / 2 for t = e^|x| − 1
    const t = e.expm1(size(x));
    return e.mul(e.where(e.lt(x, 0), -1, e.widen(1)), e.mul(e.add(t, e.div(t, e.add(t, 1))), 0.5));
  }),
  cosh: mathematical("cosh", "The hyperbolic cosine.", (x) => e.mul(e.add(e.exp(x), e.exp(e.neg(x))), 0.5)),
  asinh,
  arcsinh: alias("asinh", asinh),
  acosh,
  arccosh: alias("acosh", acosh),
  atanh,
  arctanh: alias("atanh", atanh),
  exp2: mathematical("exp2", "2 to the power of each element.", (x) => e.exp(e.mul(x, Math.LN2))),
  log2: mathematical("log2", "The logarithm to base 2.", (x) => e.mul(e.log(x), Math.LOG2E)),
  log10: mathematical("log10", "The logarithm to base 10.", (x) => e.mul(e.log(x), Math.LOG10E)),
  frac: mathematical("frac", "What is behind the point, with the sign of the element.", (x) => e.sub(x, e.trunc(x)), {
    kernel: "frac_cpu",
  }),
  deg2rad: mathematical("deg2rad", "Degrees as radians.", (x) => e.mul(x, Math.PI / 180)),
  rad2deg: mathematical("rad2deg", "Radians as degrees.", (x) => e.mul(x, 180 / Math.PI)),
} as const;
