import type { TypedArray } from "../../memory/dtype.ts";
import type { MersenneTwister } from "./mersenneTwister.ts";

/** From this range on an integer takes 64 random bits. */
const WIDE = 1n << 28n;

/** A function that draws integers from `low` up to but not including `high`. */
export function drawIntegers(low: bigint, high: bigint, engine: MersenneTwister): () => bigint {
  const range = high - low;
  if (range < WIDE) {
    const narrow = Number(range);
    return () => BigInt(engine.next() % narrow) + low;
  }
  return () => {
    const upper = BigInt(engine.next());
    return (((upper << 32n) | BigInt(engine.next())) % range) + low;
  };
}

/** Fills with the numbers from 0 on in random order (Fisher and Yates). */
export function fillPermutation(data: TypedArray, engine: MersenneTwister): void {
  const n = data.length;
  for (let i = 0; i < n; i++) data[i] = data instanceof BigInt64Array ? BigInt(i) : i;
  for (let i = 0; i < n - 1; i++) {
    const other = i + (engine.next() % (n - i));
    const held = data[i];
    data[i] = data[other];
    data[other] = held;
  }
}
