import { add } from "../autograd/functions/arithmetic.ts";
import { snakeCase } from "../python/text.ts";
import { BOOLEAN, INTEGER, type Kind, NUMBER } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Layer } from "./container.ts";
import { Dropout } from "./dropout.ts";
import { FACTORY, type FactoryOptions } from "./factory.ts";
import { gelu, relu } from "./functional/activation.ts";
import { canonicalMask } from "./functional/attentionMasks.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";
import { MultiheadAttention } from "./multiheadAttention.ts";
import { LayerNorm } from "./normalization.ts";

/** What lies between the two linear layers of a {@link TransformerEncoderLayer}: by name, a function, or a module. */
export type TransformerActivation = "relu" | "gelu" | ((input: Tensor) => Tensor) | Layer;

/** Options of {@link TransformerEncoderLayer} and {@link TransformerDecoderLayer}. */
export interface TransformerLayerOptions extends FactoryOptions {
  /** Numbers between the two linear layers. Default 2048. */
  dimFeedforward?: number;
  /** The probability of dropping an element, while training. Default 0.1. */
  dropout?: number;
  /** What lies between the two linear layers: "relu", "gelu", a function or a module. Default "relu". */
  activation?: TransformerActivation;
  /** Added to the variances of the layer norms. Default 1e-5. */
  layerNormEps?: number;
  /** Whether inputs and outputs are [batch, length, size] instead of [length, batch, size]. Default false. */
  batchFirst?: boolean;
  /** Whether the layer norms come before attention and linear layers, instead of after. Default false. */
  normFirst?: boolean;
  /** Whether linear layers and layer norms have biases. Default true. */
  bias?: boolean;
}

export const ACTIVATION: Kind<TransformerActivation> = {
  expected: '"relu", "gelu", a function or a module',
  accepts: (value): value is TransformerActivation =>
    typeof value === "string" || typeof value === "function" || value instanceof Module,
};

/** The options of all layers, in PyTorch's order. */
export const LAYER = {
  ...{
    dimFeedforward: optional(INTEGER, 2048),
    dropout: optional(NUMBER, 0.1),
    activation: optional(ACTIVATION, "relu"),
  },
  ...{
    layerNormEps: optional(NUMBER, 1e-5),
    batchFirst: optional(BOOLEAN, false),
    normFirst: optional(BOOLEAN, false),
  },
  ...{ bias: optional(BOOLEAN, true), ...FACTORY },
};

/** The activation of a name, or what was given. @throws RangeError for another name */
function activationOf(activation: TransformerActivation): ((input: Tensor) => Tensor) | Layer {
  if (activation === "relu") return relu;
  if (activation === "gelu") return gelu;
  if (typeof activation !== "string") return activation;
  throw new RangeError(`activation should be relu/gelu, not ${String(activation)}`);
}

function activate(activation: ((input: Tensor) => Tensor) | Layer, input: Tensor): Tensor {
  return activation instanceof Module ? activation.forward(input) : activation(input);
}

/** Masks of a {@link TransformerEncoderLayer}. */
export interface EncoderLayerMasks {
  /** [length, length] or [batch · heads, length, length]: what each place may not look at. Default null. */
  srcMask?: Tensor | null;
  /** [batch, length]: which places are padding. Default null. */
  srcKeyPaddingMask?: Tensor | null;
  /** Whether `srcMask` is that which lets each place look at those up to itself. Default false. */
  isCausal?: boolean;
}

/**
 * Attention of a sequence to itself and two linear layers, each added to its input and normalized.
 *
 * Masks are bools, true where nothing may be seen, or numbers that are added to the products.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.TransformerEncoderLayer.html
 */
export class TransformerEncoderLayer extends Module<[src: Tensor, masks?: EncoderLayerMasks]> {
  selfAttn: MultiheadAttention;
  linear1: Linear;
  dropout: Dropout;
  linear2: Linear;
  readonly normFirst: boolean;
  norm1: LayerNorm;
  norm2: LayerNorm;
  dropout1: Dropout;
  dropout2: Dropout;
  readonly activation: ((input: Tensor) => Tensor) | Layer;

  /** @internal */
  static override readonly signature = signature("TransformerEncoderLayer", { dModel: INTEGER, nhead: INTEGER }, LAYER);

  /**
   * @param dModel numbers in each element of a sequence
   * @param nhead heads of attention, which divide `dModel`
   * @throws RangeError for sizes that don't fit or an unknown activation, TypeError for arguments that it doesn't take
   */
  constructor(dModel: number, nhead: number, options?: TransformerLayerOptions);
  constructor(options: TransformerLayerOptions & { dModel: number; nhead: number });
  constructor(...args: readonly unknown[]) {
    super();
    const given = TransformerEncoderLayer.signature.read(args);
    const { dModel, nhead, dimFeedforward, dropout, layerNormEps: eps, batchFirst, bias, dtype } = given;
    this.selfAttn = new MultiheadAttention(dModel, nhead, { dropout, bias, batchFirst, dtype });
    this.linear1 = new Linear(dModel, dimFeedforward, { bias, dtype });
    this.dropout = new Dropout(dropout);
    this.linear2 = new Linear(dimFeedforward, dModel, { bias, dtype });
    this.normFirst = given.normFirst;
    this.norm1 = new LayerNorm(dModel, { eps, bias, dtype });
    this.norm2 = new LayerNorm(dModel, { eps, bias, dtype });
    this.dropout1 = new Dropout(dropout);
    this.dropout2 = new Dropout(dropout);
    this.activation = activationOf(given.activation);
  }

  /** @internal */
  override _keyOf(property: string): string {
    return property === "selfAttn" ? snakeCase(property) : property;
  }

  /**
   * @param src [length, batch, dModel], or without a batch [length, dModel]
   * @returns of the same shape
   * @throws RangeError when shapes don't fit, TypeError when dtypes don't
   */
  forward(src: Tensor, { srcMask = null, srcKeyPaddingMask = null, isCausal = false }: EncoderLayerMasks = {}): Tensor {
    const other = { mask: srcMask, name: "src_mask" };
    const keyPaddingMask = canonicalMask(srcKeyPaddingMask, "src_key_padding_mask", src.dtype, other);
    const attnMask = canonicalMask(srcMask, "src_mask", src.dtype);
    const attend = (x: Tensor) =>
      this.dropout1.forward(
        this.selfAttn.forward(x, x, x, { attnMask, keyPaddingMask, needWeights: false, isCausal })[0],
      );
    const feed = (x: Tensor) =>
      this.dropout2.forward(
        this.linear2.forward(this.dropout.forward(activate(this.activation, this.linear1.forward(x)))),
      );
    if (this.normFirst) {
      const x = add(src, attend(this.norm1.forward(src)));
      return add(x, feed(this.norm2.forward(x)));
    }
    const x = this.norm1.forward(add(src, attend(src)));
    return this.norm2.forward(add(x, feed(x)));
  }
}

/** Masks of a {@link TransformerDecoderLayer}. */
export interface DecoderMasks {
  /** [length, length] or [batch · heads, length, length]: what each place may not look at. Default null. */
  tgtMask?: Tensor | null;
  /** [length, sources] or [batch · heads, length, sources]: what of the memory each place may not look at. Default null. */
  memoryMask?: Tensor | null;
  /** [batch, length]: which places are padding. Default null. */
  tgtKeyPaddingMask?: Tensor | null;
  /** [batch, sources]: which places of the memory are padding. Default null. */
  memoryKeyPaddingMask?: Tensor | null;
  /** Whether `tgtMask` is that which lets each place look at those up to itself. Default false. */
  tgtIsCausal?: boolean;
  /** The same of `memoryMask`. Default false. */
  memoryIsCausal?: boolean;
}

const DECODER_KEYS = new Set(["selfAttn", "multiheadAttn"]);

/**
 * Attention of a sequence to itself, attention to a memory and two linear layers, each added to its input and normalized.
 *
 * Masks are bools, true where nothing may be seen, or numbers that are added to the products.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.TransformerDecoderLayer.html
 */
export class TransformerDecoderLayer extends Module<[tgt: Tensor, memory: Tensor, masks?: DecoderMasks]> {
  selfAttn: MultiheadAttention;
  multiheadAttn: MultiheadAttention;
  linear1: Linear;
  dropout: Dropout;
  linear2: Linear;
  readonly normFirst: boolean;
  norm1: LayerNorm;
  norm2: LayerNorm;
  norm3: LayerNorm;
  dropout1: Dropout;
  dropout2: Dropout;
  dropout3: Dropout;
  readonly activation: ((input: Tensor) => Tensor) | Layer;

  /** @internal */
  static override readonly signature = signature("TransformerDecoderLayer", { dModel: INTEGER, nhead: INTEGER }, LAYER);

  /**
   * @param dModel numbers in each element of a sequence
   * @param nhead heads of attention, which divide `dModel`
   * @throws RangeError for sizes that don't fit or an unknown activation, TypeError for arguments that it doesn't take
   */
  constructor(dModel: number, nhead: number, options?: TransformerLayerOptions);
  constructor(options: TransformerLayerOptions & { dModel: number; nhead: number });
  constructor(...args: readonly unknown[]) {
    super();
    const given = TransformerDecoderLayer.signature.read(args);
    const { dModel, nhead, dimFeedforward, dropout, layerNormEps: eps, batchFirst, bias, dtype } = given;
    this.selfAttn = new MultiheadAttention(dModel, nhead, { dropout, bias, batchFirst, dtype });
    this.multiheadAttn = new MultiheadAttention(dModel, nhead, { dropout, bias, batchFirst, dtype });
    this.linear1 = new Linear(dModel, dimFeedforward, { bias, dtype });
    this.dropout = new Dropout(dropout);
    this.linear2 = new Linear(dimFeedforward, dModel, { bias, dtype });
    this.normFirst = given.normFirst;
    this.norm1 = new LayerNorm(dModel, { eps, bias, dtype });
    this.norm2 = new LayerNorm(dModel, { eps, bias, dtype });
    this.norm3 = new LayerNorm(dModel, { eps, bias, dtype });
    this.dropout1 = new Dropout(dropout);
    this.dropout2 = new Dropout(dropout);
    this.dropout3 = new Dropout(dropout);
    this.activation = activationOf(given.activation);
  }

  /** @internal */
  override _keyOf(property: string): string {
    return DECODER_KEYS.has(property) ? snakeCase(property) : property;
  }

  /**
   * @param tgt [length, batch, dModel], or without a batch [length, dModel]
   * @param memory [sources, batch, dModel], or without a batch
   * @returns of the shape of `tgt`
   * @throws RangeError when shapes don't fit, TypeError when dtypes don't
   */
  forward(tgt: Tensor, memory: Tensor, masks: DecoderMasks = {}): Tensor {
    const own = { attnMask: masks.tgtMask, keyPaddingMask: masks.tgtKeyPaddingMask, isCausal: masks.tgtIsCausal };
    const others = {
      ...{ attnMask: masks.memoryMask, keyPaddingMask: masks.memoryKeyPaddingMask, isCausal: masks.memoryIsCausal },
    };
    const attend = (x: Tensor) =>
      this.dropout1.forward(this.selfAttn.forward(x, x, x, { ...own, needWeights: false })[0]);
    const recall = (x: Tensor) =>
      this.dropout2.forward(this.multiheadAttn.forward(x, memory, memory, { ...others, needWeights: false })[0]);
    const feed = (x: Tensor) =>
      this.dropout3.forward(
        this.linear2.forward(this.dropout.forward(activate(this.activation, this.linear1.forward(x)))),
      );
    if (this.normFirst) {
      let x = add(tgt, attend(this.norm1.forward(tgt)));
      x = add(x, recall(this.norm2.forward(x)));
      return add(x, feed(this.norm3.forward(x)));
    }
    let x = this.norm1.forward(add(tgt, attend(tgt)));
    x = this.norm2.forward(add(x, recall(x)));
    return this.norm3.forward(add(x, feed(x)));
  }
}
