/** PyTorch's `torch.optim.swa_utils`: averages of a model's weights, and the learning rate that goes with them. */
import { type AnyModule, Module } from "../../nn/module.ts";
import { ITERABLE, instanceOf, NUMBER } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { DEVICE } from "../../tensor/kinds.ts";
import * as averages from "./averagedModel.ts";
import * as batchNorms from "./updateBn.ts";

export { AveragedModel, type AveragedModelOptions, type AvgFn, type MultiAvgFn } from "./averagedModel.ts";
export { SWALR, type SWALROptions } from "./swaLr.ts";

const DECAY = { decay: optional(NUMBER) };

export const getEmaAvgFn = publish(signature("getEmaAvgFn", DECAY), averages.getEmaAvgFn);
export const getEmaMultiAvgFn = publish(signature("getEmaMultiAvgFn", DECAY), averages.getEmaMultiAvgFn);
export const getSwaAvgFn = publish(signature("getSwaAvgFn", {}), averages.getSwaAvgFn);
export const getSwaMultiAvgFn = publish(signature("getSwaMultiAvgFn", {}), averages.getSwaMultiAvgFn);

export const updateBn = publish(
  signature("updateBn", { loader: ITERABLE, model: instanceOf<AnyModule>(Module) }, { device: DEVICE }),
  batchNorms.updateBn,
);
