import { define, type Node, recordWith, tracks } from "../../autograd/graph.ts";
import { exp, log } from "../../math/real.ts";
import { isFloat } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { rowMajor } from "../../tensor/copy.ts";
import { roundingOf } from "../../tensor/loops/rounding.ts";
import { typeName } from "../../tensor/promotion.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { checkPair, floats } from "./pointwise.ts";
import { checkReduction, type LossOptions, reducedBy } from "./reduction.ts";

/*
 * Graves et al., Connectionist Temporal Classification (2006), by PyTorch's steps: all in logarithms, each rounded. A target
 * "ab" is spelt "_a_b_" with blanks; alphas are the probabilities of having spelt the first s + 1 of these by time t, betas
 * those of spelling the rest.
 */

/** Options of {@link ctcLoss}. */
export interface CtcOptions extends LossOptions {
  /** The class that stands for nothing. Default 0. */
  blank?: number;
  /** Whether infinite losses, of targets that are too long, count as zero. Default false. */
  zeroInfinity?: boolean;
}

/** How long each sample is: int64, or numbers. */
export type Lengths = Tensor | readonly number[];

interface Extra {
  readonly times: number;
  readonly batch: number;
  readonly classes: number;
  readonly blank: number;
  readonly zeroInfinity: boolean;
  /** Of each sample, its spelling with blanks, its length in time, and its alphas, row by row; filled while running. */
  readonly samples: Sample[];
  readonly losses: Float64Array;
}

interface Sample {
  readonly spelling: Int32Array;
  readonly length: number;
  readonly alphas: Float64Array;
}

const CTC = define<Extra>("CtcLossBackward0", differentiate);

/**
 * The negative log-likelihood of labels along a sequence, however they are aligned with it.
 *
 * The mean divides each loss by the length of its target first. No target may be longer than its input.
 *
 * @param logProbs [time, batch, classes], log-probabilities; or [time, classes]
 * @param targets int64, [batch, longest target], or all of them one after another
 * @param inputLengths of each sample, at most `time`
 * @param targetLengths of each sample
 * @throws RangeError for lengths or shapes that don't fit, a blank that is no class, or an unknown reduction; TypeError for
 *   dtypes
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.ctc_loss.html
 */
export function ctcLoss(
  logProbs: Tensor,
  targets: Tensor,
  inputLengths: Lengths,
  targetLengths: Lengths,
  { blank = 0, reduction = "mean", zeroInfinity = false }: CtcOptions = {},
): Tensor {
  checkPair("ctcLoss", logProbs, targets);
  checkReduction(reduction);
  if (!isFloat(logProbs.dtype)) throw new TypeError(`"ctc_loss_cpu" not implemented for '${typeName(logProbs.dtype)}'`);
  const single = logProbs.ndim === 2;
  const input = single ? logProbs.unsqueeze(1) : logProbs;
  if (input.ndim !== 3) throw new RangeError(`log_probs must have 2 or 3 dimensions, got ${logProbs.ndim}`);
  const [times, batch, classes] = input._shape;
  if (input._numel === 0) throw new RangeError("log_probs tensor must not be empty");
  if (!(blank >= 0 && blank < classes)) throw new RangeError("blank must be in label range");
  checkCount("input_lengths", inputLengths, batch);
  checkCount("target_lengths", targetLengths, batch);
  const extra: Extra = { times, batch, classes, blank, zeroInfinity, samples: [], losses: new Float64Array(batch) };
  const losses = Tensor.allocate(input.dtype, [batch]);
  const divisors = Tensor.allocate(input.dtype, [batch]);
  const source = rowMajor(input);
  launch("ctcLoss", () => {
    const spelt = readLengths("target_lengths", targetLengths, Number.POSITIVE_INFINITY);
    const lengths = readLengths("input_lengths", inputLengths, times);
    const spellings = readTargets(targets, spelt, extra);
    const out = floats(losses);
    spellings.forEach((spelling, n) => {
      const sample = { spelling, length: lengths[n], alphas: new Float64Array(times * spelling.length) };
      extra.samples[n] = sample;
      out[n] = forward(floats(source), source.offset + n * classes, sample, batch * classes);
      extra.losses[n] = out[n];
      floats(divisors)[n] = Math.max(spelt[n], 1);
    });
  });
  const recorded = tracks(input) ? recordWith(losses, CTC, [input], [input], extra) : losses;
  const found = zeroInfinity ? recorded.where(recorded.ne(Number.POSITIVE_INFINITY), 0) : recorded;
  if (reduction === "mean") return found.div(divisors).mean();
  return reducedBy(single && reduction === "none" ? found.squeeze(0) : found, reduction);
}

function checkCount(name: string, lengths: Lengths, batch: number): void {
  const count = lengths instanceof Tensor ? lengths._numel : lengths.length;
  if (lengths instanceof Tensor && isFloat(lengths.dtype)) throw new TypeError(`${name} must be integral`);
  if (count !== batch) throw new RangeError(`${name} must be of size batch_size`);
}

const WHERE = " (while checking arguments for ctc_loss_allocate_outputs)";

function readLengths(name: string, lengths: Lengths, most: number): number[] {
  const values = Array.from(lengths instanceof Tensor ? lengths.toTypedArray() : lengths, Number);
  for (const value of values) {
    if (value < 0) throw new RangeError(`Expected ${name} to have value at least 0, but got value ${value}${WHERE}`);
    if (value > most)
      throw new RangeError(`Expected ${name} to have value at most ${most}, but got value ${value}${WHERE}`);
  }
  return values;
}

/** Each sample's target with blanks around and between. */
function readTargets(targets: Tensor, lengths: readonly number[], { batch, blank, classes }: Extra): Int32Array[] {
  const longest = Math.max(0, ...lengths);
  const [count, width] = targets._shape;
  if (targets.ndim === 1) {
    const total = lengths.reduce((sum, length) => sum + length, 0);
    if (count !== total) throw wrongSize(`to have size ${total} at dimension 0, but got size ${count}`);
  } else if (targets.ndim !== 2 || count !== batch) {
    throw wrongSize(`to have size ${batch} at dimension 0, but got size ${count}`);
  } else if (width < longest) {
    throw wrongSize(`to have size at least ${longest} at dimension 1, but got size ${width}`);
  }
  const values = targets.toTypedArray();
  let start = 0;
  return lengths.map((length, n) => {
    if (targets.ndim === 2) start = n * width;
    const spelling = new Int32Array(2 * length + 1).fill(blank);
    for (let i = 0; i < length; i++) {
      const label = Number(values[start + i]);
      if (!(label >= 0 && label < classes)) throw new RangeError(`Target ${label} is out of bounds.`);
      spelling[2 * i + 1] = label;
    }
    start += length;
    return spelling;
  });
}

function wrongSize(what: string): RangeError {
  return new RangeError(`Expected tensor ${what} for argument #2 'targets'${WHERE}`);
}

/** log(Σ e^x) of three numbers, or of two and negative infinity. */
function logSum(a: number, b: number, c: number, round: (x: number) => number): number {
  let most = Math.max(a, b, c);
  if (most === Number.NEGATIVE_INFINITY) most = 0;
  const power = (x: number) => round(exp(round(x - most)));
  return round(round(log(round(round(power(a) + power(b)) + power(c)))) + most);
}

const NEVER = Number.NEGATIVE_INFINITY;

/** Fills a sample's alphas, and gives its loss. Log-probabilities start at `start` and are `stride` apart in time. */
function forward(
  x: Float32Array | Float64Array,
  start: number,
  { spelling, length, alphas }: Sample,
  stride: number,
): number {
  const round = roundingOf(x);
  const width = spelling.length;
  if (length === 0) return width === 1 ? 0 : Number.POSITIVE_INFINITY;
  alphas.fill(NEVER);
  for (let s = 0; s < Math.min(2, width); s++) alphas[s] = x[start + spelling[s]];
  for (let t = 1; t < length; t++) {
    const before = (t - 1) * width;
    for (let s = 0; s < width; s++) {
      const skips = s > 1 && spelling[s - 2] !== spelling[s];
      const sum = logSum(
        alphas[before + s],
        s > 0 ? alphas[before + s - 1] : NEVER,
        skips ? alphas[before + s - 2] : NEVER,
        round,
      );
      alphas[before + width + s] = round(sum + x[start + t * stride + spelling[s]]);
    }
  }
  const last = length * width - 1;
  return width === 1 ? -alphas[last] : -logSum(alphas[last], alphas[last - 1], NEVER, round);
}

/** The gradient of a loss by log-probabilities that come from a softmax, as PyTorch has it. */
function differentiate(grad: Tensor, node: Node<Extra>): Tensor {
  const { times, batch, classes, samples, losses, zeroInfinity } = node.extra;
  const source = rowMajor(node.saved(0));
  const given = rowMajor(grad);
  const result = Tensor.allocate(source.dtype, [times, batch, classes]);
  launch("ctcLossBackward", () => {
    const [x, g, out] = [source, given, result].map(floats);
    out.fill(0);
    samples.forEach((sample, n) => {
      if (zeroInfinity && losses[n] === Number.POSITIVE_INFINITY) return;
      const sums = backward(x, source.offset + n * classes, sample, batch * classes, classes);
      const round = roundingOf(x);
      for (let t = 0; t < sample.length; t++) {
        for (let c = 0; c < classes; c++) {
          const place = (t * batch + n) * classes + c;
          const value = x[source.offset + place];
          const share = round(exp(round(round(sums[t * classes + c] + losses[n]) - value)));
          out[place] = round(round(exp(value)) - share) * g[given.offset + n];
        }
      }
    });
  });
  return result;
}

/** Of each time and class, log Σ alpha·beta over the places of the spelling where the class stands. */
function backward(
  x: Float32Array | Float64Array,
  start: number,
  { spelling, length, alphas }: Sample,
  stride: number,
  classes: number,
): Float64Array {
  const round = roundingOf(x);
  const width = spelling.length;
  const sums = new Float64Array(length * classes).fill(NEVER);
  let later = new Float64Array(width).fill(NEVER);
  for (let t = length - 1; t >= 0; t--) {
    const betas = new Float64Array(width).fill(NEVER);
    const isLast = t === length - 1;
    for (let s = width - 1; s >= 0; s--) {
      if (isLast && s < width - 2) continue;
      const skips = s < width - 2 && spelling[s + 2] !== spelling[s];
      const next = s < width - 1 ? later[s + 1] : NEVER;
      const sum = isLast ? 0 : logSum(later[s], next, skips ? later[s + 2] : NEVER, round);
      betas[s] = round(sum + x[start + t * stride + spelling[s]]);
      const both = round(alphas[t * width + s] + betas[s]);
      const place = t * classes + spelling[s];
      sums[place] = sums[place] === NEVER ? both : logSum(sums[place], both, NEVER, round);
    }
    later = betas;
  }
  return sums;
}
