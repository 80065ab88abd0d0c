import { maximum, minimum, type Tensor } from "downhill";
import type { FunctionName, Operator, Term } from "./parse.ts";

/** A value on the way: numbers stay numbers as long as no variable is in them. */
type Value = Tensor | number;

/**
 * A formula's values for tensors of x and y, from which autograd has the gradient.
 *
 * @returns a tensor of the shape of x
 */
export function evaluate(term: Term, x: Tensor, y: Tensor): Tensor {
  const value = compute(term, x, y);
  // A constant formula has a gradient too: zero.
  return typeof value === "number" ? x.mul(0).add(value) : value;
}

function compute(term: Term, x: Tensor, y: Tensor): Value {
  switch (term.kind) {
    case "number":
      return term.value;
    case "variable":
      return term.name === "x" ? x : y;
    case "negated": {
      const value = compute(term.of, x, y);
      return typeof value === "number" ? -value : value.neg();
    }
    case "operation":
      return operate(term.operator, compute(term.left, x, y), compute(term.right, x, y));
    case "call":
      return call(
        term.name,
        x,
        term.args.map((arg) => compute(arg, x, y)),
      );
  }
}

function operate(operator: Operator, a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") return OF_NUMBERS[operator](a, b);
  switch (operator) {
    case "+":
      return typeof a === "number" ? (b as Tensor).add(a) : a.add(b);
    case "-":
      return typeof a === "number" ? (b as Tensor).neg().add(a) : a.sub(b);
    case "*":
      return typeof a === "number" ? (b as Tensor).mul(a) : a.mul(b);
    case "/":
      return typeof a === "number" ? (b as Tensor).reciprocal().mul(a) : a.div(b);
    case "^":
      if (typeof a === "number") return (b as Tensor).mul(Math.log(a)).exp();
      return a.pow(b);
  }
}

const OF_NUMBERS: Readonly<Record<Operator, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "^": (a, b) => a ** b,
};

function call(name: FunctionName, like: Tensor, args: readonly Value[]): Value {
  const [a, b] = args.map((arg) => (typeof arg === "number" ? like.detach().mul(0).add(arg) : arg));
  switch (name) {
    case "min":
      return minimum(a, b);
    case "max":
      return maximum(a, b);
    default:
      return a[name]();
  }
}
