import { type Definition, define, recordWith, tracks } from "../../autograd/graph.ts";
import { launch } from "../../memory/recording.ts";
import { rowMajor } from "../../tensor/copy.ts";
import type { Shape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { byName } from "./byName.ts";
import { type Floats, floats } from "./pointwise.ts";

/* Linear maps along each of the last dimensions, one after the other: what interpolations are, and their gradients too. */

/** How each place along a dimension is a weighted sum of places of another size. */
export interface Taps {
  /** The places that are summed are less than this. */
  readonly size: number;
  /** Where the taps of each place begin, and at last where they end. */
  readonly starts: Int32Array;
  readonly places: Int32Array;
  readonly weights: Float64Array;
}

/** A map along each of the last dimensions. */
interface Resampling {
  /** PyTorch's name of it, such as `UpsampleBilinear2D`. */
  readonly name: string;
  readonly taps: readonly Taps[];
  /** The same the other way: what a place gets is what it gave. */
  readonly transposed: readonly Taps[];
}

/** Taps of which each place has as many, given by a function that tells the k-th of place i. */
export function tapsOf(
  size: number,
  count: number,
  perPlace: number,
  tell: (place: number, tap: number) => readonly [place: number, weight: number],
): Taps {
  const places = new Int32Array(count * perPlace);
  const weights = new Float64Array(count * perPlace);
  for (let t = 0; t < places.length; t++) {
    [places[t], weights[t]] = tell(Math.floor(t / perPlace), t % perPlace);
  }
  return { size, starts: Int32Array.from({ length: count + 1 }, (_, i) => i * perPlace), places, weights };
}

function transpose({ size, starts, places, weights }: Taps): Taps {
  const turned = new Int32Array(size + 1);
  for (const place of places) turned[place + 1]++;
  for (let i = 0; i < size; i++) turned[i + 1] += turned[i];
  const next = turned.slice();
  const result = {
    size: starts.length - 1,
    starts: turned,
    places: new Int32Array(places.length),
    weights: new Float64Array(places.length),
  };
  for (let i = 0; i < result.size; i++) {
    for (let t = starts[i]; t < starts[i + 1]; t++) {
      const to = next[places[t]]++;
      result.places[to] = i;
      result.weights[to] = weights[t];
    }
  }
  return result;
}

/** Maps the last dimensions of a tensor, one by each of the taps. */
export function resample(input: Tensor, name: string, taps: readonly Taps[]): Tensor {
  return run(input, { name, taps, transposed: taps.map(transpose) }, resampleOf);
}

function run(input: Tensor, resampling: Resampling, definitionOf: (name: string) => Definition<Resampling>): Tensor {
  const { name, taps } = resampling;
  const source = rowMajor(input);
  const front = input._shape.slice(0, -taps.length);
  const result = Tensor.uninitialized(input.dtype, [...front, ...taps.map(({ starts }) => starts.length - 1)]);
  launch(name, () => {
    const x = floats(source).subarray(source.offset, source.offset + source._numel);
    resampleAll(x, source._shape, taps, floats(result));
  });
  return tracks(input) ? recordWith(result, definitionOf(name), [input], [], resampling) : result;
}

const resampleOf: (name: string) => Definition<Resampling> = byName((name) =>
  define<Resampling>(`${name}Backward0`, (grad, { extra }) => run(grad, turned(extra), transposedOf)),
);
const transposedOf: (name: string) => Definition<Resampling> = byName((name) =>
  define<Resampling>(`${name}BackwardBackward0`, (grad, { extra }) => run(grad, turned(extra), resampleOf)),
);

function turned({ name, taps, transposed }: Resampling): Resampling {
  return { name, taps: transposed, transposed: taps };
}

/** Along the dimensions that shrink most first, so that the others have less to do. */
function resampleAll(x: Floats, shape: Shape, taps: readonly Taps[], out: Floats): void {
  const first = shape.length - taps.length;
  const growth = taps.map(({ size, starts }) => (starts.length - 1) / size);
  const order = taps.map((_, d) => d).filter((d) => !isIdentity(taps[d]));
  order.sort((a, b) => growth[a] - growth[b]);
  if (order.length === 0) (out as Float32Array).set(x as Float32Array);
  const sizes = [...shape];
  let from = x;
  order.forEach((d, i) => {
    const count = (sizes: readonly number[]) => sizes.reduce((product, size) => product * size, 1);
    const outer = count(sizes.slice(0, first + d));
    const inner = count(sizes.slice(first + d + 1));
    sizes[first + d] = taps[d].starts.length - 1;
    const isLast = i === order.length - 1;
    const to = isLast ? out : new (out.constructor as Float32ArrayConstructor)(count(sizes));
    if (inner === 1) alongRows(from, outer, taps[d], to);
    else acrossRows(from, outer, inner, taps[d], to);
    from = to;
  });
}

function isIdentity({ size, starts, places, weights }: Taps): boolean {
  if (starts.length - 1 !== size || places.length !== size) return false;
  return places.every((place, i) => starts[i] === i && place === i && weights[i] === 1);
}

/** How many taps every place has; 0 where they differ. */
function evenCount({ starts, places }: Taps): number {
  const count = starts[1] - starts[0];
  return count * (starts.length - 1) === places.length && starts.every((start, i) => start === i * count) ? count : 0;
}

/** Rows of neighbours. */
function alongRows(from: Floats, rows: number, taps: Taps, to: Floats): void {
  const { size, starts, places, weights } = taps;
  const width = starts.length - 1;
  const even = evenCount(taps);
  let out = 0;
  for (let row = 0, at = 0; row < rows; row++, at += size) {
    if (even === 1) {
      for (let i = 0; i < width; i++) to[out++] = weights[i] * from[at + places[i]];
    } else if (even === 2) {
      for (let t = 0; t < places.length; t += 2) {
        to[out++] = weights[t] * from[at + places[t]] + weights[t + 1] * from[at + places[t + 1]];
      }
    } else {
      for (let i = 0; i < width; i++) {
        let sum = 0;
        for (let t = starts[i]; t < starts[i + 1]; t++) sum += weights[t] * from[at + places[t]];
        to[out++] = sum;
      }
    }
  }
}

/** Sums of whole rows. */
function acrossRows(from: Floats, outer: number, inner: number, taps: Taps, to: Floats): void {
  const { size, starts, places, weights } = taps;
  const count = starts.length - 1;
  for (let o = 0; o < outer; o++) {
    const base = o * size * inner;
    for (let i = 0; i < count; i++) {
      const out = (o * count + i) * inner;
      const [start, end] = [starts[i], starts[i + 1]];
      if (start === end) {
        to.fill(0, out, out + inner);
        continue;
      }
      // Two rows at a time are summed before they are rounded.
      for (let t = start; t < end; t += 2) {
        const a = base + places[t] * inner;
        const weight = weights[t];
        if (t + 1 < end)
          addRows(from, a, weight, base + places[t + 1] * inner, weights[t + 1], to, out, inner, t > start);
        else if (t === start && weight === 1) to.set(from.subarray(a, a + inner) as Float32Array, out);
        else if (t === start) for (let j = 0; j < inner; j++) to[out + j] = weight * from[a + j];
        else for (let j = 0; j < inner; j++) to[out + j] += weight * from[a + j];
      }
    }
  }
}

function addRows(
  from: Floats,
  a: number,
  weightA: number,
  b: number,
  weightB: number,
  to: Floats,
  out: number,
  count: number,
  more: boolean,
): void {
  if (more) for (let j = 0; j < count; j++) to[out + j] += weightA * from[a + j] + weightB * from[b + j];
  else for (let j = 0; j < count; j++) to[out + j] = weightA * from[a + j] + weightB * from[b + j];
}
