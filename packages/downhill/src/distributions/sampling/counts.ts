import { exp } from "../../math/exp.ts";
import { log, log1p } from "../../math/log.ts";
import type { MersenneTwister } from "../../tensor/random/mersenneTwister.ts";

/*
 * Numbers of successes and of events, in PyTorch's order of draws.
 * Source: PyTorch's ATen/native/Distributions.h and Distributions.cpp, after NumPy's and TensorFlow's.
 */

/** How many of a number of trials succeed. @param round to the precision of the parameters */
export function drawBinomial(count: number, p: number, round: (x: number) => number, engine: MersenneTwister): number {
  if (count <= 0 || p <= 0) return 0;
  if (p >= 1) return count;
  if (Number.isNaN(p)) return Number.NaN;
  const rare = p <= 0.5 ? p : round(1 - p);
  const draw = round(count * rare) >= 10 ? byRejection : byWaiting;
  const drawn = draw(count, rare, round, engine);
  return p <= 0.5 ? drawn : count - drawn;
}

/** The trials up to each success are drawn until there are no more. */
function byWaiting(count: number, p: number, round: (x: number) => number, engine: MersenneTwister): number {
  const logarithm = round(log1p(-p));
  let trials = 0;
  let successes = 0;
  for (;;) {
    trials += Math.ceil(log(engine.uniform64()) / logarithm);
    if (trials > count) return successes;
    successes++;
  }
}

/** W. Hörmann, "The generation of binomial random variates", Journal of Statistical Computation 46 (1993) */
function byRejection(count: number, p: number, round: (x: number) => number, engine: MersenneTwister): number {
  const std = Math.sqrt(count * p * (1 - p));
  const b = 1.15 + 2.53 * std;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const c = count * p + 0.5;
  const vr = 0.92 - 4.2 / b;
  const r = round(p / round(1 - p));
  const alpha = (2.83 + 5.1 / b) * std;
  const m = Math.floor(round(round(count + 1) * p));
  for (;;) {
    const u = engine.uniform64() - 0.5;
    const v = engine.uniform64();
    const us = 0.5 - Math.abs(u);
    const k = round(Math.floor(((2 * a) / us + b) * u + c));
    if (k < 0 || k > count) continue;
    if (us >= 0.07 && v <= vr) return k;
    const level = log((v * alpha) / (a / (us * us) + b));
    const bound =
      (m + 0.5) * log((m + 1) / (r * (count - m + 1))) +
      (count + 1) * log((count - m + 1) / (count - k + 1)) +
      (k + 0.5) * log((r * (count - k + 1)) / (k + 1)) +
      (stirlingTail(m) + stirlingTail(count - m) - stirlingTail(k) - stirlingTail(count - k));
    if (level <= bound) return k;
  }
}

const TAILS = [
  0.0810614667953272, 0.0413406959554092, 0.0276779256849983, 0.02079067210376509, 0.0166446911898211,
  0.0138761288230707, 0.0118967099458917, 0.010411265261972, 0.00925546218271273, 0.00833056343336287,
];

/** What Stirling's approximation lacks of the logarithm of k!. */
function stirlingTail(k: number): number {
  if (k < TAILS.length) return TAILS[Math.trunc(k)];
  const square = (k + 1) * (k + 1);
  return (1 / 12 - (1 / 360 - 1 / 1260 / square) / square) / (k + 1);
}

/** How many events happen at a rate: negative rates have none, and NaN is NaN. */
export function drawPoisson(rate: number, engine: MersenneTwister): number {
  if (!(rate >= 0)) throw new RangeError("invalid Poisson rate, expected rate to be non-negative");
  if (rate >= 10) return poissonByRejection(rate, engine);
  if (rate === 0) return 0;
  const least = exp(-rate);
  let product = 1;
  for (let k = 0; ; k++) {
    product *= engine.uniform64();
    if (product <= least) return k;
  }
}

/** W. Hörmann, "The transformed rejection method for generating Poisson random variables" (1993) */
function poissonByRejection(rate: number, engine: MersenneTwister): number {
  const root = Math.sqrt(rate);
  const logRate = log(rate);
  const b = 0.931 + 2.53 * root;
  const a = -0.059 + 0.02483 * b;
  const inverse = 1.1239 + 1.1328 / (b - 3.4);
  const vr = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = engine.uniform64() - 0.5;
    const v = engine.uniform64();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + rate + 0.43);
    if (us >= 0.07 && v <= vr) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (log(v) + log(inverse) - log(a / (us * us) + b) <= -rate + k * logRate - logFactorial(k)) return k;
  }
}

/** The logarithm of k!, by Stirling's series from some number on. */
function logFactorial(k: number): number {
  let shifted = k + 1;
  let sum = 0;
  while (shifted < 15) sum -= log(shifted++);
  const z = 1 / (shifted * shifted);
  const series = (1 / 12 - z * (1 / 360 - z * (1 / 1260 - z / 1680))) / shifted;
  return sum + (shifted - 0.5) * log(shifted) - shifted + 0.9189385332046727 + series;
}
