import { repr } from "../python/repr.ts";
import { reprFloat } from "../python/text.ts";
import { BOOLEAN, INTEGER, NUMBER, oneOf, orNull } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publishMethods } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { TENSOR } from "../tensor/kinds.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { drawTable, tableOf } from "./embeddingTable.ts";
import { FACTORY, type FactoryOptions } from "./factory.ts";
import { checkPaddingIdx, type EmbeddingLookupOptions } from "./functional/embedding.ts";
import { type BagMode, embeddingBag } from "./functional/embeddingBag.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

/** How an {@link EmbeddingBag} looks rows up, and what becomes of them. */
export interface BagLookupOptions extends EmbeddingLookupOptions {
  /** Whether a bag is the sum of its rows, their mean, or the largest of each column. Default "mean". */
  mode?: BagMode;
  /** Whether the last offset is where the last bag ends. Default false. */
  includeLastOffset?: boolean;
}

/** Options of an {@link EmbeddingBag}. */
export interface EmbeddingBagModuleOptions extends BagLookupOptions, FactoryOptions {
  /** The table, [numEmbeddings, embeddingDim]; drawn if it isn't given. */
  weight?: Tensor;
}

const LOOKUP = {
  maxNorm: optional(orNull(NUMBER), null),
  normType: optional(NUMBER, 2),
  scaleGradByFreq: optional(BOOLEAN, false),
  mode: optional(oneOf<BagMode>("sum", "mean", "max"), "mean"),
  sparse: optional(BOOLEAN, false),
  includeLastOffset: optional(BOOLEAN, false),
  paddingIdx: optional(orNull(INTEGER), null),
};

/** What stands for the second argument: the offsets, or what goes by name. */
export type Offsets = Tensor | null | { readonly offsets?: Tensor | null; readonly perSampleWeights?: Tensor | null };

const FORWARD = signature("forward", {
  input: TENSOR,
  offsets: optional(orNull(TENSOR)),
  perSampleWeights: optional(orNull(TENSOR)),
});

/**
 * A table whose rows are looked up, and summed, averaged or their maxima taken by bags: input [bags, rows of each], or one
 * dimension with the offsets at which bags begin; output [bags, embeddingDim].
 *
 * The table starts normally distributed, the bits of PyTorch for the same seed.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.EmbeddingBag.html
 */
export class EmbeddingBag extends Module<[input: Tensor, offsets?: Offsets, perSampleWeights?: Tensor | null]> {
  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  readonly maxNorm: number | null;
  readonly normType: number;
  readonly scaleGradByFreq: boolean;
  readonly mode: BagMode;
  readonly sparse: boolean;
  readonly includeLastOffset: boolean;
  readonly paddingIdx: number | null;
  /** [numEmbeddings, embeddingDim] */
  weight: Parameter;

  /** @internal */
  static override readonly signature = signature(
    "EmbeddingBag",
    { numEmbeddings: INTEGER, embeddingDim: INTEGER },
    { ...LOOKUP, ...FACTORY },
    { weight: TENSOR },
  );

  /**
   * @param numEmbeddings rows of the table
   * @param embeddingDim columns of the table
   * @throws RangeError for a padding row that is not there, or a table of another shape
   */
  constructor(numEmbeddings: number, embeddingDim: number, options?: EmbeddingBagModuleOptions);
  constructor(options: EmbeddingBagModuleOptions & { numEmbeddings: number; embeddingDim: number });
  constructor(...args: readonly unknown[]) {
    super();
    const given = EmbeddingBag.signature.read(args);
    const { numEmbeddings, embeddingDim, dtype, weight } = given;
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.maxNorm = given.maxNorm;
    this.normType = given.normType;
    this.scaleGradByFreq = given.scaleGradByFreq;
    this.mode = given.mode;
    this.sparse = given.sparse;
    this.includeLastOffset = given.includeLastOffset;
    this.paddingIdx = checkPaddingIdx(given.paddingIdx, numEmbeddings);
    this.weight = tableOf(weight, [numEmbeddings, embeddingDim], dtype);
    if (weight === undefined) this.resetParameters();
  }

  /**
   * An embedding over a table that is there already, shared and by default not trained.
   *
   * @param options.freeze whether the table gets no gradient; default true
   * @throws RangeError unless the table has two dimensions
   */
  static fromPretrained(
    embeddings: Tensor,
    { freeze = true, ...options }: BagLookupOptions & { freeze?: boolean } = {},
  ): EmbeddingBag {
    if (embeddings.ndim !== 2) throw new RangeError("Embeddings parameter is expected to be 2-dimensional");
    const [rows, columns] = embeddings.shape;
    return new EmbeddingBag(rows, columns, { ...options, weight: new Parameter(embeddings, !freeze) });
  }

  /** Draws the table anew. */
  resetParameters(): void {
    drawTable(this.weight, this.paddingIdx);
  }

  /**
   * @param offsets where each bag begins among indices of one dimension
   * @param perSampleWeights a factor for each index, for mode "sum"
   */
  forward(input: Tensor, offsets?: Offsets, perSampleWeights?: Tensor | null): Tensor {
    const given = FORWARD.read([input, offsets, perSampleWeights]);
    const options = { offsets: given.offsets ?? null, perSampleWeights: given.perSampleWeights ?? null };
    const { maxNorm, normType, scaleGradByFreq, mode, sparse, includeLastOffset, paddingIdx } = this;
    const lookup = { maxNorm, normType, scaleGradByFreq, mode, sparse, includeLastOffset, paddingIdx };
    return embeddingBag(given.input, this.weight, { ...lookup, ...options });
  }

  override extraRepr(): string {
    let text = `${this.numEmbeddings}, ${this.embeddingDim}`;
    if (this.maxNorm !== null) text += `, max_norm=${reprFloat(this.maxNorm)}`;
    if (this.normType !== 2) text += `, norm_type=${reprFloat(this.normType)}`;
    if (this.scaleGradByFreq) text += ", scale_grad_by_freq=True";
    text += `, mode=${repr(this.mode)}`;
    if (this.paddingIdx !== null) text += `, padding_idx=${this.paddingIdx}`;
    return text;
  }
}

publishMethods(EmbeddingBag, {
  fromPretrained: signature("fromPretrained", { embeddings: TENSOR }, { freeze: BOOLEAN, ...LOOKUP }),
});
publishMethods(EmbeddingBag.prototype, { resetParameters: signature("resetParameters", {}) });
