import { countChange, refuseRecording } from "../../memory/recording.ts";
import { Storage } from "../../memory/storage.ts";
import { checkedShape, contiguousStrides, elementCount, type Shape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { checkInPlace, recordsInPlace } from "../inPlace.ts";

/*
 * Changes of a tensor's own shape. The elements stay where they are.
 */

/** Makes a tensor what a view of it shows, with the view's history. */
export function showAs_(target: Tensor, seen: Tensor): Tensor {
  const recorded = recordsInPlace(target, null);
  checkInPlace(target, recorded, true);
  const history = seen._gradFn;
  target._show(seen);
  countChange(target.storage);
  if (recorded) target._gradFn = history;
  return target;
}

/**
 * Gives a tensor another shape, row-major from its first element on; new elements are zeros.
 * @throws Error for a tensor that requires a gradient.
 */
export function resize_(target: Tensor, size: Shape): Tensor {
  if (target.requiresGrad) throw new Error("cannot resize variables that require grad");
  refuseRecording("resize_()");
  const shape = checkedShape(size);
  const count = elementCount(shape);
  const { storage, offset } = target;
  let held = storage;
  if (offset + count > storage.length) {
    held = Storage.allocate(target.dtype, offset + count);
    (held.data as Float32Array).set(storage.data as Float32Array);
  }
  target._show(Tensor.over(held, shape, contiguousStrides(shape), offset, count, true));
  countChange(target.storage);
  return target;
}

/** {@link resize_} to the shape of another tensor. */
export function resizeAs_(target: Tensor, theTemplate: Tensor): Tensor {
  return resize_(target, theTemplate._shape);
}
