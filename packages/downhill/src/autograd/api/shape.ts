import { gathered, INTEGER, orNull } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { method, methods, publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { DIM, DIM_OR_DIMS, SHAPE, SIZES, TENSOR } from "../../tensor/kinds.ts";
import type { ShapeMethods } from "../../tensor/methods/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import * as dims from "../functions/dims.ts";
import { expand } from "../functions/sum.ts";
import * as views from "../functions/views.ts";

export const reshape = publish(signature("reshape", { input: TENSOR, shape: SIZES }), views.reshape);
export const transpose: typeof views.transpose & ((input: Tensor, options: { dim0: number; dim1: number }) => Tensor) =
  publish(signature("transpose", { input: TENSOR, dim0: DIM, dim1: DIM }), views.transpose);
export const t = publish(signature("t", { input: TENSOR }), views.t);
export const asStrided = publish(
  signature("asStrided", { input: TENSOR, size: SHAPE, stride: SHAPE, storageOffset: optional(orNull(INTEGER)) }),
  views.asStrided,
);
export const flatten: typeof dims.flatten &
  ((input: Tensor, options: { startDim?: number; endDim?: number }) => Tensor) = publish(
  signature("flatten", { input: TENSOR, startDim: optional(DIM), endDim: optional(DIM) }),
  dims.flatten,
);
export const squeeze = publish(
  signature("squeeze", { input: TENSOR, dim: optional(gathered(orNull(DIM_OR_DIMS))) }),
  dims.squeeze,
);
export const unsqueeze = publish(signature("unsqueeze", { input: TENSOR, dim: DIM }), dims.unsqueeze);
export const permute = publish(signature("permute", { input: TENSOR, dims: SIZES }), dims.permute);

export const shapeMethods = {
  ...methods({ reshape, transpose, t, flatten, squeeze, unsqueeze, permute }),
  view: method(signature("view", { size: SIZES }), views.view),
  expand: method(signature("expand", { size: SIZES }), expand),
  get T() {
    const tensor = this as unknown as Tensor;
    return dims.permute(tensor, [...tensor._shape.keys()].reverse());
  },
  get mT() {
    const tensor = this as unknown as Tensor;
    if (tensor.ndim === 0) return tensor; // as PyTorch still has it
    if (tensor.ndim < 2) {
      throw new RangeError(
        `tensor.mT is only supported on matrices or batches of matrices. Got ${tensor.ndim}-D tensor.`,
      );
    }
    return views.transpose(tensor, -2, -1);
  },
} satisfies Record<keyof ShapeMethods<Tensor>, unknown>;
