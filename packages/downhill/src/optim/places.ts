import type { Operand } from "../kernels/elementwise.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** The elements of a tensor in row-major order, wherever they lie. */
export function toOperand(tensor: Tensor): Operand {
  const { storage, offset, _shape: shape, _strides: strides, _numel } = tensor;
  return { storage, offset, places: tensor._contiguous ? null : placesOf(shape, strides, offset, _numel) };
}

/** The place of each element, in row-major order. */
export function placesOf(
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
  count: number,
): Int32Array {
  const places = new Int32Array(count);
  const index = new Array<number>(shape.length).fill(0);
  let place = offset;
  for (let i = 0; i < count; i++) {
    places[i] = place;
    for (let dim = shape.length - 1; dim >= 0; dim--) {
      place += strides[dim];
      if (++index[dim] < shape[dim]) break;
      place -= strides[dim] * shape[dim];
      index[dim] = 0;
    }
  }
  return places;
}
