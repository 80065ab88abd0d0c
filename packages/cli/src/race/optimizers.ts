import { optim, type Tensor, zeros } from "downhill";
import { UsageError } from "../errors.ts";
import { formatSettings } from "../format.ts";
import type { Contestant, Settings } from "./contestants.ts";
import type { Entry } from "./settings.ts";

/** Any of the optimizers, made with settings that `resolveSettings` has checked by name and type. */
type OptimizerClass = new (params: Iterable<Tensor>, options: object) => optim.AnyOptimizer;

const classes: Readonly<Record<string, OptimizerClass>> = {
  sgd: optim.SGD,
  adam: optim.Adam,
  adamw: optim.AdamW,
  sparseadam: optim.SparseAdam,
  adamax: optim.Adamax,
  adagrad: optim.Adagrad,
  adadelta: optim.Adadelta,
  rmsprop: optim.RMSprop,
  rprop: optim.Rprop,
  asgd: optim.ASGD,
  lbfgs: optim.LBFGS,
};

export function createOptimizer({ key }: Contestant, params: Iterable<Tensor>, settings: Settings): optim.AnyOptimizer {
  return new classes[key]!(params, settings);
}

/** Lets the library check the settings' values before a race begins. Throws a `UsageError` that names the optimizer. */
export function checkSettings({ contestant, settings }: Entry): void {
  try {
    createOptimizer(contestant, [zeros([1], { requiresGrad: true })], settings);
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    throw new UsageError(`${contestant.key} can't run with ${formatSettings(settings)}: ${error.message}`);
  }
}
