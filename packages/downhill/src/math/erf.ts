import { exp } from "./real.ts";

/*
 * The error function by two polynomials, fitted at Chebyshev nodes with 50 digits: erf(x) / x - 1 in x^2 below 1, and
 * e^(x^2) erfc(x) in 1 / (x + 3), scaled to [-1, 1], from 1 to 6. Beyond 6 it is 1 in double precision.
 */

// biome-ignore format: coefficients, constant term first
const SMALL = [
  0.12837916709551256, -0.37612638903183543, 0.1128379167094513, -0.026866170643256995,
  0.005223977607269946, -0.0008548325982543225, 0.00012055295112667001, -1.4924740785377576e-5,
  1.6447471190594618e-6, -1.6208829856810202e-7, 1.3721520406351094e-8, -7.798543850549947e-10,
];

// biome-ignore format: coefficients, constant term first
const LARGE = [
  0.20798329133342885, 0.15436117429436919, 0.04969844540339414, 0.012713147695691995,
  0.0024793146970862002, 0.0003316029605784682, 1.9563583198099526e-5, -2.4255574811675935e-6,
  -5.54127310709044e-7, 4.526722358033927e-9, 1.1339337061280557e-8, 2.6378796088267935e-10,
  -2.5700504246482923e-10, -6.029960764165142e-12, 6.044068318449643e-12, -4.5059344101039224e-15,
];

/** The ends of [1, 6] under x -> 1 / (x + 3). */
const FIRST = 1 / 4;
const LAST = 1 / 9;

function polynomial(coefficients: readonly number[], x: number): number {
  let value = coefficients[coefficients.length - 1];
  for (let i = coefficients.length - 2; i >= 0; i--) value = value * x + coefficients[i];
  return value;
}

/** The error function, 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x; within a unit of the last place. */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size < 1) return x + x * polynomial(SMALL, x * x);
  if (Number.isNaN(x)) return x;
  if (size > 6) return Math.sign(x);
  const scaled = (2 / (size + 3) - FIRST - LAST) / (FIRST - LAST);
  return Math.sign(x) * (1 - exp(-size * size) * polynomial(LARGE, scaled));
}
