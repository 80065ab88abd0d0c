/** PyTorch's `torch.optim`: its algorithms and schedulers, and `defineOptimizer` for one's own. */

/** The vocabulary that updates are written in. */
export * as expressions from "../ir/expression.ts";
export type { Arrays, Flags, Scalars, Update } from "../kernels/rule.ts";
export { Adadelta, type AdadeltaOptions, type AdadeltaState } from "./adadelta.ts";
export { Adafactor, type AdafactorOptions, type AdafactorState } from "./adafactor.ts";
export { Adagrad, type AdagradOptions, type AdagradState } from "./adagrad.ts";
export { Adam, type AdamOptions, type AdamState, AdamW, type AdamWOptions } from "./adam.ts";
export { Adamax, type AdamaxOptions, type AdamaxState } from "./adamax.ts";
export { ASGD, type ASGDOptions, type ASGDState } from "./asgd.ts";
export {
  defineOptimizer,
  ElementwiseOptimizer,
  type OptimizerClass,
} from "./defineOptimizer.ts";
export { RemovableHandle } from "./hooks.ts";
export type { Hyperparameter, WithNumbers } from "./hyperparameters.ts";
export { LBFGS, type LBFGSOptions, type LBFGSState } from "./lbfgs.ts";
/** Learning-rate schedulers. */
export * as lrScheduler from "./lrScheduler/index.ts";
export { Muon, type MuonOptions, type MuonState } from "./muon.ts";
export { NAdam, type NAdamOptions, type NAdamState } from "./nadam.ts";
export {
  type AnyOptimizer,
  type Closure,
  type LoadPostHook,
  Optimizer,
  registerOptimizerStepPostHook,
  registerOptimizerStepPreHook,
  type StateDictHook,
  type StateDictPreHook,
  type StepHook,
} from "./optimizer.ts";
export type { OptimizerDefinition, StateNumbers } from "./optimizerDefinition.ts";
export type { OptimizerTraits } from "./optimizerTraits.ts";
export type { ImplementationFlags } from "./options.ts";
export type { NamedParam, ParamGroup, ParamGroupInput, ParamGroupKeys, Params } from "./paramGroups.ts";
export { RAdam, type RAdamOptions, type RAdamState } from "./radam.ts";
export { RMSprop, type RMSpropOptions, type RMSpropState } from "./rmsprop.ts";
export { Rprop, type RpropOptions, type RpropState } from "./rprop.ts";
export type { ScalarTypes } from "./scalarState.ts";
export { SGD, type SGDOptions, type SGDState } from "./sgd.ts";
export { SparseAdam, type SparseAdamOptions, type SparseAdamState } from "./sparseAdam.ts";
export type { OptimizerStateDict } from "./stateDict.ts";
export { swapInOptimizerParamsAndState } from "./swapIn.ts";
/** Averages of a model's weights. */
export * as swaUtils from "./swaUtils/index.ts";
