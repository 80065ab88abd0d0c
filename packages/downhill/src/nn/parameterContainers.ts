import { isDict } from "../python/containers.ts";
import { ANYTHING, ANYTHING_UNNAMED, INTEGER, ITERABLE, orNull, STRING } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publishMethods } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { typeName } from "../tensor/promotion.ts";
import { Tensor } from "../tensor/tensor.ts";
import { describe, own } from "./members.ts";
import { Module } from "./module.ts";
import { pairsOf } from "./moduleDict.ts";
import { Parameter } from "./parameter.ts";

/** What a container holds of a value: tensors become parameters. */
function held(value: unknown): unknown {
  return value instanceof Tensor && !(value instanceof Parameter) ? new Parameter(value) : value;
}

/** PyTorch's lines of what a container holds. */
function linesOf(
  entries: readonly (readonly [name: string, value: unknown])[],
  type: (tensor: Tensor) => string,
): string {
  return entries
    .map(([name, value]) => {
      if (!(value instanceof Tensor)) return `  (${name}): Object of type: ${describe(value)}`;
      return `  (${name}): Parameter containing: [${type(value)} of size ${value._shape.join("x")}]`;
    })
    .join("\n");
}

/**
 * A list of parameters that a module of your own holds: tensors become parameters, other values stay what they are.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.ParameterList.html
 */
export class ParameterList<Item = Parameter> extends Module<never[]> {
  /** @internal */
  static override readonly signature = signature("ParameterList", { values: optional(orNull(ITERABLE)) });

  /** The value at an index from 0. */
  readonly [index: number]: Item;

  /** @param values what it holds at first; default nothing */
  constructor(values?: Iterable<Item | Tensor> | null);
  constructor(...args: readonly unknown[]) {
    super();
    const { values } = ParameterList.signature.read(args);
    if (values !== undefined && values !== null) this.extend(values as Iterable<Item>);
  }

  /** How many values it holds. */
  get length(): number {
    return Object.keys(this).length;
  }

  /** The value at an index; a negative one counts from the end. @throws RangeError when there is none */
  at(index: number): Item {
    const position = index < 0 ? index + this.length : index;
    if (!Object.hasOwn(this, position)) throw new RangeError(`index ${index} is out of range`);
    return own(this)[position] as Item;
  }

  /** Puts a value in the place of the one at an index. Returns this. @throws RangeError when there is none */
  set(index: number, value: Item | Tensor): this {
    this.at(index);
    own(this)[index < 0 ? index + this.length : index] = held(value);
    return this;
  }

  /** Adds a value at the end. Returns this. */
  append(value: Item | Tensor): this {
    own(this)[this.length] = held(value);
    return this;
  }

  /** Adds values at the end. Returns this. @throws TypeError when it can't be iterated over */
  extend(values: Iterable<Item | Tensor>): this {
    if (typeof values !== "object" || values === null || !(Symbol.iterator in values)) {
      throw new TypeError(`ParameterList.extend should be called with an iterable, but got ${describe(values)}`);
    }
    for (const value of [...values]) this.append(value);
    return this;
  }

  *[Symbol.iterator](): Generator<Item> {
    for (const value of Object.values(this)) yield value as Item;
  }

  /** @throws Error always: a list is not a function */
  forward(): never {
    throw new Error("ParameterList should not be called.");
  }

  override extraRepr(): string {
    return linesOf(Object.entries(this), ({ dtype }) => `torch.${dtype}`);
  }
}

publishMethods(ParameterList.prototype as ParameterList, {
  at: signature("at", { index: INTEGER }),
  set: signature("set", { index: INTEGER, value: ANYTHING }),
  append: signature("append", { value: ANYTHING }),
  extend: signature("extend", { values: ANYTHING }),
});

/** Values by name: a map, a plain object, or pairs. */
export type NamedValues<Item> =
  | ReadonlyMap<string, Item | Tensor>
  | { readonly [name: string]: Item | Tensor }
  | Iterable<readonly [name: string, value: Item | Tensor]>;

/**
 * Parameters by name, that a module of your own holds: tensors become parameters, other values stay what they are. The
 * names are properties, so that none can be that of a method, and those that are numbers come first.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.ParameterDict.html
 */
export class ParameterDict<Item = Parameter> extends Module<never[]> {
  /** @internal */
  static override readonly signature = signature("ParameterDict", { parameters: optional(orNull(ANYTHING)) });

  /**
   * @param parameters what it holds at first: a map, pairs, or a plain object, which is taken in the order of its names;
   *   default nothing
   */
  constructor(parameters?: NamedValues<Item> | null) {
    super();
    if (parameters !== undefined && parameters !== null) this.update(parameters);
  }

  /** How many values it holds. */
  get size(): number {
    return Object.keys(this).length;
  }

  /** Whether there is a value of that name. */
  has(key: string): boolean {
    return Object.hasOwn(this, key);
  }

  /** The value of a name, or, if there is none, the one given. @throws RangeError when neither is there */
  get(key: string, defaultValue?: Item): Item {
    if (this.has(key)) return own(this)[key] as Item;
    if (defaultValue === undefined) throw new RangeError(`there is no parameter '${key}'`);
    return defaultValue;
  }

  /** Puts a value under a name. Returns this. @throws TypeError when that is no string, or taken by a method */
  set(key: string, value: Item | Tensor): this {
    if (typeof key !== "string") {
      throw new TypeError(
        `Index given to ParameterDict cannot be used as a key as it is not a string (type is '${typeof key}').`,
      );
    }
    if (key in this && !this.has(key)) throw new TypeError(`attribute '${key}' already exists`);
    own(this)[key] = held(value);
    return this;
  }

  /** The value of a name, which is put there if there is none. */
  setdefault(key: string, value: Item | Tensor): Item {
    if (!this.has(key)) this.set(key, value);
    return this.get(key);
  }

  /** Takes a value out and returns it. @throws RangeError when there is none */
  pop(key: string): Item {
    const value = this.get(key);
    delete own(this)[key];
    return value;
  }

  /** Takes the last value out and returns it with its name. @throws RangeError when there is none */
  popitem(): [name: string, value: Item] {
    const key = this.keys().at(-1);
    if (key === undefined) throw new RangeError("the ParameterDict is empty");
    return [key, this.pop(key)];
  }

  /** Takes all values out. */
  clear(): void {
    for (const key of this.keys()) delete own(this)[key];
  }

  /**
   * Puts values in.
   * @param parameters a map, pairs, or a plain object, which is taken in the order of its names
   * @throws TypeError when it is none of these
   */
  update(parameters: NamedValues<Item>): void {
    const pairs = [...pairsOf(parameters, "ParameterDict")];
    if (isDict(parameters) && !(parameters instanceof Map)) pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    for (const [key, value] of pairs) this.set(key, value as Item);
  }

  /** Another one of the same values. */
  copy(): ParameterDict<Item> {
    return new ParameterDict<Item>(new Map(this.items()));
  }

  /** The names. */
  keys(): string[] {
    return Object.keys(this);
  }

  /** The values. */
  values(): Item[] {
    return Object.values(this) as Item[];
  }

  /** Names and values. */
  items(): [name: string, value: Item][] {
    return Object.entries(this) as [string, Item][];
  }

  /** Names and values. */
  [Symbol.iterator](): IterableIterator<[name: string, value: Item]> {
    return this.items()[Symbol.iterator]();
  }

  /** @throws Error always: a dictionary is not a function */
  forward(): never {
    throw new Error('Module [ParameterDict] is missing the required "forward" function');
  }

  override extraRepr(): string {
    return linesOf(this.items(), ({ dtype }) => `torch.${typeName(dtype)}Tensor`);
  }
}

const KEY = { key: STRING };

publishMethods(ParameterDict.prototype as ParameterDict, {
  has: signature("has", KEY),
  get: signature("get", { ...KEY, defaultValue: optional(ANYTHING_UNNAMED) }),
  set: signature("set", { key: ANYTHING, value: ANYTHING }),
  setdefault: signature("setdefault", { ...KEY, value: ANYTHING }),
  pop: signature("pop", KEY),
  popitem: signature("popitem", {}),
  clear: signature("clear", {}),
  update: signature("update", { parameters: ANYTHING }),
  copy: signature("copy", {}),
  keys: signature("keys", {}),
  values: signature("values", {}),
  items: signature("items", {}),
});
