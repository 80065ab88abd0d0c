import { noGrad } from "../autograd/gradMode.ts";
import { type Dict, dictEntries, isDict } from "../python/containers.ts";
import { repr } from "../python/repr.ts";
import { ANYTHING, functionKind } from "../signatures/kinds.ts";
import { publish } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { Tensor } from "../tensor/tensor.ts";
import { toCamelCase, toSnakeCase } from "./names.ts";
import type { AnyOptimizer } from "./optimizer.ts";
import { typeName } from "./paramGroups.ts";
import { type OptimizerStateDict, unpackEntry, unpackOptions } from "./stateDict.ts";

const NAME = "swap_in_optimizer_params_and_state";

/** A group of the optimizer, and what takes its place. */
interface Swap {
  readonly live: Record<string, unknown>;
  readonly given: Dict<unknown>;
  readonly params: readonly Tensor[];
  readonly numbers: readonly number[];
}

/**
 * Lends an optimizer other parameters, state and options while a function runs; afterwards it has its own again, even
 * if the function throws. `step` in it moves the given parameters and changes the given state's tensors in place; all
 * else that is done to the state and the options meanwhile is forgotten.
 *
 * @param optimizer its state must have been made, by a step or by loading
 * @param parameters the tensors in place of the optimizer's, in their order; the names don't matter
 * @param stateDict as `stateDict()` returns it
 * @param run what to do meanwhile
 * @returns what `run` returned
 * @throws {Error} when the parameters or the state dict don't fit the optimizer; nothing has changed then
 *
 * Source: PyTorch's `torch.optim.swap_in_optimizer_params_and_state`.
 */
function swapIn<Result>(
  optimizer: AnyOptimizer,
  parameters: Readonly<Record<string, Tensor>> | ReadonlyMap<string, Tensor>,
  stateDict: OptimizerStateDict,
  run: () => Result,
): Result {
  const { swaps, entries } = prepare(optimizer, parameters, stateDict);
  const ownState = [...optimizer.state];
  const ownGroups = swaps.map(({ live }) => ({ ...live }));
  const lent: { entry: Record<string, unknown>; source: Dict<unknown> }[] = [];
  try {
    optimizer.state.clear();
    for (const { live, given, params, numbers } of swaps) {
      Object.assign(
        live,
        unpackOptions(dictEntries(given), given, (value) => value),
        { params },
      );
      params.forEach((param, i) => {
        const source = entries.get(String(numbers[i]));
        if (source === undefined) return;
        const entry = unpackEntry(optimizer, source, (_name, value) => value);
        optimizer.state.set(param, entry);
        lent.push({ entry, source });
      });
    }
    return run();
  } finally {
    for (const { entry, source } of lent) writeBack(entry, source);
    optimizer.state.clear();
    for (const [param, entry] of ownState) optimizer.state.set(param, entry);
    swaps.forEach(({ live }, i) => {
      for (const key of Object.keys(live)) delete live[key];
      Object.assign(live, ownGroups[i]);
    });
  }
}

export const swapInOptimizerParamsAndState = publish(
  signature("swapInOptimizerParamsAndState", {
    optimizer: ANYTHING,
    parameters: ANYTHING,
    stateDict: ANYTHING,
    run: functionKind<() => unknown>(),
  }),
  swapIn,
);

/** Numbers here are tensors in the state dict, which PyTorch changes in place. */
function writeBack(entry: Readonly<Record<string, unknown>>, source: Dict<unknown>): void {
  for (const [name, tensor] of dictEntries(source)) {
    const value = entry[toCamelCase(String(name))];
    if (tensor instanceof Tensor && typeof value === "number") noGrad(() => tensor.fill_(value));
  }
}

function prepare(
  optimizer: AnyOptimizer,
  parameters: Readonly<Record<string, Tensor>> | ReadonlyMap<string, Tensor>,
  stateDict: unknown,
): { swaps: Swap[]; entries: Map<string, Dict<unknown>> } {
  if (optimizer.state.size === 0) throw new Error(`${NAME} requires initialized optimizer state.`);
  if (!isDict(stateDict)) throw new Error(`${NAME} requires a DCP-style optimizer state_dict.`);
  const fields = new Map(dictEntries(stateDict));
  const state = checkedState(fields.get("state"));
  const groups = fields.get("param_groups");
  if (!Array.isArray(groups)) {
    throw new Error(
      `${NAME} requires swapin_optim_state['param_groups'] to be a list of param-group dicts, ` +
        `got ${typeName(groups)}.`,
    );
  }
  const live = optimizer.paramGroups as unknown as Record<string, unknown>[];
  if (groups.length !== live.length) {
    throw new Error("swapin_optim_state has a different number of parameter groups than the live optimizer.");
  }
  const tensors: Tensor[] = parameters instanceof Map ? [...parameters.values()] : Object.values(parameters);
  let start = 0;
  const swaps = groups.map((given: unknown, index): Swap => {
    const numbers = checkedGroup(given, live[index], index);
    const params = tensors.slice(start, start + numbers.length);
    if (params.length < numbers.length) {
      throw new Error(`${NAME} requires the explicit parameter state to match optimizer.param_groups ordering.`);
    }
    start += numbers.length;
    return { live: live[index], given: given as Dict<unknown>, params, numbers };
  });
  const known = new Set(swaps.flatMap(({ numbers }) => numbers.map(String)));
  const extra = [...state.keys()].filter((key) => !known.has(String(key)));
  if (extra.length > 0) {
    throw new Error(
      `${NAME} requires swapin_optim_state['state'] to be keyed only by packed parameter ids from ` +
        `param_groups[*]['params']; got extra keys ${repr(extra)}.`,
    );
  }
  return { swaps, entries: new Map([...state].map(([key, entry]) => [String(key), entry as Dict<unknown>])) };
}

function checkedState(state: unknown): Map<unknown, unknown> {
  if (!isDict(state)) {
    throw new Error(
      `${NAME} requires swapin_optim_state['state'] to be a dict mapping packed parameter ids to per-param state ` +
        `dicts, got ${typeName(state)}.`,
    );
  }
  const entries = new Map(dictEntries(state));
  for (const [key, entry] of entries) {
    if (key instanceof Tensor) {
      throw new Error(`${NAME} requires optimizer.state_dict()-style state keyed by packed parameter ids.`);
    }
    if (!isDict(entry)) throw new Error(`${NAME} requires per-parameter optimizer state entries to be dictionaries.`);
  }
  return entries;
}

/** The numbers of a group's parameters. */
function checkedGroup(given: unknown, live: Readonly<Record<string, unknown>>, index: number): readonly number[] {
  if (!isDict(given)) throw new Error(`${NAME} requires each optimizer param group to be a dictionary.`);
  const options = new Map(dictEntries(given));
  const numbers = options.get("params");
  if (!Array.isArray(numbers) || !numbers.every(Number.isInteger)) {
    throw new Error(
      `${NAME} requires optimizer.state_dict()-style param_groups[*]['params'] entries keyed by packed parameter ids.`,
    );
  }
  if (numbers.length !== (live.params as Tensor[]).length) {
    throw new Error(
      `swapin_optim_state param group ${index} has a different number of params than the live optimizer param group.`,
    );
  }
  const liveKeys = Object.keys(live).map(toSnakeCase);
  const givenOnly = [...options.keys()].filter((key) => !liveKeys.includes(String(key)));
  const liveOnly = liveKeys.filter((key) => !options.has(key));
  if (givenOnly.length + liveOnly.length > 0) {
    throw new Error(
      `${NAME} requires optimizer.state_dict()-style param group keys to exactly match the live optimizer group keys ` +
        `for group ${index}. Keys only in swap-in: ${repr(givenOnly)}. Keys only in live: ${repr(liveOnly)}.`,
    );
  }
  return numbers;
}
