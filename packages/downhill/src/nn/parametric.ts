import { repr } from "../python/repr.ts";
import { reprFloat } from "../python/text.ts";
import { INTEGER, NUMBER } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import { full } from "../tensor/factories.ts";
import { DTYPE } from "../tensor/kinds.ts";
import type { Tensor } from "../tensor/tensor.ts";
import * as functional from "./functional/nonlinear.ts";
import { INPLACE, inplaceRepr, joined } from "./inplace.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

/*
 * Activations that take numbers, or learn them.
 */

/**
 * x where it is positive, else alpha · (exp(x) - 1).
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.ELU.html
 */
export class ELU extends Module<[input: Tensor]> {
  readonly alpha: number;
  readonly inplace: boolean;

  /** @internal */
  static override readonly signature = signature("ELU", { alpha: optional(NUMBER, 1) }, INPLACE);

  /**
   * @param alpha the size of what far negative elements become; default 1
   * @param options.inplace whether to write the result over the input; default false
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(alpha?: number, options?: { inplace?: boolean });
  constructor(options: { alpha?: number; inplace?: boolean });
  constructor(...args: readonly unknown[]) {
    super();
    const { alpha, inplace } = ELU.signature.read(args);
    this.alpha = alpha;
    this.inplace = inplace;
  }

  forward(input: Tensor): Tensor {
    return functional.elu(input, this.alpha, { inplace: this.inplace });
  }

  override extraRepr(): string {
    return joined(`alpha=${reprFloat(this.alpha)}`, inplaceRepr(this.inplace));
  }
}

/**
 * x where it is positive, else alpha · (exp(x / alpha) - 1).
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.CELU.html
 */
export class CELU extends Module<[input: Tensor]> {
  readonly alpha: number;
  readonly inplace: boolean;

  /** @internal */
  static override readonly signature = signature("CELU", { alpha: optional(NUMBER, 1) }, INPLACE);

  /**
   * @param alpha not zero; default 1
   * @param options.inplace whether to write the result over the input; default false
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(alpha?: number, options?: { inplace?: boolean });
  constructor(options: { alpha?: number; inplace?: boolean });
  constructor(...args: readonly unknown[]) {
    super();
    const { alpha, inplace } = CELU.signature.read(args);
    this.alpha = alpha;
    this.inplace = inplace;
  }

  forward(input: Tensor): Tensor {
    return functional.celu(input, this.alpha, { inplace: this.inplace });
  }

  override extraRepr(): string {
    return joined(`alpha=${reprFloat(this.alpha)}`, inplaceRepr(this.inplace));
  }
}

/**
 * x where it is positive, else negativeSlope · x.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LeakyReLU.html
 */
export class LeakyReLU extends Module<[input: Tensor]> {
  readonly negativeSlope: number;
  readonly inplace: boolean;

  /** @internal */
  static override readonly signature = signature("LeakyReLU", { negativeSlope: optional(NUMBER, 0.01) }, INPLACE);

  /**
   * @param negativeSlope the slope below zero; default 0.01
   * @param options.inplace whether to write the result over the input; default false
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(negativeSlope?: number, options?: { inplace?: boolean });
  constructor(options: { negativeSlope?: number; inplace?: boolean });
  constructor(...args: readonly unknown[]) {
    super();
    const { negativeSlope, inplace } = LeakyReLU.signature.read(args);
    this.negativeSlope = negativeSlope;
    this.inplace = inplace;
  }

  forward(input: Tensor): Tensor {
    return functional.leakyRelu(input, this.negativeSlope, { inplace: this.inplace });
  }

  override extraRepr(): string {
    return joined(`negative_slope=${reprFloat(this.negativeSlope)}`, inplaceRepr(this.inplace));
  }
}

/**
 * x kept between two bounds.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Hardtanh.html
 */
export class Hardtanh extends Module<[input: Tensor]> {
  readonly minVal: number;
  readonly maxVal: number;
  readonly inplace: boolean;

  /** @internal */
  static override readonly signature = signature(
    "Hardtanh",
    { minVal: optional(NUMBER, -1), maxVal: optional(NUMBER, 1) },
    INPLACE,
  );

  /**
   * @param minVal the lower bound; default -1
   * @param maxVal the upper bound, above minVal; default 1
   * @param options.inplace whether to write the result over the input; default false
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(minVal?: number, maxVal?: number, options?: { inplace?: boolean });
  constructor(options: { minVal?: number; maxVal?: number; inplace?: boolean });
  constructor(...args: readonly unknown[]) {
    super();
    const { minVal, maxVal, inplace } = Hardtanh.signature.read(args);
    this.minVal = minVal;
    this.maxVal = maxVal;
    this.inplace = inplace;
  }

  forward(input: Tensor): Tensor {
    return functional.hardtanh(input, this.minVal, this.maxVal, { inplace: this.inplace });
  }

  override extraRepr(): string {
    return joined(`min_val=${reprFloat(this.minVal)}`, `max_val=${reprFloat(this.maxVal)}`, inplaceRepr(this.inplace));
  }
}

/**
 * x brought nearer to zero by lambd; 0 where it is nearer than that.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Softshrink.html
 */
export class Softshrink extends Module<[input: Tensor]> {
  readonly lambd: number;

  /** @internal */
  static override readonly signature = signature("Softshrink", { lambd: optional(NUMBER, 0.5) });

  /**
   * @param lambd how far elements are brought nearer, not negative; default 0.5
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(lambd?: number);
  constructor(options: { lambd?: number });
  constructor(...args: readonly unknown[]) {
    super();
    const { lambd } = Softshrink.signature.read(args);
    this.lambd = lambd;
  }

  forward(input: Tensor): Tensor {
    return functional.softshrink(input, this.lambd);
  }

  override extraRepr(): string {
    return reprFloat(this.lambd);
  }
}

/**
 * 0 where x lies between -lambd and lambd, else x.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Hardshrink.html
 */
export class Hardshrink extends Module<[input: Tensor]> {
  readonly lambd: number;

  /** @internal */
  static override readonly signature = signature("Hardshrink", { lambd: optional(NUMBER, 0.5) });

  /**
   * @param lambd how far from zero elements become 0; default 0.5
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(lambd?: number);
  constructor(options: { lambd?: number });
  constructor(...args: readonly unknown[]) {
    super();
    const { lambd } = Hardshrink.signature.read(args);
    this.lambd = lambd;
  }

  forward(input: Tensor): Tensor {
    return functional.hardshrink(input, this.lambd);
  }

  override extraRepr(): string {
    return reprFloat(this.lambd);
  }
}

/**
 * x where it is above a threshold, else a value.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Threshold.html
 */
export class Threshold extends Module<[input: Tensor]> {
  readonly threshold: number;
  readonly value: number;
  readonly inplace: boolean;

  /** @internal */
  static override readonly signature = signature("Threshold", { threshold: NUMBER, value: NUMBER }, INPLACE);

  /**
   * @param threshold the threshold
   * @param value what stands for what is not above it
   * @param options.inplace whether to write the result over the input; default false
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(threshold: number, value: number, options?: { inplace?: boolean });
  constructor(options: { threshold: number; value: number; inplace?: boolean });
  constructor(...args: readonly unknown[]) {
    super();
    const { threshold, value, inplace } = Threshold.signature.read(args);
    this.threshold = threshold;
    this.value = value;
    this.inplace = inplace;
  }

  forward(input: Tensor): Tensor {
    return functional.threshold(input, this.threshold, this.value, { inplace: this.inplace });
  }

  override extraRepr(): string {
    return joined(`threshold=${repr(this.threshold)}`, `value=${repr(this.value)}`, inplaceRepr(this.inplace));
  }
}

/**
 * x where it is positive, else a slope times x: one that is drawn for each element while training, else the middle one.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.RReLU.html
 */
export class RReLU extends Module<[input: Tensor]> {
  readonly lower: number;
  readonly upper: number;
  readonly inplace: boolean;

  /** @internal */
  static override readonly signature = signature(
    "RReLU",
    { lower: optional(NUMBER, 1 / 8), upper: optional(NUMBER, 1 / 3) },
    INPLACE,
  );

  /**
   * @param lower the least slope; default 1 / 8
   * @param upper the greatest slope; default 1 / 3
   * @param options.inplace whether to write the result over the input; default false
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(lower?: number, upper?: number, options?: { inplace?: boolean });
  constructor(options: { lower?: number; upper?: number; inplace?: boolean });
  constructor(...args: readonly unknown[]) {
    super();
    const { lower, upper, inplace } = RReLU.signature.read(args);
    this.lower = lower;
    this.upper = upper;
    this.inplace = inplace;
  }

  forward(input: Tensor): Tensor {
    const { training, inplace } = this;
    return functional.rrelu(input, this.lower, this.upper, { training, inplace });
  }

  override extraRepr(): string {
    return joined(`lower=${reprFloat(this.lower)}`, `upper=${reprFloat(this.upper)}`, inplaceRepr(this.inplace));
  }
}

/**
 * log(1 + exp(beta · x)) / beta, a smooth {@link ReLU}.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Softplus.html
 */
export class Softplus extends Module<[input: Tensor]> {
  readonly beta: number;
  readonly threshold: number;

  /** @internal */
  static override readonly signature = signature("Softplus", {
    beta: optional(NUMBER, 1),
    threshold: optional(NUMBER, 20),
  });

  /**
   * @param beta the larger, the nearer to ReLU; default 1
   * @param threshold x itself where beta · x is above it; default 20
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(beta?: number, threshold?: number);
  constructor(options: { beta?: number; threshold?: number });
  constructor(...args: readonly unknown[]) {
    super();
    const { beta, threshold } = Softplus.signature.read(args);
    this.beta = beta;
    this.threshold = threshold;
  }

  forward(input: Tensor): Tensor {
    return input.softplus({ beta: this.beta, threshold: this.threshold });
  }

  override extraRepr(): string {
    return `beta=${reprFloat(this.beta)}, threshold=${reprFloat(this.threshold)}`;
  }
}

/**
 * x where it is positive, else weight · x, with a weight that is learnt.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.PReLU.html
 */
export class PReLU extends Module<[input: Tensor]> {
  readonly numParameters: number;
  /** [numParameters] */
  readonly weight: Parameter;

  /** @internal */
  static override readonly signature = signature(
    "PReLU",
    { numParameters: optional(INTEGER, 1), init: optional(NUMBER, 0.25) },
    { dtype: DTYPE },
  );

  /**
   * @param numParameters 1, or as many as there are channels; default 1
   * @param init what the weights start with; default 0.25
   * @param options.dtype of the weights
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(numParameters?: number, init?: number, options?: { dtype?: "float32" | "float64" });
  constructor(options: { numParameters?: number; init?: number; dtype?: "float32" | "float64" });
  constructor(...args: readonly unknown[]) {
    super();
    const { numParameters, init, dtype } = PReLU.signature.read(args);
    this.numParameters = numParameters;
    this.weight = new Parameter(full([numParameters], init, { dtype }));
  }

  forward(input: Tensor): Tensor {
    return functional.prelu(input, this.weight);
  }

  override extraRepr(): string {
    return `num_parameters=${this.numParameters}`;
  }
}
