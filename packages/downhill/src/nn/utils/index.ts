/** PyTorch's `torch.nn.utils`: clipping of gradients, and parameters as one vector. */
export {
  clipGradNorm_,
  clipGradsWithNorm_,
  clipGradValue_,
  getTotalNorm,
  type NormOptions,
  type Tensors,
} from "./clipGrad.ts";
export { parametersToVector, vectorToParameters } from "./parameterVector.ts";
