import * as elementwise from "../../elementwise/functions.ts";
import type { ElementDType } from "../../memory/dtype.ts";
import { Storage } from "../../memory/storage.ts";
import { copyInto, copyOf, rowMajor } from "../../tensor/copy.ts";
import { scalarOperand } from "../../tensor/elementwise.ts";
import { runBinaryOp } from "../../tensor/run.ts";
import { elementCount, isRowMajor, type Shape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { define, recordWith, tracks } from "../graph.ts";

/**
 * The part of a tensor that a view of it shows, by strides: what in-place changes of views and bases need to tell their
 * gradients apart. Offsets count from the base's first element; a part may reach beyond the base, in the same storage.
 */
export interface Region {
  readonly baseShape: Shape;
  readonly baseStrides: Shape;
  readonly shape: Shape;
  readonly strides: Shape;
  readonly offset: number;
}

/** Where a view lies in its base. */
export function regionOf(view: Tensor, base: Tensor): Region {
  return {
    baseShape: base._shape,
    baseStrides: base._strides,
    shape: view._shape,
    strides: view._strides,
    offset: view.offset - base.offset,
  };
}

/** From the first element's place to that behind the last one's. */
function extentOf(shape: Shape, strides: Shape): number {
  return shape.reduce((extent, size, d) => extent + Math.max(0, size - 1) * strides[d], 1);
}

/** A tensor of zeros laid out exactly as the base, gaps included, with room for the region. */
function allocateBase(grad: Tensor, { baseShape, baseStrides, shape, strides, offset }: Region): Tensor {
  const first = Math.max(0, -offset);
  const end = Math.max(extentOf(baseShape, baseStrides), offset + extentOf(shape, strides));
  const storage = Storage.allocate(grad.dtype, first + end);
  const contiguous = isRowMajor(baseShape, baseStrides);
  return Tensor.over(storage, baseShape, baseStrides, first, elementCount(baseShape), contiguous);
}

function regionIn(base: Tensor, { shape, strides, offset }: Region): Tensor {
  return Tensor.over(
    base.storage,
    shape,
    strides,
    base.offset + offset,
    elementCount(shape),
    isRowMajor(shape, strides),
  );
}

/** The elements of a tensor shaped like the base that lie in the region. */
export function readRegion(input: Tensor, region: Region): Tensor {
  const base = allocateBase(input, region);
  copyInto(base, input);
  const out = copyOf(regionIn(base, region));
  return tracks(input) ? recordWith(out, readBackward, [input], [], region) : out;
}

/** A tensor shaped like the base, zero but for the region, where it has the given elements (their sum on overlaps). */
export function spreadRegion(input: Tensor, region: Region): Tensor {
  const base = allocateBase(input, region);
  const part = regionIn(base, region);
  runBinaryOp(elementwise.add, part.dtype as ElementDType, part, part, input);
  const out = rowMajor(base);
  return tracks(input) ? recordWith(out, spreadBackward, [input], [], region) : out;
}

/** A copy of a tensor shaped like the base, zero in the region. */
export function clearRegion(input: Tensor, region: Region): Tensor {
  const base = allocateBase(input, region);
  copyInto(base, input);
  copyInto(regionIn(base, region), scalarOperand(0, input.dtype));
  const out = rowMajor(base);
  return tracks(input) ? recordWith(out, clearBackward, [input], [], region) : out;
}

const readBackward = define<Region>("ReadRegionBackward0", (grad, node) => spreadRegion(grad, node.extra));
const spreadBackward = define<Region>("SpreadRegionBackward0", (grad, node) => readRegion(grad, node.extra));
const clearBackward = define<Region>("ClearRegionBackward0", (grad, node) => clearRegion(grad, node.extra));
