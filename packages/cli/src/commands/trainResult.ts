import type { Entry } from "../entries/entries.ts";
import type { Baseline, Measures } from "../training/assessment.ts";
import type { TrainJob } from "./trainJob.ts";

/** How good predictions were for rows that the model had not been trained on when it was measured. */
export interface Measured {
  readonly on: "validation" | "test";
  readonly rows: number;
  readonly measures: Measures;
  readonly baseline: Baseline;
}

/** The number of passes that is best for the validation rows. Plain data. */
export interface ChosenPasses {
  readonly passes: number;
  readonly loss: number;
  /** How many passes were tried. */
  readonly tried: number;
  readonly measured: Measured;
}

/** What came of a training. */
export interface TrainResult {
  readonly job: TrainJob;
  /** Who trained, with the learning rate that was found. */
  readonly entry: Entry;
  /** Null where the passes were given, or not chosen yet. */
  readonly chosen: ChosenPasses | null;
  /** Null if it was stopped before there was a model. */
  readonly model: {
    readonly path: string;
    readonly passes: number;
    readonly planned: number;
    /** The loss over the rows that it was trained on. */
    readonly loss: number;
    readonly rows: number;
    readonly measured: Measured | null;
  } | null;
  /** Whether somebody stopped it before its end. */
  readonly interrupted: boolean;
}
