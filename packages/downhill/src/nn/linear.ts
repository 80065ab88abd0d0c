import { linear } from "../autograd/functions/linear.ts";
import { BOOLEAN, INTEGER } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publishMethods } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { empty } from "../tensor/factories.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { FACTORY, type FactoryOptions } from "./factory.ts";
import { calculateFanInAndFanOut, kaimingUniform_, uniform_ } from "./init/fill.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

/** Options of a {@link Linear}. */
export interface LinearOptions extends FactoryOptions {
  /** Whether it adds a bias. Default true. */
  bias?: boolean;
}

/**
 * `y = x Aᵀ + b` over the last dimension: input [..., inFeatures], output [..., outFeatures].
 *
 * Weight and bias start uniform in ±1/√inFeatures, the bits of PyTorch for the same seed.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Linear.html
 */
export class Linear extends Module<[input: Tensor]> {
  readonly inFeatures: number;
  readonly outFeatures: number;
  /** [outFeatures, inFeatures] */
  weight: Parameter;
  /** [outFeatures], or null without a bias */
  bias: Parameter | null;

  /** @internal */
  static override readonly signature = signature(
    "Linear",
    { inFeatures: INTEGER, outFeatures: INTEGER },
    { bias: optional(BOOLEAN, true), ...FACTORY },
  );

  /**
   * @param inFeatures numbers in each row of the input
   * @param outFeatures numbers in each row of the output
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(inFeatures: number, outFeatures: number, options?: LinearOptions);
  constructor(options: LinearOptions & { inFeatures: number; outFeatures: number });
  constructor(...args: readonly unknown[]) {
    super();
    const { inFeatures, outFeatures, bias, dtype } = Linear.signature.read(args);
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    this.weight = new Parameter(empty([outFeatures, inFeatures], { dtype }));
    this.bias = bias ? new Parameter(empty([outFeatures], { dtype })) : null;
    this.resetParameters();
  }

  /** Draws weight and bias anew. */
  resetParameters(): void {
    kaimingUniform_(this.weight, { a: Math.sqrt(5) });
    if (this.bias === null) return;
    const [fanIn] = calculateFanInAndFanOut(this.weight);
    const bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0;
    uniform_(this.bias, 0 - bound, bound);
  }

  forward(input: Tensor): Tensor {
    return linear(input, this.weight, this.bias);
  }

  override extraRepr(): string {
    const bias = this.bias === null ? "False" : "True";
    return `in_features=${this.inFeatures}, out_features=${this.outFeatures}, bias=${bias}`;
  }
}

/**
 * Gives back its input.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Identity.html
 */
export class Identity extends Module<[input: Tensor]> {
  forward(input: Tensor): Tensor {
    return input;
  }
}

publishMethods(Linear.prototype, { resetParameters: signature("resetParameters", {}) });
