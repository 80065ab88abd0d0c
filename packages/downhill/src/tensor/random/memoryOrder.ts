import { innermostFirst, type Shape } from "../shape.ts";

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
