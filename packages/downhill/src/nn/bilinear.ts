import { repr } from "../python/repr.ts";
import { BOOLEAN, INTEGER } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publishMethods } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { empty } from "../tensor/factories.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { FACTORY, type FactoryOptions } from "./factory.ts";
import { bilinear } from "./functional/bilinear.ts";
import { uniform_ } from "./init/fill.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

/** Options of a {@link Bilinear}. */
export interface BilinearOptions extends FactoryOptions {
  /** Whether it adds a bias. Default true. */
  bias?: boolean;
}

/**
 * `y = x1ᵀ A x2 + b` over the last dimensions, with a matrix A for each element of the output.
 *
 * Weight and bias start uniform in ±1/√in1Features, the bits of PyTorch for the same seed.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Bilinear.html
 */
export class Bilinear extends Module<[input1: Tensor, input2: Tensor]> {
  readonly in1Features: number;
  readonly in2Features: number;
  readonly outFeatures: number;
  /** [outFeatures, in1Features, in2Features] */
  weight: Parameter;
  /** [outFeatures], or null without a bias */
  bias: Parameter | null;

  /** @internal */
  static override readonly signature = signature(
    "Bilinear",
    { in1Features: INTEGER, in2Features: INTEGER, outFeatures: INTEGER },
    { bias: optional(BOOLEAN, true), ...FACTORY },
  );

  /**
   * @param in1Features numbers in each row of the first input, at least 1
   * @param in2Features numbers in each row of the second input
   * @param outFeatures numbers in each row of the output
   * @throws RangeError when the first input would have no numbers
   */
  constructor(in1Features: number, in2Features: number, outFeatures: number, options?: BilinearOptions);
  constructor(in1Features: number, in2Features: number, options: BilinearOptions & { outFeatures: number });
  constructor(options: BilinearOptions & { in1Features: number; in2Features: number; outFeatures: number });
  constructor(...args: readonly unknown[]) {
    super();
    const { in1Features, in2Features, outFeatures, bias, dtype } = Bilinear.signature.read(args);
    if (in1Features <= 0) throw new RangeError(`in1_features must be > 0, but got (in1_features=${in1Features})`);
    this.in1Features = in1Features;
    this.in2Features = in2Features;
    this.outFeatures = outFeatures;
    this.weight = new Parameter(empty([outFeatures, in1Features, in2Features], { dtype }));
    this.bias = bias ? new Parameter(empty([outFeatures], { dtype })) : null;
    this.resetParameters();
  }

  /** Draws weight and bias anew. */
  resetParameters(): void {
    const bound = 1 / Math.sqrt(this.in1Features);
    uniform_(this.weight, -bound, bound);
    if (this.bias !== null) uniform_(this.bias, -bound, bound);
  }

  forward(input1: Tensor, input2: Tensor): Tensor {
    return bilinear(input1, input2, this.weight, this.bias);
  }

  override extraRepr(): string {
    return (
      `in1_features=${this.in1Features}, in2_features=${this.in2Features}, out_features=${this.outFeatures}, ` +
      `bias=${repr(this.bias !== null)}`
    );
  }
}

publishMethods(Bilinear.prototype, { resetParameters: signature("resetParameters", {}) });
