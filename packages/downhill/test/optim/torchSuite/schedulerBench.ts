import { nn, Tensor, tensor } from "downhill";
import { expect, vi } from "vitest";
import { Adam, type AnyOptimizer, lrScheduler, SGD } from "../../../src/optim/index.ts";

/** What PyTorch's tests of schedulers share: an optimizer of two groups, and ways to step and to compare. */

export type Scheduler = lrScheduler.LRScheduler;
export type Rates = readonly number[];

/** A layer's parameters for each of two groups. */
export function twoLayers(): [nn.Parameter[], nn.Parameter[]] {
  const layer = () => [...new nn.Conv2d(1, 1, 1).parameters()];
  return [layer(), layer()];
}

/** Two groups, the second with a rate of its own, which is a tensor. */
export function sgd(): SGD {
  const [first, second] = twoLayers();
  return new SGD([{ params: first }, { params: second, lr: tensor(0.5) }], { lr: 0.05 });
}

export function adam(): Adam {
  const [first, second] = twoLayers();
  return new Adam([{ params: first }, { params: second, lr: 0.5 }], { lr: 0.05 });
}

/** The same two groups, both at the given rate. */
export function sgdAt(lr: number): SGD {
  const optimizer = sgd();
  for (const group of optimizer.paramGroups) group.lr = lr;
  return optimizer;
}

export function times(values: Rates, factor: number): number[] {
  return values.map((value) => value * factor);
}

export function repeat(value: number, count: number): number[] {
  return new Array<number>(count).fill(value);
}

export function range<T = number>(count: number, of: (i: number) => T = (i) => i as T): T[] {
  return Array.from({ length: count }, (_, i) => of(i));
}

const numberOf = (value: unknown): number => (value instanceof Tensor ? value.item() : (value as number));

export function ratesOf(optimizer: AnyOptimizer): number[] {
  return optimizer.paramGroups.map(({ lr }) => numberOf(lr));
}

/** Compares as PyTorch's tests do: within 1e-5, and only the groups for which there are targets. */
export function expectRates(actual: Rates, targets: readonly Rates[], index: number, label = "rate"): void {
  targets.forEach((target, group) => {
    const error = Math.abs(actual[group] - target[index]);
    const text = `${label} of group ${group} at ${index}: ${actual[group]} instead of ${target[index]}`;
    expect(error, text).toBeLessThanOrEqual(1e-5);
  });
}

/** Runs something, and returns what it warned of. */
export function warningsOf(action: () => void): string[] {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  try {
    action();
    return warn.mock.calls.map(([text]) => String(text));
  } finally {
    warn.mockRestore();
  }
}

/** The rates before each step. */
export function expectSchedule(
  optimizer: AnyOptimizer,
  schedulers: Scheduler | readonly Scheduler[],
  targets: readonly Rates[],
  epochs = 10,
): void {
  const list = [schedulers].flat() as Scheduler[];
  for (let epoch = 0; epoch < epochs; epoch++) {
    expectRates(ratesOf(optimizer), targets, epoch);
    optimizer.step();
    for (const scheduler of list) scheduler.step();
  }
}

/** The rates that `getLastLr` tells of before each step. */
export function expectLastRates(optimizer: AnyOptimizer, scheduler: Scheduler, targets: readonly Rates[], epochs = 10) {
  for (let epoch = 0; epoch < epochs; epoch++) {
    expectRates(scheduler.getLastLr(), targets, epoch);
    optimizer.step();
    scheduler.step();
  }
}

/** The rates after jumping to each epoch, which warns each time. */
export function expectByEpoch(
  optimizer: AnyOptimizer,
  scheduler: Scheduler,
  targets: readonly Rates[],
  epochs: readonly number[] = range(10),
): void {
  epochs.forEach((epoch, index) => {
    optimizer.step();
    const found = warningsOf(() => scheduler.step(epoch));
    for (const text of found) expect(text).toContain("The epoch parameter in `scheduler.step()` was not necessary");
    expectRates(ratesOf(optimizer), targets, index);
  });
}

/** The rates after each step, a plateau's with its metric. */
export function expectPlateau(
  optimizer: AnyOptimizer,
  schedulers: readonly Scheduler[],
  targets: readonly Rates[],
  metrics: readonly number[],
  epochs: number,
): void {
  for (let epoch = 0; epoch < epochs; epoch++) {
    optimizer.step();
    for (const scheduler of schedulers) {
      if (scheduler instanceof lrScheduler.ReduceLROnPlateau) scheduler.step(metrics[epoch]);
      else scheduler.step();
    }
    expectRates(ratesOf(optimizer), targets, epoch);
  }
}

/** Rates and momenta before each batch; the momentum of Adam is its first beta. */
export function expectCycle(
  optimizer: AnyOptimizer,
  scheduler: Scheduler,
  lrs: readonly Rates[],
  momenta: readonly Rates[] | null,
): void {
  for (let batch = 0; batch < lrs[0].length; batch++) {
    expectRates(ratesOf(optimizer), lrs, batch);
    if (momenta !== null) {
      const actual = optimizer.paramGroups.map((group) => numberOf(group.momentum ?? group.betas?.[0]));
      expectRates(actual, momenta, batch, "momentum");
    }
    optimizer.step();
    if (batch < lrs[0].length - 1) scheduler.step();
  }
}
