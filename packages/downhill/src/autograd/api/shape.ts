import { gathered, INTEGER, orNull } from "../../signatures/kinds.ts";
import type { WithNames } from "../../signatures/named.ts";
import { optional } from "../../signatures/parameters.ts";
import { method, methods, publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { DIM, DIM_OR_DIMS, SHAPE, SIZES, TENSOR } from "../../tensor/kinds.ts";
import type { ShapeMethods } from "../../tensor/methods/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import * as dims from "../functions/dims.ts";
import * as repeating from "../functions/repeating.ts";
import { expand } from "../functions/sum.ts";
import * as views from "../functions/views.ts";

export const reshape: WithNames<typeof views.reshape, ["shape"]> = publish(
  signature("reshape", { input: TENSOR, shape: SIZES }),
  views.reshape,
);
export const transpose: WithNames<typeof views.transpose, ["dim0", "dim1"]> = publish(
  signature("transpose", { input: TENSOR, dim0: DIM, dim1: DIM }),
  views.transpose,
);
export const t = publish(signature("t", { input: TENSOR }), views.t);
export const asStrided: WithNames<typeof views.asStrided, ["size", "stride", "storageOffset"]> = publish(
  signature("asStrided", { input: TENSOR, size: SHAPE, stride: SHAPE, storageOffset: optional(orNull(INTEGER)) }),
  views.asStrided,
);
export const flatten: WithNames<typeof dims.flatten, ["startDim", "endDim"]> = publish(
  signature("flatten", { input: TENSOR, startDim: optional(DIM), endDim: optional(DIM) }),
  dims.flatten,
);
export const squeeze: WithNames<typeof dims.squeeze, ["dim"]> = publish(
  signature("squeeze", { input: TENSOR, dim: optional(gathered(orNull(DIM_OR_DIMS))) }),
  dims.squeeze,
);
export const unsqueeze: WithNames<typeof dims.unsqueeze, ["dim"]> = publish(
  signature("unsqueeze", { input: TENSOR, dim: DIM }),
  dims.unsqueeze,
);
export const permute: WithNames<typeof dims.permute, ["dims"]> = publish(
  signature("permute", { input: TENSOR, dims: SIZES }),
  dims.permute,
);

export const tile: WithNames<typeof repeating.tile, ["dims"]> = publish(
  signature("tile", { input: TENSOR, dims: SIZES }),
  repeating.tile,
);

export const shapeMethods = {
  ...methods({ reshape, transpose, t, flatten, squeeze, unsqueeze, permute, tile }),
  repeat: method(signature("repeat", { repeats: SIZES }), repeating.repeat),
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
