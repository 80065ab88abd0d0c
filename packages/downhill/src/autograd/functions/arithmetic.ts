import * as elementwise from "../../elementwise/functions.ts";
import { type DType, isDifferentiable } from "../../memory/dtype.ts";
import { applyBinary, applyTernary, applyUnary, scalarOperand } from "../../tensor/elementwise.ts";
import { resultType } from "../../tensor/promotion.ts";
import type { Scalar } from "../../tensor/scalar.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { define, type Node, record, recordWith, tracks, tracksAny } from "../graph.ts";
import {
  applyToOperands,
  checkNumber,
  checkOneTensor,
  checkOperand,
  meetingType,
  neededFor,
  type Operand,
} from "./operands.ts";

/** Options of `add` and `sub`. */
export interface AlphaOptions {
  /** What `other` is multiplied by first. Default 1. */
  alpha?: number | bigint;
}

type Scaled = Node<Scalar>;

const same = (grad: Tensor) => grad;
const negated = (grad: Tensor) => neg(grad);

const addBackward = define("AddBackward0", same, same);
const addScaledBackward = define<Scalar>("AddBackward0", same, (grad, node: Scaled) => mul(grad, node.extra));
const subBackward = define("SubBackward0", same, negated);
const subScaledBackward = define<Scalar>("SubBackward0", same, (grad, node: Scaled) => mul(grad, negate(node.extra)));
const rsubBackward = define("RsubBackward1", negated);

/**
 * input + alpha * other, elementwise with broadcasting. Either may be a plain number.
 * @throws RangeError when the shapes do not broadcast.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.add.html
 */
export function add(input: Operand, other: Operand, options?: AlphaOptions): Tensor {
  return addScaled(input, other, options?.alpha ?? 1, false);
}

/**
 * input - alpha * other, elementwise with broadcasting. Either may be a plain number.
 * @throws RangeError when the shapes do not broadcast, TypeError for bool tensors.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.sub.html
 */
export function sub(input: Operand, other: Operand, options?: AlphaOptions): Tensor {
  return addScaled(input, other, options?.alpha ?? 1, true);
}

function addScaled(input: Operand, other: Operand, alpha: number | bigint, subtracts: boolean): Tensor {
  const name = subtracts ? "sub" : "add";
  if (alpha !== 1) checkNumber(alpha, name, "alpha");
  if (!(input instanceof Tensor)) {
    checkOperand(input, name, "input");
    checkOneTensor(other, name);
    if (subtracts) return alpha === 1 ? rsub(other, input) : addScaled(mul(other, negate(alpha)), input, 1, false);
    return addScaled(mul(other, alpha), input, 1, false);
  }
  if (subtracts) refuseBool(input, other);
  if (!(other instanceof Tensor)) {
    checkOperand(other, name, "other");
    const type = meetingType(input, other);
    const value = alpha === 1 ? other : times(other, alpha, type);
    const out = applyToOperands(subtracts ? elementwise.sub : elementwise.add, input, value, type);
    return tracks(input) ? record(out, subtracts ? subBackward : addBackward, [input]) : out;
  }
  if (alpha === 1) {
    const out = applyBinary(subtracts ? elementwise.sub : elementwise.add, input, other);
    return tracksAny(input, other) ? record(out, subtracts ? subBackward : addBackward, [input, other]) : out;
  }
  const type = resultType(input, other);
  checkAlpha(alpha, type);
  if (type === "bool") return addScaled(input, alpha ? other : mul(other, false), 1, false);
  const scale = subtracts ? negate(alpha) : alpha;
  const out = applyTernary(elementwise.addScaled, input, other, scalarOperand(scale, type), type);
  if (!tracksAny(input, other)) return out;
  return recordWith(out, subtracts ? subScaledBackward : addScaledBackward, [input, other], [], alpha);
}

/** @throws TypeError when integers are to be multiplied by a fraction. */
function checkAlpha(alpha: number | bigint, type: DType): void {
  if (isDifferentiable(type) || typeof alpha === "bigint" || Number.isInteger(alpha)) return;
  throw new TypeError("For integral input tensors, argument alpha must not be a floating point number.");
}

function negate(value: Scalar): number | bigint {
  return typeof value === "bigint" ? -value : -Number(value);
}

/** alpha * value for a sum in the given type. */
function times(value: Scalar, factor: number | bigint, type: DType): Scalar {
  checkAlpha(factor, type);
  if (type === "bool") return Boolean(value) && Boolean(factor);
  if (typeof value === "bigint" && typeof factor === "bigint") return value * factor;
  return Number(value) * Number(factor);
}

function refuseBool(input: Tensor, other: Operand): void {
  const isBool = other instanceof Tensor ? other.dtype === "bool" : typeof other === "boolean";
  if (input.dtype !== "bool" && !isBool) return;
  throw new TypeError(
    `Subtraction, the \`-\` operator, with ${input.dtype === "bool" && isBool ? "two bool tensors" : "a bool tensor"} ` +
      "is not supported. Use the `logicalXor()` or `logicalNot()` operator instead.",
  );
}

/** value - input. */
function rsub(input: Tensor, value: Scalar): Tensor {
  refuseBool(input, value);
  const out = applyToOperands(elementwise.sub, value, input);
  return tracks(input) ? record(out, rsubBackward, [input]) : out;
}

const mulBackward = define(
  "MulBackward0",
  (grad, node) => mul(grad, node.saved(1)),
  (grad, node) => mul(grad, node.saved(0)),
);
const mulScalarBackward = define<Scalar>("MulBackward0", (grad, node) => mul(grad, node.extra));

/**
 * input * other, elementwise with broadcasting. Either may be a plain number.
 * @throws RangeError when the shapes do not broadcast.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.mul.html
 */
export function mul(input: Operand, other: Operand): Tensor {
  if (!(input instanceof Tensor)) {
    checkOperand(input, "mul", "input");
    checkOneTensor(other, "mul");
    return mul(other, input);
  }
  if (!(other instanceof Tensor)) {
    checkOperand(other, "mul", "other");
    const out = applyToOperands(elementwise.mul, input, other);
    return tracks(input) ? recordWith(out, mulScalarBackward, [input], [], other) : out;
  }
  const out = applyBinary(elementwise.mul, input, other);
  if (!tracksAny(input, other)) return out;
  return record(out, mulBackward, [input, other], [neededFor(other, input), neededFor(input, other)]);
}

const divBackward = define(
  "DivBackward0",
  (grad, node) => div(grad, node.saved(1)),
  (grad, node) => mul(neg(grad), div(div(node.saved(0), node.saved(1)), node.saved(1))),
);
const divScalarBackward = define<Scalar>("DivBackward0", (grad, node) => div(grad, node.extra));

/**
 * input / other, elementwise with broadcasting. Integers are divided as floats. Either may be a plain number.
 * @throws RangeError when the shapes do not broadcast.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.div.html
 */
export function div(input: Operand, other: Operand): Tensor {
  if (!(input instanceof Tensor)) {
    checkOperand(input, "div", "input");
    checkOneTensor(other, "div");
    // As in PyTorch: the reciprocal first, which rounds once more than a division.
    return mul(reciprocal(other), input);
  }
  if (!(other instanceof Tensor)) {
    checkOperand(other, "div", "other");
    const out = applyToOperands(elementwise.div, input, other);
    return tracks(input) ? recordWith(out, divScalarBackward, [input], [], other) : out;
  }
  const out = applyBinary(elementwise.div, input, other);
  if (!tracksAny(input, other)) return out;
  return record(out, divBackward, [input, other], [neededFor(other, input), other]);
}

const negBackward = define("NegBackward0", negated);

/**
 * -input.
 * @throws TypeError for a bool tensor.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.neg.html
 */
export function neg(input: Tensor): Tensor {
  if (input.dtype === "bool") {
    throw new TypeError(
      "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use " +
        "logicalNot() instead.",
    );
  }
  const out = applyUnary(elementwise.neg, input);
  return tracks(input) ? record(out, negBackward, [input]) : out;
}

const reciprocalBackward = define("ReciprocalBackward0", (grad, node) => {
  const result = node.saved(0);
  return mul(neg(grad), mul(result, result));
});

/**
 * 1 / input.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.reciprocal.html
 */
export function reciprocal(input: Tensor): Tensor {
  const out = applyUnary(elementwise.reciprocal, input);
  return tracks(input) ? record(out, reciprocalBackward, [input], [out]) : out;
}
