import { launch } from "../memory/recording.ts";
import { checkedGenerator, Generator } from "../tensor/random/generator.ts";
import { fillPermutation } from "../tensor/random/integers.ts";

/*
 * Random numbers that PyTorch's data loading draws, in its order.
 */

/** An integer from 0 to 2^63 - 1, as `torch.empty((), dtype=torch.int64).random_()` is. */
export function drawSeed(generator?: Generator | null): bigint {
  const { engine } = checkedGenerator(generator);
  const high = BigInt(engine.next());
  return ((high << 32n) | BigInt(engine.next())) & 0x7fffffffffffffffn;
}

/** The generator that is given, or a new one whose seed the default one draws. */
export function generatorOrNew(generator: Generator | null): Generator {
  return generator ?? new Generator().manualSeed(drawSeed());
}

/** The integers from 0 to n - 1 in the order of `randperm`. */
export function permutation(n: number, generator?: Generator | null): number[] {
  const { engine } = checkedGenerator(generator);
  const order = new Float64Array(n);
  launch("randperm", () => fillPermutation(order, engine));
  const list: number[] = [];
  for (let i = 0; i < n; i++) list.push(order[i]);
  return list;
}
