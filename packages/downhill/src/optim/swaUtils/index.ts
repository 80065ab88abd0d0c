/** PyTorch's `torch.optim.swa_utils`: averages of a model's weights, and the learning rate that goes with them. */
export {
  AveragedModel,
  type AveragedModelOptions,
  type AvgFn,
  getEmaAvgFn,
  getEmaMultiAvgFn,
  getSwaAvgFn,
  getSwaMultiAvgFn,
  type MultiAvgFn,
} from "./averagedModel.ts";
export { SWALR, type SWALROptions } from "./swaLr.ts";
export { updateBn } from "./updateBn.ts";
