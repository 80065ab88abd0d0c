import { noGrad } from "../autograd/gradMode.ts";
import { isDifferentiable } from "../memory/dtype.ts";
import { dict, dictEntries, isDict, OrderedDict } from "../python/containers.ts";
import { namedTuple } from "../python/namedTuple.ts";
import { repr } from "../python/repr.ts";
import { formatShape, type Shape, sameShape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { fill, isUninitialized } from "./uninitialized.ts";

/** What `loadStateDict` takes: a map or a plain object from names to tensors. */
export type StateDictInput = ReadonlyMap<string, unknown> | { readonly [key: string]: unknown };

/** A parameter or buffer as state dicts see it. */
export interface StateSlot {
  readonly key: string;
  readonly tensor: Tensor;
  /** The version of the module's state that first had it. */
  readonly since: number;
  /** Puts another tensor in its place. */
  assign(tensor: Tensor): void;
}

/** A module as state dicts see it: its own slots, and the modules within by name. */
export interface StateNode {
  readonly typeName: string;
  readonly version: number;
  readonly slots: readonly StateSlot[];
  readonly children: readonly (readonly [name: string, node: StateNode])[];
}

/**
 * What `loadStateDict` found to differ between the state and the module: `missingKeys`, the names that the module has and
 * the state lacks, and `unexpectedKeys`, those that the state has and the module doesn't know.
 */
export class IncompatibleKeys extends namedTuple<string[], readonly ["missingKeys", "unexpectedKeys"]>(
  "_IncompatibleKeys",
  ["missingKeys", "unexpectedKeys"],
) {
  override toString(): string {
    if (this.missingKeys.length === 0 && this.unexpectedKeys.length === 0) return "<All keys matched successfully>";
    return `_IncompatibleKeys(missing_keys=${repr(this.missingKeys)}, unexpected_keys=${repr(this.unexpectedKeys)})`;
  }
}

/** @internal The state dict of a module, with the versions of all modules as its attribute `_metadata`. */
export function collectState(root: StateNode, prefix: string, keepVars: boolean): OrderedDict<string, Tensor> {
  const state = new OrderedDict<string, Tensor>();
  const metadata = new OrderedDict<string, unknown>();
  const visit = (node: StateNode, path: string) => {
    metadata.set(path.slice(0, -1), dict([["version", node.version]]));
    for (const { key, tensor } of node.slots)
      state.set(path + key, keepVars || isUninitialized(tensor) ? tensor : tensor.detach());
    for (const [name, child] of node.children) visit(child, `${path}${name}.`);
  };
  visit(root, prefix);
  state.attributes.set("_metadata", metadata);
  return state;
}

/** @internal Checks a state, and returns what copies it into a module; throws one error that names everything wrong. */
export function prepareState(
  root: StateNode,
  input: StateDictInput,
  strict: boolean,
  assign: boolean,
): () => IncompatibleKeys {
  if (!isDict(input)) throw new TypeError(`Expected state_dict to be dict-like, got ${className(input)}.`);
  const state = new Map(dictEntries(input) as [string, unknown][]);
  const metadata = input instanceof OrderedDict ? input.attributes.get("_metadata") : undefined;
  const { missing, errors, changes } = match(
    root,
    state,
    isDict(metadata) ? new Map(dictEntries(metadata)) : new Map(),
    assign,
  );
  const unexpected = unexpectedKeys(root, state);
  if (strict) {
    if (unexpected.length > 0) errors.unshift(`Unexpected key(s) in state_dict: ${quoted(unexpected)}. `);
    if (missing.length > 0) errors.unshift(`Missing key(s) in state_dict: ${quoted(missing)}. `);
  }
  if (errors.length > 0) {
    throw new Error(`Error(s) in loading state_dict for ${root.typeName}:\n\t${errors.join("\n\t")}`);
  }
  return () => {
    noGrad(() => {
      for (const [slot, value] of changes) {
        if (assign) slot.assign(value);
        else fill(slot.tensor, value);
      }
    });
    return new IncompatibleKeys(missing, unexpected);
  };
}

/** Finds every slot's tensor in the state. `metadata` has the versions of the modules, if the state came with any. */
function match(
  root: StateNode,
  state: ReadonlyMap<string, unknown>,
  metadata: ReadonlyMap<unknown, unknown>,
  assign: boolean,
) {
  const missing: string[] = [];
  const errors: string[] = [];
  const changes: [StateSlot, Tensor][] = [];
  const visit = (node: StateNode, path: string) => {
    const version = versionOf(metadata.get(path.slice(0, -1)));
    for (const slot of node.slots) {
      const name = path + slot.key;
      const value = state.get(name);
      if (value === undefined && !state.has(name)) {
        if (version >= slot.since) missing.push(name);
      } else if (!(value instanceof Tensor)) {
        errors.push(
          `While copying the parameter named "${name}", expected torch.Tensor or Tensor-like object from checkpoint ` +
            `but received ${className(value)}`,
        );
      } else {
        if (isUninitialized(slot.tensor)) {
          changes.push([slot, value]);
          continue;
        }
        // Checkpoints of PyTorch 0.3 have one-element vectors for scalars.
        const scalar = slot.tensor.ndim === 0 && value.ndim === 1 && value.shape[0] === 1;
        const tensor = scalar ? value.reshape([]) : value;
        if (sameShape(tensor.shape, slot.tensor.shape)) {
          // What takes a parameter's place has to be able to train as it does.
          if (assign && slot.tensor.requiresGrad && !isDifferentiable(tensor.dtype))
            errors.push(noGradient(name, tensor.shape));
          else changes.push([slot, tensor]);
        } else {
          errors.push(
            `size mismatch for ${name}: copying a param with shape torch.Size(${formatShape(tensor.shape)}) from ` +
              `checkpoint, the shape in current model is torch.Size(${formatShape(slot.tensor.shape)}).`,
          );
        }
      }
    }
    for (const [name, child] of node.children) visit(child, `${path}${name}.`);
  };
  visit(root, "");
  return { missing, errors, changes };
}

function noGradient(name: string, shape: Shape): string {
  const size = `torch.Size(${formatShape(shape)})`;
  return (
    `While copying the parameter named "${name}", whose dimensions in the model are ${size} and whose dimensions in ` +
    `the checkpoint are ${size}, an exception occurred : ('Only Tensors of floating point and complex dtype can ` +
    "require gradients',)."
  );
}

/** The version in a module's metadata; a state that came without any is taken to be of the first. */
function versionOf(metadata: unknown): number {
  const version = isDict(metadata) ? new Map(dictEntries(metadata)).get("version") : undefined;
  return typeof version === "number" ? version : 1;
}

/** The state's names that lead to no slot, in the order of the modules at which they lose their way. */
function unexpectedKeys(root: StateNode, state: ReadonlyMap<string, unknown>): string[] {
  const lost = new Map<StateNode, string[]>();
  for (const key of state.keys()) {
    let node = root;
    let rest = String(key);
    for (;;) {
      const point = rest.indexOf(".");
      const child = point < 0 ? undefined : node.children.find(([name]) => name === rest.slice(0, point))?.[1];
      if (child === undefined) break;
      node = child;
      rest = rest.slice(point + 1);
    }
    if (node.slots.some((slot) => slot.key === rest)) continue;
    const keys = lost.get(node);
    if (keys === undefined) lost.set(node, [String(key)]);
    else keys.push(String(key));
  }
  const result: string[] = [];
  if (lost.size === 0) return result;
  const visit = (node: StateNode) => {
    for (const key of lost.get(node) ?? []) result.push(key);
    for (const [, child] of node.children) visit(child);
  };
  visit(root);
  return result;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}

/** Python's name of a value's class, for messages. */
function className(value: unknown): string {
  const names: Record<string, string> = { string: "str", bigint: "int", boolean: "bool", undefined: "NoneType" };
  if (value === null) return "<class 'NoneType'>";
  if (typeof value === "number") return Number.isInteger(value) ? "<class 'int'>" : "<class 'float'>";
  if (typeof value === "object") return `<class '${value.constructor?.name ?? "dict"}'>`;
  return `<class '${names[typeof value] ?? typeof value}'>`;
}
