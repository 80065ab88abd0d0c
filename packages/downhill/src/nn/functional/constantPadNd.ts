import { NUMBER } from "../../signatures/kinds.ts";
import type { WithNames } from "../../signatures/named.ts";
import { optional } from "../../signatures/parameters.ts";
import { publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { SHAPE, TENSOR } from "../../tensor/kinds.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { pad } from "./padding.ts";

function padded(input: Tensor, amounts: readonly number[], value = 0): Tensor {
  return pad(input, amounts, { value });
}

/** What PyTorch has besides `nn.functional.pad`: the tensor with a number around it. */
export const constantPadNd: WithNames<typeof padded, ["pad", "value"]> = publish(
  signature("constantPadNd", { input: TENSOR, pad: SHAPE, value: optional(NUMBER) }),
  padded,
);
