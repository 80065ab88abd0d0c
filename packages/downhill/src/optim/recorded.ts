import {
  abs,
  add,
  addcdiv,
  addcmul,
  ceil,
  cos,
  div,
  eq,
  erf,
  exp,
  expm1,
  floor,
  ge,
  gt,
  le,
  lerp,
  log,
  log1p,
  logicalAnd,
  logicalOr,
  lt,
  maximum,
  minimum,
  mul,
  ne,
  neg,
  pow,
  round,
  sign,
  sin,
  sqrt,
  sub,
  tanh,
  trunc,
  where,
} from "../autograd/functions/index.ts";
import type { BinaryName, Comparison, Expression, FunctionName, Scalar, UnaryName } from "../ir/expression.ts";
import type { DType } from "../memory/dtype.ts";
import { full } from "../tensor/factories.ts";
import { commonType } from "../tensor/promotion.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Hyperparameter, minus, times, toNumber } from "./hyperparameters.ts";

/*
 * A step by the functions of tensors that bear the names of an update's expressions and round alike, where an ordinary
 * step runs the kernel compiled from them. Autograd can record it, and arrays may be of different dtypes: operations are
 * made in the wider one, and what an array is to hold is rounded to its own before it is computed with further, since
 * PyTorch changes arrays in place.
 *
 * The numbers are those of the ordinary step. PyTorch's recorded Adam and NAdam differ from its ordinary ones in the
 * seventh digit, since they compute their corrections in float32. SGD's first momentum keeps the gradient's history,
 * which PyTorch's drops.
 */

const UNARY: Partial<Record<UnaryName, (x: Tensor) => Tensor>> = {
  neg,
  sqrt,
  abs,
  sign,
  floor,
  ceil,
  trunc,
  nearest: round,
};
/** What takes numbers too. */
const ARITHMETIC = { add, sub, mul, div };
const BINARY: Partial<Record<BinaryName, (a: Tensor, b: Tensor) => Tensor>> = {
  ...ARITHMETIC,
  min: minimum,
  max: maximum,
};
const FUNCTION: Partial<Record<FunctionName, (a: Tensor, b: Tensor) => Tensor>> = {
  exp,
  expm1,
  log,
  log1p,
  tanh,
  erf,
  sin,
  cos,
  pow,
};
const COMPARISON = { eq, ne, lt, le, gt, ge };

/** @throws TypeError for an operation that is no function of tensors. */
function known<F>(table: Readonly<Record<string, F | undefined>>, name: string): F {
  const found = table[name];
  if (found === undefined) throw new TypeError(`a step that autograd records cannot compute ${name}`);
  return found;
}

/**
 * The outputs of an update, with their history if it is recorded.
 *
 * @param outputs the update's expressions
 * @param tensors the arrays they read, by name; copies are read, so that changing the arrays invalidates no history
 * @param values the step's scalars; those that require gradients get them
 */
export function recordUpdate(
  outputs: Readonly<Record<string, Expression>>,
  tensors: Readonly<Record<string, Tensor>>,
  values: Readonly<Record<string, Hyperparameter>>,
): Record<string, Tensor> {
  const dtype = commonType(...Object.values(tensors));
  const kept = new Map<Expression, DType>();
  // The parameter's comes first: what another array holds of it is a copy.
  for (const [name, output] of Object.entries({ param: outputs.param, ...outputs })) {
    if (output !== undefined && output.node.kind !== "input" && !kept.has(output))
      kept.set(output, tensors[name].dtype);
  }
  const results = new Map<Expression, Tensor>();
  const inputs = new Map(Object.entries(tensors).map(([name, tensor]) => [name, tensor.clone()]));

  const evaluate = (expression: Expression): Tensor => {
    let result = results.get(expression);
    if (result === undefined) {
      result = compute(expression);
      result = result.to(kept.get(expression) ?? result.dtype);
      results.set(expression, result);
    }
    return result;
  };

  const evaluateScalar = ({ node }: Scalar): Hyperparameter => {
    switch (node.kind) {
      case "constant":
        return node.value;
      case "named": {
        const value = values[node.name];
        return typeof value !== "number" && value.requiresGrad ? value : toNumber(value);
      }
      case "neg":
        return times(evaluateScalar(node.of), -1);
      case "oneMinus":
        return minus(1, evaluateScalar(node.of));
    }
  };

  const toArray = (value: Hyperparameter) => (typeof value === "number" ? full([], value, { dtype }) : value.to(dtype));

  const numberOf = ({ node }: Expression): number | null => {
    const value = node.kind === "uniform" ? evaluateScalar(node.scalar) : null;
    return typeof value === "number" ? value : null;
  };

  const holds = ({ node }: Comparison): Tensor => {
    if (node.kind === "compare") return COMPARISON[node.name](evaluate(node.args[0]), evaluate(node.args[1]));
    if (node.kind === "truth") throw new TypeError(`an update has no arrays of bools, but names "${node.name}"`);
    return (node.kind === "and" ? logicalAnd : logicalOr)(holds(node.tests[0]), holds(node.tests[1]));
  };

  const compute = ({ node }: Expression): Tensor => {
    switch (node.kind) {
      case "input":
        return inputs.get(node.name) as Tensor;
      case "uniform":
        return toArray(evaluateScalar(node.scalar));
      case "unary":
        return known(UNARY, node.name)(evaluate(node.args[0]));
      case "binary": {
        const [a, b] = node.args;
        if (node.name in ARITHMETIC) {
          // A number widens no tensor, one without dimensions may.
          const [x, y] = [numberOf(a), numberOf(b)];
          const operation = ARITHMETIC[node.name as keyof typeof ARITHMETIC];
          if (x === null && y !== null) return operation(evaluate(a), y);
          if (x !== null && y === null) return operation(x, evaluate(b));
        }
        return known(BINARY, node.name)(evaluate(a), evaluate(b));
      }
      case "function": {
        const [a, b] = node.args.map(evaluate);
        return known(FUNCTION, node.name)(a, b);
      }
      case "row":
        throw new TypeError("an update has no rows");
      case "widen":
        return evaluate(node.args[0]).to("float64");
      case "narrow":
        return evaluate(node.args[0]).to(dtype);
      case "where":
        return where(holds(node.test), evaluate(node.args[0]), evaluate(node.args[1]));
      case "compound": {
        const by = evaluateScalar(node.by);
        const [a, b, c] = node.args.map(evaluate);
        if (typeof by !== "number") {
          const weight = toArray(by);
          if (node.name === "lerp") return lerp(a, b, weight);
          const term = node.name === "addScaled" ? b : (node.name === "addcmul" ? mul : div)(b, c);
          return add(a, mul(term, weight));
        }
        if (node.name === "addScaled") return add(a, b, { alpha: by });
        if (node.name === "lerp") return lerp(a, b, by);
        return (node.name === "addcmul" ? addcmul : addcdiv)(a, b, c, { value: by });
      }
    }
  };

  return Object.fromEntries(Object.entries(outputs).map(([name, expression]) => [name, evaluate(expression)]));
}
