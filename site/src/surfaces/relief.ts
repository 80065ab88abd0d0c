import type { Landscape } from "./trace.ts";
import { colourAt, type Heights, type Scheme } from "./view.ts";

/** From where a relief is looked at, in radians. */
export interface Camera {
  readonly turn: number;
  readonly tilt: number;
}

/** So many cells a side are drawn; more would be slow to turn. */
const cells = 56;
const relief = 0.55;

/** A landscape as a relief: places on the canvas for points in it, and a picture. */
export class Relief {
  readonly #landscape: Landscape;
  readonly #heights: Heights;

  constructor(landscape: Landscape, heights: Heights) {
    this.#landscape = landscape;
    this.#heights = heights;
  }

  /**
   * Where a point is drawn.
   *
   * @param u, v its place in the view, from 0 to 1
   * @param value its height's
   */
  project(
    u: number,
    v: number,
    value: number,
    { turn, tilt }: Camera,
    width: number,
    height: number,
  ): [number, number] {
    const [x, y] = turned(u, v, turn);
    return place(x, y, this.#heights.of(value), tilt, width, height);
  }

  draw(context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D, camera: Camera, scheme: Scheme): void {
    const { width, height } = context.canvas;
    const { columns, rows, values } = this.#landscape;
    const at = (i: number, j: number) => {
      const column = Math.round((i / cells) * (columns - 1));
      const row = Math.round((j / cells) * (rows - 1));
      return this.#heights.of(values[row * columns + column]);
    };
    const corners: { x: number; y: number; depth: number; high: number }[] = [];
    for (let j = 0; j <= cells; j++) {
      for (let i = 0; i <= cells; i++) {
        const [a, b] = turned(i / cells, j / cells, camera.turn);
        const high = at(i, j);
        const [x, y] = place(a, b, high, camera.tilt, width, height);
        corners.push({ x, y, depth: b, high });
      }
    }
    const quads = Array.from({ length: cells * cells }, (_, q) => {
      const first = Math.floor(q / cells) * (cells + 1) + (q % cells);
      return [corners[first], corners[first + 1], corners[first + cells + 2], corners[first + cells + 1]];
    });
    // What lies behind is drawn first.
    quads.sort((a, b) => b[0].depth + b[2].depth - a[0].depth - a[2].depth);
    context.clearRect(0, 0, width, height);
    context.lineWidth = width / 1600;
    for (const quad of quads) {
      const high = (quad[0].high + quad[1].high + quad[2].high + quad[3].high) / 4;
      const light = 0.92 + 0.9 * (quad[1].high - quad[0].high) - 0.6 * (quad[3].high - quad[0].high);
      const [red, green, blue] = colourAt(high, scheme).map((channel) =>
        Math.min(255, channel * Math.min(1.15, Math.max(0.6, light))),
      );
      const colour = `rgb(${red | 0} ${green | 0} ${blue | 0})`;
      context.beginPath();
      context.moveTo(quad[0].x, quad[0].y);
      for (const corner of quad.slice(1)) context.lineTo(corner.x, corner.y);
      context.closePath();
      context.fillStyle = colour;
      context.strokeStyle = colour;
      context.fill();
      context.stroke();
    }
  }
}

/** A point of the unit square, turned about its middle: across, and away from the eye. */
function turned(u: number, v: number, turn: number): [number, number] {
  const [x, y] = [u - 0.5, v - 0.5];
  return [x * Math.cos(turn) - y * Math.sin(turn), x * Math.sin(turn) + y * Math.cos(turn)];
}

function place(x: number, away: number, high: number, tilt: number, width: number, height: number): [number, number] {
  const scale = Math.min(width / 1.45, height / (1.3 * Math.sin(tilt) + 0.6 * Math.cos(tilt)));
  const up = away * Math.sin(tilt) + (high - 0.5) * relief * Math.cos(tilt);
  return [width / 2 + x * scale, height / 2 - up * scale];
}
