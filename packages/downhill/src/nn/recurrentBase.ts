import { squeeze, unsqueeze } from "../autograd/functions/dims.ts";
import { indexSelect } from "../autograd/functions/gathering.ts";
import { reshape, transpose, view } from "../autograd/functions/views.ts";
import { reprFloat, snakeCase } from "../python/text.ts";
import { BOOLEAN, INTEGER, inWords, NUMBER } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publishMethods } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { empty, zeros } from "../tensor/factories.ts";
import { typeName } from "../tensor/promotion.ts";
import { formatShape, sameShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { FactoryOptions } from "./factory.ts";
import { CELLS, type CellName } from "./functional/recurrent/cells.ts";
import { recurrentLayers, type States } from "./functional/recurrent/layers.ts";
import type { Weights } from "./functional/recurrent/operands.ts";
import { uniform_ } from "./init/fill.ts";
import { describe, own } from "./members.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";
import { PackedSequence } from "./utils/rnn/packedSequence.ts";

/** Options of {@link RNN}, {@link LSTM} and {@link GRU}. */
export interface RecurrentOptions extends FactoryOptions {
  /** How many layers there are, each of which reads the outputs of the one below. Default 1. */
  numLayers?: number;
  /** Whether it adds biases. Default true. */
  bias?: boolean;
  /** Whether sequences are [batch, time, ...] instead of [time, batch, ...]. Default false. */
  batchFirst?: boolean;
  /** The probability of dropping an output of each layer but the last, while training. Default 0. */
  dropout?: number;
  /** Whether sequences are read from their ends too, by weights of their own. Default false. */
  bidirectional?: boolean;
}

/** An integer, of which Python's type is told. */
function integer(name: string) {
  return inWords(INTEGER, (value) => `${name} should be of type int, got: ${typeOf(value)}`);
}

function boolean(name: string) {
  return inWords(BOOLEAN, (value) => `${name} should be of type bool, got: ${typeOf(value)}`);
}

function typeOf(value: unknown): string {
  return typeof value === "number" ? (Number.isInteger(value) ? "int" : "float") : describe(value);
}

/** What all recurrent layers are made of. */
export const SIZES = {
  inputSize: integer("input_size"),
  hiddenSize: integer("hidden_size"),
  numLayers: optional(INTEGER, 1),
};

export const OPTIONS = {
  bias: optional(boolean("bias"), true),
  batchFirst: optional(boolean("batch_first"), false),
  dropout: optional(NUMBER, 0),
  bidirectional: optional(BOOLEAN, false),
};

/** What a base is told of itself. */
interface Settings {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly bias: boolean;
  readonly batchFirst: boolean;
  readonly dropout: number;
  readonly bidirectional: boolean;
  readonly projSize?: number;
  readonly dtype?: FactoryOptions["dtype"];
}

/** @throws RangeError for what no layer can be made of */
function check({ inputSize, hiddenSize, numLayers, dropout, projSize = 0 }: Settings): void {
  const wrong = !(dropout >= 0 && dropout <= 1)
    ? "dropout should be a number in range [0, 1] representing the probability of an element being zeroed"
    : inputSize <= 0
      ? "input_size must be greater than zero"
      : hiddenSize <= 0
        ? "hidden_size must be greater than zero"
        : numLayers <= 0
          ? "num_layers must be greater than zero"
          : projSize < 0
            ? "proj_size should be a positive integer or zero to disable projections"
            : projSize >= hiddenSize
              ? "proj_size has to be smaller than hidden_size"
              : null;
  if (wrong !== null) throw new RangeError(wrong);
  if (dropout > 0 && numLayers === 1) {
    console.warn(
      "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects num_layers greater " +
        `than 1, but got dropout=${dropout} and num_layers=${numLayers}`,
    );
  }
}

const WEIGHT = /^(weight|bias)(Ih|Hh|Hr)L\d+(Reverse)?$/;

/** The sequences that a layer reads: padded to one length, or packed. */
export type Sequences = Tensor | PackedSequence;

/** How sequences were given, and so are given back. */
interface Reading {
  /** [elements of all sequences, size], by time. */
  readonly rows: Tensor;
  readonly batchSizes: readonly number[];
  readonly packed: PackedSequence | null;
  readonly isBatched: boolean;
}

/** What {@link RNN}, {@link LSTM} and {@link GRU} share: weights by layer and direction. */
export abstract class RNNBase<Hx, Result = Hx> extends Module<
  [input: Sequences, hx?: Hx | null],
  [output: Sequences, hx: Result]
> {
  /** "RNN_TANH", "RNN_RELU", "LSTM" or "GRU". */
  readonly mode: "RNN_TANH" | "RNN_RELU" | "LSTM" | "GRU";
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly bias: boolean;
  readonly batchFirst: boolean;
  readonly dropout: number;
  readonly bidirectional: boolean;
  /** How long an output is where it is projected, else 0. */
  readonly projSize: number;
  /** The weights: `weightIhL0`, `weightHhL0`, `biasIhL0`, `biasHhL0`, `weightIhL0Reverse`, `weightIhL1`, ... */
  [weight: `${"weight" | "bias"}${"Ih" | "Hh" | "Hr"}L${number}${"" | "Reverse"}`]: Parameter;

  protected constructor(mode: string, settings: object);
  protected constructor(mode: CellName, settings: Settings) {
    super();
    check(settings);
    this.mode = mode;
    this.inputSize = settings.inputSize;
    this.hiddenSize = settings.hiddenSize;
    this.numLayers = settings.numLayers;
    this.bias = settings.bias;
    this.batchFirst = settings.batchFirst;
    this.dropout = settings.dropout;
    this.bidirectional = settings.bidirectional;
    this.projSize = settings.projSize ?? 0;
    const { hiddenSize, projSize } = this;
    const gates = CELLS[mode].gates * hiddenSize;
    const output = this.outputSize;
    for (const [i, suffix] of this.suffixes().entries()) {
      const input = i < this.directions ? this.inputSize : output * this.directions;
      const add = (name: string, ...shape: number[]) => {
        own(this)[name + suffix] = new Parameter(empty(shape, { dtype: settings.dtype }));
      };
      add("weightIh", gates, input);
      add("weightHh", gates, output);
      if (this.bias) {
        add("biasIh", gates);
        add("biasHh", gates);
      }
      if (projSize > 0) add("weightHr", projSize, hiddenSize);
    }
    this.resetParameters();
  }

  /** @internal */
  override _keyOf(property: string): string {
    return WEIGHT.test(property) ? snakeCase(property) : property;
  }

  /** Draws all weights anew, uniform in ±1/√hiddenSize: the bits of PyTorch for the same seed. */
  resetParameters(): void {
    const bound = 1 / Math.sqrt(this.hiddenSize);
    for (const weight of this.parameters()) uniform_(weight, 0 - bound, bound);
  }

  /** The weights by layer and direction. */
  get allWeights(): Parameter[][] {
    return this.suffixes().map((suffix) => Object.values(this.weightsOf(suffix)).filter((weight) => weight !== null));
  }

  override extraRepr(): string {
    let text = `${this.inputSize}, ${this.hiddenSize}`;
    if (this.projSize !== 0) text += `, proj_size=${this.projSize}`;
    if (this.numLayers !== 1) text += `, num_layers=${this.numLayers}`;
    if (!this.bias) text += ", bias=False";
    if (this.batchFirst) text += ", batch_first=True";
    if (this.dropout !== 0) text += `, dropout=${reprFloat(this.dropout)}`;
    if (this.bidirectional) text += ", bidirectional=True";
    return text;
  }

  /** @internal The layers, run on what was read. */
  protected run({ rows, batchSizes }: Reading, states: States): { output: Tensor } & States {
    const weights = this.suffixes().map((suffix) => this.weightsOf(suffix));
    const { numLayers: layers, bidirectional, dropout, training } = this;
    return recurrentLayers(this.mode, rows, batchSizes, states, weights, { layers, bidirectional, dropout, training });
  }

  /**
   * @internal The sequences by time.
   * @throws RangeError for other sizes than the layer's, TypeError for another dtype
   */
  protected read(input: Sequences): Reading {
    if (input instanceof PackedSequence) {
      this.checkInput(input.data, 2);
      return { rows: input.data, batchSizes: input._sizes, packed: input, isBatched: true };
    }
    const rank = input._shape.length;
    if (rank !== 2 && rank !== 3) {
      const kind = this.mode.startsWith("RNN") ? "D tensor" : "D";
      const name = this.mode.slice(0, this.mode.startsWith("RNN") ? 3 : undefined);
      throw new RangeError(`${name}: Expected input to be 2D or 3D, got ${rank}${kind} instead`);
    }
    const batched = rank === 3 ? input : unsqueeze(input, this.batchFirst ? 0 : 1);
    this.checkInput(batched, 3);
    const sequence = this.batchFirst ? transpose(batched, 0, 1) : batched;
    const [time, batch, size] = sequence._shape;
    if (time === 0) throw new RangeError("Expected sequence length to be larger than 0 in RNN");
    const rows = reshape(sequence, [time * batch, size]);
    return { rows, batchSizes: new Array<number>(time).fill(batch), packed: null, isBatched: rank === 3 };
  }

  /**
   * @internal The first states: zeros, or those given, in the order in which sequences are packed.
   * @throws RangeError for other sizes, TypeError for another dtype
   */
  protected start(
    { rows, batchSizes, packed, isBatched }: Reading,
    given: Tensor | null,
    size: number,
    message: string,
  ): Tensor {
    const shape = [this.numLayers * this.directions, batchSizes[0], size];
    if (given === null) return zeros(shape, { dtype: rows.dtype as FactoryOptions["dtype"] });
    const state = isBatched ? given : unsqueeze(given, 1);
    if (!sameShape(state._shape, shape)) {
      throw new RangeError(`Expected ${message} size (${shape.join(", ")}), got ${formatShape(state._shape)}`);
    }
    if (state.dtype !== rows.dtype) {
      const [own, other] = [rows, state].map(({ dtype }) => typeName(dtype));
      throw new TypeError(`mat1 and mat2 must have the same dtype, but got ${other} and ${own}`);
    }
    return packed === null || packed.sortedIndices === null ? state : indexSelect(state, 1, packed.sortedIndices);
  }

  /** @internal The outputs as the sequences were given. */
  protected outputs(rows: Tensor, { batchSizes, packed, isBatched }: Reading): Sequences {
    if (packed !== null) return packed._with(rows);
    const [time, batch] = [batchSizes.length, batchSizes[0]];
    const sequence = view(rows, [time, batch, rows._shape[1]]);
    const ordered = this.batchFirst ? transpose(sequence, 0, 1) : sequence;
    return isBatched ? ordered : squeeze(ordered, this.batchFirst ? 0 : 1);
  }

  /** @internal States in the order in which the sequences were given. */
  protected finals(state: Tensor, { packed, isBatched }: Reading): Tensor {
    if (!isBatched) return squeeze(state, 1);
    return packed === null || packed.unsortedIndices === null ? state : indexSelect(state, 1, packed.unsortedIndices);
  }

  /** @internal How long the output of one direction is. */
  protected get outputSize(): number {
    return this.projSize > 0 ? this.projSize : this.hiddenSize;
  }

  private get directions(): number {
    return this.bidirectional ? 2 : 1;
  }

  /** What the names of the weights of each layer and direction end in. */
  private suffixes(): string[] {
    const directions = this.bidirectional ? ["", "Reverse"] : [""];
    return Array.from({ length: this.numLayers }, (_, layer) => directions.map((end) => `L${layer}${end}`)).flat();
  }

  private weightsOf(suffix: string): Weights & Readonly<Record<keyof Weights, Parameter | null>> {
    const weight = (name: string) => (own(this)[name + suffix] ?? null) as Parameter | null;
    return {
      inputWeight: weight("weightIh") as Parameter,
      stateWeight: weight("weightHh") as Parameter,
      inputBias: weight("biasIh"),
      stateBias: weight("biasHh"),
      projection: weight("weightHr"),
    };
  }

  private checkInput(input: Tensor, rank: number): void {
    const { dtype } = this.weightsOf("L0").inputWeight;
    if (input.dtype !== dtype) {
      throw new TypeError(
        `RNN input dtype (torch.${input.dtype}) does not match weight dtype (torch.${dtype}). Convert input: ` +
          `input.to(torch.${dtype}), or convert model: model.to(torch.${input.dtype})`,
      );
    }
    if (input._shape.length !== rank) {
      throw new RangeError(`input must have ${rank} dimensions, got ${input._shape.length}`);
    }
    const size = input._shape[rank - 1];
    if (size === this.inputSize) return;
    throw new RangeError(`input.size(-1) must be equal to input_size. Expected ${this.inputSize}, got ${size}`);
  }
}

publishMethods(RNNBase.prototype, { resetParameters: signature("resetParameters", {}) });
