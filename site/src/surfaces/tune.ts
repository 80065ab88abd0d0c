import type { Contestant } from "../contestants/contestant.ts";
import { parseFormula } from "../formula/parse.ts";
import { trace } from "./engine.ts";
import type { Descent } from "./trace.ts";

/** Learning rates that are tried: from 1e-4 to 10, three to a power of ten. */
const RATES = Array.from({ length: 16 }, (_, i) => Number((10 ** (-4 + i / 3)).toPrecision(2)));

/**
 * The learning rate for each contestant with which it is lowest at the end, so that everyone is compared at their best: the
 * mean of the last tenth of the steps, since many swing about a minimum.
 */
export function tuneRates(descent: Descent, contestants: readonly Contestant[]): (number | null)[] {
  parseFormula(descent.formula);
  return contestants.map((contestant) => {
    let best: { lr: number; loss: number } | null = null;
    for (const lr of RATES) {
      const options = { ...contestant.optimizer.options, lr };
      const [{ losses, error }] = trace(descent, [{ ...contestant, optimizer: { ...contestant.optimizer, options } }]);
      const tail = losses.subarray(Math.floor(0.9 * losses.length));
      const loss = error === null ? tail.reduce((sum, value) => sum + value, 0) / tail.length : Number.NaN;
      if (Number.isFinite(loss) && (best === null || loss < best.loss)) best = { lr, loss };
    }
    return best?.lr ?? null;
  });
}
