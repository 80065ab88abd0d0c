import type { Axis } from "./window.ts";

/** Where the windows lie along one dimension: each from its start up to before its end, in steps. */
export interface Spans {
  /** Of the dimension. */
  readonly size: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly step: number;
}

/** Spans of depth, height and width. */
export type PlaneSpans = readonly [depth: Spans, height: Spans, width: Spans];

const WHOLE: Spans = { size: 1, starts: Int32Array.of(0), ends: Int32Array.of(1), step: 1 };

/** The last of depth, height and width are given; a plane has a single place along the others. */
export function planeSpans(spans: readonly Spans[]): PlaneSpans {
  return [...Array<Spans>(3 - spans.length).fill(WHOLE), ...spans] as unknown as PlaneSpans;
}

/** A window that moves by a stride; what of it lies in the padding is left out. */
export function slidingSpans({ size, kernel, stride, dilation, before, places }: Axis): Spans {
  const starts = new Int32Array(places);
  const ends = new Int32Array(places);
  for (let i = 0; i < places; i++) {
    const start = i * stride - before;
    starts[i] = start >= 0 ? start : start + Math.ceil(-start / dilation) * dilation;
    ends[i] = Math.min(start + (kernel - 1) * dilation + 1, size);
  }
  return { size, starts, ends, step: dilation };
}

/** As many windows as are wanted, which cover the dimension and differ in size by at most one. */
export function adaptiveSpans(size: number, count: number): Spans {
  const starts = Int32Array.from({ length: count }, (_, i) => Math.floor((i * size) / count));
  const ends = Int32Array.from({ length: count }, (_, i) => Math.ceil(((i + 1) * size) / count));
  return { size, starts, ends, step: 1 };
}

/** The largest of the windows: most are whole, and have their elements at the same distances. */
export interface WholeWindow {
  /** How far it reaches along each dimension. */
  readonly deep: number;
  readonly high: number;
  readonly wide: number;
  /** How far from its first element its elements are in their plane. */
  readonly taps: Int32Array;
}

export function wholeWindow(spans: PlaneSpans): WholeWindow {
  const [depth, height, width] = spans;
  const [deep, high, wide] = spans.map(reach);
  const taps: number[] = [];
  for (let z = 0; z < deep; z += depth.step) {
    for (let y = 0; y < high; y += height.step) {
      for (let x = 0; x < wide; x += width.step) taps.push((z * height.size + y) * width.size + x);
    }
  }
  return { deep, high, wide, taps: Int32Array.from(taps) };
}

function reach({ starts, ends }: Spans): number {
  return starts.reduce((most, start, i) => Math.max(most, ends[i] - start), 0);
}
