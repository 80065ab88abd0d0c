import { reprFloat } from "../python/text.ts";
import { BOOLEAN, INTEGER, NUMBER, orNull } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publishMethods } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { TENSOR } from "../tensor/kinds.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { drawTable, tableOf } from "./embeddingTable.ts";
import { FACTORY, type FactoryOptions } from "./factory.ts";
import { checkPaddingIdx, type EmbeddingLookupOptions, embedding } from "./functional/embedding.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

/** Options of an {@link Embedding}. */
export interface EmbeddingOptions extends EmbeddingLookupOptions, FactoryOptions {
  /** A table to share instead of a new one. */
  weight?: Tensor;
}

const LOOKUP = {
  paddingIdx: optional(orNull(INTEGER), null),
  maxNorm: optional(orNull(NUMBER), null),
  normType: optional(NUMBER, 2),
  scaleGradByFreq: optional(BOOLEAN, false),
  sparse: optional(BOOLEAN, false),
};

/**
 * A table of rows looked up by integers: input int64 of any shape, output [...input.shape, embeddingDim].
 *
 * The table starts standard normal, the bits of PyTorch for the same seed.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Embedding.html
 */
export class Embedding extends Module<[indices: Tensor]> {
  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  readonly paddingIdx: number | null;
  readonly maxNorm: number | null;
  readonly normType: number;
  readonly scaleGradByFreq: boolean;
  readonly sparse: boolean;
  /** [numEmbeddings, embeddingDim] */
  weight: Parameter;

  /** @internal */
  static override readonly signature = signature(
    "Embedding",
    { numEmbeddings: INTEGER, embeddingDim: INTEGER },
    { ...LOOKUP, ...FACTORY },
    { weight: TENSOR },
  );

  /**
   * @param numEmbeddings rows of the table
   * @param embeddingDim numbers in each row
   * @throws RangeError when `paddingIdx` is no row, or `weight` has another shape; TypeError for other arguments
   */
  constructor(numEmbeddings: number, embeddingDim: number, options?: EmbeddingOptions);
  constructor(options: EmbeddingOptions & { numEmbeddings: number; embeddingDim: number });
  constructor(...args: readonly unknown[]) {
    super();
    const { numEmbeddings, embeddingDim, dtype, weight, ...lookup } = Embedding.signature.read(args);
    const { paddingIdx, maxNorm, normType, scaleGradByFreq, sparse } = lookup;
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.paddingIdx = checkPaddingIdx(paddingIdx, numEmbeddings);
    this.maxNorm = maxNorm;
    this.normType = normType;
    this.scaleGradByFreq = scaleGradByFreq;
    this.sparse = sparse;
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
    { freeze = true, ...options }: EmbeddingLookupOptions & { freeze?: boolean } = {},
  ): Embedding {
    if (embeddings.ndim !== 2) throw new RangeError("Embeddings parameter is expected to be 2-dimensional");
    const [rows, columns] = embeddings.shape;
    return new Embedding(rows, columns, { ...options, weight: new Parameter(embeddings, !freeze) });
  }

  /** Draws the table anew. */
  resetParameters(): void {
    drawTable(this.weight, this.paddingIdx);
  }

  forward(indices: Tensor): Tensor {
    return embedding(indices, this.weight, this);
  }

  override extraRepr(): string {
    let text = `${this.numEmbeddings}, ${this.embeddingDim}`;
    if (this.paddingIdx !== null) text += `, padding_idx=${this.paddingIdx}`;
    if (this.maxNorm !== null) text += `, max_norm=${reprFloat(this.maxNorm)}`;
    if (this.normType !== 2) text += `, norm_type=${reprFloat(this.normType)}`;
    if (this.scaleGradByFreq) text += ", scale_grad_by_freq=True";
    if (this.sparse) text += ", sparse=True";
    return text;
  }
}

publishMethods(Embedding, {
  fromPretrained: signature("fromPretrained", { embeddings: TENSOR }, { freeze: BOOLEAN, ...LOOKUP }),
});
publishMethods(Embedding.prototype, { resetParameters: signature("resetParameters", {}) });
