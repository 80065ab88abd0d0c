import { Tuple } from "../python/containers.ts";
import { repr } from "../python/repr.ts";
import { reprFloat } from "../python/text.ts";
import { BOOLEAN, NUMBER } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publishMethods } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { empty } from "../tensor/factories.ts";
import { DIM_OR_DIMS } from "../tensor/kinds.ts";
import { checkedShape, type Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { FACTORY, type FactoryOptions } from "./factory.ts";
import { layerNorm } from "./functional/normalization.ts";
import { ones_, zeros_ } from "./init/fill.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

/** Options of a {@link LayerNorm}. */
export interface LayerNormOptions extends FactoryOptions {
  /** Added to the variance. Default 1e-5. */
  eps?: number;
  /** Whether it has a weight, and unless `bias` is false a bias. Default true. */
  elementwiseAffine?: boolean;
  /** Whether it has a bias, if it has a weight. Default true. */
  bias?: boolean;
}

/**
 * Shifts and scales the last dimensions to mean 0 and variance 1, then multiplies by a weight and adds a bias.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html
 */
export class LayerNorm extends Module<[input: Tensor]> {
  readonly normalizedShape: Shape;
  readonly eps: number;
  readonly elementwiseAffine: boolean;
  /** normalizedShape, starts as ones; null without `elementwiseAffine` */
  weight: Parameter | null;
  /** normalizedShape, starts as zeros; null without */
  bias: Parameter | null;

  /** @internal */
  static override readonly signature = signature(
    "LayerNorm",
    { normalizedShape: DIM_OR_DIMS },
    {
      eps: optional(NUMBER, 1e-5),
      elementwiseAffine: optional(BOOLEAN, true),
      bias: optional(BOOLEAN, true),
      ...FACTORY,
    },
  );

  /**
   * @param normalizedShape the sizes of the last dimensions, or the size of the last one
   * @throws TypeError for arguments that it doesn't take; TypeError or RangeError when a size is no integer or negative
   */
  constructor(normalizedShape: number | Shape, options?: LayerNormOptions);
  constructor(options: LayerNormOptions & { normalizedShape: number | Shape });
  constructor(...args: readonly unknown[]) {
    super();
    const { normalizedShape, eps, elementwiseAffine, bias, dtype } = LayerNorm.signature.read(args);
    this.normalizedShape = checkedShape(typeof normalizedShape === "number" ? [normalizedShape] : normalizedShape);
    this.eps = eps;
    this.elementwiseAffine = elementwiseAffine;
    this.weight = elementwiseAffine ? new Parameter(empty(this.normalizedShape, { dtype })) : null;
    this.bias = elementwiseAffine && bias ? new Parameter(empty(this.normalizedShape, { dtype })) : null;
    this.resetParameters();
  }

  /** Sets the weight to ones and the bias to zeros. */
  resetParameters(): void {
    if (this.weight !== null) ones_(this.weight);
    if (this.bias !== null) zeros_(this.bias);
  }

  forward(input: Tensor): Tensor {
    return layerNorm(input, this.normalizedShape, this);
  }

  override extraRepr(): string {
    const shape = repr(Tuple.from(this.normalizedShape));
    return (
      `${shape}, eps=${reprFloat(this.eps)}, elementwise_affine=${repr(this.elementwiseAffine)}, ` +
      `bias=${repr(this.bias !== null)}`
    );
  }
}

publishMethods(LayerNorm.prototype, { resetParameters: signature("resetParameters", {}) });
