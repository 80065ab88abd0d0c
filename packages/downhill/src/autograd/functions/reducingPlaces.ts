import { isFloat, isHalf, loopDtype } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { convert, copyOf, rowMajor } from "../../tensor/copy.ts";
import { onesLike } from "../../tensor/factories.ts";
import type { Places } from "../../tensor/places.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { define, type Node, recordWith, tracksAny } from "../graph.ts";
import { div, mul } from "./arithmetic.ts";
import { eq, logicalAnd } from "./comparison.ts";
import { to } from "./conversion.ts";
import { addPlaces, defineAdd, putPlaces, takePlaces } from "./places.ts";
import { where } from "./where.ts";

/** How elements that come to one place become one. */
export type Reduction = "sum" | "prod" | "mean" | "amax" | "amin";

/** Options of `scatterReduce` and `indexReduce`. */
export interface ReduceOptions {
  /** Whether what is there already is one of the elements. Default true. */
  includeSelf?: boolean;
}

interface Reduced {
  readonly places: Places;
  readonly reduce: Reduction;
  readonly includesSelf: boolean;
}

type Step<N> = (present: N, incoming: N) => N;

/** The larger, or NaN. */
function larger<N>(a: N, b: N): N {
  return a > b || a !== a ? a : b;
}

function smaller<N>(a: N, b: N): N {
  return a < b || a !== a ? a : b;
}

/* Elements are numbers or bigints, and all of one array alike. */
const STEPS: Readonly<Record<Reduction, Step<number>>> = {
  sum: (a, b) => a + b,
  mean: (a, b) => a + b,
  prod: (a, b) => a * b,
  amax: larger,
  amin: smaller,
};

function reduceInto(out: Tensor, values: Tensor, { places, reduce, includesSelf }: Reduced): void {
  const to = out.storage.data as Float64Array;
  const from = values.storage.data as Float64Array;
  const counts = new Float64Array(out._numel).fill(includesSelf ? 1 : 0);
  const step = STEPS[reduce];
  const { starts, block } = places;
  for (let i = 0, v = values.offset; i < starts.length; i++) {
    for (let k = starts[i]; k < starts[i] + block; k++, v++) {
      to[k] = counts[k] === 0 ? from[v] : step(to[k], from[v]);
      counts[k]++;
    }
  }
  if (reduce !== "mean") return;
  for (let k = 0; k < to.length; k++) if (counts[k] > 1) to[k] = divided(to[k], counts[k], out.dtype === "int64");
}

/** Integers are divided down. */
function divided(value: number, count: number, whole: boolean): number {
  if (!whole) return value / count;
  const [a, b] = [value as unknown as bigint, BigInt(count)];
  return (a / b - (a % b < 0n ? 1n : 0n)) as unknown as number;
}

const addBackward = defineAdd("ScatterReduceBackward0");

const reduceBackward = define<Reduced>(
  "ScatterReduceBackward0",
  (grad, node) => {
    const found = gradients[node.extra.reduce](grad, node).input();
    if (node.extra.includesSelf) return found;
    const { places } = node.extra;
    return putPlaces(found, Tensor.allocate(grad.dtype, places.shape), places);
  },
  (grad, node) => gradients[node.extra.reduce](grad, node).src(),
);

/** The gradients of what is there already and of what comes to it. Source: PyTorch's scatter_reduce_backward. */
interface Gradients {
  input(): Tensor;
  src(): Tensor;
}

const gradients: Readonly<Record<Reduction, (grad: Tensor, node: Node<Reduced>) => Gradients>> = {
  sum: (grad, { extra: { places } }) => ({ input: () => grad, src: () => takePlaces(grad, places) }),
  mean: (grad, { extra: { places, includesSelf } }) => {
    const some = includesSelf ? onesLike(grad) : Tensor.like(grad, grad.dtype);
    const ones = Tensor.allocate(grad.dtype, places.shape).fill_(1);
    const counts = addPlaces(some, ones, places, addBackward);
    const divisor = where(eq(counts, 0), 1, counts);
    return { input: () => div(grad, divisor), src: () => div(takePlaces(grad, places), takePlaces(divisor, places)) };
  },
  prod: (grad, node) => {
    const { places, includesSelf } = node.extra;
    const [input, src, result] = [node.saved(0), node.saved(1), node.saved(2)];
    const product = (a: Tensor, b: Tensor) => reducePlaces(a, b, places, "prod", includesSelf);
    return {
      input: () => {
        const masked = where(eq(input, 0), 1, input);
        return div(mul(grad, product(masked, src)), masked);
      },
      src: () => {
        const isZero = eq(src, 0);
        const zeros = addPlaces(Tensor.like(input, input.dtype), to(isZero, input.dtype), places, addBackward);
        const isOnlyZero = logicalAnd(isZero, eq(takePlaces(zeros, places), 1));
        const others = product(input, where(isOnlyZero, 1, src));
        const usual = div(takePlaces(mul(grad, result), places), where(isZero, 1, src));
        return where(isOnlyZero, takePlaces(mul(grad, others), places), usual);
      },
    };
  },
  amax: shared,
  amin: shared,
};

/** All that equal the result have an equal share. */
function shared(grad: Tensor, node: Node<Reduced>): Gradients {
  const { places } = node.extra;
  const [input, src, result] = [node.saved(0), node.saved(1), node.saved(2)];
  const isInput = to(eq(input, result), grad.dtype);
  const isSrc = to(eq(src, takePlaces(result, places)), grad.dtype);
  const share = div(grad, addPlaces(isInput, isSrc, places, addBackward));
  return { input: () => mul(isInput, share), src: () => mul(isSrc, takePlaces(share, places)) };
}

/** A copy with what comes to chosen places reduced there. */
export function reducePlaces(
  input: Tensor,
  values: Tensor,
  places: Places,
  reduce: Reduction,
  includesSelf: boolean,
): Tensor {
  const extra = { places, reduce, includesSelf };
  const { dtype } = input;
  const held = isFloat(dtype) ? dtype : isHalf(dtype) ? "float32" : loopDtype(dtype);
  const out = copyOf(input, held === "bool" ? "int64" : held);
  const source = rowMajor(convert(values, out.dtype));
  launch("reduceAt", () => reduceInto(out, source, extra));
  const result = convert(out, dtype);
  if (!tracksAny(input, values)) return result;
  return recordWith(result, reduceBackward, [input, values], [input, values, result], extra);
}
