/** PyTorch's `torch.optim.lr_scheduler`. */
export { ChainedScheduler, type Combined, SequentialLR, type SequentialLROptions } from "./combined.ts";
export {
  CosineAnnealingLR,
  type CosineAnnealingLROptions,
  CosineAnnealingWarmRestarts,
  type CosineAnnealingWarmRestartsOptions,
} from "./cosine.ts";
export { CyclicLR, type CyclicLROptions } from "./cyclic.ts";
export { type ByLambda, LambdaLR, type LambdaLROptions, type LrLambda, MultiplicativeLR } from "./lambda.ts";
export { type MomentumName, OneCycleLR, type OneCycleLROptions, type Phase, type RateName } from "./oneCycle.ts";
export { ReduceLROnPlateau, type ReduceLROnPlateauOptions } from "./plateau.ts";
export {
  ConstantLR,
  type ConstantLROptions,
  ExponentialLR,
  type ExponentialLROptions,
  LinearLR,
  type LinearLROptions,
  PolynomialLR,
  type PolynomialLROptions,
} from "./ramps.ts";
export { type Field, LRScheduler, type PerGroup } from "./scheduler.ts";
export { MultiStepLR, type MultiStepLROptions, StepLR, type StepLROptions } from "./steps.ts";
