import type { Environment } from "../environment.ts";
import type { Importance } from "../training/importance.ts";
import type { Tuning } from "../tune/tune.ts";
import type { RaceJob } from "./job.ts";
import type { Standings } from "./standings.ts";

/** Everything about a race that is over or was stopped. */
export interface Outcome {
  readonly job: RaceJob;
  /** The trials, where settings were tuned. */
  readonly tunings: readonly Tuning[];
  readonly standings: Standings;
  /** How important each column is to the winner, one list per seed; null where that isn't known. */
  readonly importances: readonly (readonly Importance[])[] | null;
  /** Stopped by Ctrl-C or a like signal before the end. */
  readonly interrupted: boolean;
  /** How long the race took, in seconds. */
  readonly seconds: number;
  readonly environment: Environment;
}
