/// <reference lib="esnext.disposable" preserve="true" />
/** `downhill/registry`: what there is, as lists that commands, menus and documentation are made from. */
import "./autograd/methods.ts";

export {
  describeLayer,
  type LayerConstructor,
  type LayerGroup,
  type LayerInfo,
  type LayerSpec,
  layers,
} from "./registry/layers.ts";
export {
  describeOptimizer,
  type OptimizerConstructor,
  type OptimizerInfo,
  type OptimizerSpec,
  optimizers,
} from "./registry/optimizers.ts";
export type {
  BooleanOption,
  ListOption,
  NumberOption,
  NumberRange,
  NumbersOption,
  OptionBase,
  OptionInfo,
  OptionSpec,
  OtherOption,
  SearchRange,
  StringOption,
} from "./registry/optionInfo.ts";
export { type ClassTexts, type Named, type OptionTexts, Registry } from "./registry/registry.ts";
export {
  type CombinedConstructor,
  describeScheduler,
  type SchedulerConstructor,
  type SchedulerInfo,
  type SchedulerSpec,
  schedulers,
} from "./registry/schedulers.ts";
