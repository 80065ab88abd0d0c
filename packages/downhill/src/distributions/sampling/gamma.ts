import { log } from "../../math/log.ts";
import { pow } from "../../math/pow.ts";
import type { Generator } from "../../tensor/random/generator.ts";
import { drawNormal } from "../../tensor/random/normal.ts";

/** Constants of single precision, as PyTorch writes them. */
const THIRD = Math.fround(1 / 3);
const SQUEEZE = Math.fround(0.0331);

/**
 * A number of the gamma distribution with rate 1, in PyTorch's order of draws.
 *
 * @param alpha the shape, from 0 on
 * @param single whether the shape is a float32, whose sums are rounded to that
 * @see G. Marsaglia and W. Tsang, "A Simple Method for Generating Gamma Variables", ACM TOMS 26 (2000)
 */
export function drawGamma(alpha: number, single: boolean, generator: Generator): number {
  const { engine } = generator;
  const round = single ? Math.fround : (x: number) => x;
  let shape = alpha;
  let scale = 1;
  if (shape < 1) {
    if (shape === 0) return 0;
    scale = pow(1 - engine.uniform64(), round(1 / shape));
    shape = round(shape + 1);
  }
  const d = round(shape - THIRD);
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    let x: number;
    let y: number;
    do {
      x = drawNormal(0, 1, generator);
      y = 1 + c * x;
    } while (y <= 0);
    const v = y * y * y;
    const u = 1 - engine.uniform64();
    const square = x * x;
    if (u < 1 - SQUEEZE * square * square) return scale * d * v;
    if (log(u) < 0.5 * square + d * (1 - v + log(v))) return scale * d * v;
  }
}
