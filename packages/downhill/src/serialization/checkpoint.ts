import { Module } from "../nn/module.ts";
import { Optimizer } from "../optim/optimizer.ts";
import { type Dict, dict, dictEntries, isDict } from "../python/containers.ts";
import { defaultGenerator, Generator } from "../tensor/random/generator.ts";
import { Tensor } from "../tensor/tensor.ts";

/** Something with a state dict: a module, an optimizer, a scheduler, or one's own. */
export interface Stateful {
  stateDict(): unknown;
  loadStateDict(state: never): unknown;
}

/** What a checkpoint is made of: things with a state, lists of them, random generators, and plain values, by name. */
export type CheckpointParts = Readonly<Record<string, unknown>>;

/** What can be restored in place. */
export type RestorableParts = Readonly<Record<string, Stateful | Generator | readonly (Stateful | Generator)[]>>;

/** How checkpoints treat random numbers. */
export interface CheckpointOptions {
  /** Whether the state of the default random generator belongs to the checkpoint, as `rng_state`. Default true. */
  rngState?: boolean;
}

const RNG_STATE = "rng_state";

function isStateful(value: unknown): value is Stateful {
  if (typeof value !== "object" || value === null) return false;
  const { stateDict, loadStateDict } = value as Partial<Stateful>;
  return typeof stateDict === "function" && typeof loadStateDict === "function";
}

function stateOf(part: unknown): unknown {
  if (part instanceof Generator) return part.getState();
  if (isStateful(part)) return part.stateDict();
  if (Array.isArray(part) && part.some((item) => isStateful(item) || item instanceof Generator))
    return part.map(stateOf);
  return part;
}

/**
 * What a checkpoint holds of these parts: the state dict of everything that has one, the state of generators (PyTorch's
 * `get_state`), plain values as they are, and the state of the default generator.
 *
 * Save it with `save`, `saveTo` or `serialize`; PyTorch opens it too, where `torch.set_rng_state(checkpoint["rng_state"])`
 * continues the same random numbers. Tensors in it are the live ones: save it before training on.
 *
 *     await save(packCheckpoint({ model, optimizer, scheduler, epoch }), "run.pt");
 */
export function packCheckpoint(parts: CheckpointParts, { rngState = true }: CheckpointOptions = {}): Dict {
  const entries = Object.entries(parts).map(([name, part]): [string, unknown] => [name, stateOf(part)]);
  if (rngState && !Object.hasOwn(parts, RNG_STATE)) entries.push([RNG_STATE, defaultGenerator.getState()]);
  return dict(entries);
}

/** A part, its name for messages, and the state it is to have. */
interface Pairing {
  readonly name: string;
  readonly part: Stateful | Generator;
  readonly state: unknown;
}

function pair(name: string, part: unknown, state: unknown): Pairing[] {
  if (part instanceof Generator || isStateful(part)) return [{ name, part, state }];
  if (!Array.isArray(part)) throw new TypeError(`${name} can't be restored in place: it has no loadStateDict`);
  if (!Array.isArray(state) || state.length !== part.length) {
    const count = Array.isArray(state) ? `${state.length}` : "no list of";
    throw new RangeError(`the checkpoint has ${count} states for the ${part.length} parts of ${JSON.stringify(name)}`);
  }
  return part.flatMap((item, i) => pair(`${name}[${i}]`, item, state[i]));
}

function restore(part: Stateful | Generator, state: unknown): void {
  if (part instanceof Generator) part.setState(state as Tensor);
  else part.loadStateDict(state as never);
}

/** What brings the present state back. Modules are loaded in place, all else gets other tensors. */
function restorePoint(part: Stateful | Generator): () => void {
  if (part instanceof Optimizer) return part.restorePoint();
  const state = stateOf(part);
  if (part instanceof Module) {
    const tensors = state as Map<string, Tensor>;
    for (const [key, value] of tensors) if (value instanceof Tensor) tensors.set(key, value.clone());
  }
  return () => restore(part, state);
}

/**
 * Gives parts the states that a checkpoint has for them, and the default generator its state. If one can't be restored,
 * all are left as they were.
 *
 *     const { epoch } = restoreCheckpoint(await load("run.pt"), { model, optimizer, scheduler });
 *
 * @returns the checkpoint's other entries
 * @throws Error when the checkpoint lacks a part, or a part refuses its state: with PyTorch's messages, which name
 *   parameters and shapes
 */
export function restoreCheckpoint<T = Record<string, unknown>>(
  checkpoint: unknown,
  parts: RestorableParts,
  { rngState = true }: CheckpointOptions = {},
): T {
  if (!isDict(checkpoint)) throw new TypeError("the checkpoint is no dict");
  const rest = new Map(dictEntries(checkpoint));
  const names = [...rest.keys()].map((key) => JSON.stringify(key)).join(", ");
  const pairings = Object.entries(parts).flatMap(([name, part]) => {
    if (!rest.has(name)) throw new Error(`the checkpoint has no ${JSON.stringify(name)}; it has ${names}`);
    const state = rest.get(name);
    rest.delete(name);
    return pair(name, part, state);
  });
  const state = rest.get(RNG_STATE);
  if (rngState && state !== undefined && !Object.hasOwn(parts, RNG_STATE)) {
    rest.delete(RNG_STATE);
    pairings.push({ name: RNG_STATE, part: defaultGenerator, state });
  }
  restoreAll(pairings);
  return dict(rest) as T;
}

/**
 * Modules come last: the others are cheap to undo, and the last module need not be. They are blamed first: what a model
 * refuses its optimizer refuses too.
 */
function restoreAll(pairings: readonly Pairing[]): void {
  const isModule = ({ part }: Pairing) => part instanceof Module;
  const ordered = [...pairings.filter((pairing) => !isModule(pairing)), ...pairings.filter(isModule)];
  const undo: (() => void)[] = [];
  for (const [i, { name, part, state }] of ordered.entries()) {
    const back = i < ordered.length - 1 ? restorePoint(part) : () => {};
    try {
      restore(part, state);
    } catch (error) {
      for (const step of undo.reverse()) step();
      for (const pairing of pairings) checkModule(pairing);
      throw refusal(name, error);
    }
    undo.push(back);
  }
}

/** @throws Error for a module whose state doesn't fit */
function checkModule({ name, part, state }: Pairing): void {
  if (!(part instanceof Module)) return;
  try {
    part._checkStateDict(state as never);
  } catch (error) {
    throw refusal(name, error);
  }
}

function refusal(name: string, error: unknown): Error {
  return new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
}
