import * as elementwise from "../../elementwise/functions.ts";
import type { BinaryLoop } from "../../elementwise/loopTypes.ts";
import { pow as powOf } from "../../math/pow.ts";
import { log as log64 } from "../../math/real.ts";
import { isDifferentiable, isHalf } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { convert } from "../../tensor/copy.ts";
import { applyBinary, applyUnary } from "../../tensor/elementwise.ts";
import { zerosLike } from "../../tensor/factories.ts";
import { powInteger } from "../../tensor/loops/power.ts";
import { resultTypeWithScalar } from "../../tensor/promotion.ts";
import type { Scalar } from "../../tensor/scalar.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { define, record, recordWith, tracks, tracksAny } from "../graph.ts";
import { div, mul, sub } from "./arithmetic.ts";
import { eq, ge, logicalAnd } from "./comparison.ts";
import { inLoopType } from "./conversion.ts";
import { log } from "./exponential.ts";
import { applyToOperands, checkOneTensor, checkOperand, neededFor, type Operand } from "./operands.ts";
import { recordWithResult } from "./unary.ts";
import { where } from "./where.ts";

/** Powers of integers are exact. */
const POW = elementwise.pow.withIntegers(powInteger as BinaryLoop);

const powScalarBackward = define<Scalar>("PowBackward0", (grad, node) => {
  const exponent = Number(node.extra);
  if (exponent === 0) return zerosLike(grad);
  return mul(grad, mul(pow(node.saved(0), exponent - 1), exponent));
});

const powBackward = define(
  "PowBackward1",
  (grad, node) => {
    const exponent = node.saved(1);
    return where(eq(exponent, 0), 0, mul(grad, mul(exponent, pow(node.saved(0), sub(exponent, 1)))));
  },
  (grad, node) => {
    const base = node.saved(0);
    const slope = mul(grad, mul(node.saved(2), log(base)));
    return where(logicalAnd(eq(base, 0), ge(node.saved(1), 0)), 0, slope);
  },
);

const scalarPowBackward = define<Scalar>("PowBackward2", (grad, node) => {
  const base = Number(node.extra);
  const slope = mul(grad, mul(node.saved(1), log64(base)));
  return base === 0 ? where(ge(node.saved(0), 0), 0, slope) : slope;
});

/**
 * input to the power exponent, elementwise with broadcasting. Either may be a plain number.
 * @throws RangeError for integers to a negative integer power, and when the shapes do not broadcast; TypeError for bools.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.pow.html
 */
export function pow(input: Operand, exponent: Operand): Tensor {
  if (!(input instanceof Tensor)) {
    checkOperand(input, "pow", "self");
    checkOneTensor(exponent, "pow");
    const out = applyToOperands(POW, input, exponent);
    return tracks(exponent) ? recordWith(out, scalarPowBackward, [exponent], [exponent, out], input) : out;
  }
  if (!(exponent instanceof Tensor)) {
    checkOperand(exponent, "pow", "exponent");
    const out = powScalar(input, exponent);
    return tracks(input) ? recordWith(out, powScalarBackward, [input], [input], exponent) : out;
  }
  if (input.dtype === "bool" && exponent.dtype === "bool") throw new TypeError("\"pow\" not implemented for 'Bool'");
  const out = applyBinary(POW, input, exponent);
  if (!tracksAny(input, exponent)) return out;
  return record(out, powBackward, [input, exponent], [input, exponent, neededFor(exponent, out)]);
}

/** Powers with a shorter way are computed that way, as in PyTorch, and so with its rounding. */
function powScalar(input: Tensor, exponent: Scalar): Tensor {
  if (isHalf(input.dtype)) return inLoopType([input], (wide) => powScalar(wide, exponent));
  const type = resultTypeWithScalar(input.dtype, exponent);
  if (!isDifferentiable(type)) {
    if (Number(exponent) < 0) throw new RangeError("Integers to negative integer powers are not allowed.");
    return applyToOperands(POW, input, exponent);
  }
  const base = convert(input, type);
  switch (Number(exponent)) {
    case 0.5:
      return applyUnary(elementwise.sqrt, base);
    case 2:
      return applyUnary(elementwise.square, base);
    case 3:
      return applyUnary(elementwise.cube, base);
    case -0.5:
      return applyUnary(elementwise.rsqrt, base);
    case -1:
      return applyUnary(elementwise.reciprocal, base);
    case -2:
      return applyUnary(elementwise.reciprocal, applyUnary(elementwise.square, base));
    default:
      return powInBlocks(base, Number(exponent));
  }
}

/** How many floats PyTorch's portable kernel computes at a time. */
const BLOCK = 16;

/**
 * PyTorch rounds the exponent to float32 where it computes whole blocks of elements, and doesn't for those that are
 * left over, such as a single one. Those have the bits of the C library's power here; the engine's is a unit off at
 * times.
 */
function powInBlocks(base: Tensor, exponent: number): Tensor {
  const out = applyToOperands(POW, base, exponent);
  const from = base.contiguous();
  const count = base._numel;
  launch("pow", () => {
    for (let i = count - (count % BLOCK); i < count; i++) {
      out.storage.data[out.offset + i] = powOf(Number(from.storage.data[from.offset + i]), exponent);
    }
  });
  return out;
}

/**
 * The square of each element.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.square.html
 */
export function square(input: Tensor): Tensor {
  return pow(input, 2);
}

const sqrtBackward = define("SqrtBackward0", (grad, node) => div(grad, mul(node.saved(0), 2)));

/**
 * The square root, correctly rounded; NaN for negative numbers.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.sqrt.html
 */
export function sqrt(input: Tensor): Tensor {
  return recordWithResult(applyUnary(elementwise.sqrt, input), sqrtBackward, input);
}

const rsqrtBackward = define("RsqrtBackward0", (grad, node) => mul(mul(grad, -0.5), pow(node.saved(0), 3)));

/**
 * 1 / sqrt(x).
 * @see https://docs.pytorch.org/docs/stable/generated/torch.rsqrt.html
 */
export function rsqrt(input: Tensor): Tensor {
  return recordWithResult(applyUnary(elementwise.rsqrt, input), rsqrtBackward, input);
}
