import {
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
  symbolWye,
} from "d3-shape";

const types = {
  circle: symbolCircle,
  square: symbolSquare,
  triangle: symbolTriangle,
  diamond: symbolDiamond,
  cross: symbolCross,
  star: symbolStar,
  wye: symbolWye,
};

/** The shape that stands on a contestant's line. */
export type SymbolName = keyof typeof types;

export const symbolNames = Object.keys(types) as SymbolName[];

/** The path of a symbol around a place, of some area in square pixels. */
export function symbolAt(name: SymbolName, x: number, y: number, area: number): string {
  const shape = symbol(types[name], area).digits(1)();
  return `<path class="symbol" transform="translate(${round(x)},${round(y)})" d="${shape}"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
