/** A number for both height and width, or one for each. */
export type Pair = number | readonly [height: number, width: number];

/** The two numbers of a pair. @throws TypeError when it is no integer and no pair of integers */
export function pairOf(value: Pair, name: string): readonly [height: number, width: number] {
  const pair = typeof value === "number" ? [value, value] : value;
  if (!Array.isArray(pair) || pair.length !== 2 || !pair.every(Number.isInteger)) {
    throw new TypeError(`${name} must be an integer or an array of two, got ${JSON.stringify(value)}`);
  }
  return pair as unknown as readonly [number, number];
}

/** How a window moves along one dimension. */
export interface Axis {
  readonly size: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** What is added before the first element and after the last one. */
  readonly before: number;
  readonly after: number;
  /** How many places the window takes; negative where PyTorch's formula gives that, for a window that is too large. */
  readonly places: number;
}

/** Windows over the last two dimensions of a [batch, channels, height, width]. */
export interface Window {
  readonly batch: number;
  readonly channels: number;
  readonly height: Axis;
  readonly width: Axis;
}

/** One dimension of a window, with `places` as PyTorch counts them; none or fewer where the window doesn't fit. */
export function axis(
  size: number,
  kernel: number,
  stride: number,
  [before, after]: readonly [before: number, after: number],
  dilation: number,
  ceil = false,
): Axis {
  const reach = size + before + after - dilation * (kernel - 1) - 1;
  let places = Math.floor((reach + (ceil ? stride - 1 : 0)) / stride) + 1;
  // A window must begin inside the input or before it, not in what follows.
  if (ceil && (places - 1) * stride >= size + before) places--;
  return { size, kernel, stride, dilation, before, after, places };
}
