import { cubic } from "./interpolationTaps.ts";
import type { Floats } from "./pointwise.ts";

/** A way to find values between elements. */
export type SamplingMode = "bilinear" | "nearest" | "bicubic";

/** What is beyond the border. */
export type SamplingPadding = "zeros" | "border" | "reflection";

/** How places of a grid lie in an input. */
export interface Placement {
  readonly mode: SamplingMode;
  readonly padding: SamplingPadding;
  readonly alignCorners: boolean;
  /** Of the input's last dimensions. */
  readonly sizes: readonly number[];
  /** Whether places are rounded to single precision. */
  readonly single: boolean;
}

const A = -0.75;

/** The derivative of the cubic convolution kernel. */
function cubicSlope(distance: number): number {
  const x = Math.abs(distance);
  const slope = x <= 1 ? (3 * (A + 2) * x - 2 * (A + 3)) * x : x < 2 ? (3 * A * x - 10 * A) * x + 8 * A : 0;
  return distance < 0 ? -slope : slope;
}

/** Rounds halves to even numbers. */
function nearest(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

/** Finds the elements around places of a grid, and with which weights they make up the values there. */
export class Sampler {
  readonly dims: number;
  /** Elements of a plane. */
  readonly plane: number;
  /** Where in their plane the elements of the last place are, their weights, and how these change along each axis. */
  readonly offsets = new Int32Array(64);
  readonly weights = new Float64Array(64);
  readonly slopes = new Float64Array(192);
  readonly #placement: Placement;
  readonly #steps: readonly number[];
  readonly #round: (value: number) => number;
  /** Of one axis: elements, weights and slopes. */
  readonly #places = [0, 1, 2].map(() => new Int32Array(4));
  readonly #weights = [0, 1, 2].map(() => new Float64Array(4));
  readonly #slopes = [0, 1, 2].map(() => new Float64Array(4));
  readonly #counts = new Int32Array(3);
  /** How fast the place found last moves with the grid. */
  #speed = 0;

  constructor(placement: Placement) {
    const { sizes, single } = placement;
    this.#placement = placement;
    this.dims = sizes.length;
    this.plane = sizes.reduce((count, size) => count * size, 1);
    this.#steps = sizes.map((_, d) => sizes.slice(d + 1).reduce((count, size) => count * size, 1));
    this.#round = single ? Math.fround : (value) => value;
  }

  /** Takes the place of the grid at an offset, of as many numbers as dimensions. Returns how many elements are around. */
  place(grid: Floats, at: number): number {
    const { dims } = this;
    // The grid has the last dimension first.
    for (let a = 0; a < dims; a++) this.#along(a, grid[at + a], this.#placement.sizes[dims - 1 - a]);
    let taps = 0;
    const depth = dims === 3 ? this.#counts[2] : 1;
    for (let k = 0; k < depth; k++) {
      for (let j = 0; j < this.#counts[1]; j++) {
        for (let i = 0; i < this.#counts[0]; i++) if (this.#combine(taps, i, j, k)) taps++;
      }
    }
    return taps;
  }

  /** Writes down the element at the i-th, j-th and k-th place of the axes, if it is within the input. */
  #combine(tap: number, i: number, j: number, k: number): boolean {
    const { dims } = this;
    let offset = 0;
    for (let a = 0; a < dims; a++) {
      const place = this.#places[a][a === 0 ? i : a === 1 ? j : k];
      if (place < 0) return false;
      offset += place * this.#steps[dims - 1 - a];
    }
    const weight = (a: number) => (a < dims ? this.#weights[a][a === 0 ? i : a === 1 ? j : k] : 1);
    this.offsets[tap] = offset;
    this.weights[tap] = weight(0) * weight(1) * weight(2);
    this.slopes[tap * dims] = this.#slopes[0][i] * weight(1) * weight(2);
    this.slopes[tap * dims + 1] = weight(0) * this.#slopes[1][j] * weight(2);
    if (dims === 3) this.slopes[tap * dims + 2] = weight(0) * weight(1) * this.#slopes[2][k];
    return true;
  }

  #along(axis: number, given: number, size: number): void {
    const { mode } = this.#placement;
    const round = this.#round;
    const value = this.#scaled(Number.isNaN(given) ? -1 : given, size);
    const scale = this.#speed;
    const [places, weights, slopes] = [this.#places[axis], this.#weights[axis], this.#slopes[axis]];
    if (mode === "bicubic") {
      const before = Math.floor(value);
      const distance = round(value - before);
      for (let k = 0; k < 4; k++) {
        places[k] = this.#inside(Math.trunc(this.#padded(before + k - 1, size)), size);
        weights[k] = cubic(k - 1 - distance, A);
        slopes[k] = -cubicSlope(k - 1 - distance) * scale;
      }
      this.#counts[axis] = 4;
      return;
    }
    this.#speed = 1;
    const place = this.#padded(value, size);
    const speed = scale * this.#speed;
    if (mode === "nearest") {
      places[0] = this.#inside(nearest(place), size);
      weights[0] = 1;
      slopes[0] = 0;
      this.#counts[axis] = 1;
      return;
    }
    const before = Math.floor(place);
    places[0] = this.#inside(before, size);
    places[1] = this.#inside(before + 1, size);
    weights[1] = round(place - before);
    weights[0] = round(before + 1 - place);
    slopes[0] = -speed;
    slopes[1] = speed;
    this.#counts[axis] = 2;
  }

  /** Where a number from -1 to 1 is among elements. */
  #scaled(value: number, size: number): number {
    const round = this.#round;
    const { alignCorners } = this.#placement;
    this.#speed = (alignCorners ? size - 1 : size) / 2;
    const scaled = round(round(value + 1) * this.#speed);
    return alignCorners ? scaled : round(scaled - 0.5);
  }

  /** Brings a place back to where there are elements, unless there are zeros beyond. */
  #padded(place: number, size: number): number {
    const { padding, alignCorners } = this.#placement;
    if (padding === "zeros") return place;
    const inner =
      padding === "reflection"
        ? this.#reflected(place, alignCorners ? 0 : -0.5, alignCorners ? size - 1 : size - 0.5)
        : place;
    if (inner > 0 && inner < size - 1) return inner;
    this.#speed = 0;
    return inner > 0 ? size - 1 : 0;
  }

  #reflected(place: number, low: number, high: number): number {
    const span = high - low;
    if (span === 0) {
      this.#speed = 0;
      return 0;
    }
    const round = this.#round;
    const distance = Math.abs(round(place - low));
    const rest = distance % span;
    const isEven = Math.floor(distance / span) % 2 === 0;
    this.#speed *= place < low === isEven ? -1 : 1;
    return isEven ? round(rest + low) : round(round(span - rest) + low);
  }

  #inside(place: number, size: number): number {
    return place >= 0 && place < size ? place : -1;
  }
}
