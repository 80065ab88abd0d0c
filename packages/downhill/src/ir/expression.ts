/**
 * The language that rules are written in: expressions over arrays, evaluated element by element, and scalars, which
 * are the same for every element of one step.
 *
 * Each operation rounds once, to the arrays' type; the compound forms (`addScaled`, `lerp`, `addcmul`, `addcdiv`)
 * round as PyTorch's kernels of the same name do. They stay nodes of their own until code is generated, so that
 * another rounding profile can be chosen there.
 */

type ScalarNode =
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

export type UnaryName = "neg" | "sqrt" | "abs" | "sign";
export type BinaryName = "add" | "sub" | "mul" | "div" | "min" | "max";
export type ComparisonName = "eq" | "lt" | "le" | "gt" | "ge";
export type CompoundName = "addScaled" | "lerp" | "addcmul" | "addcdiv";

interface InputNode {
  readonly kind: "input";
  readonly name: string;
}
interface UniformNode {
  readonly kind: "uniform";
  readonly scalar: Scalar;
}
interface UnaryNode {
  readonly kind: "unary";
  readonly name: UnaryName;
  readonly args: readonly [Expression];
}
interface BinaryNode {
  readonly kind: "binary";
  readonly name: BinaryName;
  readonly args: readonly [Expression, Expression];
}
interface WhereNode {
  readonly kind: "where";
  readonly test: Comparison;
  readonly args: readonly [Expression, Expression];
}
interface CompoundNode {
  readonly kind: "compound";
  readonly name: CompoundName;
  readonly args: readonly Expression[];
  /** The scale, weight or value. */
  readonly by: Scalar;
}

export type ExpressionNode = InputNode | UniformNode | UnaryNode | BinaryNode | WhereNode | CompoundNode;

/** A value per element. */
export class Expression {
  /** @internal */
  readonly node: ExpressionNode;

  constructor(node: ExpressionNode) {
    this.node = node;
  }
}

/** A truth per element, for `where`. */
export class Comparison {
  /** @internal */
  readonly name: ComparisonName;
  /** @internal */
  readonly args: readonly [Expression, Expression];

  constructor(name: ComparisonName, left: Expression, right: Expression) {
    this.name = name;
    this.args = [left, right];
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

/** a == b */
export function eq(a: Operand, b: Operand): Comparison {
  return new Comparison("eq", lift(a), lift(b));
}

/** a < b */
export function lt(a: Operand, b: Operand): Comparison {
  return new Comparison("lt", lift(a), lift(b));
}

/** a ≤ b */
export function le(a: Operand, b: Operand): Comparison {
  return new Comparison("le", lift(a), lift(b));
}

/** a > b */
export function gt(a: Operand, b: Operand): Comparison {
  return new Comparison("gt", lift(a), lift(b));
}

/** a ≥ b */
export function ge(a: Operand, b: Operand): Comparison {
  return new Comparison("ge", lift(a), lift(b));
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
