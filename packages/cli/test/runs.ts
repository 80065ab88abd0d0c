import { contestants } from "../src/race/contestants.ts";
import { newRun, type Run } from "../src/race/run.ts";

/** A run of one of the contestants with the given losses after each epoch, for tests of what comes after training. */
export function runOf(
  key: string,
  losses: readonly number[],
  { steps, seconds, ...more }: Partial<Omit<Run, "losses" | "seconds">> & { steps?: number[]; seconds?: number[] } = {},
): Run {
  const contestant = contestants.find((one) => one.key === key)!;
  const run = newRun({ contestant, settings: contestant.settings });
  for (const loss of steps ?? losses.flatMap((loss) => [loss * 1.1, loss])) run.losses.push(loss);
  for (const duration of seconds ?? losses.flatMap(() => [1e-3, 2e-3])) run.seconds.push(duration);
  return {
    ...run,
    state: "finished",
    epochs: losses.map((loss) => ({ trainingLoss: loss, validationLoss: null, score: 1 - loss })),
    evaluations: losses.length * 2,
    ...more,
  };
}
