import { INTEGER, inWords, oneOf } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { FACTORY } from "./factory.ts";
import { OPTIONS, type RecurrentOptions, RNNBase, type Sequences, SIZES } from "./recurrentBase.ts";
import type { PackedSequence } from "./utils/rnn/packedSequence.ts";

/** Options of {@link RNN}. */
export interface RNNOptions extends RecurrentOptions {
  /** What is applied to the sum: a tanh, or max(0, x). Default "tanh". */
  nonlinearity?: "tanh" | "relu";
}

/** Options of {@link LSTM}. */
export interface LSTMOptions extends RecurrentOptions {
  /** How long an output is, by a product with weights of its own; 0 for outputs that are the hidden states. Default 0. */
  projSize?: number;
}

const NONLINEARITY = inWords(
  oneOf("tanh", "relu"),
  (value) => `Unknown nonlinearity '${String(value)}'. Select from 'tanh' or 'relu'.`,
);

/** What {@link RNN} and {@link GRU} share: a state that is one tensor. */
export abstract class OneStateRecurrent extends RNNBase<Tensor> {
  /**
   * @param input [time, batch, inputSize], or packed; without a batch [time, inputSize]
   * @param hx the first hidden states, [numLayers · directions, batch, hiddenSize]; default zeros
   * @returns the last layer's hidden states at all times, [time, batch, directions · hiddenSize], and the last hidden
   *   states of all layers
   * @throws RangeError for other sizes, TypeError for another dtype
   */
  override forward(input: Tensor, hx?: Tensor | null): [output: Tensor, hx: Tensor];
  override forward(input: PackedSequence, hx?: Tensor | null): [output: PackedSequence, hx: Tensor];
  override forward(input: Sequences, hx?: Tensor | null): [output: Sequences, hx: Tensor];
  override forward(input: Sequences, hx: Tensor | null = null): [output: Sequences, hx: Tensor] {
    const reading = this.read(input);
    if (hx !== null && reading.packed === null && hx._shape.length !== (reading.isBatched ? 3 : 2)) {
      const [kind, rank] = reading.isBatched ? ["batched 3-D", 3] : ["unbatched 2-D", 2];
      throw new RangeError(`For ${kind} input, hx should also be ${rank}-D but got ${hx._shape.length}-D tensor`);
    }
    const hidden = this.start(reading, hx, this.hiddenSize, "hidden");
    const result = this.run(reading, { hidden, cellState: null });
    return [this.outputs(result.output, reading), this.finals(result.hidden, reading)];
  }
}

/**
 * Layers of h' = tanh(W x + b + V h + c), or with max(0, ·) in the place of the tanh.
 *
 * ```ts
 * const [output, hx] = new nn.RNN(10, 20, 2).forward(randn(5, 3, 10)); // 5 times, 3 sequences
 * ```
 *
 * Its weights start uniform in ±1/√hiddenSize, the bits of PyTorch for the same seed.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.RNN.html
 */
export class RNN extends OneStateRecurrent {
  readonly nonlinearity: "tanh" | "relu";

  /** @internal */
  static override readonly signature = signature("RNN", SIZES, {
    nonlinearity: optional(NONLINEARITY, "tanh"),
    ...OPTIONS,
    ...FACTORY,
  });

  /**
   * @param inputSize numbers in each element of a sequence
   * @param hiddenSize numbers in a hidden state
   * @param numLayers layers, each of which reads the outputs of the one below; default 1
   * @throws RangeError for sizes or a probability out of range, TypeError for arguments that it doesn't take
   */
  constructor(inputSize: number, hiddenSize: number, options?: RNNOptions);
  constructor(inputSize: number, hiddenSize: number, numLayers: number, options?: Omit<RNNOptions, "numLayers">);
  constructor(options: RNNOptions & { inputSize: number; hiddenSize: number });
  constructor(...args: readonly unknown[]) {
    const { nonlinearity, ...settings } = RNN.signature.read(args);
    super(nonlinearity === "relu" ? "RNN_RELU" : "RNN_TANH", settings);
    this.nonlinearity = nonlinearity;
  }
}

/**
 * Layers of gated recurrent units: r, z = σ(W x + b + V h + c), n = tanh(W x + b + r · (V h + c)),
 * h' = (1 - z) · n + z · h.
 *
 * Its weights start uniform in ±1/√hiddenSize, the bits of PyTorch for the same seed.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.GRU.html
 */
export class GRU extends OneStateRecurrent {
  /** @internal */
  static override readonly signature = signature("GRU", SIZES, { ...OPTIONS, ...FACTORY });

  /**
   * @param inputSize numbers in each element of a sequence
   * @param hiddenSize numbers in a hidden state
   * @param numLayers layers, each of which reads the outputs of the one below; default 1
   * @throws RangeError for sizes or a probability out of range, TypeError for arguments that it doesn't take
   */
  constructor(inputSize: number, hiddenSize: number, options?: RecurrentOptions);
  constructor(inputSize: number, hiddenSize: number, numLayers: number, options?: Omit<RecurrentOptions, "numLayers">);
  constructor(options: RecurrentOptions & { inputSize: number; hiddenSize: number });
  constructor(...args: readonly unknown[]) {
    super("GRU", GRU.signature.read(args));
  }
}

/** Hidden states and cell states. */
export type LSTMState = readonly [hidden: Tensor, cellState: Tensor];

/** The outputs of an {@link LSTM}, and its last states. */
export type LSTMResult<Output> = [output: Output, hx: [hidden: Tensor, cellState: Tensor]];

/**
 * Layers of long short-term memory: i, f, o = σ(W x + b + V h + c), g = tanh(W x + b + V h + c), c' = f · c + i · g,
 * h' = o · tanh(c').
 *
 * ```ts
 * const lstm = new nn.LSTM(10, 20, 2, { batchFirst: true });
 * const [output, [hidden, cellState]] = lstm.forward(randn(3, 5, 10)); // 3 sequences, 5 times
 * ```
 *
 * Its weights start uniform in ±1/√hiddenSize, the bits of PyTorch for the same seed.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LSTM.html
 */
export class LSTM extends RNNBase<LSTMState, [hidden: Tensor, cellState: Tensor]> {
  /** @internal */
  static override readonly signature = signature("LSTM", SIZES, {
    ...OPTIONS,
    projSize: optional(INTEGER, 0),
    ...FACTORY,
  });

  /**
   * @param inputSize numbers in each element of a sequence
   * @param hiddenSize numbers in a hidden state
   * @param numLayers layers, each of which reads the outputs of the one below; default 1
   * @throws RangeError for sizes or a probability out of range, TypeError for arguments that it doesn't take
   */
  constructor(inputSize: number, hiddenSize: number, options?: LSTMOptions);
  constructor(inputSize: number, hiddenSize: number, numLayers: number, options?: Omit<LSTMOptions, "numLayers">);
  constructor(options: LSTMOptions & { inputSize: number; hiddenSize: number });
  constructor(...args: readonly unknown[]) {
    super("LSTM", LSTM.signature.read(args));
  }

  /**
   * @param input [time, batch, inputSize], or packed; without a batch [time, inputSize]
   * @param hx the first hidden states, [numLayers · directions, batch, projSize or hiddenSize], and the first cell states,
   *   [numLayers · directions, batch, hiddenSize]; default zeros
   * @returns the last layer's outputs at all times, [time, batch, directions · projSize or hiddenSize], and the last
   *   states of all layers
   * @throws RangeError for other sizes, TypeError for another dtype
   */
  override forward(input: Tensor, hx?: LSTMState | null): LSTMResult<Tensor>;
  override forward(input: PackedSequence, hx?: LSTMState | null): LSTMResult<PackedSequence>;
  override forward(input: Sequences, hx?: LSTMState | null): LSTMResult<Sequences>;
  override forward(input: Sequences, hx: LSTMState | null = null): LSTMResult<Sequences> {
    const reading = this.read(input);
    const [hidden, cellState] = hx ?? [null, null];
    if (hidden !== null && cellState !== null && reading.packed === null) {
      const [kind, rank] = reading.isBatched ? ["batched 3-D", 3] : ["unbatched 2-D", 2];
      if (hidden._shape.length !== rank || cellState._shape.length !== rank) {
        throw new RangeError(
          `For ${kind} input, hx and cx should also be ${rank}-D but got (${hidden._shape.length}-D, ` +
            `${cellState._shape.length}-D) tensors`,
        );
      }
    }
    const result = this.run(reading, {
      hidden: this.start(reading, hidden, this.outputSize, "hidden[0]"),
      cellState: this.start(reading, cellState, this.hiddenSize, "hidden[1]"),
    });
    const finals = [result.hidden, result.cellState as Tensor].map((state) => this.finals(state, reading));
    return [this.outputs(result.output, reading), [finals[0], finals[1]]];
  }
}
