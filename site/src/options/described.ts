import { type OptionInfo, optimizers, schedulers } from "downhill/registry";

/** What pages know of an optimizer: its entry in the registry without the class, which stays in the worker. */
export interface DescribedOptimizer {
  readonly name: string;
  readonly summary: string;
  readonly formula: string | null;
  readonly source: string | null;
  readonly url: string | null;
  readonly options: Readonly<Record<string, OptionInfo>>;
  readonly state: Readonly<Record<string, string>>;
  readonly tune: readonly string[];
  readonly elementwise: boolean;
  readonly closure: boolean;
}

/** What pages know of a scheduler. */
export interface DescribedScheduler {
  readonly name: string;
  readonly summary: string;
  readonly url: string | null;
  readonly options: Readonly<Record<string, OptionInfo>>;
  readonly length: string | null;
  readonly metric: boolean;
  readonly combines: boolean;
}

/** Everything that is registered, as plain data. */
export interface Described {
  readonly optimizers: readonly DescribedOptimizer[];
  readonly schedulers: readonly DescribedScheduler[];
}

/** What is registered. */
export function describeAll(): Described {
  return {
    optimizers: Array.from(
      optimizers,
      ({ name, summary, formula, source, url, options, state, tune, elementwise, closure }) => ({
        ...{ name, summary, formula, source, url, options, state, tune, elementwise, closure },
      }),
    ),
    schedulers: Array.from(schedulers, ({ name, summary, url, options, length, metric, combines }) => ({
      ...{ name, summary, url, options, length, metric, combines },
    })),
  };
}
