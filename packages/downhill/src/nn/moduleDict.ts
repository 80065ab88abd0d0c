import { type Dict, dictEntries, isDict } from "../python/containers.ts";
import { ANYTHING, ANYTHING_UNNAMED, orNull, STRING } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publishMethods } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { describe, own } from "./members.ts";
import { type AnyModule, Module, ownModules } from "./module.ts";

/** Modules by name: a map, a plain object, or pairs. */
export type NamedModules<M extends AnyModule> =
  | ReadonlyMap<string, M>
  | { readonly [name: string]: M }
  | Iterable<readonly [name: string, module: M]>;

/**
 * Modules by name, that a module of your own holds and calls as it likes. The names are properties, so that none can be that
 * of a method, and those that are numbers come first.
 *
 * ```ts
 * const heads = new nn.ModuleDict({ classes: new nn.Linear(8, 3), box: new nn.Linear(8, 4) });
 * heads.get("classes").forward(x);
 * ```
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.ModuleDict.html
 */
export class ModuleDict<M extends AnyModule = Module> extends Module<never[]> {
  /** @internal */
  static override readonly signature = signature("ModuleDict", { modules: optional(orNull(ANYTHING)) });

  /** @param modules what it holds at first: a map, a plain object, or pairs; default nothing */
  constructor(modules?: NamedModules<M> | null) {
    super();
    if (modules !== undefined && modules !== null) this.update(modules);
  }

  /** How many modules it holds. */
  get size(): number {
    return ownModules(this).length;
  }

  /** Whether there is a module of that name. */
  has(key: string): boolean {
    return Object.hasOwn(this, key) && own(this)[key] instanceof Module;
  }

  /** The module of a name. @throws RangeError when there is none */
  get(key: string): M {
    if (!this.has(key)) throw new RangeError(`there is no module '${key}'`);
    return own(this)[key] as M;
  }

  /** Puts a module under a name. Returns this. @throws TypeError when it is no module, or the name is taken by a method */
  set(key: string, module: M): this {
    if (!(module instanceof Module)) throw new TypeError(`${describe(module)} is not a Module subclass`);
    this.registerModule(key, module);
    return this;
  }

  /** Takes a module out and returns it. @throws RangeError when there is none */
  pop(key: string): M {
    const module = this.get(key);
    delete own(this)[key];
    return module;
  }

  /** Takes all modules out. */
  clear(): void {
    for (const key of this.keys()) delete own(this)[key];
  }

  /**
   * Puts modules in, in their order.
   * @param modules a map, a plain object, or pairs
   * @throws TypeError when it is none of these, or holds what is no module
   */
  update(modules: NamedModules<M>): void {
    for (const [key, module] of pairsOf(modules, "ModuleDict")) this.set(key, module as M);
  }

  /** The names. */
  keys(): string[] {
    return ownModules(this).map(([name]) => name);
  }

  /** The modules. */
  values(): M[] {
    return ownModules(this).map(([, module]) => module as AnyModule as M);
  }

  /** Names and modules. */
  items(): [name: string, module: M][] {
    return ownModules(this).map(([name, module]) => [name, module as AnyModule as M]);
  }

  /** Names and modules. */
  [Symbol.iterator](): IterableIterator<[name: string, module: M]> {
    return this.items()[Symbol.iterator]();
  }

  /** @throws Error always: a dictionary is not a function */
  forward(): never {
    throw new Error('Module [ModuleDict] is missing the required "forward" function');
  }
}

/** @internal Entries of a map or a plain object, or pairs. @throws TypeError for what is none of these */
export function pairsOf(value: unknown, name: string): readonly (readonly [key: string, value: unknown])[] {
  if (isDict(value)) return dictEntries(value as Dict) as [string, unknown][];
  if (typeof value !== "object" || value === null || !(Symbol.iterator in value)) {
    throw new TypeError(
      `${name}.update should be called with an iterable of key/value pairs, but got ${describe(value)}`,
    );
  }
  return Array.from(value as Iterable<unknown>, (pair, i) => {
    if (!Array.isArray(pair)) {
      throw new TypeError(`${name} update sequence element #${i} should be Iterable; is ${describe(pair)}`);
    }
    if (pair.length !== 2) {
      throw new RangeError(`${name} update sequence element #${i} has length ${pair.length}; 2 is required`);
    }
    return pair as [string, unknown];
  });
}

const KEY = { key: STRING };

publishMethods(ModuleDict.prototype, {
  has: signature("has", KEY),
  get: signature("get", KEY),
  set: signature("set", { ...KEY, module: ANYTHING_UNNAMED }),
  pop: signature("pop", KEY),
  clear: signature("clear", {}),
  update: signature("update", { modules: ANYTHING }),
  keys: signature("keys", {}),
  values: signature("values", {}),
  items: signature("items", {}),
});
