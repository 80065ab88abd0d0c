import * as elementwise from "../../elementwise/functions.ts";
import { isDifferentiable } from "../../memory/dtype.ts";
import { copyOf } from "../../tensor/copy.ts";
import { applyUnary, type UnaryOp } from "../../tensor/elementwise.ts";
import { zerosLike } from "../../tensor/factories.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Definition, define } from "../graph.ts";
import { mul } from "./arithmetic.ts";
import { recordUnary, recordWithInput } from "./unary.ts";

/*
 * Functions that are flat or have corners.
 */

const absBackward = define("AbsBackward0", (grad, node) => mul(grad, sign(node.saved(0))));

/**
 * The absolute value. Its derivative at zero is zero.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.abs.html
 */
export function abs(input: Tensor): Tensor {
  refuseBool(input, "abs_cpu");
  return recordWithInput(applyUnary(elementwise.abs, input), absBackward, input);
}

const flat = (grad: Tensor) => zerosLike(grad);

const signBackward = define("SignBackward0", flat);

/**
 * 1, 0 or -1; 0 for NaN. Its derivative is zero.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.sign.html
 */
export function sign(input: Tensor): Tensor {
  return recordUnary(applyUnary(elementwise.sign, input), signBackward, input);
}

function refuseBool(input: Tensor, kernel: string): void {
  if (input.dtype === "bool") throw new TypeError(`"${kernel}" not implemented for 'Bool'`);
}

/** Integers are whole already. */
function toWhole(name: string, operation: UnaryOp, definition: Definition<undefined>, input: Tensor): Tensor {
  refuseBool(input, `${name}_vml_cpu`);
  return isDifferentiable(input.dtype) ? recordUnary(applyUnary(operation, input), definition, input) : copyOf(input);
}

const floorBackward = define("FloorBackward0", flat);
const ceilBackward = define("CeilBackward0", flat);
const roundBackward = define("RoundBackward0", flat);
const truncBackward = define("TruncBackward0", flat);

/**
 * The largest integer that is not larger.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.floor.html
 */
export function floor(input: Tensor): Tensor {
  return toWhole("floor", elementwise.floor, floorBackward, input);
}

/**
 * The smallest integer that is not smaller.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.ceil.html
 */
export function ceil(input: Tensor): Tensor {
  return toWhole("ceil", elementwise.ceil, ceilBackward, input);
}

/**
 * The nearest integer, halves to the even one.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.round.html
 */
export function round(input: Tensor): Tensor {
  return toWhole("round", elementwise.round, roundBackward, input);
}

/**
 * The integer part.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.trunc.html
 */
export function trunc(input: Tensor): Tensor {
  return toWhole("trunc", elementwise.trunc, truncBackward, input);
}
