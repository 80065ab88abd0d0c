import { copyInto, copyOf } from "../../tensor/copy.ts";
import { scalarOperand } from "../../tensor/elementwise.ts";
import { broadcastShapes, formatShape, sameShape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { type Definition, define, record } from "../graph.ts";
import { changeInPlace, checkInPlace, recordsInPlace } from "../inPlace.ts";
import { type AlphaOptions, add, div, mul, sub } from "./arithmetic.ts";
import { checkTensor, type Operand } from "./operands.ts";

/** target += alpha * other. */
export function add_(target: Tensor, other: Operand, options?: AlphaOptions): Tensor {
  return changeInPlace(target, recordsInPlace(target, other), (before) =>
    add(before, own(other, target, before), options),
  );
}

/** target -= alpha * other. */
export function sub_(target: Tensor, other: Operand, options?: AlphaOptions): Tensor {
  return changeInPlace(target, recordsInPlace(target, other), (before) =>
    sub(before, own(other, target, before), options),
  );
}

/** target *= other. */
export function mul_(target: Tensor, other: Operand): Tensor {
  return changeInPlace(target, recordsInPlace(target, other), (before) => mul(before, own(other, target, before)));
}

/** target /= other. */
export function div_(target: Tensor, other: Operand): Tensor {
  return changeInPlace(target, recordsInPlace(target, other), (before) => div(before, own(other, target, before)));
}

/** An operand as it was before the change, also when it is the target itself. */
function own(other: Operand, target: Tensor, before: Tensor): Operand {
  return other === target ? before : other;
}

const zeroBackward = define("ZeroBackward0", () => null);
const fillBackward = define(
  "FillBackward0",
  () => null,
  (grad) => grad,
);
const copyBackward = define(
  "CopyBackwards",
  () => null,
  (grad) => grad,
);

/** Sets every element to zero. */
export function zero_(target: Tensor): Tensor {
  return overwrite(target, scalarOperand(0, target.dtype), recordsInPlace(target, null), zeroBackward);
}

/**
 * Sets every element to a value.
 * @throws RangeError for a tensor with dimensions.
 */
export function fill_(target: Tensor, value: Operand): Tensor {
  if (!(value instanceof Tensor)) {
    return overwrite(target, scalarOperand(value, target.dtype), recordsInPlace(target, null), fillBackward);
  }
  if (value.shape.length > 0) {
    throw new RangeError(
      `fill_ only supports 0-dimension value tensor but got tensor with ${value.shape.length} dimensions.`,
    );
  }
  return overwrite(target, value, recordsInPlace(target, value), fillBackward);
}

/**
 * Overwrites the elements by those of another tensor, converted.
 * @throws RangeError when the source does not broadcast to the target's shape.
 */
export function copy_(target: Tensor, source: Tensor): Tensor {
  checkTensor(source, "copy_", "other");
  const shape = broadcastShapes(target.shape, source.shape);
  if (!sameShape(shape, target.shape)) {
    throw new RangeError(
      `output with shape ${formatShape(target.shape)} doesn't match the broadcast shape ${formatShape(shape)}`,
    );
  }
  return overwrite(target, source, recordsInPlace(target, source), copyBackward);
}

/** Replaces all elements; the former ones matter neither for the values nor for the gradients. */
function overwrite(target: Tensor, source: Tensor, recorded: boolean, definition: Definition<undefined>): Tensor {
  if (recorded) {
    return changeInPlace(target, true, (before) => {
      const result = Tensor.like(before, before.dtype);
      copyInto(result, source);
      return record(result, definition, [before, source]);
    });
  }
  checkInPlace(target, false);
  copyInto(target, source.storage === target.storage ? copyOf(source) : source);
  target.storage.version++;
  return target;
}
