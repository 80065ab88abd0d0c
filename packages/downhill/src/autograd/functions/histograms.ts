import { isFloat } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { type NamedTuple, namedTuple } from "../../python/namedTuple.ts";
import { copyOf } from "../../tensor/copy.ts";
import { linspace } from "../../tensor/factories.ts";
import { roundingOf } from "../../tensor/loops/rounding.ts";
import { typeName } from "../../tensor/promotion.ts";
import { Tensor } from "../../tensor/tensor.ts";

/*
 * How often elements lie where.
 */

type Floats = Float32Array | Float64Array;

/** @throws TypeError unless elements are floats */
function checkFloats(input: Tensor, name: string): void {
  if (!isFloat(input.dtype)) throw new TypeError(`"${name}" not implemented for '${typeName(input.dtype)}'`);
}

/** The ends of the bins: those given, or of the elements where they are equal; with a margin where those are, too. */
function ends(data: Floats, low: number, high: number, margin: number, name: string): [low: number, high: number] {
  if (low > high) throw new RangeError(`${name}: max must be larger than min`);
  let [from, to] = [low, high];
  if (from === to && data.length > 0) {
    [from, to] = [Infinity, -Infinity];
    for (const x of data) {
      if (!(x >= from)) from = x;
      if (!(x <= to)) to = x;
    }
  }
  if (!Number.isFinite(from) || !Number.isFinite(to)) {
    throw new RangeError(`${name}: range of [${from}, ${to}] is not finite`);
  }
  return from === to ? [from - margin, to + margin] : [from, to];
}

/**
 * How many elements lie in each of so many bins of equal width between two bounds; without bounds, between the smallest and
 * the largest element. What lies outside isn't counted.
 * @throws RangeError for bounds that are no range, or no bins; TypeError for what are no floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.histc.html
 */
export function histc(input: Tensor, bins = 100, min = 0, max = 0): Tensor {
  checkFloats(input, "histogram_cpu");
  if (!(bins > 0)) throw new RangeError("torch.histc(): bins must be > 0");
  const out = Tensor.allocate(input.dtype, [bins]);
  launch("histc", () => {
    const data = copyOf(input.detach()).storage.data as Floats;
    const round = roundingOf(data);
    const [low, high] = ends(data, min, max, 1, "torch.histc()").map(round);
    const counts = out.storage.data;
    const width = round(high - low);
    for (const x of data) {
      if (!(x >= low && x <= high)) continue;
      const bin = Math.trunc(round(round(round(x - low) * bins) / width));
      (counts[Math.min(bin, bins - 1)] as number)++;
    }
  });
  return out;
}

const HISTOGRAM = ["hist", "binEdges"] as const;
const Histogram = namedTuple<Tensor, typeof HISTOGRAM>("torch.return_types.histogram", HISTOGRAM);

/** What `histogram` gives. */
export type HistogramResult = NamedTuple<Tensor, typeof HISTOGRAM>;

/** Options of `histogram`. */
export interface HistogramOptions {
  /** The outer edges, for a number of bins. Default: the smallest and the largest element. */
  range?: readonly number[] | null;
  /** What each element counts. Default 1. */
  weight?: Tensor | null;
  /** Whether the result is a density, whose integral is 1. Default false. */
  density?: boolean;
}

/**
 * How many elements, or what weight of them, lie between edges: of so many bins of equal width, or those given in ascending
 * order. The last bin has its upper edge, too.
 * @throws RangeError for a range that is none, or weights of another shape; TypeError for what are no floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.histogram.html
 */
export function histogram(input: Tensor, bins: number | Tensor, options?: HistogramOptions): HistogramResult {
  checkFloats(input, "histogram_cpu");
  const { range = null, weight = null, density = false } = options ?? {};
  if (weight !== null && (weight.dtype !== input.dtype || weight._numel !== input._numel)) {
    throw new RangeError("torch.histogram(): if weight tensor is provided it should have the same shape as the input");
  }
  const data = copyOf(input.detach()).storage.data as Floats;
  let edges: Tensor;
  if (bins instanceof Tensor) edges = copyOf(bins);
  else {
    if (!(bins > 0)) throw new RangeError(`torch.histogram(): bins must be > 0, but got ${bins}`);
    const isEmpty = data.length === 0 && range === null;
    const [low, high] = isEmpty ? [0, 1] : ends(data, range?.[0] ?? 0, range?.[1] ?? 0, 0.5, "torch.histogram()");
    edges = linspace(low, high, bins + 1, { dtype: input.dtype });
  }
  const count = edges._numel - 1;
  const hist = Tensor.allocate(input.dtype, [count]);
  launch("histogram", () => {
    const steps = edges.storage.data as Floats;
    const weights = weight === null ? null : (copyOf(weight.detach()).storage.data as Floats);
    const sums = hist.storage.data as Floats;
    data.forEach((x, i) => {
      if (!(x >= steps[0] && x <= steps[count])) return;
      let [low, high] = [0, count];
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (steps[middle] <= x) low = middle;
        else high = middle;
      }
      sums[low] += weights === null ? 1 : weights[i];
    });
    if (!density) return;
    let total = 0;
    for (const x of sums) total += x;
    for (let i = 0; i < count; i++) sums[i] /= total * (steps[i + 1] - steps[i]);
  });
  return new Histogram(hist, edges);
}
