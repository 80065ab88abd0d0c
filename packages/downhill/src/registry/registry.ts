import { functionKind, ITERABLE, isOptions, type Kind, STRING } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publishMethods } from "../signatures/publish.ts";
import { type Signature, signature } from "../signatures/signature.ts";

/** What every entry of a registry has. */
export interface Named {
  /** The class's name, as PyTorch spells it. */
  readonly name: string;
}

const NAMED: Kind<Named> = {
  expected: "an object with a name",
  accepts: (value): value is Named => isOptions(value) && typeof value.name === "string",
};

/** What an option's declaration and documentation say, for programs. */
export interface OptionTexts {
  /** What it does. */
  readonly description: string;
  /** The type in TypeScript. */
  readonly type: string;
  /** The value it has when it isn't given, as far as it is told; absent too if it must be given. */
  readonly default?: unknown;
}

/** What a class's documentation says, for programs. */
export interface ClassTexts {
  /** What it does, in a sentence. */
  readonly summary: string;
  /** The same with what else there is to know, in a paragraph. */
  readonly description: string;
  /** What it computes, as a formula; null where that takes more than a line. */
  readonly formula: string | null;
  /** Who published it, where; null for what PyTorch made up. */
  readonly source: string | null;
  /** Where the documentation of PyTorch's twin is. */
  readonly url: string | null;
  readonly options: Readonly<Record<string, OptionTexts>>;
  /** What an optimizer remembers for each parameter, by name; absent for other classes. */
  readonly state?: Readonly<Record<string, string>>;
}

const TEXTS: Kind<ClassTexts> = {
  expected: "an object with a summary, a description and options",
  accepts: (value): value is ClassTexts => {
    if (!isOptions(value)) return false;
    return typeof value.summary === "string" && typeof value.description === "string" && isOptions(value.options);
  },
};

/**
 * What a function takes that makes an entry of a class: the class, what a table says of it, and its texts.
 *
 * @param name of the function
 * @param kind what the class is: `"optimizer"`
 */
/* @__NO_SIDE_EFFECTS__ */
export function describing(name: string, kind: string): Signature {
  return signature(name, { [kind]: functionKind(), spec: NAMED, texts: optional(TEXTS) });
}

/**
 * What the documentation of a class says.
 *
 * @throws {Error} for a class whose texts aren't there
 */
export function textsOf(texts: Readonly<Record<string, ClassTexts>>, name: string): ClassTexts {
  const found = Object.hasOwn(texts, name) ? texts[name] : undefined;
  if (found === undefined)
    throw new Error(`there are no texts of ${name}: \`npm run docs\` writes those of Downhill's classes`);
  return found;
}

/**
 * Entries by name, in the order in which they were registered. Names are looked up without regard to case, `-`, `_` and
 * spaces, so that `"l-bfgs"` finds LBFGS.
 */
export class Registry<Info extends Named> implements Iterable<Info> {
  readonly #kind: string;
  readonly #entries = new Map<string, Info>();

  /** @internal */
  static readonly signature = signature("Registry", { kind: STRING, entries: optional(ITERABLE, []) });

  /** @param kind what the entries are, for messages: `"optimizer"` */
  constructor(kind: string, entries?: Iterable<Info>);
  constructor(...args: readonly unknown[]) {
    const { kind, entries } = Registry.signature.read(args) as { kind: string; entries: Iterable<Info> };
    this.#kind = kind;
    for (const entry of entries) this.register(entry);
  }

  /** The names of all entries. */
  get names(): string[] {
    return Array.from(this, ({ name }) => name);
  }

  /** Whether there is an entry of that name. */
  has(name: string): boolean {
    return this.#entries.has(bare(name));
  }

  /**
   * The entry of that name.
   *
   * @throws {RangeError} when there is none
   */
  get(name: string): Info {
    const found = this.#entries.get(bare(name));
    if (found === undefined) throw new RangeError(`no ${this.#kind} "${name}"; there are ${this.names.join(", ")}`);
    return found;
  }

  /**
   * Adds an entry, which whatever lists the registry has from then on: commands, menus, benchmarks.
   *
   * @throws {RangeError} when the name is taken by another
   */
  register(info: Info): void {
    const known = this.#entries.get(bare(info.name));
    if (known !== undefined && known !== info) {
      throw new RangeError(`there is already the ${this.#kind} "${known.name}"`);
    }
    this.#entries.set(bare(info.name), info);
  }

  [Symbol.iterator](): IterableIterator<Info> {
    return this.#entries.values();
  }
}

const NAME = { name: STRING };

publishMethods(Registry.prototype, {
  has: signature("has", NAME),
  get: signature("get", NAME),
  register: signature("register", { info: NAMED }),
});

function bare(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, "");
}
