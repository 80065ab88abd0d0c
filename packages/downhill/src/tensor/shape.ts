/** The sizes or strides of a tensor, one per dimension. */
export type Shape = readonly number[];

/** The number of elements of a shape; 1 for a zero-dimensional one. */
export function elementCount(shape: Shape): number {
  let count = 1;
  for (let i = 0; i < shape.length; i++) count *= shape[i];
  return count;
}

/** Row-major strides. A dimension of size zero counts as one, as in PyTorch. */
export function contiguousStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= shape[i] > 1 ? shape[i] : 1;
  }
  return strides;
}

/** Whether strides walk the elements of a shape in row-major order without gaps. */
export function isRowMajor(shape: Shape, strides: Shape): boolean {
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    const size = shape[i];
    if (size === 0) return true;
    if (size !== 1) {
      if (strides[i] !== stride) return false;
      stride *= size;
    }
  }
  return true;
}

/** Whether every element has a place of its own and the places leave no gaps, in whatever order of dimensions. */
export function isDense(shape: Shape, strides: Shape): boolean {
  const order: number[] = [];
  for (let i = 0; i < shape.length; i++) {
    if (shape[i] === 0) return true;
    if (shape[i] !== 1) order.push(i);
  }
  order.sort((a, b) => strides[a] - strides[b]);
  let stride = 1;
  for (const i of order) {
    if (strides[i] !== stride) return false;
    stride *= shape[i];
  }
  return true;
}

/**
 * The dimensions in the order in which PyTorch walks memory, that of the smallest stride first. Where the strides of the
 * first layout are equal, those of the next decide. Insertion sort, since the comparison is no total order.
 */
export function innermostFirst(shape: Shape, strides: readonly Shape[]): number[] {
  const order = shape.map((_, d) => shape.length - 1 - d);
  const compare = (a: number, b: number): number => {
    for (const list of strides) {
      if (list[a] === 0 || list[b] === 0) continue; // repeated elements have no say
      if (list[a] !== list[b]) return list[a] - list[b];
      if (shape[a] > shape[b]) return 1;
    }
    return 0;
  };
  for (let i = 1; i < order.length; i++) {
    let moving = i;
    for (let j = i - 1; j >= 0; j--) {
      const difference = compare(order[j], order[moving]);
      if (difference < 0) break;
      if (difference === 0) continue;
      const held = order[j];
      order[j] = order[moving];
      order[moving] = held;
      moving = j;
    }
  }
  return order;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** A shape as PyTorch prints it in its messages: `[2, 3]`. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/**
 * The shape that two shapes broadcast to.
 * @throws RangeError when two sizes differ and neither is one.
 */
export function broadcastShapes(a: Shape, b: Shape): Shape {
  if (b.length === 0 || sameShape(a, b)) return a;
  if (a.length === 0) return b;
  const rank = Math.max(a.length, b.length);
  const result = new Array<number>(rank);
  let isA = rank === a.length;
  let isB = rank === b.length;
  // From the last dimension on, as PyTorch does: of several that don't fit it names the last.
  for (let i = rank - 1; i >= 0; i--) {
    const x = i < rank - a.length ? 1 : a[i - rank + a.length];
    const y = i < rank - b.length ? 1 : b[i - rank + b.length];
    if (x !== y && x !== 1 && y !== 1) {
      throw new RangeError(
        `The size of tensor a (${x}) must match the size of tensor b (${y}) at non-singleton dimension ${i}`,
      );
    }
    result[i] = x === 1 ? y : x;
    isA &&= result[i] === x;
    isB &&= result[i] === y;
  }
  // Shapes are never changed, so results share them: comparing them is then one comparison of references.
  return isA ? a : isB ? b : result;
}

/** The strides that let a tensor be read as if it had the larger shape it broadcasts to: zero where it repeats. */
export function broadcastStrides(shape: Shape, strides: Shape, target: Shape): number[] {
  const extra = target.length - shape.length;
  const result = new Array<number>(target.length);
  for (let i = 0; i < target.length; i++) {
    result[i] = i < extra || (shape[i - extra] === 1 && target[i] !== 1) ? 0 : strides[i - extra];
  }
  return result;
}

/** The dimensions of a walk over several tensors at once, outermost first. */
export interface MergedDims {
  readonly sizes: number[];
  /** For each tensor its strides along them. */
  readonly strides: number[][];
}

/** The dimensions that are left when those of size one are dropped and those that lie alike in all tensors are merged. */
export function mergeDims(shape: Shape, strides: readonly Shape[]): MergedDims {
  const merged: MergedDims = { sizes: [], strides: strides.map(() => []) };
  const { sizes } = merged;
  for (let d = 0; d < shape.length; d++) {
    const size = shape[d];
    if (size === 1) continue;
    const last = sizes.length - 1;
    if (last >= 0 && strides.every((own, k) => merged.strides[k][last] === own[d] * size)) {
      sizes[last] *= size;
      merged.strides.forEach((own, k) => {
        own[last] = strides[k][d];
      });
    } else {
      sizes.push(size);
      merged.strides.forEach((own, k) => {
        own.push(strides[k][d]);
      });
    }
  }
  return merged;
}

/**
 * A dimension's index counted from the front; negative ones count from the back.
 * @throws RangeError out of range, with PyTorch's words; TypeError when it is no integer.
 */
export function normalizeDim(dim: number, rank: number): number {
  if (!Number.isInteger(dim)) throw new TypeError(`a dimension must be an integer, got ${String(dim)}`);
  const range = rank === 0 ? 1 : rank;
  if (dim < -range || dim >= range) {
    throw new RangeError(
      `Dimension out of range (expected to be in range of [${-range}, ${range - 1}], but got ${dim})`,
    );
  }
  return dim < 0 ? dim + range : dim;
}

/** @throws TypeError when what should be a list of numbers is no array. */
export function checkedList(values: Shape, name: string): Shape {
  if (Array.isArray(values) || (ArrayBuffer.isView(values) && !(values instanceof DataView))) return values;
  throw new TypeError(`${name} must be an array of integers, got ${String(values)}`);
}

/** The dimensions of a reduction as a mask, all of them when none are given. */
export function dimMask(dims: number | Shape | null | undefined, rank: number): boolean[] {
  const mask = new Array<boolean>(rank).fill(false);
  if (dims === undefined || dims === null) return mask.fill(true);
  const list = typeof dims === "number" ? [dims] : checkedList(dims, "dim");
  if (list.length === 0) return mask.fill(true);
  for (const dim of list) {
    const index = normalizeDim(dim, rank);
    if (rank === 0) continue;
    if (mask[index]) throw new RangeError(`dim ${index} appears multiple times in the list of dims`);
    mask[index] = true;
  }
  return mask;
}

/**
 * A copy of sizes given by a caller, checked.
 * @throws TypeError when they are no array of integers, RangeError when one is negative.
 */
export function checkedShape(sizes: Shape): number[] {
  if (!Array.isArray(sizes)) throw new TypeError(`a shape must be an array of sizes, got ${String(sizes)}`);
  for (const size of sizes) {
    if (!Number.isInteger(size)) throw new TypeError(`a shape must consist of integers, got ${formatShape(sizes)}`);
    if (size < 0) {
      throw new RangeError(`Trying to create tensor with negative dimension ${size}: ${formatShape(sizes)}`);
    }
  }
  return sizes.map((size) => size + 0); // without the sign of -0
}

/**
 * Sizes given for a reshape, with one -1 replaced by what is left.
 * @throws RangeError when they do not hold as many elements, TypeError when they are no integers.
 */
export function inferShape(sizes: Shape, count: number): Shape {
  if (!Array.isArray(sizes)) throw new TypeError(`a shape must be an array of sizes, got ${String(sizes)}`);
  let known = 1;
  let unknown = -1;
  for (let i = 0; i < sizes.length; i++) {
    const size = sizes[i];
    if (!Number.isInteger(size)) throw new TypeError(`a shape must consist of integers, got ${formatShape(sizes)}`);
    if (size === -1) {
      if (unknown >= 0) throw new RangeError("only one dimension can be inferred");
      unknown = i;
    } else if (size < 0) throw new RangeError(`invalid shape dimension ${size}`);
    else known *= size;
  }
  if (unknown < 0 ? known === count : known !== 0 ? count % known === 0 : count === 0 && unknown < 0) {
    const shape = sizes.slice();
    if (unknown >= 0) shape[unknown] = count / known;
    return shape;
  }
  if (known === 0 && count === 0) {
    throw new RangeError(
      `cannot reshape tensor of 0 elements into shape ${formatShape(sizes)} because the unspecified dimension size -1 ` +
        "can be any value and is ambiguous",
    );
  }
  throw new RangeError(`shape '${formatShape(sizes)}' is invalid for input of size ${count}`);
}

/** The strides that show the same elements in another shape, or null when only a copy could. */
export function viewStrides(shape: Shape, strides: Shape, target: Shape): Shape | null {
  if (isRowMajor(shape, strides)) return contiguousStrides(target);
  const result = new Array<number>(target.length);
  let t = target.length - 1;
  let chunkStride = strides[strides.length - 1];
  let chunkCount = 1;
  let targetCount = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    chunkCount *= shape[d];
    // A chunk of dimensions that lie row-major ends here; it must be filled exactly by dimensions of the target.
    if (d > 0 && (shape[d - 1] === 1 || strides[d - 1] === chunkCount * chunkStride)) continue;
    while (t >= 0 && (targetCount < chunkCount || target[t] === 1)) {
      result[t] = targetCount * chunkStride;
      targetCount *= target[t];
      t--;
    }
    if (targetCount !== chunkCount) return null;
    if (d > 0) {
      chunkStride = strides[d - 1];
      chunkCount = 1;
      targetCount = 1;
    }
  }
  return t === -1 ? result : null;
}
