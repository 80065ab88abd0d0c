import type { Problem } from "./problem.ts";
import type { EpochResult } from "./run.ts";
import type { Entry } from "./settings.ts";

/** All that the training thread needs to know. */
export interface Job {
  readonly problem: Problem;
  readonly entries: readonly Entry[];
  /** The sizes of the network's hidden layers. */
  readonly hidden: readonly number[];
  readonly epochs: number;
  readonly batch: number;
  readonly seed: number;
  /** The folder where the contestants are saved when they have finished. */
  readonly save?: string;
  /** The folder with the contestants of an earlier race, which goes on. */
  readonly resume?: string;
}

/** What the training thread tells. `key` is a contestant's. */
export type News =
  | { readonly kind: "started"; readonly threads: number }
  | {
      readonly kind: "steps";
      readonly key: string;
      readonly losses: readonly number[];
      readonly seconds: readonly number[];
      readonly evaluations: number;
    }
  | { readonly kind: "epoch"; readonly key: string; readonly result: EpochResult; readonly curve: Float32Array | null }
  | { readonly kind: "diverged"; readonly key: string }
  | { readonly kind: "finished"; readonly key: string };
