import type { Landscape } from "./trace.ts";

/**
 * How high a value is drawn, from 0 to 1: by its rank among the values in view, so that both the floor of a ravine and its
 * walls have colours, whatever the scale.
 */
export class Heights {
  readonly #sorted: Float64Array;

  constructor({ values }: Landscape) {
    const finite = values.filter((value) => Number.isFinite(value));
    this.#sorted = finite.sort();
  }

  /** The height of a value; 1 for what is no number. */
  of(value: number): number {
    const sorted = this.#sorted;
    const last = sorted.length - 1;
    if (!(value < sorted[last])) return 1;
    if (value <= sorted[0]) return 0;
    let [low, high] = [0, last];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (sorted[middle] <= value) low = middle;
      else high = middle;
    }
    const share = sorted[high] > sorted[low] ? (value - sorted[low]) / (sorted[high] - sorted[low]) : 0;
    return (low + share) / last;
  }

  /** The value at a height. */
  valueAt(height: number): number {
    return this.#sorted[Math.round(height * (this.#sorted.length - 1))] ?? Number.NaN;
  }
}

/** Lines of equal value lie closer towards the bottom. */
const LEVELS = Array.from({ length: 16 }, (_, i) => ((i + 1) / 17) ** 1.5);

/** The two schemes' colours from the bottom up. */
const SCHEMES = {
  light: [
    [66, 112, 168],
    [118, 161, 205],
    [170, 201, 228],
    [212, 228, 241],
    [242, 246, 250],
  ],
  dark: [
    [92, 142, 196],
    [60, 100, 146],
    [42, 72, 108],
    [32, 51, 76],
    [24, 34, 48],
  ],
} as const;

export type Scheme = keyof typeof SCHEMES;

/** The colour of a height. */
export function colourAt(height: number, scheme: Scheme): [number, number, number] {
  const colours = SCHEMES[scheme];
  const place = Math.min(0.9999, Math.max(0, height)) * (colours.length - 1);
  const index = Math.floor(place);
  const share = place - index;
  const mix = (channel: 0 | 1 | 2) => colours[index][channel] * (1 - share) + colours[index + 1][channel] * share;
  return [mix(0), mix(1), mix(2)];
}

/** A landscape from above, as wide and high as a canvas: colours, and lines of equal value. */
export function drawContours(
  canvas: OffscreenCanvas,
  { columns, rows, values }: Landscape,
  heights: Heights,
  scheme: Scheme,
): void {
  const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
  const image = new ImageData(columns, rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [red, green, blue] = colourAt(heights.of(values[row * columns + column]), scheme);
      const at = ((rows - 1 - row) * columns + column) * 4;
      image.data.set([red, green, blue, 255], at);
    }
  }
  const small = new OffscreenCanvas(columns, rows);
  (small.getContext("2d") as OffscreenCanvasRenderingContext2D).putImageData(image, 0, 0);
  context.imageSmoothingQuality = "high";
  context.drawImage(small, 0, 0, canvas.width, canvas.height);
  context.strokeStyle = scheme === "dark" ? "rgb(255 255 255 / 0.22)" : "rgb(20 50 90 / 0.28)";
  context.lineWidth = canvas.width / 900;
  const across = canvas.width / (columns - 1);
  const up = canvas.height / (rows - 1);
  for (const level of LEVELS) {
    const value = heights.valueAt(level);
    context.beginPath();
    for (let row = 0; row < rows - 1; row++) {
      for (let column = 0; column < columns - 1; column++) {
        const points = crossings(values, row * columns + column, columns, value);
        for (let i = 0; i + 3 < points.length; i += 4) {
          context.moveTo((column + points[i]) * across, canvas.height - (row + points[i + 1]) * up);
          context.lineTo((column + points[i + 2]) * across, canvas.height - (row + points[i + 3]) * up);
        }
      }
    }
    context.stroke();
  }
}

/** Where a level crosses the sides of a cell, two places for each line, from its lower left corner. */
function crossings(values: Float64Array, corner: number, columns: number, level: number): number[] {
  const a = values[corner] - level;
  const b = values[corner + 1] - level;
  const c = values[corner + columns + 1] - level;
  const d = values[corner + columns] - level;
  const points: number[] = [];
  if (a < 0 !== b < 0) points.push(a / (a - b), 0);
  if (b < 0 !== c < 0) points.push(1, b / (b - c));
  if (d < 0 !== c < 0) points.push(d / (d - c), 1);
  if (a < 0 !== d < 0) points.push(0, a / (a - d));
  return points.every(Number.isFinite) ? points : [];
}
