import { Tensor } from "downhill";
import { type Comparison, ulpBetweenPacked } from "./comparison.ts";
import type { Case, OptimizerFixture } from "./fixtures.ts";
import { elements, Replay } from "./replay.ts";
import type { FloatName } from "./streams.ts";

/**
 * How far an element of a parameter may be off, in lengths of a step times the root of their number: two units in the
 * last place of bfloat16, in which the products of an update are computed.
 */
export const UPDATE_ERROR = 2 ** -7;

/** `Comparison` is that of the momentum, which is PyTorch's to the bit. */
export interface MuonComparison extends Comparison {
  /** The largest error of a parameter, as `UPDATE_ERROR` counts. */
  readonly error: number;
}

/** Runs a case of Muon in one type. */
export function compareMuon(fixture: OptimizerFixture, of: Case, dtype: FloatName): MuonComparison {
  const replay = new Replay(fixture, of, dtype);
  const results = of.results[dtype];
  const last = Math.max(...Object.keys(results).map(Number));
  const [{ lr: rate, adjustLrFn }] = replay.optimizer.paramGroups;
  const lr: number = rate instanceof Tensor ? rate.item() : rate;
  const [[shape]] = of.groups.map(({ shapes }) => shapes);
  const length = adjustLrFn === "match_rms_adamw" ? 0.2 * lr * Math.sqrt(Math.max(...shape)) : lr;
  const differences: string[] = [];
  let [ulp, error] = [0, 0];
  for (let t = 1; t <= last; t++) {
    replay.step(t);
    if (results[t] === undefined) continue;
    const [wanted] = results[t];
    const [actual] = replay.packed();
    const param = elements(replay.params[0]);
    if (actual.momentumBuffer !== wanted.momentum_buffer) {
      ulp = Math.max(ulp, ulpBetweenPacked(actual.momentumBuffer, wanted.momentum_buffer, dtype, param.length));
      differences.push(`step ${t}, momentum: ${actual.momentumBuffer} instead of ${wanted.momentum_buffer}`);
    }
    const stride = Math.max(1, Math.ceil(param.length / 24));
    (wanted.param as readonly number[]).forEach((value, i) => {
      // Stored as decimals, a parameter has a rounding error of its own.
      const difference = Math.max(0, Math.abs(param[i * stride] - value) - 1e-6 * Math.abs(value));
      error = Math.max(error, difference / (length * Math.sqrt(t)));
    });
  }
  return { steps: last, ulp, error, differences };
}
