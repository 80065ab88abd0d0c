import { repr } from "../python/repr.ts";
import { reprString } from "../python/text.ts";
import type { Kind } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import { DIM_OR_NULL } from "../tensor/kinds.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type GeluApproximation, gelu, logSoftmax, softmax } from "./functional/activation.ts";
import { InplaceActivation, inplaceSignature } from "./inplace.ts";
import { Module } from "./module.ts";

const APPROXIMATION: Kind<GeluApproximation> = {
  expected: '"none" or "tanh"',
  accepts: (value): value is GeluApproximation => typeof value === "string",
};

/** max(0, x). Source: https://pytorch.org/docs/stable/generated/torch.nn.ReLU.html */
export class ReLU extends InplaceActivation {
  /** @internal */
  static override readonly signature = inplaceSignature("ReLU");

  forward(input: Tensor): Tensor {
    return this.inplace ? input.relu_() : input.relu();
  }
}

/** The hyperbolic tangent. Source: https://pytorch.org/docs/stable/generated/torch.nn.Tanh.html */
export class Tanh extends Module<[input: Tensor]> {
  forward(input: Tensor): Tensor {
    return input.tanh();
  }
}

/** 1 / (1 + exp(-x)). Source: https://pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html */
export class Sigmoid extends Module<[input: Tensor]> {
  forward(input: Tensor): Tensor {
    return input.sigmoid();
  }
}

/**
 * x·Φ(x), with Φ the normal distribution's cumulative function.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.GELU.html
 */
export class GELU extends Module<[input: Tensor]> {
  readonly approximate: GeluApproximation;

  /** @internal */
  static override readonly signature = signature("GELU", {}, { approximate: optional(APPROXIMATION, "none") });

  /** @param options.approximate "none" (the default) for Φ itself, "tanh" for the approximation by a tanh */
  constructor(options?: { approximate?: GeluApproximation });
  constructor(...args: readonly unknown[]) {
    super();
    this.approximate = GELU.signature.read(args).approximate;
  }

  forward(input: Tensor): Tensor {
    return gelu(input, { approximate: this.approximate });
  }

  override extraRepr(): string {
    return `approximate=${reprString(this.approximate)}`;
  }
}

/**
 * exp(x) divided by its sum along a dimension.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Softmax.html
 */
export class Softmax extends Module<[input: Tensor]> {
  readonly dim: number | null;

  /** @internal */
  static override readonly signature = signature("Softmax", { dim: optional(DIM_OR_NULL, null) });

  /** @param dim the dimension; null leaves the choice to PyTorch's old rule: 0 for 0, 1 or 3 dimensions, else 1 */
  constructor(dim?: number | null);
  constructor(options: { dim?: number | null });
  constructor(...args: readonly unknown[]) {
    super();
    this.dim = Softmax.signature.read(args).dim;
  }

  forward(input: Tensor): Tensor {
    return softmax(input, this.dim);
  }

  override extraRepr(): string {
    return `dim=${repr(this.dim)}`;
  }
}

/**
 * The logarithm of {@link Softmax}, without its overflow.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LogSoftmax.html
 */
export class LogSoftmax extends Module<[input: Tensor]> {
  readonly dim: number | null;

  /** @internal */
  static override readonly signature = signature("LogSoftmax", { dim: optional(DIM_OR_NULL, null) });

  /** @param dim the dimension; null leaves the choice to PyTorch's old rule: 0 for 0, 1 or 3 dimensions, else 1 */
  constructor(dim?: number | null);
  constructor(options: { dim?: number | null });
  constructor(...args: readonly unknown[]) {
    super();
    this.dim = LogSoftmax.signature.read(args).dim;
  }

  forward(input: Tensor): Tensor {
    return logSoftmax(input, this.dim);
  }

  override extraRepr(): string {
    return `dim=${repr(this.dim)}`;
  }
}
