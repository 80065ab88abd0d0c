import * as elementwise from "../elementwise/functions.ts";
import { allocateLike, copyInto, denseStrides } from "../tensor/copy.ts";
import { type ElementType, runBinaryOp } from "../tensor/run.ts";
import { isDense, sameShape } from "../tensor/shape.ts";
import { addToDense, SparseTensor } from "../tensor/sparse.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { add } from "./functions/arithmetic.ts";
import { addGradients } from "./functions/sparse.ts";
import { gradEnabled } from "./gradMode.ts";

/**
 * Drops a tensor's gradient, as `zeroGrad` does. Whoever holds it keeps its values; the heap slot of one that nobody
 * holds is used again by the next backward.
 */
export function clearGrad(leaf: Tensor): void {
  leaf.clearGrad();
}

/**
 * Adds a gradient to what a leaf has accumulated. The first one is copied, not added to zeros, so that signs of zero
 * survive; later ones are added in place, unless the sum itself is to be differentiated. A leaf that was frozen since it
 * was used gets none.
 */
export function accumulateGrad(leaf: Tensor, gradient: Tensor): void {
  if (!leaf.requiresGrad) return;
  const present = leaf._grad;
  if (gradient instanceof SparseTensor && present?._contiguous && !gradEnabled) {
    addToDense(present, gradient);
    present.storage.version++;
  } else if (gradEnabled || gradient.isSparse || present?.isSparse) {
    const total = present === null ? gradient.clone() : addGradients(present, gradient);
    leaf.clearGrad();
    leaf._grad = total;
  } else if (present === null) {
    const place = leaf.storage.block === null ? allocateGrad(leaf) : slotOf(leaf);
    copyInto(place, gradient);
    place.storage.version++;
    leaf._grad = place;
  } else if (isDense(present.shape, present.strides)) {
    runBinaryOp(elementwise.add, present.dtype as ElementType, present, present, gradient);
    present.storage.version++;
  } else {
    // A gradient that the user assigned may repeat elements, such as an expanded tensor.
    const total = add(present, gradient);
    leaf.clearGrad();
    leaf._grad = total;
  }
}

function allocateGrad(leaf: Tensor): Tensor {
  return allocateLike(leaf, leaf.dtype, denseStrides(leaf));
}

/**
 * The one place for the gradient of a leaf that an optimizer has taken into the shared heap: laid out as the leaf is,
 * so that kernels walk both alike. When the heap is full the slot stays in ordinary memory.
 */
function slotOf(leaf: Tensor): Tensor {
  const strides = denseStrides(leaf);
  const kept = leaf._slotGrad;
  if (kept?.dtype === leaf.dtype && sameShape(kept.shape, leaf.shape) && sameShape(kept.strides, strides)) return kept;
  const slot = allocateGrad(leaf);
  slot.storage.moveToHeap();
  leaf._gradSlot?.free();
  leaf._gradSlot = slot.storage;
  leaf._slotGrad = slot;
  return slot;
}
