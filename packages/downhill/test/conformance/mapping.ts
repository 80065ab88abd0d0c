import { suite } from "../optim/torchSuite/optimizerBench.ts";
import type { OurTest } from "./ourTests.ts";
import { TORCH_CLASSES, type TorchClass, type TorchTest } from "./torchTests.ts";

/** A test of PyTorch's with ours beside it. */
export interface Covered {
  readonly test: TorchTest;
  /** How many tests of ours are for it. */
  readonly ours: number;
  /** Instances that are satisfied; the rest PyTorch skips itself, or they can't be run here. */
  readonly satisfied: number;
}

export interface CoveredClass {
  readonly of: TorchClass;
  readonly tests: readonly Covered[];
  readonly total: number;
  readonly satisfied: number;
  readonly skipped: number;
  readonly without: number;
}

const sumOf = <T>(items: readonly T[], value: (item: T) => number) => items.reduce((sum, item) => sum + value(item), 0);

/**
 * Finds our tests for each of PyTorch's.
 *
 * @throws {Error} when one that is said to be there isn't
 */
export function coverage(ours: readonly OurTest[]): CoveredClass[] {
  return TORCH_CLASSES.map((of) => {
    const tests = of.tests.map((test): Covered => {
      const found = ours.filter(({ file, title }) => file === test.ours?.file && test.ours.title.test(title)).length;
      if (test.ours !== null && found === 0) {
        throw new Error(
          `no test in ${test.ours.file} has a title like ${test.ours.title}, for ${of.name}.${test.name}`,
        );
      }
      return { test, ours: found, satisfied: test.instances - test.without - test.skipped.length };
    });
    return {
      of,
      tests,
      total: sumOf(tests, ({ test }) => test.instances),
      satisfied: sumOf(tests, ({ satisfied }) => satisfied),
      skipped: sumOf(tests, ({ test }) => test.skipped.length),
      without: sumOf(tests, ({ test }) => test.without),
    };
  });
}

export interface CoveredErrors {
  readonly optimizer: string;
  readonly inputs: readonly { readonly desc: string; readonly isCovered: boolean }[];
}

/** Which of the error inputs our tests refuse, as PyTorch does. */
export function errorCoverage(ours: readonly OurTest[]): CoveredErrors[] {
  const titles = new Set(ours.map(({ title }) => title));
  return suite.optimizers.map(({ name, errors }) => ({
    optimizer: name,
    inputs: errors.map(({ desc }, i) => ({ desc, isCovered: titles.has(`test_errors, ${name} ${i}: ${desc}`) })),
  }));
}
