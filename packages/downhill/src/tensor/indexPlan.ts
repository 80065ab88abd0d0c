import { launch } from "../memory/recording.ts";
import { copyInto } from "./copy.ts";
import { type Places, placeArray } from "./places.ts";
import { broadcastShapes, contiguousStrides, elementCount, formatShape, type Shape } from "./shape.ts";
import { Tensor } from "./tensor.ts";

/** Indices along some dimensions, all of one shape; null where the dimension is taken whole. */
type DimIndices = (BigInt64Array | null)[];

/**
 * Which elements a list of index tensors chooses (null takes a dimension whole): the dimensions that have indices give
 * way to those of the indices, in the place of the first if they are neighbours, else in front.
 * @throws RangeError when indices are out of range or don't broadcast, or a mask does not fit.
 */
export function planIndex(source: Shape, indices: readonly (Tensor | null)[]): Places {
  const expanded = expandMasks(source, indices);
  const shape = commonShape(expanded);
  const lists: DimIndices = source.map((size, d) => {
    const index = expanded[d] ?? null;
    return index === null ? null : countFromFront(index, shape, size, d);
  });
  const indexed = lists.flatMap((list, d) => (list === null ? [] : [d]));
  const whole = lists.flatMap((list, d) => (list === null ? [d] : []));
  const neighbours = indexed.every((d, i) => i === 0 || d === indexed[i - 1] + 1);
  const before = neighbours ? whole.filter((d) => d < indexed[0]) : [];
  const after = whole.slice(before.length);

  const strides = contiguousStrides(source);
  const outer = offsets(source, strides, before);
  const count = elementCount(shape);
  const inner = offsets(source, strides, after);
  // What follows the last index lies side by side, unless indices that are no neighbours moved to the front.
  const side = after.every((d) => d > (indexed.at(-1) ?? -1));
  const block = side ? inner.length : 1;
  const steps = side ? [0] : inner;
  const starts = placeArray(source, outer.length * count * steps.length);
  launch("places", () => {
    const middle = indexedOffsets(lists, indexed, strides, count);
    let next = 0;
    for (const a of outer) for (const b of middle) for (const c of steps) starts[next++] = a + b + c;
  });
  const sizes = (dims: readonly number[]) => dims.map((d) => source[d]);
  return {
    source,
    shape: [...sizes(before), ...shape, ...sizes(after)],
    starts,
    block,
  };
}

/** Row-major places of all combinations of indices along some dimensions. */
function offsets(source: Shape, strides: Shape, dims: readonly number[]): number[] {
  let places = [0];
  for (const d of dims) {
    const longer = new Array<number>(places.length * source[d]);
    let next = 0;
    for (const place of places) for (let i = 0; i < source[d]; i++) longer[next++] = place + i * strides[d];
    places = longer;
  }
  return places;
}

function indexedOffsets(lists: DimIndices, dims: readonly number[], strides: Shape, count: number): Float64Array {
  const places = new Float64Array(count);
  for (const d of dims) {
    const list = lists[d] as BigInt64Array;
    for (let i = 0; i < count; i++) places[i] += Number(list[i]) * strides[d];
  }
  return places;
}

/** The indices of one dimension, repeated to the common shape. */
function countFromFront(index: Tensor, shape: Shape, size: number, dim: number): BigInt64Array {
  const list = new BigInt64Array(elementCount(shape));
  const limit = BigInt(size);
  launch("indices", () => {
    const repeated = Tensor.allocate("int64", shape);
    if (repeated._numel > 0) copyInto(repeated, index);
    list.set(repeated.storage.data as BigInt64Array);
    for (let i = 0; i < list.length; i++) {
      const value = list[i];
      if (value >= limit || value < -limit) {
        throw new RangeError(`index ${value} is out of bounds for dimension ${dim} with size ${size}`);
      }
      if (value < 0n) list[i] = value + limit;
    }
  });
  return list;
}

/** Replaces a mask by the indices of its true elements, one list for each of its dimensions. */
function expandMasks(source: Shape, indices: readonly (Tensor | null)[]): (Tensor | null)[] {
  const result: (Tensor | null)[] = [];
  for (const index of indices) {
    if (index?.dtype !== "bool") {
      result.push(index);
      continue;
    }
    for (const [k, size] of index._shape.entries()) {
      if (source[result.length + k] === size) continue;
      throw new RangeError(
        `The shape of the mask ${formatShape(index._shape)} at index ${k} does not match the shape of the indexed ` +
          `tensor ${formatShape(source)} at index ${result.length + k}`,
      );
    }
    result.push(...trueIndices(index));
  }
  if (result.length > source.length) {
    throw new RangeError(`too many indices for tensor of dimension ${source.length} (got ${result.length})`);
  }
  return result;
}

/** The positions of the true elements of a mask, in row-major order, as one list of indices per dimension. */
function trueIndices(mask: Tensor): Tensor[] {
  const flags = mask.toTypedArray() as Uint8Array;
  let count = 0;
  for (const flag of flags) count += flag;
  const strides = contiguousStrides(mask._shape);
  const lists = mask._shape.map(() => Tensor.allocate("int64", [count]));
  let next = 0;
  for (let place = 0; place < flags.length; place++) {
    if (flags[place] === 0) continue;
    for (const [d, list] of lists.entries()) {
      list.storage.data[next] = BigInt(Math.floor(place / strides[d]) % mask._shape[d]);
    }
    next++;
  }
  return lists;
}

/** The shape that all index tensors broadcast to. */
function commonShape(indices: readonly (Tensor | null)[]): Shape {
  const shapes = indices.filter((index) => index !== null).map((index) => index._shape);
  try {
    return shapes.reduce((common, shape) => broadcastShapes(common, shape), []);
  } catch {
    throw new RangeError(
      "shape mismatch: indexing tensors could not be broadcast together with shapes " +
        shapes.map(formatShape).join(", "),
    );
  }
}
