import type { Shape } from "../shape.ts";

/**
 * Visits the elements of one shape in the order in which PyTorch walks memory: along the dimension of the smallest
 * stride first. Random numbers are drawn in this order, so it decides which element gets which.
 *
 * `visit` gets each element's place in the first layout, and in the second if there is one. The first layout decides the
 * order, the second where the first has equal strides.
 */
export function inMemoryOrder(
  shape: Shape,
  layouts: readonly { readonly strides: Shape; readonly offset: number }[],
  visit: (first: number, second: number) => void,
): void {
  if (shape.includes(0)) return;
  const order = innermostFirst(
    shape,
    layouts.map((layout) => layout.strides),
  );
  const [a, b = a] = layouts;
  const index = shape.map(() => 0);
  let first = a.offset;
  let second = b.offset;
  for (;;) {
    visit(first, second);
    let k = 0;
    for (; k < order.length; k++) {
      const d = order[k];
      first += a.strides[d];
      second += b.strides[d];
      if (++index[d] < shape[d]) break;
      first -= a.strides[d] * shape[d];
      second -= b.strides[d] * shape[d];
      index[d] = 0;
    }
    if (k === order.length) return;
  }
}

/** The dimensions from the one walked first. Insertion sort, since the comparison is no total order. */
function innermostFirst(shape: Shape, strides: readonly Shape[]): number[] {
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
