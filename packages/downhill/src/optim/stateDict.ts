import { isFloat } from "../memory/dtype.ts";
import { type Dict, dictEntries, isDict, Tuple } from "../python/containers.ts";
import { markFloat } from "../python/floats.ts";
import { Tensor } from "../tensor/tensor.ts";
import { prefixOf, type Subject } from "./arrayChecks.ts";
import { completeOptions, type OptionTypes } from "./groupOptions.ts";
import { guessOptimizer } from "./guessOptimizer.ts";
import { toCamelCase, toSnakeCase } from "./names.ts";
import { typeName } from "./paramGroups.ts";
import { copyList, isDeclaredFloat, isFloatOption, rememberNumber, toTuple } from "./pythonTypes.ts";

/** What a file holds of an optimizer: PyTorch's layout and names. */
export interface OptimizerStateDict {
  /** State by the parameter's number; a loaded key that no parameter has, of whatever type, is kept as it is. */
  state: Map<number, Record<string, unknown>>;
  /** The groups' options; `params` holds the parameters' numbers. */
  param_groups: { [option: string]: unknown; params: number[] }[];
}

/** What packing and unpacking need to know of an optimizer. */
interface Packable {
  readonly paramGroups: readonly { params: Tensor[]; paramNames?: string[] }[];
  readonly state: ReadonlyMap<unknown, object>;
  readonly defaults: object;
  readonly optionTypes: OptionTypes;
  readonly traits: {
    readonly name: string;
    readonly floats: ReadonlySet<string>;
    readonly added: object;
    readonly fixed?: object;
  };
  toSavedState(entry: object): Record<string, unknown>;
  fromLoadedState(entry: Record<string, unknown>): Record<string, unknown>;
  checkLoadedState(subject: Subject, entry: Record<string, unknown>, group: never): void;
}

/** @internal Builds the state dict of an optimizer. */
export function packStateDict(optimizer: Packable): OptimizerStateDict {
  const numbers = new Map<Tensor, number>();
  let start = 0;
  const groups = optimizer.paramGroups.map((group) => {
    // A tensor that is in a group twice has its last number, as in PyTorch.
    const added = group.params.map((param, i) => [param, start + i] as const).filter(([param]) => !numbers.has(param));
    for (const [param, number] of added) numbers.set(param, number);
    start += group.params.length;
    const packed: Record<string, unknown> = Object.create(null);
    for (const [key, value] of Object.entries(group)) {
      if (key === "params") continue;
      packed[toSnakeCase(key)] = toPythonOption(optimizer, key, value);
      const declared = isDeclaredFloat(optimizer.traits.floats, key);
      if (isFloatOption(group, key, value, declared)) markFloat(packed, toSnakeCase(key));
    }
    packed.params = group.params.map((param: Tensor) => numbers.get(param));
    return packed as OptimizerStateDict["param_groups"][number];
  });
  const state = new Map<unknown, unknown>();
  for (const [key, entry] of optimizer.state) {
    if (!(key instanceof Tensor)) {
      state.set(key, entry); // a loaded entry that no parameter has
      continue;
    }
    const packed: Record<string, unknown> = Object.create(null);
    for (const [name, value] of Object.entries(optimizer.toSavedState(entry))) {
      packed[toSnakeCase(name)] = value;
      if (isFloatOption(entry, name, value, optimizer.traits.floats.has(name))) markFloat(packed, toSnakeCase(name));
    }
    state.set(numbers.get(key) ?? key, packed);
  }
  const result: OptimizerStateDict = Object.assign(Object.create(null), { state, param_groups: groups });
  return result;
}

/** @internal An option with several values, such as `betas`, is a tuple in Python; other lists stay lists. */
export function toPythonOption(
  { defaults, traits }: Pick<Packable, "defaults" | "traits">,
  key: string,
  value: unknown,
): unknown {
  const isTuple = Array.isArray((defaults as Record<string, unknown>)[key]);
  if (!isTuple || !Array.isArray(value) || value instanceof Tuple) return value;
  return toTuple(value, (index) => traits.floats.has(`${key}.${index}`));
}

interface Unpacked {
  readonly state: Map<unknown, unknown>;
  readonly paramGroups: Record<string, unknown>[];
}

/** @internal Checks a state dict against an optimizer and translates it, changing neither. */
export function unpackStateDict(optimizer: Packable, stateDict: unknown): Unpacked {
  if (!isDict(stateDict)) throw new TypeError(`expected a state dict, but got ${typeof stateDict}`);
  const fields = new Map(dictEntries(stateDict));
  const groups = fields.get("param_groups");
  const saved = fields.get("state") ?? new Map();
  if (!Array.isArray(groups)) throw new TypeError("loaded state dict has no 'param_groups'");
  if (!isDict(saved)) throw new TypeError("loaded state dict has no 'state'");
  const live = optimizer.paramGroups;
  if (groups.length !== live.length) {
    throw new RangeError("loaded state dict has a different number of parameter groups");
  }
  const loaded = groups.map((group) => {
    if (!isDict(group)) throw new TypeError("loaded state dict has a parameter group that is not a dict");
    return new Map(dictEntries(group));
  });
  loaded.forEach((group, index) => {
    const numbers = group.get("params");
    if (Array.isArray(numbers) && numbers.length === live[index].params.length) return;
    throw new RangeError(
      "loaded state dict contains a parameter group that doesn't match the size of optimizer's group",
    );
  });

  const guess = guessOptimizer(stateDict);
  const origin = guess === null || guess === optimizer.traits.name ? "" : `; it seems to be a state of ${guess}`;
  const paramGroups = loaded.map((options, index) => {
    const group = unpackOptions(options, groups[index], fromPythonOption);
    if (group.paramNames === undefined && live[index].paramNames !== undefined) {
      group.paramNames = live[index].paramNames;
    }
    group.params = live[index].params;
    completeOptions(optimizer, group, index, origin);
    return group;
  });

  const byNumber = new Map<string, { param: Tensor; group: Record<string, unknown> }>();
  loaded.forEach((options, index) => {
    (options.get("params") as unknown[]).forEach((number, i) => {
      byNumber.set(String(number), { param: live[index].params[i], group: paramGroups[index] });
    });
  });
  const state = new Map<unknown, unknown>();
  for (const [number, entry] of dictEntries(saved)) {
    const numbered = byNumber.get(String(number));
    if (numbered === undefined) state.set(number, entry);
    else state.set(numbered.param, loadedState(optimizer, entry, numbered.param, numbered.group, origin));
  }
  return { state, paramGroups };
}

/** The state of a parameter as steps find it, checked. */
function loadedState(
  optimizer: Packable,
  entry: unknown,
  param: Tensor,
  group: Record<string, unknown>,
  origin: string,
): Record<string, unknown> {
  const subject: Subject = { owner: optimizer, param, loading: true, origin };
  if (!isDict(entry)) throw new TypeError(`${prefixOf(subject)}: it is no dict, but ${typeName(entry)}`);
  const roundsStep = group.fused === true || group.capturable === true;
  const copied = (name: unknown, value: unknown) =>
    name === "step" ? copiedStep(value, roundsStep) : castState(value, param);
  const unpacked = unpackEntry(optimizer, entry, copied);
  optimizer.checkLoadedState(subject, unpacked, group as never);
  return unpacked;
}

/** @internal A group's options by their names here, but for its parameters. */
export function unpackOptions(
  options: Iterable<readonly [unknown, unknown]>,
  source: object,
  copied: (value: unknown) => unknown,
): Record<string, unknown> {
  const unpacked: Record<string, unknown> = {};
  for (const [key, value] of options) {
    if (key === "params") continue;
    const name = toCamelCase(String(key));
    unpacked[name] = copied(value);
    rememberNumber(unpacked, name, value, source, key);
  }
  return unpacked;
}

/** @internal A parameter's state as steps find it. */
export function unpackEntry(
  optimizer: Pick<Packable, "fromLoadedState">,
  entry: Dict<unknown>,
  copied: (name: unknown, value: unknown) => unknown,
): Record<string, unknown> {
  const unpacked = optimizer.fromLoadedState(
    Object.fromEntries(dictEntries(entry).map(([name, value]) => [toCamelCase(String(name)), copied(name, value)])),
  );
  for (const [name, value] of dictEntries(entry)) {
    rememberNumber(unpacked, toCamelCase(String(name)), value, entry, name);
  }
  return unpacked;
}

function fromPythonOption(value: unknown): unknown {
  if (value instanceof Tensor) return value.detach().clone().requiresGrad_(value.requiresGrad);
  return Array.isArray(value) ? copyList(value) : value;
}

/** A step keeps its dtype, but for PyTorch's fused and captured optimizers, which count in float32. */
function copiedStep(value: unknown, round: boolean): unknown {
  if (!(value instanceof Tensor)) return value;
  return round && value.dtype !== "float32" ? value.detach().to("float32") : value.detach().clone();
}

/** A tensor takes the parameter's dtype if that is a float; containers are gone through. */
function castState(value: unknown, param: Tensor): unknown {
  if (value instanceof Tensor) {
    return isFloat(param.dtype) && value.dtype !== param.dtype
      ? value.detach().to(param.dtype)
      : value.detach().clone();
  }
  if (Array.isArray(value)) return Array.from(value, (item) => castState(item, param));
  return value;
}
