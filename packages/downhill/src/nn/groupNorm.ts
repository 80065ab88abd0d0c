import { Tuple } from "../python/containers.ts";
import { repr } from "../python/repr.ts";
import { reprFloat } from "../python/text.ts";
import { BOOLEAN, INTEGER, NUMBER, orNull } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publishMethods } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { empty } from "../tensor/factories.ts";
import { DIM_OR_DIMS } from "../tensor/kinds.ts";
import { checkedShape, type Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { FACTORY, type FactoryOptions } from "./factory.ts";
import { groupNorm, type LocalResponseNormOptions, localResponseNorm } from "./functional/groupNorm.ts";
import { rmsNorm } from "./functional/rmsNorm.ts";
import { ones_, zeros_ } from "./init/fill.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

/** Options of a {@link GroupNorm}. */
export interface GroupNormModuleOptions extends FactoryOptions {
  /** Added to the variance. Default 1e-5. */
  eps?: number;
  /** Whether it has a weight, and unless `bias` is false a bias. Default true. */
  affine?: boolean;
  /** Whether it has a bias, if it has a weight. Default true. */
  bias?: boolean;
}

/**
 * Shifts and scales the channels of each sample of [batch, channels, ...], by groups of neighbours, to mean 0 and variance 1,
 * then multiplies each channel by a weight and adds a bias.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.GroupNorm.html
 */
export class GroupNorm extends Module<[input: Tensor]> {
  readonly numGroups: number;
  readonly numChannels: number;
  readonly eps: number;
  readonly affine: boolean;
  /** [numChannels], starts as ones; null without `affine` */
  weight: Parameter | null;
  /** [numChannels], starts as zeros; null without */
  bias: Parameter | null;

  /** @internal */
  static override readonly signature = signature(
    "GroupNorm",
    { numGroups: INTEGER, numChannels: INTEGER },
    { eps: optional(NUMBER, 1e-5), affine: optional(BOOLEAN, true), ...FACTORY },
    { bias: optional(BOOLEAN, true) },
  );

  /**
   * @param numGroups groups of channels
   * @param numChannels channels of the input, which the groups divide
   * @throws RangeError for channels that the groups don't divide
   */
  constructor(numGroups: number, numChannels: number, options?: GroupNormModuleOptions);
  constructor(options: GroupNormModuleOptions & { numGroups: number; numChannels: number });
  constructor(...args: readonly unknown[]) {
    super();
    const { numGroups, numChannels, eps, affine, bias, dtype } = GroupNorm.signature.read(args);
    if (numChannels % numGroups !== 0) {
      throw new RangeError(`num_channels (${numChannels}) must be divisible by num_groups (${numGroups})`);
    }
    this.numGroups = numGroups;
    this.numChannels = numChannels;
    this.eps = eps;
    this.affine = affine;
    this.weight = affine ? new Parameter(empty([numChannels], { dtype })) : null;
    this.bias = affine && bias ? new Parameter(empty([numChannels], { dtype })) : null;
    this.resetParameters();
  }

  /** Sets the weight to ones and the bias to zeros. */
  resetParameters(): void {
    if (this.weight !== null) ones_(this.weight);
    if (this.bias !== null) zeros_(this.bias);
  }

  forward(input: Tensor): Tensor {
    return groupNorm(input, this.numGroups, this);
  }

  override extraRepr(): string {
    return (
      `${this.numGroups}, ${this.numChannels}, eps=${reprFloat(this.eps)}, affine=${repr(this.affine)}, ` +
      `bias=${repr(this.bias !== null)}`
    );
  }
}

/** Options of an {@link RMSNorm}. */
export interface RMSNormOptions extends FactoryOptions {
  /** Added to the mean of the squares. Default null: the type's smallest step from 1. */
  eps?: number | null;
  /** Whether it has a weight. Default true. */
  elementwiseAffine?: boolean;
}

/**
 * Divides the last dimensions by the root of the mean of their squares, then multiplies by a weight.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.RMSNorm.html
 */
export class RMSNorm extends Module<[input: Tensor]> {
  readonly normalizedShape: Shape;
  readonly eps: number | null;
  readonly elementwiseAffine: boolean;
  /** normalizedShape, starts as ones; null without `elementwiseAffine` */
  weight: Parameter | null;

  /** @internal */
  static override readonly signature = signature(
    "RMSNorm",
    { normalizedShape: DIM_OR_DIMS },
    { eps: optional(orNull(NUMBER), null), elementwiseAffine: optional(BOOLEAN, true), ...FACTORY },
  );

  /**
   * @param normalizedShape the sizes of the last dimensions, or the size of the last one
   * @throws TypeError for arguments that it doesn't take; TypeError or RangeError when a size is no integer or negative
   */
  constructor(normalizedShape: number | Shape, options?: RMSNormOptions);
  constructor(options: RMSNormOptions & { normalizedShape: number | Shape });
  constructor(...args: readonly unknown[]) {
    super();
    const { normalizedShape, eps, elementwiseAffine, dtype } = RMSNorm.signature.read(args);
    this.normalizedShape = checkedShape(typeof normalizedShape === "number" ? [normalizedShape] : normalizedShape);
    this.eps = eps;
    this.elementwiseAffine = elementwiseAffine;
    this.weight = elementwiseAffine ? new Parameter(empty(this.normalizedShape, { dtype })) : null;
    this.resetParameters();
  }

  /** Sets the weight to ones. */
  resetParameters(): void {
    if (this.weight !== null) ones_(this.weight);
  }

  forward(input: Tensor): Tensor {
    return rmsNorm(input, this.normalizedShape, this);
  }

  override extraRepr(): string {
    const eps = this.eps === null ? "None" : reprFloat(this.eps);
    const shape = repr(Tuple.from(this.normalizedShape));
    return `${shape}, eps=${eps}, elementwise_affine=${repr(this.elementwiseAffine)}`;
  }
}

/**
 * Divides each element of [batch, channels, ...] by (k + alpha · the mean of the squares of neighbouring channels)^beta.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LocalResponseNorm.html
 */
export class LocalResponseNorm extends Module<[input: Tensor]> {
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;

  /** @internal */
  static override readonly signature = signature(
    "LocalResponseNorm",
    { size: INTEGER },
    { alpha: optional(NUMBER, 1e-4), beta: optional(NUMBER, 0.75), k: optional(NUMBER, 1) },
  );

  /**
   * @param size how many channels are neighbours, the own included
   * @param options.alpha the factor of the mean of the squares; default 1e-4
   * @param options.beta the power that the sum is taken to; default 0.75
   * @param options.k added to the mean of the squares; default 1
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(size: number, options?: LocalResponseNormOptions);
  constructor(options: LocalResponseNormOptions & { size: number });
  constructor(...args: readonly unknown[]) {
    super();
    const { size, alpha, beta, k } = LocalResponseNorm.signature.read(args);
    this.size = size;
    this.alpha = alpha;
    this.beta = beta;
    this.k = k;
  }

  forward(input: Tensor): Tensor {
    return localResponseNorm(input, this.size, this);
  }

  override extraRepr(): string {
    return `${this.size}, alpha=${reprFloat(this.alpha)}, beta=${reprFloat(this.beta)}, k=${reprFloat(this.k)}`;
  }
}

publishMethods(GroupNorm.prototype, { resetParameters: signature("resetParameters", {}) });
publishMethods(RMSNorm.prototype, { resetParameters: signature("resetParameters", {}) });
