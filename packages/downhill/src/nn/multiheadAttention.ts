import { transpose } from "../autograd/functions/views.ts";
import { snakeCase } from "../python/text.ts";
import { BOOLEAN, INTEGER, NUMBER, orNull } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import { empty } from "../tensor/factories.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { FACTORY, type FactoryOptions } from "./factory.ts";
import { canonicalMask } from "./functional/attentionMasks.ts";
import { type MultiHeadAttentionOptions, multiHeadAttentionForward, sharing } from "./functional/multiHeadAttention.ts";
import { constant_, xavierNormal_, xavierUniform_ } from "./init/fill.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

/** Options of a {@link MultiheadAttention}. */
export interface MultiheadAttentionModuleOptions extends FactoryOptions {
  /** The probability of dropping a weight, while training. Default 0. */
  dropout?: number;
  /** Whether the projections add biases. Default true. */
  bias?: boolean;
  /** Whether to add a key and a value that are learned. Default false. */
  addBiasKv?: boolean;
  /** Whether to add a key and a value of zeros. Default false. */
  addZeroAttn?: boolean;
  /** Numbers in a key; null for as many as in a query. Default null. */
  kdim?: number | null;
  /** Numbers in a value; null for as many as in a query. Default null. */
  vdim?: number | null;
  /** Whether inputs and outputs are [batch, length, size] instead of [length, batch, size]. Default false. */
  batchFirst?: boolean;
}

/** Options of a call of {@link MultiheadAttention}. */
export type AttendOptions = Pick<
  MultiHeadAttentionOptions,
  "keyPaddingMask" | "needWeights" | "attnMask" | "averageAttnWeights" | "isCausal"
>;

/** Under the name that it has in PyTorch, where it keeps quantization away. */
class NonDynamicallyQuantizableLinear extends Linear {}

const KEYS = new Set([
  ...["inProjWeight", "qProjWeight", "kProjWeight", "vProjWeight", "inProjBias", "outProj", "biasK", "biasV"],
]);

/**
 * Attention of several heads: queries, keys and values are multiplied by weights and cut into heads, each of which attends by
 * itself; what they find is joined and multiplied by a weight.
 *
 * ```ts
 * const [output, weights] = new nn.MultiheadAttention(8, 2, { batchFirst: true }).forward(query, key, value);
 * ```
 *
 * Its weights start as PyTorch's do, the same bits for the same seed.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html
 */
export class MultiheadAttention extends Module<
  [query: Tensor, key: Tensor, value: Tensor, options?: AttendOptions],
  [output: Tensor, weights: Tensor | null]
> {
  readonly embedDim: number;
  readonly kdim: number;
  readonly vdim: number;
  readonly numHeads: number;
  readonly dropout: number;
  readonly batchFirst: boolean;
  readonly headDim: number;
  readonly addZeroAttn: boolean;
  /** [embedDim, embedDim], or null where all three are projected by one weight */
  qProjWeight: Parameter | null = null;
  /** [embedDim, kdim], or null */
  kProjWeight: Parameter | null = null;
  /** [embedDim, vdim], or null */
  vProjWeight: Parameter | null = null;
  /** [3 embedDim, embedDim], or null where the three have weights of their own */
  inProjWeight: Parameter | null = null;
  /** [3 embedDim], or null without biases */
  inProjBias: Parameter | null;
  outProj: Linear;
  /** [1, 1, embedDim], or null without `addBiasKv` */
  biasK: Parameter | null;
  /** [1, 1, embedDim], or null without `addBiasKv` */
  biasV: Parameter | null;

  /** @internal */
  static override readonly signature = signature(
    "MultiheadAttention",
    { embedDim: INTEGER, numHeads: INTEGER },
    {
      ...{ dropout: optional(NUMBER, 0), bias: optional(BOOLEAN, true), addBiasKv: optional(BOOLEAN, false) },
      ...{ addZeroAttn: optional(BOOLEAN, false), kdim: optional(orNull(INTEGER), null) },
      ...{ vdim: optional(orNull(INTEGER), null), batchFirst: optional(BOOLEAN, false), ...FACTORY },
    },
  );

  /**
   * @param embedDim numbers in a query, and in what it finds
   * @param numHeads heads, which divide `embedDim`
   * @throws RangeError for sizes that don't fit, TypeError for arguments that it doesn't take
   */
  constructor(embedDim: number, numHeads: number, options?: MultiheadAttentionModuleOptions);
  constructor(options: MultiheadAttentionModuleOptions & { embedDim: number; numHeads: number });
  constructor(...args: readonly unknown[]) {
    super();
    const { embedDim, numHeads, bias, dtype, ...rest } = MultiheadAttention.signature.read(args);
    if (embedDim <= 0 || numHeads <= 0) {
      throw new RangeError(
        `embed_dim and num_heads must be greater than 0, got embed_dim=${embedDim} and num_heads=${numHeads} instead`,
      );
    }
    if (embedDim % numHeads !== 0) throw new RangeError("embed_dim must be divisible by num_heads");
    this.embedDim = embedDim;
    this.kdim = rest.kdim ?? embedDim;
    this.vdim = rest.vdim ?? embedDim;
    this.numHeads = numHeads;
    this.dropout = rest.dropout;
    this.batchFirst = rest.batchFirst;
    this.headDim = embedDim / numHeads;
    this.addZeroAttn = rest.addZeroAttn;
    const make = (...shape: number[]) => new Parameter(empty(shape, { dtype }));
    if (this.kdim === embedDim && this.vdim === embedDim) this.inProjWeight = make(3 * embedDim, embedDim);
    else {
      this.qProjWeight = make(embedDim, embedDim);
      this.kProjWeight = make(embedDim, this.kdim);
      this.vProjWeight = make(embedDim, this.vdim);
    }
    this.inProjBias = bias ? make(3 * embedDim) : null;
    this.outProj = new NonDynamicallyQuantizableLinear(embedDim, embedDim, { bias, dtype });
    this.biasK = rest.addBiasKv ? make(1, 1, embedDim) : null;
    this.biasV = rest.addBiasKv ? make(1, 1, embedDim) : null;
    this.drawParameters();
  }

  /** @internal */
  override _keyOf(property: string): string {
    return KEYS.has(property) ? snakeCase(property) : property;
  }

  /**
   * @param query [length, batch, embedDim], or without a batch [length, embedDim]
   * @param key [sources, batch, kdim], or without a batch
   * @param value [sources, batch, vdim], or without a batch
   * @param options.keyPaddingMask [batch, sources]: bools, true where a key is padding, or numbers that are added to the
   *   products; default null
   * @param options.needWeights whether to return the weights too; default true
   * @param options.attnMask [length, sources] or [batch · heads, length, sources]: bools, true where a query may not look
   *   at a key, or numbers that are added to the products; default null
   * @param options.averageAttnWeights whether the weights that are returned are the mean of all heads'; default true
   * @param options.isCausal whether `attnMask` is that which lets each query look at the keys up to its own place; default
   *   false
   * @returns what the queries find, and the weights, [batch, length, sources], or [batch, heads, length, sources] unless
   *   averaged; null unless needed
   * @throws RangeError when shapes don't fit, TypeError when dtypes don't
   */
  forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    { keyPaddingMask = null, attnMask = null, ...options }: AttendOptions = {},
  ): [output: Tensor, weights: Tensor | null] {
    const isSwapped = this.batchFirst && query.ndim === 3 && key.ndim === 3 && value.ndim === 3;
    const [q, k, v] = isSwapped ? sharing(query, key, value, (tensor) => transpose(tensor, 0, 1)) : [query, key, value];
    const padding = canonicalMask(keyPaddingMask, "key_padding_mask", query.dtype, {
      mask: attnMask,
      name: "attn_mask",
    });
    const [output, weights] = multiHeadAttentionForward(
      ...([q, k, v, this.embedDim, this.numHeads, this.inProjWeight, this.inProjBias, this.biasK, this.biasV] as const),
      ...([this.addZeroAttn, this.dropout, this.outProj.weight, this.outProj.bias] as const),
      {
        ...options,
        ...{
          training: this.training,
          keyPaddingMask: padding,
          attnMask: canonicalMask(attnMask, "attn_mask", query.dtype),
        },
        ...{ useSeparateProjWeight: this.inProjWeight === null, qProjWeight: this.qProjWeight },
        ...{ kProjWeight: this.kProjWeight, vProjWeight: this.vProjWeight },
      },
    );
    return [isSwapped ? transpose(output, 0, 1) : output, weights];
  }

  private drawParameters(): void {
    for (const weight of [this.inProjWeight, this.qProjWeight, this.kProjWeight, this.vProjWeight]) {
      if (weight !== null) xavierUniform_(weight);
    }
    if (this.inProjBias !== null) constant_(this.inProjBias, 0);
    if (this.outProj.bias !== null && this.inProjBias !== null) constant_(this.outProj.bias, 0);
    if (this.biasK !== null) xavierNormal_(this.biasK);
    if (this.biasV !== null) xavierNormal_(this.biasV);
  }
}
