import { log1p } from "../../math/log.ts";
import { isFloat } from "../../memory/dtype.ts";
import { rowMajor } from "../copy.ts";
import { typeName } from "../promotion.ts";
import { Tensor } from "../tensor.ts";
import { checkedGenerator, type Generator } from "./generator.ts";

/** Options of `multinomial`. */
export interface MultinomialOptions {
  /** Whether an index may be drawn more than once. Default false. */
  replacement?: boolean;
  /** Where the numbers come from. Default: the generator that `manualSeed` seeds. */
  generator?: Generator | null;
}

/**
 * Draws indices by the weights that each row of a matrix (or a vector) gives; int64, of size [rows, numSamples].
 *
 * The numbers are PyTorch's, except that on Intel's processors it draws from a generator of Intel's library when there
 * is no replacement or one draw per row.
 * @throws RangeError for weights that are negative, not finite or all zero, and for more draws than weights without
 * replacement; TypeError for integer weights.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.multinomial.html
 */
export function multinomial(input: Tensor, numSamples: number, options?: MultinomialOptions): Tensor {
  const generator = checkedGenerator(options?.generator);
  const replacement = options?.replacement ?? false;
  checkInput(input, numSamples, replacement);
  const categories = input._shape[input._shape.length - 1];
  const rows = input._shape.length === 2 ? input._shape[0] : 1;
  const searched = replacement && numSamples > 1;
  const weights = rowMajor(input);
  const all = weights.storage.data.subarray(weights.offset, weights.offset + weights._numel) as Float32Array;
  for (let row = 0; row < rows; row++) {
    checkWeights(all.subarray(row * categories, (row + 1) * categories), searched);
  }
  const out = Tensor.allocate("int64", [...input._shape.slice(0, -1), numSamples]);
  const drawn = out.storage.data as BigInt64Array;
  for (let row = 0; row < rows; row++) {
    const part = all.subarray(row * categories, (row + 1) * categories);
    const draw = searched ? drawBySearch : drawByRace;
    drawn.set(draw(part, numSamples, generator), row * numSamples);
  }
  return out;
}

function checkInput(input: Tensor, numSamples: number, replacement: boolean): void {
  if (!(input instanceof Tensor)) throw new TypeError(`multinomial(): input must be a Tensor, got ${typeof input}`);
  const { _shape: shape, dtype } = input;
  if (shape.length !== 1 && shape.length !== 2) throw new RangeError("prob_dist must be 1 or 2 dim");
  if (!isFloat(dtype)) {
    throw new TypeError(`multinomial only supports floating-point dtypes for input, got: ${typeName(dtype)}`);
  }
  if (!Number.isInteger(numSamples)) throw new TypeError(`numSamples must be an integer, got ${String(numSamples)}`);
  if (numSamples <= 0) throw new RangeError("cannot sample n_sample <= 0 samples");
  if (!replacement && numSamples > shape[shape.length - 1]) {
    throw new RangeError("cannot sample n_sample > prob_dist.size(-1) samples without replacement");
  }
}

function checkWeights(weights: Float32Array, searched: boolean): void {
  let sum = 0;
  for (const weight of weights) {
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      if (!searched) throw new RangeError("probability tensor contains either `inf`, `nan` or element < 0");
      const entry = weight >= 0 ? "= infinity or NaN" : "< 0"; // NaN is not at least 0 either
      throw new RangeError(`invalid multinomial distribution (encountering probability entry ${entry})`);
    }
    sum += weight;
  }
  if (!(sum > 0)) throw new RangeError("invalid multinomial distribution (sum of probabilities <= 0)");
}

/** With replacement: uniform numbers are looked up in the cumulative distribution. */
function drawBySearch(weights: Float32Array, count: number, { engine }: Generator): bigint[] {
  const cumulative = weights.slice(); // in the weights' own precision
  for (let i = 1; i < cumulative.length; i++) cumulative[i] += cumulative[i - 1];
  const sum = cumulative[cumulative.length - 1];
  for (let i = 0; i < cumulative.length; i++) cumulative[i] /= sum;
  cumulative[cumulative.length - 1] = 1;
  return Array.from({ length: count }, () => {
    const sample = engine.uniform64();
    let left = 0;
    let right = cumulative.length;
    while (left < right) {
      const middle = (left + right) >>> 1;
      if (cumulative[middle] < sample) left = middle + 1;
      else right = middle;
    }
    return BigInt(left);
  });
}

/** Without replacement: the first to arrive when each index arrives at the rate of its weight. */
function drawByRace(weights: Float32Array, count: number, { engine }: Generator): bigint[] {
  const arrival = () => -log1p(-engine.uniform64()) || Number.MIN_VALUE;
  const speed = Float64Array.from(weights, (weight) => weight / arrival());
  const order = Array.from(weights, (_, index) => index);
  order.sort((a, b) => speed[b] - speed[a] || a - b);
  return order.slice(0, count).map(BigInt);
}
