import { type Dict, dictEntries, isDict } from "../python/containers.ts";
import { ANYTHING, INTEGER, ITERABLE, orNull } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publishMethods } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { describe, own } from "./members.ts";
import { type AnyModule, indent, Module, ownModules } from "./module.ts";

/** A module that takes one tensor and gives one: what a {@link Sequential} is made of. */
export type Layer = Module<[input: Tensor], Tensor>;

/** What {@link Sequential} and {@link ModuleList} share: modules under the names "0", "1", ... */
export abstract class Container<M extends AnyModule, Inputs extends readonly unknown[]> extends Module<Inputs> {
  /** The module at an index from 0, also written `container[0]`. */
  readonly [index: number]: M;

  /** How many modules it holds. */
  get length(): number {
    return ownModules(this).length;
  }

  /** The module at an index; a negative one counts from the end. @throws RangeError when there is none */
  at(index: number): M {
    return this.entry(index)[1];
  }

  /** Adds a module at the end. Returns this. @throws TypeError when it is no module */
  append(module: M): this {
    this.registerModule(String(this.length), module);
    return this;
  }

  /** Adds modules at the end. Returns this. @throws TypeError when it can't be iterated over, or holds no modules */
  extend(modules: Iterable<M>): this {
    if (typeof modules !== "object" || modules === null || !(Symbol.iterator in modules)) {
      throw new TypeError(
        `${this.constructor.name}.extend should be called with an iterable, but got ${describe(modules)}`,
      );
    }
    const list = [...modules];
    for (const module of list) checkModule(module);
    for (const module of list) this.append(module);
    return this;
  }

  /** Puts a module before the one at an index, which may be negative. Returns this. @throws RangeError out of range */
  insert(index: number, module: M): this {
    checkModule(module);
    const modules = [...this];
    const { length } = modules;
    if (!Number.isInteger(index) || index < -length || index > length) {
      throw new RangeError(`Index out of range: ${index}`);
    }
    modules.splice(index < 0 ? index + length : index, 0, module);
    this.renumber(modules);
    return this;
  }

  /** Takes a module out and returns it; those behind it move up. @throws RangeError when there is none */
  pop(index = -1): M {
    const [, module, position] = this.entry(index);
    const modules = [...this];
    modules.splice(position, 1);
    this.renumber(modules);
    return module;
  }

  *[Symbol.iterator](): Generator<M> {
    for (const [, module] of ownModules(this)) yield module as AnyModule as M;
  }

  private entry(index: number): [name: string, module: M, position: number] {
    const entries = ownModules(this);
    const position = index < 0 ? index + entries.length : index;
    const entry = entries[position];
    if (entry === undefined) throw new RangeError(`index ${index} is out of range`);
    return [entry[0], entry[1] as AnyModule as M, position];
  }

  private renumber(modules: readonly M[]): void {
    for (const [name] of ownModules(this)) delete own(this)[name];
    modules.forEach((module, index) => {
      own(this)[index] = module;
    });
  }
}

publishMethods(Container.prototype, {
  at: signature("at", { index: INTEGER }),
  append: signature("append", { module: ANYTHING }),
  extend: signature("extend", { modules: ANYTHING }),
  insert: signature("insert", { index: ANYTHING, module: ANYTHING }),
  pop: signature("pop", { key: optional(INTEGER) }),
});

/**
 * Modules called one after the other, each with what the one before gave.
 *
 * ```ts
 * new nn.Sequential(new nn.Linear(1, 20), new nn.ReLU(), new nn.Linear(20, 1));
 * new nn.Sequential({ hidden: new nn.Linear(1, 20), relu: new nn.ReLU(), output: new nn.Linear(20, 1) });
 * ```
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Sequential.html
 */
export class Sequential extends Container<Layer, [input: Tensor]> {
  /** @param modules the modules or an array of them, named by their index; or one map or plain object of modules by name */
  constructor(
    ...modules:
      | Layer[]
      | [modules: readonly Layer[]]
      | [named: ReadonlyMap<string, Layer> | { readonly [name: string]: Layer }]
  ) {
    super();
    const [first] = modules;
    const named = modules.length === 1 && first !== undefined && isDict(first) ? dictEntries(first as Dict) : null;
    const list: readonly unknown[] = modules.length === 1 && Array.isArray(first) ? first : modules;
    for (const [name, module] of named ?? list.entries()) {
      this.registerModule(String(name), checkModule(module as Layer));
    }
  }

  forward(input: Tensor): Tensor {
    const properties = own(this);
    let value = input;
    for (const name in properties) {
      const module = properties[name];
      if (module instanceof Module) value = (module as Layer).forward(value);
    }
    return value;
  }
}

/**
 * A list of modules that a module of your own holds and calls as it likes.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.ModuleList.html
 */
export class ModuleList<M extends AnyModule = Module> extends Container<M, never[]> {
  /** @internal */
  static override readonly signature = signature("ModuleList", { modules: optional(orNull(ITERABLE)) });

  /** @param modules what it holds at first; default nothing */
  constructor(modules?: Iterable<M> | null);
  constructor(...args: readonly unknown[]) {
    super();
    const modules = ModuleList.signature.read(args).modules as Iterable<M> | null | undefined;
    if (modules !== undefined && modules !== null) this.extend(modules);
  }

  /** @throws Error always: a list is not a function */
  forward(): never {
    throw new Error('Module [ModuleList] is missing the required "forward" function');
  }

  /** PyTorch's text, which counts equal neighbours: `(0-1): 2 x Linear(...)`. */
  override toString(): string {
    const blocks: { text: string; start: number; count: number }[] = [];
    let index = 0;
    for (const module of this) {
      const text = String(module);
      const last = blocks.at(-1);
      if (last?.text === text) last.count++;
      else blocks.push({ text, start: index, count: 1 });
      index++;
    }
    if (blocks.length === 0) return `${this.constructor.name}()`;
    const lines = blocks.map(({ text, start, count }) =>
      indent(count === 1 ? `(${start}): ${text}` : `(${start}-${start + count - 1}): ${count} x ${text}`),
    );
    return `${this.constructor.name}(\n  ${lines.join("\n  ")}\n)`;
  }
}

function checkModule<M>(module: M): M {
  if (!(module instanceof Module)) throw new TypeError(`${describe(module)} is not a Module subclass`);
  return module;
}
