import { contestants } from "../src/race/contestants.ts";
import { newRun, type Run } from "../src/race/run.ts";

/** A run of one of the contestants with the given losses after each epoch, for tests of what comes after training. */
export function runOf(key: string, losses: readonly number[], more: Partial<Run> = {}): Run {
  const contestant = contestants.find((one) => one.key === key)!;
  return {
    ...newRun({ contestant, settings: contestant.settings }),
    state: "finished",
    epochs: losses.map((loss) => ({ trainingLoss: loss, validationLoss: null, score: 1 - loss })),
    losses: losses.flatMap((loss) => [loss * 1.1, loss]),
    seconds: losses.flatMap(() => [1e-3, 2e-3]),
    evaluations: losses.length * 2,
    ...more,
  };
}
