import { BOOLEAN, INTEGER, listOf, oneOf } from "../../signatures/kinds.ts";
import type { WithNames } from "../../signatures/named.ts";
import { overloads } from "../../signatures/overloads.ts";
import { optional } from "../../signatures/parameters.ts";
import { inPlace, method, methods, publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { DIM, DIM_OR_NULL, DIMS, OPERAND, SCALAR, TENSOR } from "../../tensor/kinds.ts";
import type { ScatteringMethods } from "../../tensor/methods/scattering.ts";
import type { Scalar } from "../../tensor/scalar.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Index } from "../functions/indexing.ts";
import { change } from "../functions/inPlace.ts";
import * as masking from "../functions/masking.ts";
import * as scattering from "../functions/scattering.ts";

/** {@link scatter} of a tensor or a plain value. */
export type Scatter = WithNames<
  (input: Tensor, dim: number, index: Tensor, src: Tensor, options?: scattering.ScatterOptions) => Tensor,
  ["dim", "index", "src"]
> &
  WithNames<
    (input: Tensor, dim: number, index: Tensor, value: Scalar, options?: scattering.ScatterOptions) => Tensor,
    ["dim", "index", "value"]
  >;

const WHERE = { dim: DIM, index: TENSOR };
const HOW = { reduce: oneOf("add", "multiply") };

export const scatter = publish(
  overloads(
    signature("scatter", { input: TENSOR, ...WHERE, src: TENSOR }, {}, HOW),
    signature("scatter", { input: TENSOR, ...WHERE, value: SCALAR }, {}, HOW),
  ),
  scattering.scatter,
) as unknown as Scatter;

export const scatterReduce: WithNames<typeof scattering.scatterReduce, ["dim", "index", "src", "reduce"]> = publish(
  signature(
    "scatterReduce",
    { input: TENSOR, ...WHERE, src: TENSOR, reduce: oneOf("sum", "prod", "mean", "amax", "amin") },
    {},
    { includeSelf: BOOLEAN },
  ),
  scattering.scatterReduce,
);
export const indexReduce: WithNames<typeof scattering.indexReduce, ["dim", "index", "source", "reduce"]> = publish(
  signature(
    "indexReduce",
    { input: TENSOR, ...WHERE, source: TENSOR, reduce: oneOf("prod", "mean", "amax", "amin") },
    {},
    { includeSelf: BOOLEAN },
  ),
  scattering.indexReduce,
);
export const indexCopy: WithNames<typeof scattering.indexCopy, ["dim", "index", "source"]> = publish(
  signature("indexCopy", { input: TENSOR, ...WHERE, source: TENSOR }),
  scattering.indexCopy,
);
export const indexFill: WithNames<typeof scattering.indexFill, ["dim", "index", "value"]> = publish(
  signature("indexFill", { input: TENSOR, ...WHERE, value: OPERAND }),
  scattering.indexFill,
);
export const indexPut: WithNames<typeof scattering.indexPut, ["indices", "values"]> = publish(
  signature("indexPut", { input: TENSOR, indices: listOf<Index>("indices"), values: OPERAND }, { accumulate: BOOLEAN }),
  scattering.indexPut,
);
export const take: WithNames<typeof scattering.take, ["index"]> = publish(
  signature("take", { input: TENSOR, index: TENSOR }),
  scattering.take,
);
export const put: WithNames<typeof scattering.put, ["index", "source"]> = publish(
  signature("put", { input: TENSOR, index: TENSOR, source: TENSOR }, { accumulate: BOOLEAN }),
  scattering.put,
);
export const takeAlongDim: WithNames<typeof scattering.takeAlongDim, ["indices", "dim"]> = publish(
  signature("takeAlongDim", { input: TENSOR, indices: TENSOR, dim: optional(DIM_OR_NULL) }),
  scattering.takeAlongDim,
);

export const maskedFill: WithNames<typeof masking.maskedFill, ["mask", "value"]> = publish(
  signature("maskedFill", { input: TENSOR, mask: TENSOR, value: OPERAND }),
  masking.maskedFill,
);
export const maskedSelect: WithNames<typeof masking.maskedSelect, ["mask"]> = publish(
  signature("maskedSelect", { input: TENSOR, mask: TENSOR }),
  masking.maskedSelect,
);
export const maskedScatter: WithNames<typeof masking.maskedScatter, ["mask", "source"]> = publish(
  signature("maskedScatter", { input: TENSOR, mask: TENSOR, source: TENSOR }),
  masking.maskedScatter,
);
export const nonzero = publish(signature("nonzero", { input: TENSOR }, {}, { asTuple: BOOLEAN }), masking.nonzero);
export const argwhere = publish(signature("argwhere", { input: TENSOR }), masking.argwhere);
export const nonzeroStatic = publish(
  signature("nonzeroStatic", { input: TENSOR }, {}, { size: INTEGER, fillValue: INTEGER }),
  masking.nonzeroStatic,
);
export const countNonzero: WithNames<typeof masking.countNonzero, ["dim"]> = publish(
  signature("countNonzero", { input: TENSOR, dim: optional(DIMS) }),
  masking.countNonzero,
);
export const isin: WithNames<typeof masking.isin, ["testElements"]> = publish(
  signature("isin", { elements: OPERAND, testElements: OPERAND }, {}, { assumeUnique: BOOLEAN, invert: BOOLEAN }),
  masking.isin,
);
export const fill: WithNames<typeof masking.fill, ["value"]> = publish(
  signature("fill", { input: TENSOR, value: OPERAND }),
  masking.fill,
);

/** The in-place form of a function of a tensor and further arguments. */
function over(run: (input: Tensor, ...args: never[]) => Tensor) {
  return (target: Tensor, ...args: unknown[]) =>
    change(target, args, (before, operands) => run(before, ...(operands as never[])));
}

export const scatteringMethods = {
  ...methods({ scatter, scatterReduce, indexReduce, indexCopy, indexFill, take, put, takeAlongDim }),
  ...methods({ maskedFill, maskedSelect, maskedScatter, nonzero, argwhere, nonzeroStatic, countNonzero }),
  indexPut: method(
    signature("indexPut", { indices: listOf<Index>("indices"), values: OPERAND }, { accumulate: BOOLEAN }),
    scattering.indexPut,
  ),
  scatter_: inPlace(scatter, over(scattering.scatter)),
  scatterReduce_: inPlace(scatterReduce, over(scattering.scatterReduce)),
  indexReduce_: inPlace(indexReduce, over(scattering.indexReduce)),
  indexCopy_: inPlace(indexCopy, over(scattering.indexCopy)),
  indexFill_: inPlace(indexFill, over(scattering.indexFill)),
  put_: inPlace(put, over(scattering.put)),
  maskedFill_: inPlace(maskedFill, over(masking.maskedFill)),
  maskedScatter_: inPlace(maskedScatter, over(masking.maskedScatter)),
} satisfies Record<keyof ScatteringMethods<Tensor>, unknown>;
