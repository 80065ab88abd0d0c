import type { TensorStatistics } from "downhill/serialization";

/** A place in a file's value, as the page shows it. */
export interface TreeNode {
  readonly name: string;
  readonly path: string;
  /** What stands there, in short: a value, or what kind of container with how many parts. */
  readonly text: string;
  readonly parts: readonly TreeNode[];
  /** Of a tensor, what is known of it without its elements. */
  readonly tensor: TensorNode | null;
}

export interface TensorNode {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: number;
  /** The name by which its elements are asked for. */
  readonly name: string;
}

/** An optimizer's state in a file, and how far it has come. */
export interface OptimizerNode {
  readonly path: string;
  readonly name: string | null;
  readonly groups: number;
  /** The learning rates of its groups, as far as they are numbers. */
  readonly rates: readonly number[];
  /** How many steps it has made, where it counts them. */
  readonly steps: number | null;
}

/** What is in a file. */
export interface OpenedFile {
  readonly id: number;
  readonly format: string;
  readonly size: number;
  readonly milliseconds: number;
  readonly tensors: number;
  readonly elements: number;
  readonly root: TreeNode;
  readonly optimizers: readonly OptimizerNode[];
  /** Classes and functions that Python would have called, how often, and whether attacks call them. Nothing was called here. */
  readonly objects: readonly { readonly name: string; readonly count: number; readonly suspicious: boolean }[];
}

/** What a tensor's elements are like. */
export interface TensorDetails {
  readonly statistics: TensorStatistics | null;
  /** How many elements lie in each of as many equal parts between the smallest and the largest. */
  readonly histogram: readonly number[];
  /** Its elements in rows and columns, thinned out where there are many. */
  readonly picture: { readonly rows: number; readonly columns: number; readonly values: Float32Array } | null;
  readonly first: readonly number[];
}
