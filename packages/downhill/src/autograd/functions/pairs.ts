import * as elementwise from "../../elementwise/functions.ts";
import type { BinaryLoop } from "../../elementwise/loopTypes.ts";
import { applyBinary, type BinaryOp } from "../../tensor/elementwise.ts";
import { zerosLike } from "../../tensor/factories.ts";
import { truncatedRestInteger } from "../../tensor/loops/division.ts";
import { resultType } from "../../tensor/promotion.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { type Definition, define, record, tracks, tracksAny } from "../graph.ts";
import { add, div, mul, neg, reciprocal, sub } from "./arithmetic.ts";
import { eq, ge, isnan, le, logicalAnd, logicalOr } from "./comparison.ts";
import { to } from "./conversion.ts";
import { divide } from "./division.ts";
import { exp, log } from "./exponential.ts";
import { checkOneTensor, checkOperand, checkTensor, meetingType, type Operand } from "./operands.ts";
import { pow } from "./power.ts";
import { where } from "./where.ts";

/*
 * Functions of two numbers beyond arithmetic.
 */

/** A plain value as a tensor that is computed with and kept. */
function asTensor(value: Operand, other: Operand): Tensor {
  if (value instanceof Tensor) return value;
  const result = Tensor.allocate(meetingType(value, other), []);
  return result.fill_(value);
}

function apply(
  name: string,
  operation: BinaryOp,
  definition: Definition<undefined> | null,
  input: Operand,
  other: Operand,
): Tensor {
  checkOperand(input, name, "input");
  checkOperand(other, name, "other");
  if (!(input instanceof Tensor)) checkOneTensor(other, name);
  const [a, b] = [asTensor(input, other), asTensor(other, input)];
  const type = input instanceof Tensor && other instanceof Tensor ? resultType(a, b) : meetingType(input, other);
  const out = applyBinary(operation, a, b, type);
  return definition !== null && tracksAny(a, b) ? record(out, definition, [a, b], [a, b, out]) : out;
}

/** x / (x^2 + y^2); 0 where both are. */
function overSquares(x: Tensor, y: Tensor): Tensor {
  const squares = add(mul(x, x), mul(y, y));
  return where(eq(squares, 0), 0, mul(x, reciprocal(squares)));
}

const atan2Backward = define(
  "Atan2Backward0",
  (grad, node) => mul(grad, overSquares(node.saved(1), node.saved(0))),
  (grad, node) => mul(grad, neg(overSquares(node.saved(0), node.saved(1)))),
);

/**
 * The angle of the point (other, input), from -pi to pi, elementwise with broadcasting.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.atan2.html
 */
export function atan2(input: Tensor, other: Tensor): Tensor {
  return apply("atan2", elementwise.atan2, atan2Backward, input, other);
}

const copysignBackward = define(
  "CopysignBackward0",
  (grad, node) => {
    const [input, , result] = [node.saved(0), node.saved(1), node.saved(2)];
    return mul(grad, where(eq(input, 0), 0, div(result, input)));
  },
  (grad) => zerosLike(grad),
);

/**
 * The size of `input` with the sign of `other`, elementwise with broadcasting.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.copysign.html
 */
export function copysign(input: Tensor, other: Operand): Tensor {
  return apply("copysign", elementwise.copysign, copysignBackward, input, other);
}

function extreme(name: string, beats: (a: Tensor, b: Tensor) => Tensor): Definition<undefined> {
  const first = (a: Tensor, b: Tensor) => logicalOr(beats(a, b), isnan(b));
  return define(
    name,
    (grad, node) => where(first(node.saved(0), node.saved(1)), grad, 0),
    (grad, node) => where(first(node.saved(0), node.saved(1)), 0, grad),
  );
}

const fmaxBackward = extreme("FmaxBackward0", ge);
const fminBackward = extreme("FminBackward0", le);

/**
 * The larger of two elements, with broadcasting; the other one where one is NaN.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.fmax.html
 */
export function fmax(input: Tensor, other: Tensor): Tensor {
  return apply("fmax", elementwise.fmax, fmaxBackward, input, other);
}

/**
 * The smaller of two elements, with broadcasting; the other one where one is NaN.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.fmin.html
 */
export function fmin(input: Tensor, other: Tensor): Tensor {
  return apply("fmin", elementwise.fmin, fminBackward, input, other);
}

const FMOD = elementwise.fmod.withIntegers(truncatedRestInteger as BinaryLoop);

const fmodBackward = define(
  "FmodBackward1",
  (grad) => grad,
  (grad, node) => mul(neg(grad), divide(node.saved(0), node.saved(1), { roundingMode: "trunc" })),
);

/**
 * What division towards zero leaves, with the sign of `input`, as C's `fmod`, elementwise with broadcasting.
 * @throws RangeError for integers divided by zero; TypeError for bools.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.fmod.html
 */
export function fmod(input: Tensor, other: Operand): Tensor {
  if (meetingType(input, other) === "bool") throw new TypeError("\"fmod_cpu\" not implemented for 'Bool'");
  return apply("fmod", FMOD, fmodBackward, input, other);
}

/**
 * 0 where `input` is negative, 1 where it is positive, and `values` where it is zero.
 * @throws TypeError when the dtypes differ.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.heaviside.html
 */
export function heaviside(input: Tensor, values: Tensor): Tensor {
  checkTensor(input, "heaviside", "input");
  checkTensor(values, "heaviside", "values");
  if (input.dtype !== values.dtype) {
    throw new TypeError("heaviside is not yet implemented for tensors with different dtypes.");
  }
  return apply("heaviside", elementwise.heaviside, null, input, values);
}

const hypotBackward = define(
  "HypotBackward0",
  (grad, node) => mul(grad, div(node.saved(0), node.saved(2))),
  (grad, node) => mul(grad, div(node.saved(1), node.saved(2))),
);

/**
 * The square root of the sum of two squares, elementwise with broadcasting, without overflow on the way.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.hypot.html
 */
export function hypot(input: Tensor, other: Tensor): Tensor {
  return apply("hypot", elementwise.hypot, hypotBackward, input, other);
}

const logaddexpBackward = define(
  "LogaddexpBackward0",
  (grad, node) => div(grad, add(exp(sub(node.saved(1), node.saved(0))), 1)),
  (grad, node) => div(grad, add(exp(sub(node.saved(0), node.saved(1))), 1)),
);

/**
 * log(exp(input) + exp(other)), elementwise with broadcasting, without overflow.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.logaddexp.html
 */
export function logaddexp(input: Tensor, other: Tensor): Tensor {
  return apply("logaddexp", elementwise.logaddexp, logaddexpBackward, input, other);
}

const logaddexp2Backward = define(
  "Logaddexp2Backward0",
  (grad, node) => div(grad, add(pow(2, sub(node.saved(1), node.saved(0))), 1)),
  (grad, node) => div(grad, add(pow(2, sub(node.saved(0), node.saved(1))), 1)),
);

/**
 * {@link logaddexp} to base 2.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.logaddexp2.html
 */
export function logaddexp2(input: Tensor, other: Tensor): Tensor {
  return apply("logaddexp2", elementwise.logaddexp2, logaddexp2Backward, input, other);
}

const xlogyBackward = define(
  "XlogyBackward0",
  (grad, node) => {
    const [input, other] = [node.saved(0), node.saved(1)];
    return where(logicalAnd(eq(input, 0), le(other, 0)), 0, mul(grad, log(other)));
  },
  (grad, node) => div(mul(grad, node.saved(0)), node.saved(1)),
);

/**
 * input * log(other), and 0 where `input` is, elementwise with broadcasting. Either may be a plain number.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.xlogy.html
 */
export function xlogy(input: Operand, other: Operand): Tensor {
  return apply("xlogy", elementwise.xlogy, xlogyBackward, input, other);
}

/**
 * `input` to the power of the exponent in double precision. Either may be a plain number.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.float_power.html
 */
export function floatPower(input: Operand, exponent: Operand): Tensor {
  if (!(input instanceof Tensor)) checkOneTensor(exponent, "float_power");
  const double = (operand: Operand) => (operand instanceof Tensor ? to(operand, "float64") : Number(operand));
  return pow(double(input), double(exponent));
}

/**
 * The quotient rounded down, elementwise with broadcasting. Either may be a plain number. No gradient passes.
 * @throws RangeError for integers divided by zero; TypeError for bools.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.floor_divide.html
 */
export function floorDivide(input: Operand, other: Operand): Tensor {
  const plain = (operand: Operand) => (operand instanceof Tensor && tracks(operand) ? operand.detach() : operand);
  return divide(plain(input), plain(other), { roundingMode: "floor" });
}
