/** A value that an option of an optimizer or scheduler can have on the command line. */
export type Setting = number | boolean | string | null | readonly (number | null)[];

/** Options by the library's names. */
export type Settings = Readonly<Record<string, Setting>>;

/** A scheduler of the learning rate, by its class's name, with the options that are not left to the race. */
export interface SchedulerChoice {
  readonly name: string;
  readonly settings: Settings;
}

/** An optimizer, by its class's name, with the options that differ from the library's defaults. */
export interface OptimizerChoice {
  readonly name: string;
  readonly settings: Settings;
  /** Null: the learning rate stays as it is. */
  readonly scheduler: SchedulerChoice | null;
}

/** How a problem's rows are dealt out and weighed. */
export interface DataPlan {
  /** The seed of the split into training and validation rows, and of the data where they are made up. */
  readonly seed: number;
  /** The seed by which test rows are taken out first; null for none. */
  readonly testSeed: number | null;
  /** "balanced": each class counts the same in the loss, however many rows it has. */
  readonly classWeights: "balanced" | null;
}

/**
 * A training, all of it but the data themselves: what a race, a search and a final training share. The same plan on the
 * same data gives the same numbers, in whatever thread and company. Plain data.
 */
export interface TrainingPlan {
  readonly data: DataPlan;
  /** The sizes of the network's hidden layers. */
  readonly hidden: readonly number[];
  readonly optimizer: OptimizerChoice;
  /** The budget: how often the loss and its gradient may be computed for every training row. */
  readonly passes: number;
  /** Rows per step, for those that take mini-batches. */
  readonly batch: number;
  /** The seed of the first weights and of the batches. */
  readonly seed: number;
  /** After how many passes without a better validation loss the training stops; null for never. */
  readonly patience: number | null;
}
