import { noGrad } from "../../autograd/gradMode.ts";
import { BatchNorm1d, BatchNorm2d } from "../../nn/batchNorm.ts";
import type { Module } from "../../nn/module.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/**
 * Computes the running statistics of a model's batch normalizations anew, as the mean over the given batches: what an
 * averaged model needs before it is used.
 *
 * @param batches inputs of the model, or lists whose first item is one
 * @param model put into training for the pass, and then back as it was
 * @see https://docs.pytorch.org/docs/stable/generated/torch.optim.swa_utils.update_bn.html
 */
export function updateBn(
  batches: Iterable<Tensor | readonly [input: Tensor, ...rest: unknown[]]>,
  model: Module<[input: Tensor], unknown>,
): void {
  const layers = [...model.modules()].filter(
    (layer): layer is BatchNorm1d | BatchNorm2d => layer instanceof BatchNorm1d || layer instanceof BatchNorm2d,
  );
  if (layers.length === 0) return;
  const momenta = layers.map(({ momentum }) => momentum);
  const { training } = model;
  for (const layer of layers) layer.resetRunningStats();
  model.train();
  for (const layer of layers) layer.momentum = null;
  try {
    noGrad(() => {
      for (const batch of batches) model.forward(Array.isArray(batch) ? (batch[0] as Tensor) : (batch as Tensor));
    });
  } finally {
    layers.forEach((layer, i) => {
      layer.momentum = momenta[i];
    });
    model.train(training);
  }
}
