import { dictEntries, isDict } from "../python/containers.ts";

/** Options that only one optimizer has, in any version of PyTorch. */
const BY_OPTION: readonly (readonly [option: string, name: string])[] = [
  ["dampening", "SGD"],
  ["lr_decay", "Adagrad"],
  ["rho", "Adadelta"],
  ["centered", "RMSprop"],
  ["etas", "Rprop"],
  ["lambd", "ASGD"],
  ["history_size", "LBFGS"],
  ["beta2_decay", "Adafactor"],
  ["ns_steps", "Muon"],
  ["momentum_decay", "NAdam"],
];

function keysOf(value: unknown): Set<unknown> {
  return new Set(isDict(value) ? dictEntries(value).map(([key]) => key) : []);
}

function valueAt(value: unknown, key: string): unknown {
  if (!isDict(value)) return undefined;
  return value instanceof Map ? value.get(key) : value[key];
}

/** Whether a value has the form of an optimizer's state dict. */
export function isOptimizerState(value: unknown): boolean {
  const keys = keysOf(value);
  return keys.has("state") && Array.isArray(valueAt(value, "param_groups"));
}

/**
 * The optimizer that a state dict seems to belong to, by the options and states that only it has; null for one that
 * PyTorch doesn't know. Before 2.9, Adam's and AdamW's look alike.
 */
export function guessOptimizer(stateDict: unknown): string | null {
  const [group] = (valueAt(stateDict, "param_groups") as unknown[] | undefined) ?? [];
  const options = keysOf(group);
  for (const [option, name] of BY_OPTION) if (options.has(option)) return name;
  if (!options.has("betas")) return null;
  const state = valueAt(stateDict, "state");
  const [[, entry] = [null, null]] = isDict(state) ? dictEntries(state) : [];
  const states = keysOf(entry);
  if (options.has("amsgrad")) {
    const decoupled = valueAt(group, "decoupled_weight_decay");
    return decoupled === undefined ? "Adam or AdamW" : decoupled === true ? "AdamW" : "Adam";
  }
  if (states.has("mu_product")) return "NAdam";
  if (states.has("exp_inf")) return "Adamax";
  if (!options.has("weight_decay") && !options.has("foreach")) return "SparseAdam";
  if (options.has("decoupled_weight_decay") || states.has("exp_avg_sq")) return "RAdam";
  return "Adamax";
}
