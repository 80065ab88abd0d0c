import { fma32, fma64 } from "../../math/fma.ts";
import type { MersenneTwister } from "./mersenneTwister.ts";

/** Fills with float32 numbers of [from, to), as PyTorch's AVX2 and AVX-512 builds do: with a fused multiply-add. */
export function fillUniform32(data: Float32Array, from: number, to: number, engine: MersenneTwister): void {
  const low = Math.fround(from);
  const range = Math.fround(Math.fround(to) - low);
  if (low === 0 && range === 1) for (let i = 0; i < data.length; i++) data[i] = engine.uniform32();
  else for (let i = 0; i < data.length; i++) data[i] = fma32(engine.uniform32(), range, low);
}

/** Fills with float64 numbers of [from, to). */
export function fillUniform64(data: Float64Array, from: number, to: number, engine: MersenneTwister): void {
  const range = to - from;
  if (from === 0 && range === 1) for (let i = 0; i < data.length; i++) data[i] = engine.uniform64();
  else for (let i = 0; i < data.length; i++) data[i] = fma64(engine.uniform64(), range, from);
}
