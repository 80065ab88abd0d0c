import { type Dict, dictEntries, isDict, OrderedDict, Tuple } from "../../python/containers.ts";
import { reprItem } from "../../python/repr.ts";
import { ANYTHING, either, instanceOf, type Kind, oneOf, orNull } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { publishMethods } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { PythonName } from "../torch/objects.ts";

/** The tables of a `torch.nn.Module` whose entries count as its own attributes. */
const MODULE_TABLES: ReadonlySet<unknown> = new Set(["_parameters", "_buffers", "_modules"]);

/** Something that an object holds. */
export interface ObjectPart {
  /** A number, a key, or the name of an attribute. */
  readonly name: unknown;
  readonly value: unknown;
  /** What holds the value, under a key, and knows whether a number is a float: `reprItem(container, key, value)`. */
  readonly container: object;
  readonly key: unknown;
}

/** What is known of an object beside what it was called with. */
export interface PythonObjectParts {
  /** `call`: it is what the function or class returned; `new`: what the class's `__new__` returned. Default `call`. */
  readonly how?: "call" | "new";
  readonly state?: unknown;
  readonly items?: unknown[] | null;
  readonly entries?: Dict | null;
}

const LIST: Kind<unknown[]> = { expected: "an array", accepts: Array.isArray };
const DICT: Kind<Dict> = { expected: "a Map or a plain object", accepts: isDict };

/**
 * An object of a class that is not known here, kept as its file describes it: Python would make it by calling something,
 * and then give it a state. Nothing of that is done; `save` writes it back as it was.
 */
export class PythonObject {
  /** What Python would call: a class or function, or an object that stands for one, such as a class within a class. */
  readonly callable: PythonName | PythonObject;
  /** What it would be called with. */
  readonly args: Tuple;
  /** `call`: it is what the function or class returned; `new`: what the class's `__new__` returned. */
  readonly how: "call" | "new";
  /** What its `__setstate__` or `__dict__` would be given; undefined if nothing. */
  state: unknown;
  /** What would be appended to it, as to a list; null if nothing. */
  items: unknown[] | null;
  /** What would be set in it, as in a dict; null if nothing. */
  entries: Dict | null;

  /** @internal */
  static readonly signature = signature(
    "PythonObject",
    { callable: either(instanceOf(PythonName), instanceOf(PythonObject)), args: instanceOf(Tuple) },
    {},
    {
      how: optional(oneOf("call", "new"), "call"),
      state: ANYTHING,
      items: optional(orNull(LIST), null),
      entries: optional(orNull(DICT), null),
    },
  );

  constructor(callable: PythonName | PythonObject, args: Tuple, parts?: PythonObjectParts);
  constructor(...given: readonly unknown[]) {
    const { callable, args, how, state, items, entries } = PythonObject.signature.read(given);
    this.callable = callable;
    this.args = args;
    this.how = how;
    this.state = state;
    this.items = items;
    this.entries = entries;
  }

  /** The name of its class, or of the function that makes it: `argparse.Namespace`. */
  get className(): string {
    const { callable } = this;
    return callable instanceof PythonName ? `${callable}` : (callable.#attributeName() ?? callable.className);
  }

  /** The name that `getattr(Outer, "Inner")` is another one for, as protocol 2 has it; null for any other object. */
  #attributeName(): string | null {
    const { callable } = this;
    const [owner, attribute] = this.args;
    if (!(callable instanceof PythonName) || `${callable}` !== "builtins.getattr" || typeof attribute !== "string") {
      return null;
    }
    const name =
      owner instanceof PythonObject ? owner.#attributeName() : owner instanceof PythonName ? `${owner}` : null;
    return name === null ? null : `${name}.${attribute}`;
  }

  /**
   * Its attributes by name: the state where that is a dict, with those of slots; null where it is something else. They
   * are the object's own: what is set in them is saved.
   */
  get attributes(): Dict | null {
    const dicts = this.#stateDicts();
    if (dicts === null) return null;
    const [first = null, second = null] = dicts;
    if (first === null || second === null) return first ?? second;
    return new Map([...dictEntries(first), ...dictEntries(second)]);
  }

  /** Whether its state gives it attributes, rather than being something else. */
  get hasAttributes(): boolean {
    return this.#stateDicts() !== null && this.state !== undefined;
  }

  /** Whether it is a `torch.nn.Module`. */
  get isModule(): boolean {
    const { state } = this;
    return isDict(state) && isDict(get(state, "_parameters")) && isDict(get(state, "_modules"));
  }

  /**
   * What it holds, by the names that lead there: `args`, items by their numbers, entries by their keys, attributes by their
   * names, or else `state`. A module's parameters, buffers and modules count as attributes.
   */
  parts(): ObjectPart[] {
    const { args, items, entries, state } = this;
    const parts: ObjectPart[] = [];
    const add = (container: object, list: Iterable<readonly [unknown, unknown]>) => {
      for (const [key, value] of list) parts.push({ name: key, value, container, key });
    };
    if (args.length > 0) add(this, [["args", args]]);
    if (items !== null) add(items, items.entries());
    if (entries !== null) add(entries, dictEntries(entries));
    const dicts = this.#stateDicts();
    if (dicts === null) add(this, [["state", state]]);
    for (const dict of dicts ?? []) {
      for (const entry of dictEntries(dict)) {
        const [key, value] = entry;
        if (isModuleTable(this, key) && isDict(value)) add(value, dictEntries(value).filter(isThere));
        else add(dict, [entry]);
      }
    }
    return parts;
  }

  /**
   * A module's state dict, as PyTorch's `state_dict()` gives it: parameters and persistent buffers under the names that
   * lead to them, joined by dots. `model.loadStateDict(object.stateDict())` gives them to a module made here.
   *
   * @throws TypeError for an object that is no `torch.nn.Module`
   */
  stateDict(): OrderedDict<string, unknown> {
    if (!this.isModule) throw new TypeError(`${this.className} is no torch.nn.Module, so that it has no state dict`);
    const result = new OrderedDict<string, unknown>();
    this.#collect(result, "", new Set());
    return result;
  }

  #collect(result: OrderedDict<string, unknown>, prefix: string, parents: Set<PythonObject>): void {
    const state = this.state as Dict;
    const table = (name: string): [unknown, unknown][] => {
      const dict = get(state, name);
      return isDict(dict) ? dictEntries(dict).filter(isThere) : [];
    };
    const transient = get(state, "_non_persistent_buffers_set");
    const add = (name: unknown, value: unknown) => {
      result.set(`${prefix}${name}`, value instanceof Tensor ? value.detach() : value);
    };
    for (const [name, value] of table("_parameters")) add(name, value);
    for (const [name, value] of table("_buffers")) {
      if (!(transient instanceof Set && transient.has(name))) add(name, value);
    }
    parents.add(this);
    for (const [name, module] of table("_modules")) {
      if (!(module instanceof PythonObject) || !module.isModule || parents.has(module)) continue;
      module.#collect(result, `${prefix}${name}.`, parents);
    }
    parents.delete(this);
  }

  /** The dicts in which attributes are; null where the state is something else. */
  #stateDicts(): Dict[] | null {
    const { state } = this;
    if (state === undefined) return [];
    if (isDict(state)) return [state];
    const isPair =
      state instanceof Tuple && state.length === 2 && isDict(state[1]) && (state[0] === null || isDict(state[0]));
    return isPair ? (state as unknown[]).filter(isDict) : null;
  }

  /** In short: the name of its class, and what it was called with. */
  toString(): string {
    const name = this.#attributeName();
    if (name !== null) return name;
    if (this.args.length === 0) return `<${this.className} object>`;
    const args = this.args.map((arg, i) => (isShort(arg) ? reprItem(this.args, i, arg) : "…"));
    return `${this.className}(${args.join(", ")})`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](
    _depth: number,
    options: object,
    inspect?: (value: unknown, options: object) => string,
  ): string {
    const parts = this.parts().filter(({ name }) => name !== "args");
    if (parts.length === 0 || inspect === undefined) return this.toString();
    return `${this} ${inspect(new Map(parts.map(({ name, value }) => [name, value])), options)}`;
  }
}

publishMethods(PythonObject.prototype, { parts: signature("parts", {}), stateDict: signature("stateDict", {}) });

/** A module has names for parameters, buffers and modules that it does without. */
function isThere([, value]: [unknown, unknown]): boolean {
  return value !== null;
}

function isShort(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  return value instanceof PythonName || (value instanceof PythonObject && value.args.length === 0);
}

/** @internal The entry of a dict under a name. */
export function get(dict: Dict, key: string): unknown {
  return dict instanceof Map ? dict.get(key) : Object.hasOwn(dict, key) ? dict[key] : undefined;
}

/** @internal Whether an attribute of a module is a table of what counts as its attributes. */
export function isModuleTable(object: PythonObject, key: unknown): boolean {
  return object.isModule && MODULE_TABLES.has(key);
}

const reductions = new WeakMap<object, PythonObject>();

/** @internal Records what a value was made of in its file, which it is written back as. */
export function attachReduction(value: object, reduction: PythonObject): void {
  reductions.set(value, reduction);
}

/** @internal A number, text or truth value that was a scalar of NumPy's. */
export class PythonScalar {
  constructor(
    /** What it was made of. */
    readonly reduction: PythonObject,
    /** NumPy's name of its type. */
    readonly type: string,
    readonly text: string,
  ) {}

  toString(): string {
    return this.text;
  }
}

/** A value that is written as a call. */
export abstract class PythonValue {
  /** What Python's pickler would write. */
  protected abstract reduce(): PythonObject;

  /** @internal What it is written as: always the same object. */
  get reduction(): PythonObject {
    let reduction = reductions.get(this);
    if (reduction === undefined) {
      reduction = this.reduce();
      reductions.set(this, reduction);
    }
    return reduction;
  }
}

/** @internal What a value that is no plain container or tensor is written as; undefined if that is nothing special. */
export function reductionOf(value: object): PythonObject | undefined {
  if (value instanceof PythonObject) return value;
  return value instanceof PythonValue ? value.reduction : reductions.get(value);
}
