import * as elementwise from "../elementwise/functions.ts";
import { isFloat } from "../memory/dtype.ts";
import { effect, RecordedStorage, recorder } from "../memory/recording.ts";
import { allocateLike, copyInto, denseStrides } from "../tensor/copy.ts";
import { GradSlot } from "../tensor/gradSlot.ts";
import { runBinaryOp } from "../tensor/run.ts";
import { formatShape, isDense, isRowMajor, type Shape, sameShape } from "../tensor/shape.ts";
import { addToDense, SparseTensor } from "../tensor/sparse.ts";
import { Tensor } from "../tensor/tensor.ts";
import { add } from "./functions/arithmetic.ts";
import { addGradients } from "./functions/sparse.ts";
import { gradEnabled, swapGradMode } from "./gradMode.ts";

/**
 * Drops a tensor's gradient, as `zeroGrad` does. Whoever holds it keeps its values; the heap slot of one that nobody
 * holds is used again by the next backward.
 */
export function clearGrad(leaf: Tensor): void {
  leaf.clearGrad();
}

/** Sets a tensor's gradient to zeros in place, if there is one: `zeroGrad` with `setToNone: false`. */
export function zeroGrad(leaf: Tensor): void {
  // Whether there is one may be another matter when a plan runs again.
  effect("zeroGrad", () => {
    const { grad } = leaf;
    if (grad === null) return;
    if (grad.gradFn !== null) grad.detach_();
    else grad.requiresGrad_(false);
    grad.zero_();
  });
}

/**
 * Adds a gradient to what a leaf has accumulated. The first one is copied, not added to zeros, so that signs of zero
 * survive; later ones are added in place, unless the sum itself is to be differentiated. A leaf that was frozen since it
 * was used gets none.
 *
 * @param since how many storages had been made when the gradient was yet to be computed: if its own is among the later
 *   ones, nobody else holds it. Null for a gradient that others may hold all the same
 * @throws RangeError when the leaf was given elements of another shape since it was used, or since it got its gradient
 */
export function accumulateGrad(leaf: Tensor, gradient: Tensor, since: number | null): void {
  if (recorder === null) {
    accumulate(leaf, gradient, since);
    return;
  }
  // A leaf that a compiled function makes is a new one on each call.
  if (leaf.storage instanceof RecordedStorage && leaf._grad === null) leaf.clearGrad();
  const mode = gradEnabled;
  recorder.effect("accumulateGrad", () => {
    const before = swapGradMode(mode);
    try {
      accumulate(leaf, gradient, null);
    } finally {
      swapGradMode(before);
    }
  });
}

function accumulate(leaf: Tensor, gradient: Tensor, since: number | null): void {
  if (!leaf.requiresGrad) return;
  const present = leaf._grad;
  if (!sameShape(gradient._shape, leaf._shape)) {
    throw new RangeError(
      `Function AccumulateGrad returned an invalid gradient at index 0 - got ${formatShape(gradient._shape)} but ` +
        `expected shape compatible with ${formatShape(leaf._shape)}`,
    );
  }
  if (present !== null && !sameShape(present._shape, leaf._shape)) {
    throw new RangeError(
      `a gradient of shape ${formatShape(leaf._shape)} can't be added to the one of shape ` +
        `${formatShape(present._shape)} that is still there: clear that first, with zeroGrad()`,
    );
  }
  if (gradient instanceof SparseTensor && present?._contiguous && !gradEnabled) {
    addToDense(present, gradient);
    present.storage.version++;
  } else if (gradEnabled || gradient.isSparse || present?.isSparse) {
    const total = present === null ? gradient.clone() : addGradients(present, gradient);
    leaf.clearGrad();
    leaf._grad = total;
  } else if (present === null) {
    if (!leaf.storage.resident) {
      const place = allocateGrad(leaf);
      copyInto(place, gradient);
      place.storage.version++;
      leaf._grad = place;
    } else leaf._grad = fillSlot(leaf, gradient, since);
  } else if (present.dtype !== gradient.dtype || !isFloat(present.dtype)) {
    copyInto(present, add(present, gradient)); // of another dtype: the leaf was given other elements since
    present.storage.version++;
  } else if (isDense(present._shape, present._strides)) {
    runBinaryOp(elementwise.add, present.dtype, present, present, gradient);
    present.storage.version++;
  } else {
    // A gradient that the user assigned may repeat elements, such as an expanded tensor.
    const total = add(present, gradient);
    leaf.clearGrad();
    leaf._grad = total;
  }
}

/** Moves a leaf out of the shared heap, with its gradient and the place for the next one. */
export function leaveHeap(leaf: Tensor): void {
  leaf.storage.moveOut();
  const { _grad: grad, _gradSlot: slot } = leaf;
  if (grad !== null && !grad.isSparse) grad.storage.moveOut();
  slot?.storage.moveOut();
  leaf._gradSlot = null;
}

function allocateGrad(leaf: Tensor): Tensor {
  return allocateLike(leaf, leaf.dtype, denseStrides(leaf));
}

/** Copies a gradient to its place in the shared heap. */
function fillSlot(leaf: Tensor, gradient: Tensor, since: number | null): Tensor {
  const strides = denseStrides(leaf);
  const slot = slotOf(leaf);
  const place = slot.tensor !== null && liesAs(slot.tensor, leaf, strides) ? slot.tensor : over(slot, leaf, strides);
  copyInto(place, gradient);
  place.storage.version++;
  if (since !== null && gradient.storage.block === null && gradient.storage.madeSince(since)) {
    slot.filledFrom(gradient.storage.data, gradient.offset === 0 && sameShape(gradient._strides, strides));
  }
  return place;
}

/**
 * The one place for the gradient of a leaf that an optimizer has taken into the shared heap. When the heap is full it is
 * in ordinary memory.
 */
function slotOf(leaf: Tensor): GradSlot<Tensor> {
  const kept = leaf._gradSlot;
  if (kept !== null && kept.storage.dtype === leaf.dtype && kept.storage.length === leaf._numel) return kept;
  const { storage } = allocateGrad(leaf);
  storage.moveToHeap();
  kept?.storage.free();
  const slot = new GradSlot<Tensor>(storage);
  leaf._gradSlot = slot;
  return slot;
}

/** Whether a slot's tensor is laid out as its leaf is, so that kernels walk both alike. */
function liesAs(place: Tensor, leaf: Tensor, strides: Shape): boolean {
  return sameShape(place._shape, leaf._shape) && sameShape(place._strides, strides);
}

function over(slot: GradSlot<Tensor>, leaf: Tensor, strides: Shape): Tensor {
  const { _shape: shape, _numel: numel } = leaf;
  slot.tensor = Tensor.over(slot.storage, shape, strides, 0, numel, isRowMajor(shape, strides));
  return slot.tensor;
}
