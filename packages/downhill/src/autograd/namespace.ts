/** What PyTorch has under `torch.autograd`. */
export { backward, type GradOptions, grad } from "./backward.ts";
