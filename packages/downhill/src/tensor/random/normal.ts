import { fma32, fma64 } from "../../math/fma.ts";
import { log, log1p } from "../../math/log.ts";
import { cos, sin } from "../../math/trigonometry.ts";
import type { Generator } from "./generator.ts";
import type { MersenneTwister } from "./mersenneTwister.ts";

/**
 * Normal numbers as PyTorch's AVX2 and AVX-512 builds draw them: from 16 elements on in blocks of 16, where eight pairs
 * of uniform numbers become eight pairs of normal ones (Box and Muller), below that one by one in double precision.
 */

export const NORMAL_BLOCK = 16;

/** Whether so many elements, row-major, are drawn in blocks. */
export function drawnInBlocks(length: number): boolean {
  return length >= NORMAL_BLOCK;
}

/** One normal number in double precision. */
export function drawNormal(mean: number, std: number, generator: Generator): number {
  return fma64(drawStandardNormal(generator), std, mean);
}

/** One number of mean 0 and deviation 1; every second call gives the other half of a pair. */
function drawStandardNormal(generator: Generator): number {
  const kept = generator.nextNormal;
  if (kept !== null) {
    generator.nextNormal = null;
    return kept;
  }
  const u1 = generator.engine.uniform64();
  const u2 = generator.engine.uniform64();
  const radius = Math.sqrt(-2 * log1p(-u2));
  const angle = 2 * Math.PI * u1;
  generator.nextNormal = radius * sin(angle);
  return radius * cos(angle);
}

/** Fills 16 or more float32 elements. */
export function fillNormal32(data: Float32Array, mean: number, std: number, engine: MersenneTwister): void {
  fillBlocks(data, () => engine.uniform32(), transform32, Math.fround(mean), Math.fround(std));
}

/** Fills 16 or more float64 elements. */
export function fillNormal64(data: Float64Array, mean: number, std: number, engine: MersenneTwister): void {
  fillBlocks(data, () => engine.uniform64(), transform64, mean, std);
}

function fillBlocks<A extends Float32Array | Float64Array>(
  data: A,
  draw: () => number,
  transform: (data: A, start: number, mean: number, std: number) => void,
  mean: number,
  std: number,
): void {
  const n = data.length;
  for (let i = 0; i < n; i++) data[i] = draw();
  for (let i = 0; i + NORMAL_BLOCK <= n; i += NORMAL_BLOCK) transform(data, i, mean, std);
  if (n % NORMAL_BLOCK === 0) return;
  // The last block overlaps the one before, and is drawn anew.
  for (let i = n - NORMAL_BLOCK; i < n; i++) data[i] = draw();
  transform(data, n - NORMAL_BLOCK, mean, std);
}

function transform64(data: Float64Array, start: number, mean: number, std: number): void {
  for (let j = start; j < start + NORMAL_BLOCK / 2; j++) {
    const radius = Math.sqrt(-2 * log(1 - data[j]));
    const angle = 2 * Math.PI * data[j + NORMAL_BLOCK / 2];
    data[j] = fma64(radius * cos(angle), std, mean);
    data[j + NORMAL_BLOCK / 2] = fma64(radius * sin(angle), std, mean);
  }
}

const { fround } = Math;
const TWO_PI = fround(2 * Math.PI);

function transform32(data: Float32Array, start: number, mean: number, std: number): void {
  for (let j = start; j < start + NORMAL_BLOCK / 2; j++) {
    const radius = fround(Math.sqrt(fround(-2 * log32(fround(1 - data[j])))));
    const angle = fround(TWO_PI * data[j + NORMAL_BLOCK / 2]);
    const { sine, cosine } = sineAndCosine32(angle);
    data[j] = fma32(fround(radius * cosine), std, mean);
    data[j + NORMAL_BLOCK / 2] = fma32(fround(radius * sine), std, mean);
  }
}

/** Stephen Moshier's polynomials for float32 (Cephes), contracted to fused multiply-adds as PyTorch's compiler does. */
const LOG = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
].map(fround);
const LN2_LOW = fround(-2.1219444e-4);
const LN2_HIGH = fround(0.693359375);
const SQRT_HALF = fround(Math.SQRT1_2);

const float32 = new Float32Array(1);
const int32 = new Int32Array(float32.buffer);

/** Natural logarithm of a float32 in (0, 1]. */
function log32(u: number): number {
  float32[0] = u;
  const bits = int32[0];
  int32[0] = (bits & 0x807fffff) | 0x3f000000;
  let x = float32[0];
  let exponent = (bits >> 23) - 0x7e;
  if (x < SQRT_HALF) {
    exponent -= 1;
    x = fround(fround(x - 1) + x);
  } else x = fround(x - 1);
  const square = fround(x * x);
  let y = LOG[0];
  for (let i = 1; i < LOG.length; i++) y = fma32(y, x, LOG[i]);
  y = fround(y * x);
  y = fma32(y, square, fround(exponent * LN2_LOW));
  y = fma32(-square, 0.5, y);
  return fma32(exponent, LN2_HIGH, fround(x + y));
}

const FOUR_OVER_PI = fround(1.27323954473516);
const QUARTER_PI = [0.78515625, 2.4187564849853516e-4, 3.774894977445941e-8].map(fround);
const COSINE = [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2].map(fround);
const SINE = [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1].map(fround);

const result = { sine: 0, cosine: 0 };

/** Sine and cosine of a float32 angle that is not negative. The result is overwritten by the next call. */
function sineAndCosine32(angle: number): typeof result {
  const octant = (Math.trunc(fround(angle * FOUR_OVER_PI)) + 1) & ~1;
  let x = angle;
  for (const part of QUARTER_PI) x = fma32(-octant, part, x);
  const z = fround(x * x);
  let c = fma32(COSINE[0], z, COSINE[1]);
  c = fround(fma32(c, z, COSINE[2]) * z);
  c = fround(fma32(c, z, -fround(z * 0.5)) + 1);
  let s = fma32(SINE[0], z, SINE[1]);
  s = fround(fma32(s, z, SINE[2]) * z);
  s = fma32(s, x, x);
  const swapped = (octant & 2) !== 0;
  const sine = swapped ? c : s;
  const cosine = swapped ? s : c;
  result.sine = octant & 4 ? -sine : sine;
  result.cosine = (octant - 2) & 4 ? cosine : -cosine;
  return result;
}
