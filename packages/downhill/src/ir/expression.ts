/**
 * The language that rules are written in: expressions over arrays, evaluated element by element, and scalars, which
 * are the same for every element of one step.
 *
 * Each operation rounds once, to the arrays' type; the compound forms (`addScaled`, `lerp`, `addcmul`, `addcdiv`)
 * round as PyTorch's kernels of the same name do. They stay nodes of their own until code is generated, so that
 * another rounding profile can be chosen there.
 */

export type ScalarNode =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "named"; readonly name: string }
  | { readonly kind: "neg" | "oneMinus"; readonly of: Scalar };

/** A number of double precision that is the same for every element: computed once a step, rounded where it meets an array. */
export class Scalar {
  /** @internal */
  readonly node: ScalarNode;
  /** @internal Equal keys mean equal scalars. */
  readonly key: string;

  constructor(node: ScalarNode, key: string) {
    this.node = node;
    this.key = key;
  }

  /** @internal Computes the value from the step's named scalars. */
  evaluate(values: Readonly<Record<string, number>>): number {
    const { node } = this;
    switch (node.kind) {
      case "constant":
        return node.value;
      case "named":
        return values[node.name];
      case "neg":
        return -node.of.evaluate(values);
      case "oneMinus":
        return 1 - node.of.evaluate(values);
    }
  }
}

export type UnaryName = "neg" | "sqrt" | "abs" | "sign" | "floor" | "ceil" | "trunc" | "nearest" | BitsName;
/** Operations on the bits of doubles, of which the exponential function and the logarithm are built. */
export type BitsName = "exponent" | "mantissa";
export type BinaryName = "add" | "sub" | "mul" | "div" | "min" | "max" | "copysign" | "scale2";
export type ComparisonName = "eq" | "ne" | "lt" | "le" | "gt" | "ge";
export type CompoundName = "addScaled" | "lerp" | "addcmul" | "addcdiv";
/** Functions of real numbers, which are polynomials once the type they are computed in is known. */
export type FunctionName = "exp" | "expm1" | "log" | "log1p" | "tanh" | "erf" | "sin" | "cos" | "pow" | "fmod";

export interface InputNode {
  readonly kind: "input";
  readonly name: string;
}
export interface UniformNode {
  readonly kind: "uniform";
  readonly scalar: Scalar;
}
export interface UnaryNode {
  readonly kind: "unary";
  readonly name: UnaryName;
  readonly args: readonly [Expression];
}
export interface BinaryNode {
  readonly kind: "binary";
  readonly name: BinaryName;
  readonly args: readonly [Expression, Expression];
}
export interface WhereNode {
  readonly kind: "where";
  readonly test: Comparison;
  readonly args: readonly [Expression, Expression];
}
export interface CompoundNode {
  readonly kind: "compound";
  readonly name: CompoundName;
  readonly args: readonly Expression[];
  /** The scale, weight or value. */
  readonly by: Scalar;
}

export interface ConversionNode {
  readonly kind: "widen" | "narrow";
  readonly args: readonly [Expression];
}
export interface FunctionNode {
  readonly kind: "function";
  readonly name: FunctionName;
  readonly args: readonly Expression[];
}

export interface RowNode {
  readonly kind: "row";
  readonly index: number;
}

export type ExpressionNode =
  | InputNode
  | UniformNode
  | UnaryNode
  | BinaryNode
  | WhereNode
  | CompoundNode
  | ConversionNode
  | FunctionNode
  | RowNode;

/** A value per element. */
export class Expression {
  /** @internal */
  readonly node: ExpressionNode;

  constructor(node: ExpressionNode) {
    this.node = node;
  }
}

export type ComparisonNode =
  | { readonly kind: "truth"; readonly name: string }
  | { readonly kind: "compare"; readonly name: ComparisonName; readonly args: readonly [Expression, Expression] }
  | { readonly kind: "and" | "or"; readonly tests: readonly [Comparison, Comparison] };

/** A truth per element, for `where`. */
export class Comparison {
  /** @internal */
  readonly node: ComparisonNode;

  constructor(node: ComparisonNode) {
    this.node = node;
  }
}

/** What elementwise operations take: an expression, or a scalar or number, which is rounded to the arrays' type. */
export type Operand = Expression | Scalar | number;

/** The array of that name: `param`, `grad` or a state's. */
export function input(name: string): Expression {
  return new Expression({ kind: "input", name });
}

/** The scalar of that name. */
export function scalar(name: string): Scalar {
  return new Scalar({ kind: "named", name }, name);
}

/** The same number in every step. */
export function constant(value: number): Scalar {
  return new Scalar({ kind: "constant", value }, Object.is(value, -0) ? "-0" : String(value));
}

function toScalar(value: Scalar | number): Scalar {
  if (typeof value === "number") return constant(value);
  if (value instanceof Scalar) return value;
  throw new TypeError(`update computes with ${describe(value)}, which is neither an array, a scalar nor a number`);
}

/** What a mistaken value is; a name that there is not gives `undefined`. */
export function describe(value: unknown): string {
  return value === undefined ? "undefined (is the name of each array and scalar right?)" : String(value);
}

function lift(value: Operand): Expression {
  return value instanceof Expression ? value : new Expression({ kind: "uniform", scalar: toScalar(value) });
}

function unary(name: UnaryName, x: Operand): Expression {
  return new Expression({ kind: "unary", name, args: [lift(x)] });
}

function binary(name: BinaryName, a: Operand, b: Operand): Expression {
  return new Expression({ kind: "binary", name, args: [lift(a), lift(b)] });
}

function compound(name: CompoundName, args: readonly Operand[], by: Scalar | number): Expression {
  return new Expression({ kind: "compound", name, args: args.map(lift), by: toScalar(by) });
}

/** a + b */
export function add(a: Operand, b: Operand): Expression {
  return binary("add", a, b);
}

/** a − b */
export function sub(a: Operand, b: Operand): Expression {
  return binary("sub", a, b);
}

/** a · b */
export function mul(a: Operand, b: Operand): Expression {
  return binary("mul", a, b);
}

/** a / b */
export function div(a: Operand, b: Operand): Expression {
  return binary("div", a, b);
}

/** The smaller of the two; NaN if either is. */
export function min(a: Operand, b: Operand): Expression {
  return binary("min", a, b);
}

/** The larger of the two; NaN if either is. */
export function max(a: Operand, b: Operand): Expression {
  return binary("max", a, b);
}

/** −x, of an expression, or of a scalar before it is rounded. */
export function neg(x: Expression): Expression;
export function neg(x: Scalar): Scalar;
export function neg(x: Expression | Scalar): Expression | Scalar {
  if (x instanceof Expression) return unary("neg", x);
  const of = toScalar(x);
  return new Scalar({ kind: "neg", of }, `-(${of.key})`);
}

/** 1 − x in double precision, before it is rounded. */
export function oneMinus(x: Scalar): Scalar {
  const of = toScalar(x);
  return new Scalar({ kind: "oneMinus", of }, `1-(${of.key})`);
}

/** The square root, correctly rounded. */
export function sqrt(x: Operand): Expression {
  return unary("sqrt", x);
}

/** |x| */
export function abs(x: Operand): Expression {
  return unary("abs", x);
}

/** −1, 0 or 1; 0 for zeros and NaN, as PyTorch's. */
export function sign(x: Operand): Expression {
  return unary("sign", x);
}

/** 1 / x, rounded once. */
export function reciprocal(x: Operand): Expression {
  return binary("div", 1, x);
}

function compare(name: ComparisonName, a: Operand, b: Operand): Comparison {
  return new Comparison({ kind: "compare", name, args: [lift(a), lift(b)] });
}

/** a == b */
export function eq(a: Operand, b: Operand): Comparison {
  return compare("eq", a, b);
}

/** a != b, which holds where either is NaN. */
export function ne(a: Operand, b: Operand): Comparison {
  return compare("ne", a, b);
}

/** a < b */
export function lt(a: Operand, b: Operand): Comparison {
  return compare("lt", a, b);
}

/** a ≤ b */
export function le(a: Operand, b: Operand): Comparison {
  return compare("le", a, b);
}

/** a > b */
export function gt(a: Operand, b: Operand): Comparison {
  return compare("gt", a, b);
}

/** a ≥ b */
export function ge(a: Operand, b: Operand): Comparison {
  return compare("ge", a, b);
}

/** Whether both tests hold. */
export function and(a: Comparison, b: Comparison): Comparison {
  return new Comparison({ kind: "and", tests: [a, b] });
}

/** Whether either test holds. */
export function or(a: Comparison, b: Comparison): Comparison {
  return new Comparison({ kind: "or", tests: [a, b] });
}

/** Whether the element of an array of bools is true. */
export function isTrue(x: Expression): Comparison {
  const { node } = x;
  if (node.kind !== "input") throw new TypeError(`only an array's element is true or false, not a ${node.kind}`);
  return new Comparison({ kind: "truth", name: node.name });
}

/** Whether x is NaN. */
export function isNan(x: Operand): Comparison {
  return ne(x, x);
}

/** a where the test holds, b elsewhere. */
export function where(test: Comparison, a: Operand, b: Operand): Expression {
  return new Expression({ kind: "where", test, args: [lift(a), lift(b)] });
}

/** x between `low` and `high`: min(max(x, low), high). */
export function clamp(x: Operand, low: Operand, high: Operand): Expression {
  return min(max(x, low), high);
}

/** a + alpha·b: `torch.add` with `alpha`. */
export function addScaled(a: Operand, b: Operand, alpha: Scalar | number): Expression {
  return compound("addScaled", [a, b], alpha);
}

/** `torch.lerp`: a + weight·(b − a) for weights below a half in size, else b − (b − a)·(1 − weight). */
export function lerp(a: Operand, b: Operand, weight: Scalar | number): Expression {
  return compound("lerp", [a, b], weight);
}

/** `torch.addcmul`: a + (value·b)·c */
export function addcmul(a: Operand, b: Operand, c: Operand, value: Scalar | number = 1): Expression {
  return compound("addcmul", [a, b, c], value);
}

/** `torch.addcdiv`: a + (value·b)/c */
export function addcdiv(a: Operand, b: Operand, c: Operand, value: Scalar | number = 1): Expression {
  return compound("addcdiv", [a, b, c], value);
}

/** The largest whole number that is not larger. */
export function floor(x: Operand): Expression {
  return unary("floor", x);
}

/** The smallest whole number that is not smaller. */
export function ceil(x: Operand): Expression {
  return unary("ceil", x);
}

/** The whole part. */
export function trunc(x: Operand): Expression {
  return unary("trunc", x);
}

/** The nearest whole number, of two equally near ones the even one. */
export function nearest(x: Operand): Expression {
  return unary("nearest", x);
}

/** |a| with the sign of b. */
export function copysign(a: Operand, b: Operand): Expression {
  return binary("copysign", a, b);
}

/** x in double precision, whatever the arrays' type: what is computed from it is not rounded before `narrow`. */
export function widen(x: Operand): Expression {
  return new Expression({ kind: "widen", args: [lift(x)] });
}

/** A double rounded to the arrays' type. */
export function narrow(x: Operand): Expression {
  return new Expression({ kind: "narrow", args: [lift(x)] });
}

/** What `scale2` takes beside the exponent: a number of this size has its whole part in its lowest bits. */
export const SCALE2_BIAS = 1.5 * 2 ** 52;

/** x · 2^k for doubles, where t = k + `SCALE2_BIAS`; x and the result are neither subnormal nor beyond 2^1023. */
export function scale2(x: Operand, t: Operand): Expression {
  return binary("scale2", x, t);
}

/** The exponent of a positive double that is not subnormal. */
export function exponent(x: Operand): Expression {
  return unary("exponent", x);
}

/** x / 2^exponent(x), from 1 to below 2. */
export function mantissa(x: Operand): Expression {
  return unary("mantissa", x);
}

/** Number `index` of the row that is walked, in double precision: see `rows.ts`. */
export function rowValue(index: number): Expression {
  return new Expression({ kind: "row", index });
}

function functionOf(name: FunctionName, args: readonly Operand[]): Expression {
  return new Expression({ kind: "function", name, args: args.map(lift) });
}

/** e^x */
export function exp(x: Operand): Expression {
  return functionOf("exp", [x]);
}

/** e^x − 1, accurate near zero too. */
export function expm1(x: Operand): Expression {
  return functionOf("expm1", [x]);
}

/** The natural logarithm. */
export function log(x: Operand): Expression {
  return functionOf("log", [x]);
}

/** log(1 + x), accurate near zero too. */
export function log1p(x: Operand): Expression {
  return functionOf("log1p", [x]);
}

/** The hyperbolic tangent. */
export function tanh(x: Operand): Expression {
  return functionOf("tanh", [x]);
}

/** The error function. */
export function erf(x: Operand): Expression {
  return functionOf("erf", [x]);
}

/** The sine. */
export function sin(x: Operand): Expression {
  return functionOf("sin", [x]);
}

/** The cosine. */
export function cos(x: Operand): Expression {
  return functionOf("cos", [x]);
}

/** x to the power y, with C's results for zeros, infinities and NaN. */
export function pow(x: Operand, y: Operand): Expression {
  return functionOf("pow", [x, y]);
}

/** What division of x by y to a whole number leaves, exactly; it has the sign of x. */
export function fmod(x: Operand, y: Operand): Expression {
  return functionOf("fmod", [x, y]);
}
