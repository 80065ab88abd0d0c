/** The public entries, in `src`. */
export const entries: readonly string[] = [
  "index.ts",
  "optim.ts",
  "nn.ts",
  "data.ts",
  "datasets.ts",
  "distributions.ts",
  "tensorboard.ts",
  "linalg.ts",
  "registry.ts",
  "serialization.ts",
  "predict.ts",
  "node.ts",
  "blas.ts",
];
