import { repr } from "../python/repr.ts";
import { reprString } from "../python/text.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type GeluApproximation, gelu, logSoftmax, softmax } from "./functional/activation.ts";
import { Module } from "./module.ts";

/** max(0, x). Source: https://pytorch.org/docs/stable/generated/torch.nn.ReLU.html */
export class ReLU extends Module<[input: Tensor]> {
  readonly inplace: boolean;

  /** @param options.inplace whether to write the result over the input; default false */
  constructor({ inplace = false }: { inplace?: boolean } = {}) {
    super();
    this.inplace = inplace;
  }

  forward(input: Tensor): Tensor {
    return this.inplace ? input.relu_() : input.relu();
  }

  override extraRepr(): string {
    return this.inplace ? "inplace=True" : "";
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

  /** @param options.approximate "none" (the default) for Φ itself, "tanh" for the approximation by a tanh */
  constructor({ approximate = "none" }: { approximate?: GeluApproximation } = {}) {
    super();
    this.approximate = approximate;
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

  /** @param dim the dimension; null leaves the choice to PyTorch's old rule: 0 for 0, 1 or 3 dimensions, else 1 */
  constructor(dim: number | null | { dim?: number | null } = null) {
    super();
    this.dim = dimOf(dim);
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

  /** @param dim the dimension; null leaves the choice to PyTorch's old rule: 0 for 0, 1 or 3 dimensions, else 1 */
  constructor(dim: number | null | { dim?: number | null } = null) {
    super();
    this.dim = dimOf(dim);
  }

  forward(input: Tensor): Tensor {
    return logSoftmax(input, this.dim);
  }

  override extraRepr(): string {
    return `dim=${repr(this.dim)}`;
  }
}

function dimOf(dim: number | null | { dim?: number | null }): number | null {
  return typeof dim === "object" && dim !== null ? (dim.dim ?? null) : dim;
}
