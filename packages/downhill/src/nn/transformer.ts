import { BOOLEAN, INTEGER, instanceOf, type Kind, orNull } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publishMethods } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { getDefaultDtype } from "../tensor/defaultDtype.ts";
import { DEVICE, FLOAT_DTYPE } from "../tensor/kinds.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Layer, ModuleList } from "./container.ts";
import { deepCopy } from "./deepCopy.ts";
import type { FactoryOptions } from "./factory.ts";
import { subsequentMask } from "./functional/attention.ts";
import { canonicalMask } from "./functional/attentionMasks.ts";
import { xavierUniform_ } from "./init/fill.ts";
import { type AnyModule, Module } from "./module.ts";
import { LayerNorm } from "./normalization.ts";
import {
  type DecoderMasks,
  type EncoderLayerMasks,
  LAYER,
  TransformerDecoderLayer,
  TransformerEncoderLayer,
  type TransformerLayerOptions,
} from "./transformerLayers.ts";

/** What a {@link TransformerEncoder} repeats: a {@link TransformerEncoderLayer}, or a module that is called like one. */
export type EncoderLayer = Module<[src: Tensor, masks?: EncoderLayerMasks]>;

/** What a {@link TransformerDecoder} repeats: a {@link TransformerDecoderLayer}, or a module that is called like one. */
export type DecoderLayer = Module<[tgt: Tensor, memory: Tensor, masks?: DecoderMasks]>;

const MODULE = instanceOf(Module) as unknown as Kind<Module>;
const NORM = { norm: optional(orNull(MODULE), null) };

/** Copies of a layer. */
function clones<M extends AnyModule>(layer: M, count: number): ModuleList<M> {
  return new ModuleList<M>(Array.from({ length: count }, () => deepCopy(layer)));
}

/** Masks of a {@link TransformerEncoder}. */
export interface EncoderMasks {
  /** [length, length] or [batch · heads, length, length]: what each place may not look at. Default null. */
  mask?: Tensor | null;
  /** [batch, length]: which places are padding. Default null. */
  srcKeyPaddingMask?: Tensor | null;
  /** Whether `mask` is that which lets each place look at those up to itself. Default null: it is looked at. */
  isCausal?: boolean | null;
}

/** Options of a {@link TransformerEncoder}. */
export interface TransformerEncoderOptions {
  /** A last layer, such as a layer norm. Default null. */
  norm?: Module<[Tensor]> | null;
  /** Taken as PyTorch does, where it chooses a faster way; it changes nothing here. Default true. */
  enableNestedTensor?: boolean;
  /** Taken likewise. Default true. */
  maskCheck?: boolean;
}

/**
 * Copies of a {@link TransformerEncoderLayer}, one after the other.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.TransformerEncoder.html
 */
export class TransformerEncoder extends Module<[src: Tensor, masks?: EncoderMasks]> {
  layers: ModuleList<EncoderLayer>;
  readonly numLayers: number;
  norm: Layer | null;

  /** @internal */
  static override readonly signature = signature(
    "TransformerEncoder",
    { encoderLayer: MODULE, numLayers: INTEGER },
    { ...NORM, enableNestedTensor: optional(BOOLEAN, true), maskCheck: optional(BOOLEAN, true) },
  );

  /**
   * @param encoderLayer what is copied
   * @param numLayers how often
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(encoderLayer: EncoderLayer, numLayers: number, options?: TransformerEncoderOptions);
  constructor(options: TransformerEncoderOptions & { encoderLayer: EncoderLayer; numLayers: number });
  constructor(...args: readonly unknown[]) {
    super();
    const { encoderLayer, numLayers, norm } = TransformerEncoder.signature.read(args);
    this.layers = clones(encoderLayer as unknown as EncoderLayer, numLayers);
    this.numLayers = numLayers;
    this.norm = norm as unknown as Layer | null;
  }

  /**
   * @param src [length, batch, size], or with `batchFirst` layers [batch, length, size], or without a batch
   * @returns of the same shape
   * @throws RangeError when shapes don't fit, TypeError when dtypes don't
   */
  forward(src: Tensor, { mask = null, srcKeyPaddingMask = null, isCausal = null }: EncoderMasks = {}): Tensor {
    const other = { mask, name: "mask" };
    const masks = {
      srcMask: canonicalMask(mask, "mask", src.dtype),
      srcKeyPaddingMask: canonicalMask(srcKeyPaddingMask, "src_key_padding_mask", src.dtype, other),
      isCausal: isCausal === true,
    };
    let output = src;
    for (const layer of this.layers) output = layer.forward(output, masks);
    return this.norm === null ? output : this.norm.forward(output);
  }
}

/** Options of a {@link TransformerDecoder}. */
export interface TransformerDecoderOptions {
  /** A last layer, such as a layer norm. Default null. */
  norm?: Module<[Tensor]> | null;
}

/** Masks of a {@link TransformerDecoder}: `tgtIsCausal` may be null too. */
export interface DecoderStackMasks extends Omit<DecoderMasks, "tgtIsCausal"> {
  /** Whether `tgtMask` is that which lets each place look at those up to itself. Default null: it is looked at. */
  tgtIsCausal?: boolean | null;
}

/**
 * Copies of a {@link TransformerDecoderLayer}, one after the other.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.TransformerDecoder.html
 */
export class TransformerDecoder extends Module<[tgt: Tensor, memory: Tensor, masks?: DecoderStackMasks]> {
  layers: ModuleList<DecoderLayer>;
  readonly numLayers: number;
  norm: Layer | null;

  /** @internal */
  static override readonly signature = signature(
    "TransformerDecoder",
    { decoderLayer: MODULE, numLayers: INTEGER },
    NORM,
  );

  /**
   * @param decoderLayer what is copied
   * @param numLayers how often
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(decoderLayer: DecoderLayer, numLayers: number, options?: TransformerDecoderOptions);
  constructor(options: TransformerDecoderOptions & { decoderLayer: DecoderLayer; numLayers: number });
  constructor(...args: readonly unknown[]) {
    super();
    const { decoderLayer, numLayers, norm } = TransformerDecoder.signature.read(args);
    this.layers = clones(decoderLayer as unknown as DecoderLayer, numLayers);
    this.numLayers = numLayers;
    this.norm = norm as unknown as Layer | null;
  }

  /**
   * @param tgt [length, batch, size], or with `batchFirst` layers [batch, length, size], or without a batch
   * @param memory [sources, batch, size], or likewise
   * @returns of the shape of `tgt`
   * @throws RangeError when shapes don't fit, TypeError when dtypes don't
   */
  forward(tgt: Tensor, memory: Tensor, { tgtIsCausal = null, ...masks }: DecoderStackMasks = {}): Tensor {
    let output = tgt;
    for (const layer of this.layers) {
      output = layer.forward(output, memory, { ...masks, tgtIsCausal: tgtIsCausal === true });
    }
    return this.norm === null ? output : this.norm.forward(output);
  }
}

/** Masks of a {@link Transformer}. */
export interface TransformerMasks extends DecoderStackMasks {
  /** [length, length] or [batch · heads, length, length]: what each place of the source may not look at. Default null. */
  srcMask?: Tensor | null;
  /** [batch, length]: which places of the source are padding. Default null. */
  srcKeyPaddingMask?: Tensor | null;
  /** Whether `srcMask` is that which lets each place look at those up to itself. Default null: it is looked at. */
  srcIsCausal?: boolean | null;
}

/** Options of a {@link Transformer}. */
export interface TransformerOptions extends TransformerLayerOptions {
  /** Numbers in each element of a sequence. Default 512. */
  dModel?: number;
  /** Heads of attention, which divide `dModel`. Default 8. */
  nhead?: number;
  /** Layers of the encoder. Default 6. */
  numEncoderLayers?: number;
  /** Layers of the decoder. Default 6. */
  numDecoderLayers?: number;
  /** An encoder of one's own, called like a {@link TransformerEncoder}. Default null. */
  customEncoder?: Module<[src: Tensor, masks?: EncoderMasks]> | null;
  /** A decoder of one's own, called like a {@link TransformerDecoder}. Default null. */
  customDecoder?: Module<[tgt: Tensor, memory: Tensor, masks?: DecoderStackMasks]> | null;
}

const { dimFeedforward, dropout, activation, ...REST } = LAYER;
const CUSTOM = optional(orNull(MODULE), null);

/**
 * An encoder of a source, and a decoder that looks at what it gives: sequence to sequence.
 *
 * ```ts
 * const model = new nn.Transformer({ dModel: 32, nhead: 4, batchFirst: true });
 * const tgtMask = nn.Transformer.generateSquareSubsequentMask(tgt.shape[1]);
 * const output = model.forward(src, tgt, { tgtMask });
 * ```
 *
 * Its matrices start by Xavier's rule, the bits of PyTorch for the same seed.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Transformer.html
 */
export class Transformer extends Module<[src: Tensor, tgt: Tensor, masks?: TransformerMasks]> {
  encoder: Module<[src: Tensor, masks?: EncoderMasks]>;
  decoder: Module<[tgt: Tensor, memory: Tensor, masks?: DecoderStackMasks]>;
  readonly dModel: number;
  readonly nhead: number;
  readonly batchFirst: boolean;

  /** @internal */
  static override readonly signature = signature(
    "Transformer",
    { dModel: optional(INTEGER, 512), nhead: optional(INTEGER, 8) },
    {
      ...{ numEncoderLayers: optional(INTEGER, 6), numDecoderLayers: optional(INTEGER, 6) },
      ...{ dimFeedforward, dropout, activation, customEncoder: CUSTOM, customDecoder: CUSTOM },
      ...REST,
    },
  );

  /**
   * @param dModel numbers in each element of a sequence; default 512
   * @param nhead heads of attention, which divide `dModel`; default 8
   * @throws RangeError for sizes that don't fit or an unknown activation, TypeError for arguments that it doesn't take
   */
  constructor(dModel?: number, nhead?: number, options?: Omit<TransformerOptions, "dModel" | "nhead">);
  constructor(options: TransformerOptions);
  constructor(...args: readonly unknown[]) {
    super();
    const { dModel, nhead, numEncoderLayers, numDecoderLayers, ...given } = Transformer.signature.read(args);
    const { customEncoder, customDecoder, ...options } = given;
    const { layerNormEps: eps, bias, dtype } = options;
    const norm = () => new LayerNorm(dModel, { eps, bias, dtype });
    this.encoder =
      (customEncoder as unknown as Transformer["encoder"] | null) ??
      new TransformerEncoder(new TransformerEncoderLayer(dModel, nhead, options), numEncoderLayers, { norm: norm() });
    this.decoder =
      (customDecoder as unknown as Transformer["decoder"] | null) ??
      new TransformerDecoder(new TransformerDecoderLayer(dModel, nhead, options), numDecoderLayers, { norm: norm() });
    for (const parameter of this.parameters()) if (parameter.ndim > 1) xavierUniform_(parameter);
    this.dModel = dModel;
    this.nhead = nhead;
    this.batchFirst = options.batchFirst;
  }

  /**
   * Zeros, and negative infinities above the diagonal: a mask that lets each place look at those up to itself.
   *
   * @param sz how many places there are
   */
  static generateSquareSubsequentMask(sz: number, { dtype = getDefaultDtype() }: FactoryOptions = {}): Tensor {
    return subsequentMask(sz, sz, dtype);
  }

  /**
   * @param src [length, batch, dModel], or with `batchFirst` [batch, length, dModel], or without a batch
   * @param tgt the same of another length
   * @returns of the shape of `tgt`
   * @throws RangeError when shapes don't fit, TypeError when dtypes don't
   */
  forward(src: Tensor, tgt: Tensor, masks: TransformerMasks = {}): Tensor {
    const { srcMask, srcKeyPaddingMask, srcIsCausal, ...others } = masks;
    const batch = this.batchFirst ? 0 : 1;
    if (src.ndim === 3 && src._shape[batch] !== tgt._shape[batch]) {
      throw new RangeError("the batch number of src and tgt must be equal");
    }
    if (src._shape.at(-1) !== this.dModel || tgt._shape.at(-1) !== this.dModel) {
      throw new RangeError("the feature number of src and tgt must be equal to d_model");
    }
    const memory = this.encoder.forward(src, { mask: srcMask, srcKeyPaddingMask, isCausal: srcIsCausal });
    return this.decoder.forward(tgt, memory, others);
  }
}

publishMethods(Transformer, {
  generateSquareSubsequentMask: signature(
    "generateSquareSubsequentMask",
    { sz: INTEGER },
    { device: DEVICE, dtype: FLOAT_DTYPE },
  ),
});
