import { fma32, fma64 } from "../../math/fma.ts";
import type { MersenneTwister } from "./mersenneTwister.ts";

/**
 * Fills with float32 numbers of [from, to), as PyTorch's AVX2 and AVX-512 builds do: with a fused multiply-add. What
 * rounding brings up to `to` becomes `from`.
 */
export function fillUniform32(data: Float32Array, from: number, to: number, engine: MersenneTwister): void {
  const low = Math.fround(from);
  const high = Math.fround(to);
  const range = Math.fround(high - low);
  if (low === 0 && high === 1) {
    for (let i = 0; i < data.length; i++) data[i] = engine.uniform32();
    return;
  }
  for (let i = 0; i < data.length; i++) {
    const value = fma32(engine.uniform32(), range, low);
    data[i] = value === high ? low : value;
  }
}

/** Fills with float64 numbers of [from, to). */
export function fillUniform64(data: Float64Array, from: number, to: number, engine: MersenneTwister): void {
  const range = to - from;
  if (from === 0 && to === 1) {
    for (let i = 0; i < data.length; i++) data[i] = engine.uniform64();
    return;
  }
  for (let i = 0; i < data.length; i++) {
    const value = fma64(engine.uniform64(), range, from);
    data[i] = value === to ? from : value;
  }
}
