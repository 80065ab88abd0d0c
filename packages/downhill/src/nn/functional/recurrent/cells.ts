import * as e from "../../../ir/expression.ts";
import { lower } from "../../../ir/program.ts";
import { ElementwiseKernel } from "../../../kernels/elementwise.ts";
import type { FloatDType } from "../../../memory/dtype.ts";

/*
 * What one step of each recurrent cell computes for each hidden unit, and its derivative. The products with the weights
 * come before it. Everything is computed in double precision and rounded where it is stored.
 */

type Arrays = Readonly<Record<string, e.Expression>>;

/** A formula over several arrays at once: which it reads and writes, and the new values of those that it writes. */
interface Formula {
  readonly arrays: readonly string[];
  readonly value: (arrays: Arrays) => Arrays;
}

/** One kind of recurrent cell. */
export interface Cell {
  readonly name: CellName;
  /** PyTorch's name of its node in the graph. */
  readonly node: string;
  /** How many numbers a hidden unit gets from the weights. */
  readonly gates: number;
  /** Whether it has a cell state beside the hidden state. */
  readonly hasCellState: boolean;
  /** Whether what the hidden state gives is kept apart from what the input gives, since it is gated first. */
  readonly separate: boolean;
  /** Whether the derivative needs one more number of each hidden unit than its gates. */
  readonly keeps: boolean;
  readonly forward: Formula;
  readonly gradient: Formula;
}

/** PyTorch's names of the modes. */
export type CellName = "RNN_TANH" | "RNN_RELU" | "LSTM" | "GRU";

function sigmoid(x: e.Expression): e.Expression {
  return e.reciprocal(e.add(e.exp(e.neg(e.widen(x))), 1));
}

function wide({ ...arrays }: Arrays): Arrays {
  return Object.fromEntries(Object.entries(arrays).map(([name, value]) => [name, e.widen(value)]));
}

function narrow(values: Arrays): Arrays {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, e.narrow(value)]));
}

/** y·(1 − y), the derivative of a sigmoid by its value. */
function sigmoidSlope(y: e.Expression): e.Expression {
  return e.mul(y, e.sub(1, y));
}

/** 1 − y², the derivative of a tanh by its value. */
function tanhSlope(y: e.Expression): e.Expression {
  return e.sub(1, e.mul(y, y));
}

/*
 * In the formulas `dh` is the gradient of the new hidden state that comes from later steps, `dy` that which comes from the
 * output; those that begin with d are gradients, and `d0` and on those of the gates.
 */

const LSTM: Cell = {
  name: "LSTM",
  node: "ThnnFusedLstmCellBackward0",
  gates: 4,
  hasCellState: true,
  separate: false,
  keeps: true,
  forward: {
    arrays: ["g0", "g1", "g2", "g3", "c", "kept", "h"],
    value: ({ g0, g1, g2, g3, c: before }) => {
      const [input, forget, output] = [sigmoid(g0), sigmoid(g1), sigmoid(g3)];
      const candidate = e.tanh(e.widen(g2));
      const c = e.narrow(e.add(e.mul(forget, before), e.mul(input, candidate)));
      const kept = e.tanh(e.widen(c));
      return narrow({ g0: input, g1: forget, g2: candidate, g3: output, c, kept, h: e.mul(output, kept) });
    },
  },
  gradient: {
    arrays: ["g0", "g1", "g2", "g3", "before", "kept", "dh", "dy", "dc", "d0", "d1", "d2", "d3"],
    value: (arrays) => {
      const { g0: input, g1: forget, g2: candidate, g3: output, before, kept, dh, dy, dc } = wide(arrays);
      const dHidden = e.add(dh, dy);
      const dCell = e.add(dc, e.mul(e.mul(dHidden, output), tanhSlope(kept)));
      return narrow({
        dc: e.mul(dCell, forget),
        d0: e.mul(e.mul(dCell, candidate), sigmoidSlope(input)),
        d1: e.mul(e.mul(dCell, before), sigmoidSlope(forget)),
        d2: e.mul(e.mul(dCell, input), tanhSlope(candidate)),
        d3: e.mul(e.mul(dHidden, kept), sigmoidSlope(output)),
      });
    },
  },
};

const GRU: Cell = {
  name: "GRU",
  node: "ThnnFusedGruCellBackward0",
  gates: 3,
  hasCellState: false,
  separate: true,
  keeps: true,
  forward: {
    arrays: ["g0", "g1", "g2", "s0", "s1", "s2", "bias", "kept", "h"],
    value: (arrays) => {
      const { g0, g1, g2, s0, s1, s2, bias, h } = wide(arrays);
      const reset = sigmoid(e.add(g0, s0));
      const update = sigmoid(e.add(g1, s1));
      const kept = e.add(s2, bias);
      const candidate = e.tanh(e.add(g2, e.mul(reset, kept)));
      const next = e.add(e.mul(e.sub(h, candidate), update), candidate);
      return narrow({ g0: reset, g1: update, g2: candidate, kept, h: next });
    },
  },
  gradient: {
    arrays: ["g0", "g1", "g2", "before", "kept", "dh", "dy", "d0", "d1", "d2", "e2", "e0", "e1"],
    value: (arrays) => {
      const { g0: reset, g1: update, g2: candidate, before, kept, dh, dy } = wide(arrays);
      const dHidden = e.add(dh, dy);
      const d2 = e.mul(e.mul(dHidden, e.sub(1, update)), tanhSlope(candidate));
      const d1 = e.mul(e.mul(dHidden, e.sub(before, candidate)), sigmoidSlope(update));
      const d0 = e.mul(e.mul(d2, kept), sigmoidSlope(reset));
      return narrow({ dh: e.mul(dHidden, update), d0, d1, d2, e0: d0, e1: d1, e2: e.mul(d2, reset) });
    },
  },
};

function simple(
  name: "RNN_TANH" | "RNN_RELU",
  node: string,
  activation: (x: e.Expression) => e.Expression,
  derivative: (d: e.Expression, y: e.Expression) => e.Expression,
): Cell {
  return {
    name,
    node,
    gates: 1,
    hasCellState: false,
    separate: false,
    keeps: false,
    forward: {
      arrays: ["g0", "h"],
      value: ({ g0 }) => {
        const h = e.narrow(activation(e.widen(g0)));
        return { g0: h, h };
      },
    },
    gradient: {
      arrays: ["g0", "dh", "dy", "d0"],
      value: (arrays) => {
        const { g0: y, dh, dy } = wide(arrays);
        return narrow({ d0: derivative(e.add(dh, dy), y) });
      },
    },
  };
}

const RNN_TANH = simple("RNN_TANH", "RnnTanhCellBackward0", e.tanh, (d, y) => e.mul(d, tanhSlope(y)));
const RNN_RELU = simple(
  "RNN_RELU",
  "RnnReluCellBackward0",
  (x) => e.where(e.lt(x, 0), e.widen(0), x),
  (d, y) => e.where(e.le(y, 0), e.widen(0), d),
);

export const CELLS: Readonly<Record<CellName, Cell>> = { RNN_TANH, RNN_RELU, LSTM, GRU };

/** The sum of two arrays. */
export const SUM: Formula = { arrays: ["a", "b", "sum"], value: ({ a, b }) => ({ sum: e.add(a, b) }) };

const kernels = new Map<Formula, Partial<Record<FloatDType, ElementwiseKernel>>>();

/** The kernel of a formula. */
export function kernelOf(formula: Formula, dtype: FloatDType): ElementwiseKernel {
  let found = kernels.get(formula);
  if (found === undefined) {
    found = {};
    kernels.set(formula, found);
  }
  const { arrays, value } = formula;
  found[dtype] ??= new ElementwiseKernel(
    lower(dtype, arrays, value(Object.fromEntries(arrays.map((name) => [name, e.input(name)])))),
  );
  return found[dtype];
}

export type { Formula };
