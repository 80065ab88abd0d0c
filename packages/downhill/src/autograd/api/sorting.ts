import type { DType } from "../../memory/dtype.ts";
import { BOOLEAN, INTEGER, oneOf, orNull } from "../../signatures/kinds.ts";
import type { WithNames } from "../../signatures/named.ts";
import { overloads } from "../../signatures/overloads.ts";
import { optional } from "../../signatures/parameters.ts";
import { inPlace, method, methods, publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { DIM, DIM_OR_NULL, OPERAND, TENSOR, TENSOR_OR_INTEGER } from "../../tensor/kinds.ts";
import type { Extremes } from "../../tensor/methods/reduction.ts";
import type { SortingMethods } from "../../tensor/methods/sorting.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { cumsum as cumsumOf } from "../functions/cumulative.ts";
import { change } from "../functions/inPlace.ts";
import * as repeating from "../functions/repeating.ts";
import * as searching from "../functions/searching.ts";
import * as sorting from "../functions/sorting.ts";
import * as different from "../functions/unique.ts";
import { cumsum } from "./indexing.ts";

const ORDER = { dim: optional(DIM) };
const KEEPDIM = { keepdim: BOOLEAN };

export const sort: WithNames<typeof sorting.sort, ["dim"]> = publish(
  signature("sort", { input: TENSOR, ...ORDER }, { descending: BOOLEAN }, { stable: BOOLEAN }),
  sorting.sort,
);
export const argsort: WithNames<typeof sorting.argsort, ["dim"]> = publish(
  signature("argsort", { input: TENSOR, ...ORDER }, { descending: BOOLEAN }, { stable: BOOLEAN }),
  sorting.argsort,
);
export const msort = publish(signature("msort", { input: TENSOR }), sorting.msort);
export const topk: WithNames<typeof sorting.topk, ["k", "dim"]> = publish(
  signature("topk", { input: TENSOR, k: INTEGER, ...ORDER }, { largest: BOOLEAN, sorted: BOOLEAN }),
  sorting.topk,
);
export const kthvalue: WithNames<typeof sorting.kthvalue, ["k", "dim"]> = publish(
  signature("kthvalue", { input: TENSOR, k: INTEGER, ...ORDER }, KEEPDIM),
  sorting.kthvalue,
);

/** {@link median} of all elements, or along a dimension. */
export type Median = ((input: Tensor) => Tensor) &
  WithNames<(input: Tensor, dim: number, options?: sorting.OneOptions) => Extremes<Tensor>, ["dim"]>;

/* @__NO_SIDE_EFFECTS__ */
function middle(name: string, run: typeof sorting.median): Median {
  return publish(
    overloads(signature(name, { input: TENSOR }), signature(name, { input: TENSOR, dim: DIM }, KEEPDIM)),
    run,
  ) as unknown as Median;
}

export const median = middle("median", sorting.median);
export const nanmedian = middle("nanmedian", sorting.nanmedian);
export const mode: WithNames<typeof sorting.mode, ["dim"]> = publish(
  signature("mode", { input: TENSOR, ...ORDER }, KEEPDIM),
  sorting.mode,
);
export const cummax: WithNames<typeof sorting.cummax, ["dim"]> = publish(
  signature("cummax", { input: TENSOR, dim: DIM }),
  sorting.cummax,
);
export const cummin: WithNames<typeof sorting.cummin, ["dim"]> = publish(
  signature("cummin", { input: TENSOR, dim: DIM }),
  sorting.cummin,
);

const TELLING = { returnInverse: BOOLEAN, returnCounts: BOOLEAN, dim: DIM_OR_NULL };

export const unique = publish(
  signature("unique", { input: TENSOR }, { sorted: BOOLEAN, ...TELLING }),
  different.unique,
);
export const uniqueConsecutive = publish(
  signature("uniqueConsecutive", { input: TENSOR }, TELLING),
  different.uniqueConsecutive,
);

const PLACING = { outInt32: BOOLEAN, right: BOOLEAN };

export const searchsorted: WithNames<typeof searching.searchsorted, ["input"]> = publish(
  signature(
    "searchsorted",
    { sortedSequence: TENSOR, input: OPERAND },
    {},
    { ...PLACING, side: orNull(oneOf("left", "right")), sorter: orNull(TENSOR) },
  ),
  searching.searchsorted,
);
export const bucketize: WithNames<typeof searching.bucketize, ["boundaries"]> = publish(
  signature("bucketize", { input: OPERAND, boundaries: TENSOR }, {}, PLACING),
  searching.bucketize,
);

/** {@link repeatInterleave} of a tensor, or of the indices of its repetitions. */
export type RepeatInterleave = WithNames<typeof repeating.repeatInterleave, ["repeats", "dim"]> &
  ((repeats: Tensor, options?: repeating.RepeatInterleaveOptions) => Tensor);

const SIZE = { outputSize: orNull(INTEGER) };

export const repeatInterleave = publish(
  overloads(
    signature("repeatInterleave", { input: TENSOR, repeats: TENSOR_OR_INTEGER, dim: optional(DIM_OR_NULL) }, {}, SIZE),
    signature("repeatInterleave", { repeats: TENSOR }, {}, SIZE),
  ),
  repeatInterleaveOf,
) as unknown as RepeatInterleave;

function repeatInterleaveOf(input: Tensor, repeats?: unknown, dim?: number | null): Tensor {
  const isGiven = typeof repeats === "number" || (repeats !== undefined && TENSOR.accepts(repeats));
  return isGiven ? repeating.repeatInterleave(input, repeats, dim) : repeating.repeatedPlaces(input);
}

export const sortingMethods = {
  ...methods({ sort, argsort, msort, topk, kthvalue, median, nanmedian, mode, cummax, cummin }),
  ...methods({ unique, uniqueConsecutive }),
  repeatInterleave: method(
    signature("repeatInterleave", { repeats: TENSOR_OR_INTEGER, dim: optional(DIM_OR_NULL) }, {}, SIZE),
    repeating.repeatInterleave,
  ),
  cumsum_: inPlace(cumsum, (target: Tensor, dim: number, options?: { dtype?: DType }) =>
    change(target, [], (input) => cumsumOf(input, dim, options)),
  ),
} satisfies Record<keyof SortingMethods<Tensor>, unknown>;
