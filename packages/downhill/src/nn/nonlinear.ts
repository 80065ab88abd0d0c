import { repr } from "../python/repr.ts";
import { INTEGER } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import { DIM_OR_NULL } from "../tensor/kinds.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { softmax } from "./functional/activation.ts";
import * as functional from "./functional/nonlinear.ts";
import { InplaceActivation, inplaceSignature } from "./inplace.ts";
import { Module } from "./module.ts";

/**
 * x / (1 + exp(-x)).
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.SiLU.html
 */
export class SiLU extends InplaceActivation {
  /** @internal */
  static override readonly signature = inplaceSignature("SiLU");

  forward(input: Tensor): Tensor {
    return functional.silu(input, { inplace: this.inplace });
  }
}

/**
 * x · tanh(log(1 + exp(x))).
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Mish.html
 */
export class Mish extends InplaceActivation {
  /** @internal */
  static override readonly signature = inplaceSignature("Mish");

  forward(input: Tensor): Tensor {
    return functional.mish(input, { inplace: this.inplace });
  }
}

/**
 * 1.0507 · (x where it is positive, else 1.6733 · (exp(x) - 1)).
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.SELU.html
 */
export class SELU extends InplaceActivation {
  /** @internal */
  static override readonly signature = inplaceSignature("SELU");

  forward(input: Tensor): Tensor {
    return functional.selu(input, { inplace: this.inplace });
  }
}

/**
 * x kept between 0 and 6.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.ReLU6.html
 */
export class ReLU6 extends InplaceActivation {
  /** @internal */
  static override readonly signature = inplaceSignature("ReLU6");

  forward(input: Tensor): Tensor {
    return functional.relu6(input, { inplace: this.inplace });
  }
}

/**
 * 0 up to -3, 1 from 3 on, x / 6 + 1 / 2 between them.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Hardsigmoid.html
 */
export class Hardsigmoid extends InplaceActivation {
  /** @internal */
  static override readonly signature = inplaceSignature("Hardsigmoid");

  forward(input: Tensor): Tensor {
    return functional.hardsigmoid(input, { inplace: this.inplace });
  }

  override extraRepr(): string {
    return "";
  }
}

/**
 * 0 up to -3, x from 3 on, x · (x + 3) / 6 between them.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Hardswish.html
 */
export class Hardswish extends InplaceActivation {
  /** @internal */
  static override readonly signature = inplaceSignature("Hardswish");

  forward(input: Tensor): Tensor {
    return functional.hardswish(input, { inplace: this.inplace });
  }

  override extraRepr(): string {
    return "";
  }
}

/**
 * log(1 / (1 + exp(-x))).
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LogSigmoid.html
 */
export class LogSigmoid extends Module<[input: Tensor]> {
  forward(input: Tensor): Tensor {
    return functional.logsigmoid(input);
  }
}

/**
 * x / (1 + |x|).
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Softsign.html
 */
export class Softsign extends Module<[input: Tensor]> {
  forward(input: Tensor): Tensor {
    return functional.softsign(input);
  }
}

/**
 * x - tanh(x).
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Tanhshrink.html
 */
export class Tanhshrink extends Module<[input: Tensor]> {
  forward(input: Tensor): Tensor {
    return functional.tanhshrink(input);
  }
}

/**
 * The first half along a dimension times the sigmoid of the second one.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.GLU.html
 */
export class GLU extends Module<[input: Tensor]> {
  readonly dim: number;

  /** @internal */
  static override readonly signature = signature("GLU", { dim: optional(INTEGER, -1) });

  /**
   * @param dim the dimension that is halved; default -1
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(dim?: number);
  constructor(options: { dim?: number });
  constructor(...args: readonly unknown[]) {
    super();
    const { dim } = GLU.signature.read(args);
    this.dim = dim;
  }

  forward(input: Tensor): Tensor {
    return functional.glu(input, this.dim);
  }

  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}

/**
 * exp(-x) divided by its sum along a dimension.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Softmin.html
 */
export class Softmin extends Module<[input: Tensor]> {
  readonly dim: number | null;

  /** @internal */
  static override readonly signature = signature("Softmin", { dim: optional(DIM_OR_NULL, null) });

  /** @param dim the dimension; null leaves the choice to PyTorch's old rule: 0 for 0, 1 or 3 dimensions, else 1 */
  constructor(dim?: number | null);
  constructor(options: { dim?: number | null });
  constructor(...args: readonly unknown[]) {
    super();
    this.dim = Softmin.signature.read(args).dim;
  }

  forward(input: Tensor): Tensor {
    return softmax(input.neg(), this.dim);
  }

  override extraRepr(): string {
    return `dim=${repr(this.dim)}`;
  }
}

/**
 * {@link Softmax} over the channels of [batch, channels, height, width] or [channels, height, width].
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Softmax2d.html
 */
export class Softmax2d extends Module<[input: Tensor]> {
  /** @throws RangeError for another number of dimensions */
  forward(input: Tensor): Tensor {
    if (input.ndim !== 3 && input.ndim !== 4) {
      throw new RangeError(`Softmax2d: expected input to be 3D or 4D, got ${input.ndim}D instead`);
    }
    return input.softmax(-3);
  }
}
