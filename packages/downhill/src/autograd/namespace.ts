/** What PyTorch has under `torch.autograd`. */
export { backward, grad } from "./backward.ts";
