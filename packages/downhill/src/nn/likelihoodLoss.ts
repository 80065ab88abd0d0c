import { BOOLEAN, NUMBER } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import type { Tensor } from "../tensor/tensor.ts";
import {
  type GaussianNllOptions,
  gaussianNllLoss,
  type KlDivOptions,
  klDiv,
  type PoissonNllOptions,
  poissonNllLoss,
} from "./functional/likelihood.ts";
import { REDUCTION } from "./kinds.ts";
import { Loss, REDUCE, SIZE_AVERAGE } from "./loss.ts";

/*
 * Losses that are likelihoods of distributions other than classes'.
 */

/**
 * The Kullback-Leibler divergence of a target, probabilities, from the input, logarithms of such: t (log t - x).
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.KLDivLoss.html
 */
export class KLDivLoss extends Loss<[input: Tensor, target: Tensor], "batchmean"> {
  readonly logTarget: boolean;

  /** @internal */
  static override readonly signature = signature(
    "KLDivLoss",
    {},
    { ...SIZE_AVERAGE, ...REDUCE, logTarget: optional(BOOLEAN, false) },
  );

  /**
   * @param options.reduction "none", "mean" (the default), "sum", or "batchmean", the sum divided by the size of the batch
   * @param options.logTarget whether the target is given as logarithms too; default false
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(options?: KlDivOptions);
  constructor(...args: readonly unknown[]) {
    const { logTarget, ...options } = KLDivLoss.signature.read(args);
    super(options);
    this.logTarget = logTarget;
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return klDiv(input, target, this);
  }
}

/**
 * The negative log-likelihood of counts under Poisson distributions: exp(x) - t x, or x - t log(x + eps).
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.PoissonNLLLoss.html
 */
export class PoissonNLLLoss extends Loss {
  readonly logInput: boolean;
  readonly full: boolean;
  readonly eps: number;

  /** @internal */
  static override readonly signature = signature(
    "PoissonNLLLoss",
    {},
    {
      logInput: optional(BOOLEAN, true),
      full: optional(BOOLEAN, false),
      ...SIZE_AVERAGE,
      eps: optional(NUMBER, 1e-8),
      ...REDUCE,
    },
  );

  /**
   * @param options.logInput whether the input is the logarithm of the expected count; default true
   * @param options.full whether to add Stirling's approximation of log t!, for targets above 1; default false
   * @param options.eps added to an input that is no logarithm, whose logarithm is taken; default 1e-8
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(options?: PoissonNllOptions);
  constructor(...args: readonly unknown[]) {
    const { logInput, full, eps, ...options } = PoissonNLLLoss.signature.read(args);
    super(options);
    this.logInput = logInput;
    this.full = full;
    this.eps = eps;
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return poissonNllLoss(input, target, this);
  }
}

/**
 * The negative log-likelihood of a target under normal distributions, of which the input has the means and a third tensor the
 * variances: (log v + (x - t)² / v) / 2.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.GaussianNLLLoss.html
 */
export class GaussianNLLLoss extends Loss<[input: Tensor, target: Tensor, variance: Tensor | number]> {
  readonly full: boolean;
  readonly eps: number;

  /** @internal */
  static override readonly signature = signature(
    "GaussianNLLLoss",
    {},
    {},
    { full: optional(BOOLEAN, false), eps: optional(NUMBER, 1e-6), reduction: optional(REDUCTION, "mean") },
  );

  /**
   * @param options.full whether to add the constant log(2π) / 2; default false
   * @param options.eps what variances are at least taken for; default 1e-6
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(options?: GaussianNllOptions);
  constructor(...args: readonly unknown[]) {
    const { full, eps, ...options } = GaussianNLLLoss.signature.read(args);
    super(options);
    this.full = full;
    this.eps = eps;
  }

  forward(input: Tensor, target: Tensor, variance: Tensor | number): Tensor {
    return gaussianNllLoss(input, target, variance, this);
  }
}
