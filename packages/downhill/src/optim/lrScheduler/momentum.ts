import type { AnyOptimizer } from "../optimizer.ts";
import { setMomentum } from "./groupOptions.ts";
import { type PerGroup, perGroup } from "./scheduler.ts";

/** The momentum that cycles against the learning rate: high where the rate is low. */
export interface MomentumCycle {
  readonly base: readonly number[];
  readonly max: readonly number[];
  readonly usesBeta1: boolean;
}

/**
 * Reads the bounds of the cycle, one per group.
 *
 * @throws {RangeError} when the optimizer has neither `momentum` nor `betas`
 */
export function momentumCycle(optimizer: AnyOptimizer, base: PerGroup, max: PerGroup): MomentumCycle {
  const { defaults } = optimizer;
  if (!("momentum" in defaults) && !("betas" in defaults)) {
    throw new RangeError("optimizer must support momentum or beta1 with `cycle_momentum` option enabled");
  }
  return {
    usesBeta1: "betas" in defaults,
    base: perGroup("base_momentum", optimizer, base),
    max: perGroup("max_momentum", optimizer, max),
  };
}

/** Starts each group at the highest momentum and notes the bounds in it. */
export function startMomentumCycle(optimizer: AnyOptimizer, cycle: MomentumCycle): void {
  optimizer.paramGroups.forEach((group, i) => {
    setMomentum(group, cycle.max[i]);
    group.maxMomentum = cycle.max[i];
    group.baseMomentum = cycle.base[i];
  });
}
