import * as elementwise from "../../elementwise/functions.ts";
import { isDifferentiable } from "../../memory/dtype.ts";
import { applyTernary, scalarOperand } from "../../tensor/elementwise.ts";
import { commonType, typeName } from "../../tensor/promotion.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { define, record, recordWith, tracks, tracksAny } from "../graph.ts";
import { div, mul, neg, sub } from "./arithmetic.ts";
import { applyToOperands, checkNumber, checkOperand, checkTensor, neededFor, type Operand } from "./operands.ts";

/*
 * The compound forms that optimizers are written in. Each operation within them is rounded on its own, as in PyTorch's
 * kernels without fused multiply-add.
 */

/** Options of `addcmul` and `addcdiv`. */
export interface ValueOptions {
  /** What the product or quotient is multiplied by. Default 1. */
  value?: number;
}

function tracksThree(a: Tensor, b: Tensor, c: Tensor): boolean {
  return tracksAny(a, b) || tracks(c);
}

const addcmulBackward = define<number>(
  "AddcmulBackward0",
  (grad) => grad,
  (grad, node) => mul(grad, mul(node.saved(1), node.extra)),
  (grad, node) => mul(grad, mul(node.saved(0), node.extra)),
);

/**
 * input + value * tensor1 * tensor2, elementwise with broadcasting. For integers the value loses its fraction.
 * @throws RangeError when the shapes do not broadcast, TypeError for bools.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.addcmul.html
 */
export function addcmul(input: Tensor, tensor1: Tensor, tensor2: Tensor, options?: ValueOptions): Tensor {
  checkTensor(tensor1, "addcmul", "tensor1");
  checkTensor(tensor2, "addcmul", "tensor2");
  const type = commonType(input, tensor1, tensor2);
  if (type === "bool") throw new TypeError("\"addcmul_cpu_out\" not implemented for 'Bool'");
  const given = options?.value ?? 1;
  checkNumber(given, "addcmul", "value");
  const value = isDifferentiable(type) ? given : Math.trunc(given); // as PyTorch, without a word
  const scaled = value === 1 ? tensor1 : applyToOperands(elementwise.mul, tensor1, value, type);
  const out = applyTernary(elementwise.addScaled, input, tensor2, scaled, type);
  if (!tracksThree(input, tensor1, tensor2)) return out;
  const saved = [neededFor(tensor2, tensor1), neededFor(tensor1, tensor2)];
  return recordWith(out, addcmulBackward, [input, tensor1, tensor2], saved, value);
}

const addcdivBackward = define<number>(
  "AddcdivBackward0",
  (grad) => grad,
  (grad, node) => mul(grad, div(node.extra, node.saved(1))),
  (grad, node) => {
    const divisor = node.saved(1);
    return mul(neg(grad), mul(div(node.saved(0), mul(divisor, divisor)), node.extra));
  },
);

/**
 * input + value * tensor1 / tensor2, elementwise with broadcasting.
 * @throws TypeError for integers, RangeError when the shapes do not broadcast.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.addcdiv.html
 */
export function addcdiv(input: Tensor, tensor1: Tensor, tensor2: Tensor, options?: ValueOptions): Tensor {
  checkTensor(tensor1, "addcdiv", "tensor1");
  checkTensor(tensor2, "addcdiv", "tensor2");
  if (!isDifferentiable(tensor1.dtype) && !isDifferentiable(tensor2.dtype)) {
    throw new TypeError(
      "Integer division with addcdiv is no longer supported; convert tensor1 or tensor2 to a floating point type first",
    );
  }
  const value = options?.value ?? 1;
  checkNumber(value, "addcdiv", "value");
  const type = commonType(input, tensor1, tensor2);
  const scaled = value === 1 ? tensor1 : applyToOperands(elementwise.mul, tensor1, value, type);
  const out = applyTernary(elementwise.addQuotient, input, scaled, tensor2, type);
  if (!tracksThree(input, tensor1, tensor2)) return out;
  return recordWith(out, addcdivBackward, [input, tensor1, tensor2], [neededFor(tensor2, tensor1), tensor2], value);
}

/** @throws TypeError unless a tensor has the input's dtype */
function checkSameType(name: string, { dtype }: Tensor, input: Tensor): void {
  if (dtype === input.dtype) return;
  throw new TypeError(`expected dtype ${input.dtype} for \`${name}\` but got dtype ${dtype}`);
}

/** 1 - weight, whichever it is. */
function rest(weight: Operand): Operand {
  return weight instanceof Tensor ? sub(1, weight) : 1 - Number(weight);
}

const lerpScalarBackward = define<number>(
  "LerpBackward0",
  (grad, node) => mul(grad, rest(node.extra)),
  (grad, node) => mul(grad, node.extra),
);
const lerpBackward = define(
  "LerpBackward1",
  (grad, node) => mul(grad, rest(node.saved(2))),
  (grad, node) => mul(grad, node.saved(2)),
  (grad, node) => mul(grad, sub(node.saved(1), node.saved(0))),
);

/**
 * input + weight * (end - input), elementwise with broadcasting. The weight may be a plain number.
 * @throws TypeError for integers, RangeError when the shapes do not broadcast.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.lerp.html
 */
export function lerp(input: Tensor, end: Tensor, weight: Tensor | number): Tensor {
  checkTensor(end, "lerp", "end");
  checkOperand(weight, "lerp", "weight");
  const type = weight instanceof Tensor ? commonType(input, end, weight) : commonType(input, end);
  checkSameType("end", end, input);
  // A weight without dimensions may be of any type, like a number.
  if (weight instanceof Tensor && weight._shape.length > 0) checkSameType("weight", weight, input);
  if (!isDifferentiable(type)) throw new TypeError(`"lerp_kernel" not implemented for '${typeName(type)}'`);
  if (!(weight instanceof Tensor)) {
    const out = applyTernary(elementwise.lerp, input, end, scalarOperand(weight, type), type);
    return tracksAny(input, end) ? recordWith(out, lerpScalarBackward, [input, end], [], weight) : out;
  }
  const out = applyTernary(elementwise.lerp, input, end, weight, type);
  if (!tracksThree(input, end, weight)) return out;
  return record(out, lerpBackward, [input, end, weight], [neededFor(weight, input), neededFor(weight, end), weight]);
}
