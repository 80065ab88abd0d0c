import { repr } from "../python/repr.ts";
import { reprFloat } from "../python/text.ts";
import { BOOLEAN, INTEGER, NUMBER } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import { full } from "../tensor/factories.ts";
import { DIM_OR_NULL, DTYPE } from "../tensor/kinds.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { softmax } from "./functional/activation.ts";
import * as functional from "./functional/nonlinear.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

const INPLACE = { inplace: optional(BOOLEAN, false) };

function inplaceRepr(inplace: boolean): string {
  return inplace ? "inplace=True" : "";
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(", ");
}

/**
 * x / (1 + exp(-x)).
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.SiLU.html
 */
export class SiLU extends Module<[input: Tensor]> {
  readonly inplace: boolean;

  /** @internal */
  static override readonly signature = signature("SiLU", {}, INPLACE);

  /**
   * @param options.inplace whether to write the result over the input; default false
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(options?: { inplace?: boolean });
  constructor(...args: readonly unknown[]) {
    super();
    const { inplace } = SiLU.signature.read(args);
    this.inplace = inplace;
  }

  forward(input: Tensor): Tensor {
    return functional.silu(input, { inplace: this.inplace });
  }

  override extraRepr(): string {
    return inplaceRepr(this.inplace);
  }
}

/**
 * x · tanh(log(1 + exp(x))).
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Mish.html
 */
export class Mish extends Module<[input: Tensor]> {
  readonly inplace: boolean;

  /** @internal */
  static override readonly signature = signature("Mish", {}, INPLACE);

  /**
   * @param options.inplace whether to write the result over the input; default false
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(options?: { inplace?: boolean });
  constructor(...args: readonly unknown[]) {
    super();
    const { inplace } = Mish.signature.read(args);
    this.inplace = inplace;
  }

  forward(input: Tensor): Tensor {
    return functional.mish(input, { inplace: this.inplace });
  }

  override extraRepr(): string {
    return inplaceRepr(this.inplace);
  }
}

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
   * @param alpha default 1
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
 * 1.0507 · (x where it is positive, else 1.6733 · (exp(x) - 1)).
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.SELU.html
 */
export class SELU extends Module<[input: Tensor]> {
  readonly inplace: boolean;

  /** @internal */
  static override readonly signature = signature("SELU", {}, INPLACE);

  /**
   * @param options.inplace whether to write the result over the input; default false
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(options?: { inplace?: boolean });
  constructor(...args: readonly unknown[]) {
    super();
    const { inplace } = SELU.signature.read(args);
    this.inplace = inplace;
  }

  forward(input: Tensor): Tensor {
    return functional.selu(input, { inplace: this.inplace });
  }

  override extraRepr(): string {
    return inplaceRepr(this.inplace);
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
   * @param negativeSlope default 0.01
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
   * @param minVal default -1
   * @param maxVal above minVal; default 1
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
 * x kept between 0 and 6.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.ReLU6.html
 */
export class ReLU6 extends Module<[input: Tensor]> {
  readonly inplace: boolean;

  /** @internal */
  static override readonly signature = signature("ReLU6", {}, INPLACE);

  /**
   * @param options.inplace whether to write the result over the input; default false
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(options?: { inplace?: boolean });
  constructor(...args: readonly unknown[]) {
    super();
    const { inplace } = ReLU6.signature.read(args);
    this.inplace = inplace;
  }

  forward(input: Tensor): Tensor {
    return functional.relu6(input, { inplace: this.inplace });
  }

  override extraRepr(): string {
    return inplaceRepr(this.inplace);
  }
}

/**
 * 0 up to -3, 1 from 3 on, x / 6 + 1 / 2 between them.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Hardsigmoid.html
 */
export class Hardsigmoid extends Module<[input: Tensor]> {
  readonly inplace: boolean;

  /** @internal */
  static override readonly signature = signature("Hardsigmoid", {}, INPLACE);

  /**
   * @param options.inplace whether to write the result over the input; default false
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(options?: { inplace?: boolean });
  constructor(...args: readonly unknown[]) {
    super();
    const { inplace } = Hardsigmoid.signature.read(args);
    this.inplace = inplace;
  }

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
export class Hardswish extends Module<[input: Tensor]> {
  readonly inplace: boolean;

  /** @internal */
  static override readonly signature = signature("Hardswish", {}, INPLACE);

  /**
   * @param options.inplace whether to write the result over the input; default false
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(options?: { inplace?: boolean });
  constructor(...args: readonly unknown[]) {
    super();
    const { inplace } = Hardswish.signature.read(args);
    this.inplace = inplace;
  }

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
  /** @internal */
  static override readonly signature = signature("LogSigmoid", {});

  /**
   * @throws TypeError for arguments that it doesn't take
   */
  constructor();
  constructor(...args: readonly unknown[]) {
    super();
    LogSigmoid.signature.read(args);
  }

  forward(input: Tensor): Tensor {
    return functional.logsigmoid(input);
  }

  override extraRepr(): string {
    return "";
  }
}

/**
 * x / (1 + |x|).
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Softsign.html
 */
export class Softsign extends Module<[input: Tensor]> {
  /** @internal */
  static override readonly signature = signature("Softsign", {});

  /**
   * @throws TypeError for arguments that it doesn't take
   */
  constructor();
  constructor(...args: readonly unknown[]) {
    super();
    Softsign.signature.read(args);
  }

  forward(input: Tensor): Tensor {
    return functional.softsign(input);
  }

  override extraRepr(): string {
    return "";
  }
}

/**
 * x - tanh(x).
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Tanhshrink.html
 */
export class Tanhshrink extends Module<[input: Tensor]> {
  /** @internal */
  static override readonly signature = signature("Tanhshrink", {});

  /**
   * @throws TypeError for arguments that it doesn't take
   */
  constructor();
  constructor(...args: readonly unknown[]) {
    super();
    Tanhshrink.signature.read(args);
  }

  forward(input: Tensor): Tensor {
    return functional.tanhshrink(input);
  }

  override extraRepr(): string {
    return "";
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
   * @param lambd not negative; default 0.5
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
   * @param lambd default 0.5
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
 * The first half along a dimension times the sigmoid of the second one.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.GLU.html
 */
export class GLU extends Module<[input: Tensor]> {
  readonly dim: number;

  /** @internal */
  static override readonly signature = signature("GLU", { dim: optional(INTEGER, -1) });

  /**
   * @param dim default -1
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
