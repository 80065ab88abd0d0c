import { exp } from "../math/real.ts";

/** A layer of a network: a linear one, or the positive part of what it is given. */
export type DenseLayer = LinearLayer | { readonly kind: "ReLU" };

export interface LinearLayer {
  readonly kind: "Linear";
  readonly inputs: number;
  readonly outputs: number;
  /** Row-major, a row for each output. */
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/**
 * A network's outputs for some rows, row after row. Sums are made in double precision and rounded once, in an order that
 * depends on nothing: a row has the same outputs everywhere, whatever rows are beside it.
 */
export function runNetwork(layers: readonly DenseLayer[], inputs: Float32Array, rows: number): Float32Array {
  return layers.reduce((values, layer) => (layer.kind === "ReLU" ? relu(values) : linear(layer, values, rows)), inputs);
}

function relu(values: Float32Array): Float32Array {
  return values.map((value) => (value < 0 ? 0 : value));
}

function linear({ inputs, outputs, weight, bias }: LinearLayer, values: Float32Array, rows: number): Float32Array {
  const result = new Float32Array(rows * outputs);
  for (let row = 0; row < rows; row++) {
    const start = row * inputs;
    for (let output = 0; output < outputs; output++) {
      let sum = bias[output];
      for (let i = 0, at = output * inputs; i < inputs; i++, at++) sum += weight[at] * values[start + i];
      result[row * outputs + output] = sum;
    }
  }
  return result;
}

/** The probabilities of classes with these logits. */
export function softmax(logits: Float32Array): Float64Array {
  const largest = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const powers = Float64Array.from(logits, (logit) => exp(logit - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
