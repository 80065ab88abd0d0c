import { squeeze, unsqueeze } from "../autograd/functions/dims.ts";
import { snakeCase } from "../python/text.ts";
import { BOOLEAN, INTEGER, STRING } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publishMethods } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { empty, zeros } from "../tensor/factories.ts";
import { typeName } from "../tensor/promotion.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { FACTORY, type FactoryOptions } from "./factory.ts";
import { CELLS, type CellName } from "./functional/recurrent/cells.ts";
import { type Outcome, recurrence } from "./functional/recurrent/recurrence.ts";
import { uniform_ } from "./init/fill.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";
import type { LSTMState } from "./recurrent.ts";

/** Options of {@link LSTMCell} and {@link GRUCell}. */
export interface RecurrentCellOptions extends FactoryOptions {
  /** Whether it adds biases. Default true. */
  bias?: boolean;
}

/** Options of {@link RNNCell}. */
export interface RNNCellOptions extends RecurrentCellOptions {
  /** What is applied to the sum: a tanh, or max(0, x). Default "tanh". */
  nonlinearity?: "tanh" | "relu";
}

const SIZES = { inputSize: INTEGER, hiddenSize: INTEGER };
const BIAS = { bias: optional(BOOLEAN, true) };

const KEYS = new Set(["weightIh", "weightHh", "biasIh", "biasHh"]);

interface Settings {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly bias: boolean;
  readonly dtype?: FactoryOptions["dtype"];
}

/** What {@link RNNCell}, {@link LSTMCell} and {@link GRUCell} share. */
export abstract class RNNCellBase<Hx, Output> extends Module<[input: Tensor, hx?: Hx | null], Output> {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly bias: boolean;
  /** [gates · hiddenSize, inputSize] */
  weightIh: Parameter;
  /** [gates · hiddenSize, hiddenSize] */
  weightHh: Parameter;
  /** [gates · hiddenSize], or null without biases */
  biasIh: Parameter | null;
  /** [gates · hiddenSize], or null without biases */
  biasHh: Parameter | null;

  protected constructor(settings: object, mode: string);
  protected constructor({ inputSize, hiddenSize, bias, dtype }: Settings, mode: CellName) {
    super();
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    this.bias = bias;
    const size = CELLS[mode].gates * hiddenSize;
    this.weightIh = new Parameter(empty([size, inputSize], { dtype }));
    this.weightHh = new Parameter(empty([size, hiddenSize], { dtype }));
    this.biasIh = bias ? new Parameter(empty([size], { dtype })) : null;
    this.biasHh = bias ? new Parameter(empty([size], { dtype })) : null;
    this.resetParameters();
  }

  /** @internal */
  override _keyOf(property: string): string {
    return KEYS.has(property) ? snakeCase(property) : property;
  }

  /** Draws all weights anew, uniform in ±1/√hiddenSize: the bits of PyTorch for the same seed. */
  resetParameters(): void {
    const bound = this.hiddenSize > 0 ? 1 / Math.sqrt(this.hiddenSize) : 0;
    for (const weight of this.parameters()) uniform_(weight, 0 - bound, bound);
  }

  override extraRepr(): string {
    return `${this.inputSize}, ${this.hiddenSize}${this.bias ? "" : ", bias=False"}`;
  }

  /** @internal One step, of sequences or of one alone. */
  protected step(mode: CellName, input: Tensor, given: readonly (Tensor | null)[]): Outcome {
    const isBatched = input._shape.length === 2;
    const rows = isBatched ? input : unsqueeze(input, 0);
    const [batch, size] = rows._shape;
    if (size !== this.inputSize) {
      throw new RangeError(`input has inconsistent input_size: got ${size} expected ${this.inputSize}`);
    }
    const [hidden, cellState] = given.map((state, i) => {
      if (state === null) return zeros([batch, this.hiddenSize], { dtype: rows.dtype as FactoryOptions["dtype"] });
      const states = isBatched ? state : unsqueeze(state, 0);
      this.checkState(states, batch, `hidden${i}`);
      return states;
    });
    for (const tensor of [rows, hidden, ...given]) {
      if (tensor === null || tensor.dtype === this.weightIh.dtype) continue;
      const [wrong, own] = [tensor.dtype, this.weightIh.dtype].map(typeName);
      throw new TypeError(`mat1 and mat2 must have the same dtype, but got ${wrong} and ${own}`);
    }
    const outcome = recurrence(
      CELLS[mode],
      {
        ...{ input: rows, hidden, cellState: cellState ?? null, projection: null },
        ...{ inputWeight: this.weightIh, stateWeight: this.weightHh, inputBias: this.biasIh, stateBias: this.biasHh },
      },
      [{ first: 0, count: batch }],
    );
    if (isBatched) return outcome;
    const { hidden: last, cellState: cells } = outcome;
    return { ...outcome, hidden: squeeze(last, 0), cellState: cells === null ? null : squeeze(cells, 0) };
  }

  private checkState(state: Tensor, batch: number, name: string): void {
    const [rows, size] = state._shape;
    if (rows !== batch) throw new RangeError(`Input batch size ${batch} doesn't match ${name} batch size ${rows}`);
    if (size === this.hiddenSize) return;
    throw new RangeError(`${name} has inconsistent hidden_size: got ${size}, expected ${this.hiddenSize}`);
  }
}

publishMethods(RNNCellBase.prototype, { resetParameters: signature("resetParameters", {}) });

/** @throws RangeError unless a tensor has one dimension or two */
function checkRank(cell: string, what: string, tensor: Tensor | null): void {
  const rank = tensor?._shape.length ?? 1;
  if (rank === 1 || rank === 2) return;
  throw new RangeError(`${cell}: Expected ${what} to be 1D or 2D, got ${rank}D instead`);
}

/**
 * One step of an {@link RNN}: h' = tanh(W x + b + V h + c), or with max(0, ·) in the place of the tanh.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.RNNCell.html
 */
export class RNNCell extends RNNCellBase<Tensor, Tensor> {
  readonly nonlinearity: string;

  /** @internal */
  static override readonly signature = signature("RNNCell", SIZES, {
    ...BIAS,
    nonlinearity: optional(STRING, "tanh"),
    ...FACTORY,
  });

  /**
   * @param inputSize numbers in each input
   * @param hiddenSize numbers in a hidden state
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(inputSize: number, hiddenSize: number, options?: RNNCellOptions);
  constructor(options: RNNCellOptions & { inputSize: number; hiddenSize: number });
  constructor(...args: readonly unknown[]) {
    const { nonlinearity, ...settings } = RNNCell.signature.read(args);
    super(settings, "RNN_TANH");
    this.nonlinearity = nonlinearity;
  }

  /**
   * @param input [batch, inputSize], or without a batch [inputSize]
   * @param hx the hidden states, [batch, hiddenSize]; default zeros
   * @returns the new hidden states
   * @throws RangeError for other sizes or an unknown nonlinearity, TypeError for another dtype
   */
  forward(input: Tensor, hx: Tensor | null = null): Tensor {
    checkRank("RNNCell", "input", input);
    checkRank("RNNCell", "hidden", hx);
    if (this.nonlinearity !== "tanh" && this.nonlinearity !== "relu") {
      throw new RangeError(`Unknown nonlinearity: ${this.nonlinearity}`);
    }
    return this.step(this.nonlinearity === "relu" ? "RNN_RELU" : "RNN_TANH", input, [hx]).hidden;
  }

  override extraRepr(): string {
    const nonlinearity = this.nonlinearity === "tanh" ? "" : `, nonlinearity=${this.nonlinearity}`;
    return `${super.extraRepr()}${nonlinearity}`;
  }
}

/**
 * One step of an {@link LSTM}.
 *
 * ```ts
 * const [hidden, cellState] = cell.forward(input, [before, cellBefore]);
 * ```
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LSTMCell.html
 */
export class LSTMCell extends RNNCellBase<LSTMState, [hidden: Tensor, cellState: Tensor]> {
  /** @internal */
  static override readonly signature = signature("LSTMCell", SIZES, { ...BIAS, ...FACTORY });

  /**
   * @param inputSize numbers in each input
   * @param hiddenSize numbers in a hidden state
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(inputSize: number, hiddenSize: number, options?: RecurrentCellOptions);
  constructor(options: RecurrentCellOptions & { inputSize: number; hiddenSize: number });
  constructor(...args: readonly unknown[]) {
    super(LSTMCell.signature.read(args), "LSTM");
  }

  /**
   * @param input [batch, inputSize], or without a batch [inputSize]
   * @param hx the hidden states and the cell states, each [batch, hiddenSize]; default zeros
   * @returns the new hidden states and cell states
   * @throws RangeError for other sizes, TypeError for another dtype
   */
  forward(input: Tensor, hx: LSTMState | null = null): [hidden: Tensor, cellState: Tensor] {
    checkRank("LSTMCell", "input", input);
    hx?.forEach((state, i) => checkRank("LSTMCell", `hx[${i}]`, state));
    const { hidden, cellState } = this.step("LSTM", input, hx ?? [null, null]);
    return [hidden, cellState as Tensor];
  }
}

/**
 * One step of a {@link GRU}.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.GRUCell.html
 */
export class GRUCell extends RNNCellBase<Tensor, Tensor> {
  /** @internal */
  static override readonly signature = signature("GRUCell", SIZES, { ...BIAS, ...FACTORY });

  /**
   * @param inputSize numbers in each input
   * @param hiddenSize numbers in a hidden state
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(inputSize: number, hiddenSize: number, options?: RecurrentCellOptions);
  constructor(options: RecurrentCellOptions & { inputSize: number; hiddenSize: number });
  constructor(...args: readonly unknown[]) {
    super(GRUCell.signature.read(args), "GRU");
  }

  /**
   * @param input [batch, inputSize], or without a batch [inputSize]
   * @param hx the hidden states, [batch, hiddenSize]; default zeros
   * @returns the new hidden states
   * @throws RangeError for other sizes, TypeError for another dtype
   */
  forward(input: Tensor, hx: Tensor | null = null): Tensor {
    checkRank("GRUCell", "input", input);
    checkRank("GRUCell", "hidden", hx);
    return this.step("GRU", input, [hx]).hidden;
  }
}
