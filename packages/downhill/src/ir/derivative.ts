import { add, constant, cos, div, Expression, exp, log, mul, neg, pow, sign, sin, sub, where } from "./expression.ts";

const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

/**
 * The derivative of an expression by one of its arrays. Whole numbers' worth of steps, such as `floor`, have none; at a
 * corner the side that a `where` takes decides.
 *
 * @param by the array's name
 * @returns null where the expression doesn't depend on it
 * @throws {TypeError} for an operation on bits, which has no derivative
 */
export function derivativeOf(expression: Expression, by: string): Expression | null {
  const known = new Map<Expression, Expression | null>();
  const derivative = (value: Expression): Expression | null => {
    let found = known.get(value);
    if (found === undefined) {
      found = derive(value);
      known.set(value, found);
    }
    return found;
  };
  const derive = (value: Expression): Expression | null => {
    const { node } = value;
    switch (node.kind) {
      case "input":
        return node.name === by ? ONE : null;
      case "uniform":
      case "row":
        return null;
      case "widen":
      case "narrow":
        return derivative(node.args[0]);
      case "where": {
        const [a, b] = node.args.map(derivative);
        return a === null && b === null ? null : where(node.test, a ?? 0, b ?? 0);
      }
      case "unary": {
        const [x] = node.args;
        const dx = derivative(x);
        if (dx === null) return null;
        switch (node.name) {
          case "neg":
            return neg(dx);
          case "sqrt":
            return div(dx, mul(value, 2));
          case "abs":
            return times(dx, sign(x));
          case "sign":
          case "floor":
          case "ceil":
          case "trunc":
          case "nearest":
            return null;
          default:
            throw new TypeError(`${node.name} has no derivative`);
        }
      }
      case "binary": {
        const [a, b] = node.args;
        const [da, db] = node.args.map(derivative);
        switch (node.name) {
          case "add":
            return plus(da, db);
          case "sub":
            return plus(da, db === null ? null : neg(db));
          case "mul":
            return plus(da === null ? null : times(da, b), db === null ? null : times(db, a));
          case "div":
            return plus(da === null ? null : div(da, b), db === null ? null : neg(div(mul(db, value), b)));
          default:
            if (da === null && db === null) return null;
            throw new TypeError(`${node.name} has no derivative: write it with where()`);
        }
      }
      case "function": {
        const [x, y] = node.args;
        const dx = derivative(x);
        const dy = y === undefined ? null : derivative(y);
        if (node.name === "pow") {
          const byBase = dx === null ? null : times(dx, mul(y, pow(x, sub(y, 1))));
          return plus(byBase, dy === null ? null : times(dy, mul(value, log(x))));
        }
        if (dx === null) return null;
        switch (node.name) {
          case "exp":
            return times(dx, value);
          case "expm1":
            return times(dx, add(value, 1));
          case "log":
            return div(dx, x);
          case "log1p":
            return div(dx, add(x, 1));
          case "tanh":
            return times(dx, sub(1, mul(value, value)));
          case "erf":
            return times(dx, mul(exp(neg(mul(x, x))), TWO_OVER_ROOT_PI));
          case "sin":
            return times(dx, cos(x));
          case "cos":
            return times(dx, neg(sin(x)));
          default:
            throw new TypeError(`${node.name} has no derivative`);
        }
      }
      case "compound":
        throw new TypeError(`${node.name} has no derivative here: write it with add() and mul()`);
    }
  };
  return derivative(expression);
}

const ONE = new Expression({ kind: "uniform", scalar: constant(1) });

function plus(a: Expression | null, b: Expression | null): Expression | null {
  if (a === null) return b;
  return b === null ? a : add(a, b);
}

/** dx · slope, where dx is most often 1. */
function times(dx: Expression, slope: Expression): Expression {
  return dx === ONE ? slope : mul(dx, slope);
}
