import { exp } from "./real.ts";

/** (tanh(x) - x) / x^3 in x^2 below 1: `reference/polynomials.py`. */
// biome-ignore format: coefficients, constant term first
const COEFFICIENTS = [
  -0.3333333333333333, 0.1333333333333333, -0.05396825396825158, 0.021869488536052476, -0.008863235527571057,
  0.0035921280042869007, -0.00145583408999978, 0.0005900255231396286, -0.00023912009883168288,
  9.688372680438706e-5, -3.9193877118445524e-5, 1.5745783827775153e-5, -6.177207412382354e-6,
  2.2772059389286955e-6, -7.373088744938371e-7, 1.8958869796312845e-7, -3.323296150374837e-8,
  2.8980377692517546e-9,
];

/** The hyperbolic tangent, within 1 unit of the last place. */
export function tanh(x: number): number {
  const size = Math.abs(x);
  if (size < 2 ** -28) return x;
  if (size < 1) {
    const square = x * x;
    let value = COEFFICIENTS[COEFFICIENTS.length - 1];
    for (let i = COEFFICIENTS.length - 2; i >= 0; i--) value = value * square + COEFFICIENTS[i];
    return x + x * square * value;
  }
  if (x !== x) return x;
  const value = size > 22 ? 1 : 1 - 2 / (exp(2 * size) + 1);
  return x < 0 ? -value : value;
}
