/** PyTorch's `torch.optim.swa_utils`: averages of a model's weights, and the learning rate that goes with them. */
export { SWALR, type SWALROptions } from "./swaLr.ts";
