import { BOOLEAN, INTEGER, oneOf, orNull } from "../../signatures/kinds.ts";
import type { WithNames } from "../../signatures/named.ts";
import { overloads } from "../../signatures/overloads.ts";
import { optional } from "../../signatures/parameters.ts";
import { inPlace, method, methods, publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import {
  DIM,
  DIM_OR_DIMS,
  SHAPE,
  SIZES,
  TENSOR,
  TENSORS,
  VARIADIC_TENSOR_OR_TENSORS,
  VARIADIC_TENSORS,
} from "../../tensor/kinds.ts";
import type { ArrangingMethods } from "../../tensor/methods/arranging.ts";
import type { Shape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import * as broadcasting from "../functions/broadcasting.ts";
import * as diagonals from "../functions/diagonals.ts";
import * as dims from "../functions/dims.ts";
import { apply_ } from "../functions/inPlace.ts";
import { cat } from "../functions/joining.ts";
import * as rearranging from "../functions/rearranging.ts";
import * as scattering from "../functions/regionScatter.ts";
import * as reshaping from "../functions/reshapingInPlace.ts";
import * as slicing from "../functions/slicing.ts";
import * as stacking from "../functions/stacking.ts";
import { expand } from "../functions/sum.ts";
import * as views from "../functions/views.ts";
import { asStrided, squeeze, t, transpose, unsqueeze } from "./shape.ts";

/** What takes tensors in an array, or one after the other. */
export interface OfTensors<Result> {
  (...tensors: Tensor[]): Result;
  (tensors: readonly Tensor[]): Result;
}

/** What makes a tensor of one, or tensors of several. */
export interface OfEach {
  (tensor: Tensor): Tensor;
  (...tensors: Tensor[]): Tensor[];
  (tensors: readonly Tensor[]): Tensor[];
}

export const broadcastTensors: OfTensors<Tensor[]> = publish(
  signature("broadcastTensors", { tensors: VARIADIC_TENSORS }),
  broadcasting.broadcastTensors,
);
export { broadcastShapes } from "../functions/broadcasting.ts";
export const broadcastTo: WithNames<typeof expand, ["size"]> = publish(
  signature("broadcastTo", { input: TENSOR, size: SIZES }),
  expand,
);

/* @__NO_SIDE_EFFECTS__ */
function reaching(name: string, run: typeof broadcasting.atleast1d): OfEach {
  return publish(signature(name, { tensors: VARIADIC_TENSOR_OR_TENSORS }), run) as unknown as OfEach;
}

export const atleast1d = reaching("atleast1d", broadcasting.atleast1d);
export const atleast2d = reaching("atleast2d", broadcasting.atleast2d);
export const atleast3d = reaching("atleast3d", broadcasting.atleast3d);

/** {@link meshgrid}, whose vectors stand in an array or one after the other. */
export interface Meshgrid {
  (tensors: readonly Tensor[], options?: { indexing?: broadcasting.Indexing | null }): Tensor[];
  (...tensors: Tensor[]): Tensor[];
  (...args: [...tensors: Tensor[], options: { indexing?: broadcasting.Indexing | null }]): Tensor[];
}

export const meshgrid = publish(
  signature("meshgrid", { tensors: VARIADIC_TENSORS }, {}, { indexing: orNull(oneOf("ij", "xy")) }),
  broadcasting.meshgrid,
) as unknown as Meshgrid;

export const movedim: WithNames<typeof rearranging.movedim, ["source", "destination"]> = publish(
  signature("movedim", { input: TENSOR, source: DIM_OR_DIMS, destination: DIM_OR_DIMS }),
  rearranging.movedim,
);
export const moveaxis: WithNames<typeof rearranging.movedim, ["source", "destination"]> = publish(
  signature("moveaxis", { input: TENSOR, source: DIM_OR_DIMS, destination: DIM_OR_DIMS }),
  rearranging.movedim,
);
export const swapdims: WithNames<typeof views.transpose, ["dim0", "dim1"]> = publish(
  signature("swapdims", { input: TENSOR, dim0: DIM, dim1: DIM }),
  views.transpose,
);
export const swapaxes: WithNames<typeof views.transpose, ["axis0", "axis1"]> = publish(
  signature("swapaxes", { input: TENSOR, axis0: DIM, axis1: DIM }),
  views.transpose,
);
export const ravel = publish(signature("ravel", { input: TENSOR }), rearranging.ravel);
export const unflatten: WithNames<typeof rearranging.unflatten, ["dim", "sizes"]> = publish(
  signature("unflatten", { input: TENSOR, dim: DIM, sizes: SHAPE }),
  rearranging.unflatten,
);
export const roll: WithNames<typeof rearranging.roll, ["shifts", "dims"]> = publish(
  signature("roll", { input: TENSOR, shifts: DIM_OR_DIMS, dims: optional(DIM_OR_DIMS) }),
  rearranging.roll,
);
export const rot90: WithNames<typeof rearranging.rot90, ["k", "dims"]> = publish(
  signature("rot90", { input: TENSOR, k: optional(INTEGER), dims: optional(SHAPE) }),
  rearranging.rot90,
);
export const fliplr = publish(signature("fliplr", { input: TENSOR }), rearranging.fliplr);
export const flipud = publish(signature("flipud", { input: TENSOR }), rearranging.flipud);

const LINE = { offset: optional(INTEGER), dim1: optional(DIM), dim2: optional(DIM) };

export const diagonal: WithNames<typeof diagonals.diagonal, ["offset", "dim1", "dim2"]> = publish(
  signature("diagonal", { input: TENSOR, ...LINE }),
  diagonals.diagonal,
);
export const diagEmbed: WithNames<typeof diagonals.diagEmbed, ["offset", "dim1", "dim2"]> = publish(
  signature("diagEmbed", { input: TENSOR, ...LINE }),
  diagonals.diagEmbed,
);
export const diag: WithNames<typeof diagonals.diag, ["diagonal"]> = publish(
  signature("diag", { input: TENSOR, diagonal: optional(INTEGER) }),
  diagonals.diag,
);
export const diagflat: WithNames<typeof diagonals.diagflat, ["offset"]> = publish(
  signature("diagflat", { input: TENSOR, offset: optional(INTEGER) }),
  diagonals.diagflat,
);
export const trace = publish(signature("trace", { input: TENSOR }), diagonals.trace);
export const tril: WithNames<typeof diagonals.tril, ["diagonal"]> = publish(
  signature("tril", { input: TENSOR, diagonal: optional(INTEGER) }),
  diagonals.tril,
);
export const triu: WithNames<typeof diagonals.triu, ["diagonal"]> = publish(
  signature("triu", { input: TENSOR, diagonal: optional(INTEGER) }),
  diagonals.triu,
);

export const diagonalScatter: WithNames<typeof diagonals.diagonalScatter, ["src", "offset", "dim1", "dim2"]> = publish(
  signature("diagonalScatter", { input: TENSOR, src: TENSOR, ...LINE }),
  diagonals.diagonalScatter,
);
export const selectScatter: WithNames<typeof scattering.selectScatter, ["src", "dim", "index"]> = publish(
  signature("selectScatter", { input: TENSOR, src: TENSOR, dim: DIM, index: INTEGER }),
  scattering.selectScatter,
);
export const sliceScatter: WithNames<typeof scattering.sliceScatter, ["src", "dim", "start", "end", "step"]> = publish(
  signature("sliceScatter", {
    input: TENSOR,
    src: TENSOR,
    dim: optional(DIM),
    start: optional(orNull(INTEGER)),
    end: optional(orNull(INTEGER)),
    step: optional(INTEGER),
  }),
  scattering.sliceScatter,
);

/** {@link tensorSplit} in all its forms. */
export type TensorSplit = WithNames<
  (input: Tensor, sections: number | Tensor, dim?: number) => Tensor[],
  ["sections", "dim"]
> &
  WithNames<(input: Tensor, indices: Shape, dim?: number) => Tensor[], ["indices", "dim"]> &
  WithNames<
    (input: Tensor, tensorIndicesOrSections: Tensor, dim?: number) => Tensor[],
    ["tensorIndicesOrSections", "dim"]
  >;

export const tensorSplit = publish(
  overloads(
    signature("tensorSplit", { input: TENSOR, sections: INTEGER, dim: optional(DIM) }),
    signature("tensorSplit", { input: TENSOR, indices: SHAPE, dim: optional(DIM) }),
    signature("tensorSplit", { input: TENSOR, tensorIndicesOrSections: TENSOR, dim: optional(DIM) }),
  ),
  slicing.tensorSplit,
) as unknown as TensorSplit;

/** `hsplit` and its kin in both forms. */
export type SplitAlong = WithNames<(input: Tensor, sections: number) => Tensor[], ["sections"]> &
  WithNames<(input: Tensor, indices: Shape) => Tensor[], ["indices"]>;

/* @__NO_SIDE_EFFECTS__ */
function splitting(name: string, run: typeof slicing.hsplit): SplitAlong {
  return publish(
    overloads(
      signature(name, { input: TENSOR, sections: INTEGER }),
      signature(name, { input: TENSOR, indices: SHAPE }),
    ),
    run,
  ) as unknown as SplitAlong;
}

export const hsplit = splitting("hsplit", slicing.hsplit);
export const vsplit = splitting("vsplit", slicing.vsplit);
export const dsplit = splitting("dsplit", slicing.dsplit);
export const splitWithSizes: WithNames<
  (input: Tensor, splitSizes: Shape, dim?: number) => Tensor[],
  ["splitSizes", "dim"]
> = publish(
  signature("splitWithSizes", { input: TENSOR, splitSizes: SHAPE, dim: optional(DIM) }),
  slicing.splitWithSizes,
);

/* @__NO_SIDE_EFFECTS__ */
function stack(name: string, run: (tensors: readonly Tensor[]) => Tensor): (tensors: readonly Tensor[]) => Tensor {
  return publish(signature(name, { tensors: TENSORS }), run);
}

export const hstack = stack("hstack", stacking.hstack);
export const vstack = stack("vstack", stacking.vstack);
export const rowStack = stack("rowStack", stacking.vstack);
export const dstack = stack("dstack", stacking.dstack);
export const columnStack = stack("columnStack", stacking.columnStack);
export const blockDiag: OfTensors<Tensor> = publish(
  signature("blockDiag", { tensors: VARIADIC_TENSORS }),
  stacking.blockDiag,
);
export const cartesianProd: OfTensors<Tensor> = publish(
  signature("cartesianProd", { tensors: VARIADIC_TENSORS }),
  stacking.cartesianProd,
);
export const combinations: WithNames<typeof stacking.combinations, ["r"]> = publish(
  signature("combinations", { input: TENSOR, r: optional(INTEGER) }, { withReplacement: BOOLEAN }),
  stacking.combinations,
);

/* @__NO_SIDE_EFFECTS__ */
function joining(name: string): WithNames<typeof cat, ["dim"]> {
  return publish(signature(name, { tensors: TENSORS, dim: optional(DIM) }), cat);
}

export const concat = joining("concat");
export const concatenate = joining("concatenate");

/** Changes of a tensor's shape in place, by what a view of it shows. */
function seenAs(run: (target: Tensor, ...args: never[]) => Tensor) {
  return (target: Tensor, ...args: never[]) => reshaping.showAs_(target, run(target, ...args));
}

export const arrangingMethods = {
  ...methods({ broadcastTo, movedim, moveaxis, swapdims, swapaxes, ravel, unflatten, roll, rot90, fliplr, flipud }),
  ...methods({ diagonal, diagEmbed, diag, diagflat, trace, tril, triu, diagonalScatter, selectScatter, sliceScatter }),
  ...methods({ tensorSplit, hsplit, vsplit, dsplit, splitWithSizes }),
  tril_: inPlace(tril, (target: Tensor, place?: number) => apply_(target, (input) => diagonals.tril(input, place))),
  triu_: inPlace(triu, (target: Tensor, place?: number) => apply_(target, (input) => diagonals.triu(input, place))),
  expandAs: method(signature("expandAs", { other: TENSOR }), broadcasting.expandAs),
  reshapeAs: method(signature("reshapeAs", { other: TENSOR }), rearranging.reshapeAs),
  viewAs: method(signature("viewAs", { other: TENSOR }), rearranging.viewAs),
  sumToSize: method(signature("sumToSize", { size: SIZES }), broadcasting.sumToSize),
  unfold: method(signature("unfold", { dimension: DIM, size: INTEGER, step: INTEGER }), rearranging.unfold),
  squeeze_: inPlace(squeeze, seenAs(dims.squeeze)),
  unsqueeze_: inPlace(unsqueeze, seenAs(dims.unsqueeze)),
  t_: inPlace(t, seenAs(views.t)),
  transpose_: inPlace(transpose, seenAs(views.transpose)),
  swapdims_: inPlace(swapdims, seenAs(views.transpose)),
  swapaxes_: inPlace(swapaxes, seenAs(views.transpose)),
  asStrided_: inPlace(asStrided, seenAs(views.asStrided)),
  resize_: method(signature("resize_", { size: SIZES }), reshaping.resize_),
  resizeAs_: method(signature("resizeAs_", { theTemplate: TENSOR }), reshaping.resizeAs_),
} satisfies Record<keyof ArrangingMethods<Tensor>, unknown>;
