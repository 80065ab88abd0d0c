import type { Method } from "../../signatures/named.ts";

/** A `Generator`, by its shape: the class itself knows tensors, whose methods these are. */
export interface RandomSource {
  manualSeed(seed: number | bigint): unknown;
  initialSeed(): number | bigint;
}

/** Options of the methods that draw random numbers. */
export interface DrawOptions {
  /** Where the numbers come from. Default: the generator that `manualSeed` seeds. */
  generator?: RandomSource | null;
}

/** Operations that fill the tensor itself with random numbers and return it. */
export interface RandomMethods<T> {
  /**
   * Uniform numbers in [from, to), by default [0, 1).
   * @throws TypeError for a dtype that is no float, RangeError for bounds that are no range.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.uniform_.html
   */
  uniform_(from?: number, to?: number, options?: DrawOptions): T;
  uniform_(options: DrawOptions & { from?: number; to?: number }): T;
  uniform_(from: number, options: DrawOptions & { to?: number }): T;

  /**
   * Normal numbers, by default of mean 0 and deviation 1.
   * @throws TypeError for a dtype that is no float, RangeError for a negative deviation.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.normal_.html
   */
  normal_(mean?: number, std?: number, options?: DrawOptions): T;
  normal_(options: DrawOptions & { mean?: number; std?: number }): T;
  normal_(mean: number, options: DrawOptions & { std?: number }): T;

  /**
   * Ones with probability `p` (default 0.5), else zeros. A tensor gives each element its own probability and broadcasts.
   * With a number PyTorch draws from a generator of Intel's library on Intel's processors; elsewhere these are its numbers.
   * @throws RangeError for a probability outside of [0, 1], TypeError for a tensor of integers.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.bernoulli_.html
   */
  bernoulli_(p?: number | T, options?: DrawOptions): T;
  bernoulli_(options: DrawOptions & { p?: number | T }): T;

  /**
   * Ones with the probabilities that the elements are (or all with probability `p`), else zeros; a new tensor.
   * @throws RangeError for a probability outside of [0, 1].
   * @see https://docs.pytorch.org/docs/stable/generated/torch.bernoulli.html
   */
  bernoulli: Method<[p?: number, options?: DrawOptions], ["p"], T> & ((options?: DrawOptions) => T);

  /**
   * Draws indices by the weights that each row of a matrix (or a vector) gives; int64, of size [rows, numSamples].
   * @throws RangeError for weights that are negative, not finite or all zero, and for more draws than weights without
   * replacement; TypeError for integer weights.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.multinomial.html
   */
  multinomial: Method<[numSamples: number, options?: DrawOptions & { replacement?: boolean }], ["numSamples"], T>;

  /** Numbers of the exponential distribution, by default of rate 1. */
  exponential_: Method<[lambd?: number, options?: DrawOptions], ["lambd"], T>;

  /** Numbers of the Cauchy distribution, by default of scale 1 about 0. */
  cauchy_: Method<[median?: number, sigma?: number, options?: DrawOptions], ["median", "sigma"], T>;

  /** How many trials of probability `p` it takes until one succeeds. */
  geometric_: Method<[p: number, options?: DrawOptions], ["p"], T>;

  /** Numbers whose logarithms are normal, by default of mean 1 and deviation 2. */
  logNormal_: Method<[mean?: number, std?: number, options?: DrawOptions], ["mean", "std"], T>;
}
