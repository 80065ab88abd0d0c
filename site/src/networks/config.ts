import type { Contestant } from "../contestants/contestant.ts";

/** Shapes to tell apart, curves to follow, real digits, or a table of one's own. */
export const DATA = ["circle", "xor", "spirals", "moons", "blobs", "parabola", "wave", "digits", "table"] as const;
export type DataName = (typeof DATA)[number];

/** What is trained: the data, the network, the batches. All contestants train the same. */
export interface NetworkConfig {
  readonly data: DataName;
  /** How far points are strewn, from 0 to 1. */
  readonly noise: number;
  /** Sizes of the hidden layers. */
  readonly hidden: readonly number[];
  /** A layer of the library's, by its name. */
  readonly activation: string;
  /** The share of activations that are dropped in training. */
  readonly dropout: number;
  readonly batchNorm: boolean;
  /** Rows per step. */
  readonly batch: number;
  readonly seed: number;
}

/** A training: what is trained, and by whom. */
export interface NetworkRequest {
  readonly config: NetworkConfig;
  readonly contestants: readonly Contestant[];
}

/** The data as the page draws them. */
export interface DataShown {
  readonly task: "classification" | "regression";
  /** How many numbers go into the network. */
  readonly inputs: number;
  readonly classes: readonly string[];
  readonly features: readonly string[];
  /** The inputs of the training rows, one after the other; empty where there are more than two. */
  readonly points: Float32Array;
  readonly targets: Float32Array;
  readonly rows: { readonly training: number; readonly test: number };
  /** The part of the plane that is drawn: smallest and largest first input, smallest and largest second. */
  readonly view: readonly [number, number, number, number];
  readonly notes: readonly string[];
  /** The layers, as they are written in TypeScript and in Python. */
  readonly layers: readonly { readonly typeScript: string; readonly python: string }[];
}

/** Where a contestant stands. */
export interface Standing {
  readonly trainLoss: number;
  readonly testLoss: number;
  /** The share of test rows that are told right; null for regressions. */
  readonly accuracy: number | null;
  readonly losses: readonly number[];
  readonly testLosses: readonly number[];
  readonly rate: number;
  /** What the network says on a grid over the view: for classes the probability of each, else the value. */
  readonly grid: Float32Array | null;
  readonly layers: readonly LayerShown[];
  readonly error: string | null;
}

/** A layer's weights and gradients. */
export interface LayerShown {
  readonly name: string;
  readonly histogram: readonly number[];
  readonly low: number;
  readonly high: number;
  /** The norm of the last step's gradient. */
  readonly gradient: number;
}

/** Where all stand after so many steps. */
export interface Progress {
  readonly step: number;
  readonly epoch: number;
  /** So many steps lie between two losses of a curve. */
  readonly stride: number;
  readonly standings: readonly Standing[];
  /** Steps of all contestants together in a second, in this piece. */
  readonly speed: number;
}

/** Cells along a side of a grid. */
export const gridSide = 44;
