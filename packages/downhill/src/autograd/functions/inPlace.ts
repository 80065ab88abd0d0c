import * as elementwise from "../../elementwise/functions.ts";
import { type DType, isDifferentiable, isFloat, isInteger, isPackedDType, toComputeDType } from "../../memory/dtype.ts";
import { countChange } from "../../memory/recording.ts";
import { copyInto, copyOf } from "../../tensor/copy.ts";
import { type BinaryOp, scalarOperand, setElement } from "../../tensor/elementwise.ts";
import { zerosLike } from "../../tensor/factories.ts";
import type { DivOptions } from "../../tensor/methods/arithmetic.ts";
import { convertPacked } from "../../tensor/packed.ts";
import { runBinaryOp } from "../../tensor/run.ts";
import type { Scalar } from "../../tensor/scalar.ts";
import { broadcastShapes, formatShape, sameShape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { type Definition, define, record } from "../graph.ts";
import { changeInPlace, checkInPlace, checkOverlap, recordsInPlace } from "../inPlace.ts";
import { type AlphaOptions, add, mul, sub } from "./arithmetic.ts";
import { type Bound, clamp } from "./clamp.ts";
import { addcdiv, addcmul, lerp, type ValueOptions } from "./compound.ts";
import { divide, remainder } from "./division.ts";
import { checkOperand, checkTensor, type Operand } from "./operands.ts";
import { pow } from "./power.ts";

/** target += alpha * other. */
export function add_(target: Tensor, other: Operand, options?: AlphaOptions): Tensor {
  if ((options?.alpha ?? 1) === 1 && changeDirectly(target, other, elementwise.add)) return target;
  return change(target, [other], (before, [operand]) => add(before, operand, options));
}

/** target -= alpha * other. */
export function sub_(target: Tensor, other: Operand, options?: AlphaOptions): Tensor {
  if ((options?.alpha ?? 1) === 1 && changeDirectly(target, other, elementwise.sub)) return target;
  return change(target, [other], (before, [operand]) => sub(before, operand, options));
}

/** target *= other. */
export function mul_(target: Tensor, other: Operand): Tensor {
  if (changeDirectly(target, other, elementwise.mul)) return target;
  return change(target, [other], (before, [operand]) => mul(before, operand));
}

/** target /= other, rounded if the options say so. */
export function div_(target: Tensor, other: Operand, options?: DivOptions): Tensor {
  if (options === undefined && changeDirectly(target, other, elementwise.div)) return target;
  return change(target, [other], (before, [operand]) => divide(before, operand, options));
}

/** target = target - other * floor(target / other). */
export function remainder_(target: Tensor, other: Operand): Tensor {
  return change(target, [other], (before, [operand]) => remainder(before, operand));
}

/** target = target to the power of the exponent. */
export function pow_(target: Tensor, exponent: Operand): Tensor {
  return change(target, [exponent], (before, [operand]) => pow(before, operand));
}

/** target += value * tensor1 * tensor2. */
export function addcmul_(target: Tensor, tensor1: Tensor, tensor2: Tensor, options?: ValueOptions): Tensor {
  return change(target, [tensor1, tensor2], (before, [x, y]) => addcmul(before, x, y, options));
}

/** target += value * tensor1 / tensor2. */
export function addcdiv_(target: Tensor, tensor1: Tensor, tensor2: Tensor, options?: ValueOptions): Tensor {
  return change(target, [tensor1, tensor2], (before, [x, y]) => addcdiv(before, x, y, options));
}

/** target += weight * (end - target). */
export function lerp_(target: Tensor, end: Tensor, weight: Tensor | number): Tensor {
  if (!(weight instanceof Tensor)) return change(target, [end], (before, [x]) => lerp(before, x, weight));
  return change(target, [end, weight], (before, [x, y]) => lerp(before, x, y));
}

/** target = min(max(target, lower), upper). */
export function clamp_(target: Tensor, min?: Bound, max?: Bound): Tensor {
  return change(target, [min, max], (before, [lower, upper]) => clamp(before, lower, upper));
}

/** Replaces a tensor by a function of itself. */
export function apply_(target: Tensor, compute: (input: Tensor) => Tensor): Tensor {
  return change(target, [], compute);
}

/**
 * Writes target = f(target, other) straight into the target, where nothing is recorded and no element is converted or
 * overwritten before it is read. Returns false, changing nothing, in all other cases.
 */
function changeDirectly(target: Tensor, other: Operand, operation: BinaryOp): boolean {
  if (!isFloat(target.dtype) || target.isSparse || recordsInPlace(target, other)) return false;
  let operand: Tensor;
  if (other instanceof Tensor) {
    if (other.dtype !== target.dtype || other.isSparse) return false;
    if (other.storage === target.storage && other !== target) return false;
    if (broadcastShapes(target._shape, other._shape) !== target._shape) return false;
    operand = other;
  } else if (typeof other === "number") operand = scalarOperand(other, target.dtype);
  else return false;
  checkInPlace(target, false);
  runBinaryOp(operation, target.dtype, target, target, operand);
  countChange(target.storage);
  return true;
}

/** `changeInPlace` by a function of further operands, any of which may be the target itself. */
export function change<Operands extends readonly unknown[]>(
  target: Tensor,
  operands: readonly [...Operands],
  compute: (before: Tensor, operands: Operands) => Tensor,
): Tensor {
  const recorded = operands.reduce<boolean>(
    (isRecorded, operand) => isRecorded || recordsInPlace(target, operand),
    recordsInPlace(target, null),
  );
  return changeInPlace(target, recorded, (before) => {
    // The target as an operand is what it was before the change, like the target itself.
    const values = operands.map((operand) => (operand === target ? before : operand));
    const result = compute(before, values as unknown as Operands);
    for (const operand of operands) checkOverlap(target, operand);
    return result;
  });
}

/** What is overwritten gets a gradient of zeros, not none. */
const zeros = (grad: Tensor) => zerosLike(grad);
const zeroBackward = define("ZeroBackward0", zeros);
const fillBackward = define("FillBackward2", zeros);
const fillTensorBackward = define("FillBackward3", zeros, (grad) => grad);
const copyBackward = define("CopyBackwards", zeros, (grad) => grad);

/** Sets every element to zero. */
export function zero_(target: Tensor): Tensor {
  return overwrite(target, scalarOperand(0, target.dtype), recordsInPlace(target, null), zeroBackward);
}

/**
 * Sets every element to a value.
 * @throws RangeError for a tensor with dimensions, TypeError for what is neither a tensor nor a plain value.
 */
export function fill_(target: Tensor, value: Operand): Tensor {
  checkOperand(value, "fill_", "value");
  if (!(value instanceof Tensor)) {
    return overwrite(target, fillingValue(value, target.dtype), recordsInPlace(target, null), fillBackward);
  }
  checkInPlace(target, recordsInPlace(target, value), true);
  if (value._shape.length > 0) {
    throw new RangeError(
      `fill_ only supports 0-dimension value tensor but got tensor with ${value._shape.length} dimensions.`,
    );
  }
  return overwrite(target, value, recordsInPlace(target, value), fillTensorBackward);
}

/** A plain value that fits the type as it is. */
function fillingValue(value: Scalar, dtype: DType): Tensor {
  if (!isInteger(dtype) || dtype === "int64") return scalarOperand(value, dtype);
  const result = Tensor.allocate(dtype, []);
  setElement(result, 0, value);
  return result;
}

/**
 * Overwrites the elements by those of another tensor, converted.
 * @throws RangeError when the source does not broadcast to the target's shape.
 */
export function copy_(target: Tensor, source: Tensor): Tensor {
  checkTensor(source, "copy_", "other");
  checkInPlace(target, isDifferentiable(target.dtype) && recordsInPlace(target, source));
  const shape = broadcastShapes(target._shape, source._shape);
  if (!sameShape(shape, target._shape)) {
    throw new RangeError(
      `output with shape ${formatShape(target._shape)} doesn't match the broadcast shape ${formatShape(shape)}`,
    );
  }
  checkOverlap(target, source);
  const values = isPackedDType(source.dtype) ? convertPacked(source, toComputeDType(target.dtype)) : source;
  return overwrite(target, values, isDifferentiable(target.dtype) && recordsInPlace(target, values), copyBackward);
}

/** Replaces all elements; the former ones matter neither for the values nor for the gradients. */
function overwrite(target: Tensor, source: Tensor, recorded: boolean, definition: Definition<undefined>): Tensor {
  const mayRepeat = definition !== copyBackward;
  if (recorded) {
    const compute = (before: Tensor) => {
      const result = Tensor.like(before, before.dtype);
      copyInto(result, source);
      return record(result, definition, [before, source]);
    };
    return changeInPlace(target, true, compute, mayRepeat);
  }
  checkInPlace(target, false, mayRepeat);
  copyInto(target, source.storage === target.storage ? copyOf(source) : source);
  countChange(target.storage);
  return target;
}
