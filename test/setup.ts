import fc from "fast-check";
import { expect } from "vitest";

/**
 * Property tests draw the same cases in every run, so that a failure means a change and not luck. For other cases:
 * `FC_SEED=$RANDOM npm test`. A property that has failed stops looking for smaller cases after a while.
 */
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20_260_101), interruptAfterTimeLimit: 20_000 });

/** Tensors have no properties to compare: they are equal to themselves alone. Compare what `toArray()` gives. */
expect.addEqualityTesters([(a, b) => (isTensor(a) || isTensor(b) ? a === b : undefined)]);

function isTensor(value: unknown): boolean {
  return typeof value === "object" && value !== null && "_numel" in value;
}
