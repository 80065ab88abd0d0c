import type { ProblemSource } from "../problems/source.ts";
import type { Baseline, Measures } from "../training/assessment.ts";
import type { Importance } from "../training/importance.ts";
import type { TrainingPlan } from "../training/plan.ts";
import type { CurvePoint, TrainingState } from "../training/training.ts";

/** What a worker is started with. */
export interface Setup {
  readonly source: ProblemSource;
  /** The threads that the library may compute with in each worker. */
  readonly threads: number;
}

/** One training for a worker, and what is wanted of it besides its curve. */
export interface TrainingJob {
  readonly plan: TrainingPlan;
  /** Whether the model that it leaves is to be measured in every way. */
  readonly assess: boolean;
  /** The file of an earlier race to go on from. */
  readonly resume?: string;
  /** The file to save it to when it has ended. */
  readonly save?: string;
}

/** What a training leaves. */
export interface Legacy {
  readonly measures: Measures;
  /** The model's predictions along the report's curve. */
  readonly fit: Float64Array | null;
  /** The weights with the lowest validation loss; null where they are too many to hand around. */
  readonly weights: readonly Float32Array[] | null;
}

/** What a training tells after each piece of work. */
export interface Advance {
  /** The points that are new. */
  readonly points: readonly CurvePoint[];
  readonly passes: number;
  readonly state: TrainingState;
  /** Where a function's point is, one pair for each new point of the curve; of two dimensions only. */
  readonly places: readonly (readonly [number, number])[];
  /** With the first points, where there are rows. */
  readonly baseline: Baseline | null;
  /** When it has ended, if it was asked for and there is any. */
  readonly legacy: Legacy | null;
}

/** What a worker is asked. */
export type Request =
  /** Goes on with a training for a while; `job` begins it. */
  | { readonly kind: "advance"; readonly id: number; readonly job: TrainingJob | null }
  | {
      readonly kind: "importance";
      readonly id: number;
      readonly plan: TrainingPlan;
      readonly weights: readonly Float32Array[];
    };

/** What a worker answers, each request once; and in between how far a training is. */
export type Reply =
  | { readonly kind: "advanced"; readonly id: number; readonly advance: Advance }
  | { readonly kind: "importance"; readonly id: number; readonly importances: readonly Importance[] }
  | { readonly kind: "step"; readonly id: number; readonly passes: number }
  /** `isUserError`: what the user gave is wrong, and the message says it all. */
  | { readonly kind: "failed"; readonly id: number; readonly message: string; readonly isUserError: boolean };
