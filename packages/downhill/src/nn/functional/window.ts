/** A number for a length. */
export type Single = number | readonly [length: number];

/** A number for both height and width, or one for each. */
export type Pair = number | readonly [height: number, width: number];

/** A number for depth, height and width, or one for each. */
export type Triple = number | readonly [depth: number, height: number, width: number];

/** The same for any number of dimensions. */
export type Extent = number | readonly number[];

const COUNTS = ["none", "one", "two", "three"];

/** One number for each of some dimensions. @throws TypeError unless it is an integer or an array of as many */
export function sizesOf(value: Extent, name: string, dims: number): readonly number[] {
  const sizes = typeof value === "number" ? new Array<number>(dims).fill(value) : value;
  if (!Array.isArray(sizes) || sizes.length !== dims || !sizes.every(Number.isInteger)) {
    throw new TypeError(`${name} must be an integer or an array of ${COUNTS[dims]}, got ${JSON.stringify(value)}`);
  }
  return sizes;
}

/** The two numbers of a pair. @throws TypeError when it is no integer and no pair of integers */
export function pairOf(value: Pair, name: string): readonly [height: number, width: number] {
  return sizesOf(value, name, 2) as readonly [number, number];
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

/** What a convolution looks like. */
export interface Geometry {
  readonly batch: number;
  /** Of the input, in all groups. */
  readonly channels: number;
  /** Channels of the output, in all groups. */
  readonly outputs: number;
  readonly groups: number;
  readonly axes: readonly Axis[];
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
