import { isOptions, type Kind, NUMBER } from "./kinds.ts";
import {
  admits,
  isByChance,
  type Optional,
  type OptionValues,
  optionsOf,
  type Parameters,
  type Place,
  type PositionalValues,
  placesOf,
} from "./parameters.ts";
import { byPosition, missingArguments, Refusal, tooMany, unexpectedOption, wrongKind } from "./refusals.ts";

type Named = Readonly<Record<string, unknown>>;

/** What takes arguments: a {@link Signature}, or several of them. */
export interface Callable {
  readonly name: string;
  readonly signatures: readonly Signature[];
  /**
   * Puts arguments in their places, one for each positional parameter and the options behind them if there are any, or
   * says why it can't.
   */
  bind(given: readonly unknown[]): readonly unknown[] | Refusal;
  /** The same without the first parameter, for which a method's object stands. */
  withoutFirst(name?: string): Callable;
}

/**
 * What a function takes: parameters by position, and behind them an object of options, in which positional parameters
 * may be named too.
 */
export class Signature<Values extends object = object> implements Callable {
  #defaults: Values | null = null;

  constructor(
    readonly name: string,
    readonly places: readonly Place[],
    /** What is given by name only. */
    readonly options: ReadonlyMap<string, Optional<unknown>>,
    /** Those of the options that PyTorch takes by position too, in its order. */
    readonly further: readonly string[],
  ) {}

  get signatures(): readonly Signature[] {
    return [this];
  }

  withoutFirst(name = this.name): Signature {
    return new Signature(name, this.places.slice(1), this.options, this.further);
  }

  /** `sum(input, dim, { keepdim, dtype })` */
  toString(): string {
    const names = this.places.map(({ name }) => name);
    if (this.options.size > 0) names.push(`{ ${[...this.options.keys()].join(", ")} }`);
    return `${this.name}(${names.join(", ")})`;
  }

  /**
   * The values of all parameters by name, defaults put in.
   * @throws TypeError for arguments that the function doesn't take
   */
  read(given: readonly unknown[]): Values {
    if (given.length === 0 && this.#defaults !== null) return this.#defaults;
    const bound = this.bind(given);
    if (bound instanceof Refusal) throw bound.error();
    const values: Record<string, unknown> = {};
    this.places.forEach(({ name, fallback }, i) => {
      values[name] = bound[i] === undefined ? fallback : bound[i];
    });
    const options = bound[this.places.length] as Named | undefined;
    for (const [name, { fallback }] of this.options) {
      const value = options?.[name];
      values[name] = value === undefined ? fallback : value;
    }
    if (given.length === 0) this.#defaults = Object.freeze(values) as Values;
    return values as Values;
  }

  /** Whether arguments are in their places already, so that nothing has to be bound. */
  takes(given: readonly unknown[]): boolean {
    const { places } = this;
    for (let i = 0; i < places.length; i++) if (!admits(places[i], given[i])) return false;
    return given.length <= places.length || this.takesOptions(given.slice(places.length));
  }

  /** Whether what follows the positional arguments is nothing, or options by their names. */
  takesOptions(more: readonly unknown[]): boolean {
    if (more.length === 0) return true;
    if (more.length > 1 || !isOptions(more[0])) return false;
    const options = more[0];
    for (const name in options) {
      const option = this.options.get(name);
      if (option === undefined || !(options[name] === undefined || option.kind.accepts(options[name]))) return false;
    }
    return true;
  }

  bind(given: readonly unknown[]): readonly unknown[] | Refusal {
    const { places } = this;
    const values: unknown[] = [];
    const surplus: unknown[] = [];
    let named: Named | null = null;
    for (let i = 0; i < given.length; i++) {
      const value = given[i];
      const kind = values.length < places.length ? places[values.length].kind : null;
      if (isOptions(value) && kind?.accepts(value) !== true) {
        if (named !== null) return this.#refuse(" takes one object of options, but got two", 0);
        named = value;
      } else if (kind === null || named !== null) surplus.push(value);
      else if (kind.isGathered === true && (kind.element ?? NUMBER.accepts)(value)) {
        const items = itemsFrom(given, i, kind.element ?? NUMBER.accepts);
        values.push(items.length === 1 && kind.accepts(value) ? value : items);
        i += items.length - 1;
      } else values.push(value);
    }
    const refusal =
      this.#refuseSurplus(surplus, named) ??
      (named === null ? null : this.#refuseNames(values, named)) ??
      this.#refuseValues(values);
    if (refusal !== null) return refusal;
    if (named === null) return values;
    values.length = places.length;
    values.push(this.#withoutPlaces(named));
    return values;
  }

  /**
   * Arguments by position that mean something in PyTorch, but not here. What means nothing there either is ignored as
   * everywhere in JavaScript, so that functions can be handed to `map`, but for what can't have come by chance.
   */
  #refuseSurplus(surplus: readonly unknown[], named: Named | null): Refusal | null {
    const count = this.places.length;
    const meant = surplus.slice(0, this.further.length);
    if (meant.some((value) => value !== undefined)) {
      const values = this.#optionsOf(meant);
      const names = this.places.map(({ name }) => name);
      return this.#refuse(byPosition(names, { ...values, ...named }), count);
    }
    const isTooMany = surplus.some(
      (value) => !isByChance(value) && (this.options.size > 0 || typeof value === "object"),
    );
    return isTooMany ? this.#refuse(tooMany(count, count + surplus.length, this.optional()), count) : null;
  }

  /** What arguments by position would be as options: what can't be the next one is probably one behind it. */
  #optionsOf(values: readonly unknown[]): Named {
    const options: Record<string, unknown> = {};
    let next = 0;
    for (const value of values) {
      const fits = (name: string, i: number) => i >= next && this.options.get(name)?.kind.accepts(value) === true;
      const found = this.further.findIndex(fits);
      const place = Math.min(found < 0 ? next : found, this.further.length - 1);
      if (value !== undefined) options[this.further[place]] = value;
      next = place + 1;
    }
    return options;
  }

  /** Checks what is named, and moves the positional parameters among it to their places. */
  #refuseNames(values: unknown[], named: Named): Refusal | null {
    for (const key of Object.keys(named)) {
      const value = named[key];
      const option = this.options.get(key);
      if (option !== undefined) {
        if (value === undefined || option.kind.accepts(value)) continue;
        return this.#refuseKind(key, option.kind, value, values.length);
      }
      const place = this.places.findIndex(({ name }) => name === key);
      if (place < 0) return this.#refuse(unexpectedOption(key, this.names(), this.optional()), 0);
      if (value === undefined) continue;
      if (values[place] !== undefined) return this.#refuse(` got multiple values for argument '${key}'`, place);
      values[place] = value;
    }
    return null;
  }

  #refuseValues(values: readonly unknown[]): Refusal | null {
    const { places } = this;
    for (let i = 0; i < places.length; i++) {
      if (admits(places[i], values[i])) continue;
      if (values[i] !== undefined) return this.#refuseKind(places[i].name, places[i].kind, values[i], i);
      const missing = places.filter(({ isRequired }, k) => isRequired && values[k] === undefined);
      return this.#refuse(missingArguments(missing.map(({ name }) => name)), i);
    }
    return null;
  }

  #refuseKind(argument: string, kind: Kind<unknown>, value: unknown, progress: number): Refusal {
    if (kind.refuse !== undefined) return new Refusal(kind.refuse(value), progress);
    return this.#refuse(wrongKind(argument, kind, value), progress);
  }

  #refuse(reason: string, progress: number): Refusal {
    return new Refusal(`${this.name}()${reason}`, progress);
  }

  /** Every name that may be passed. */
  names(): string[] {
    return [...this.options.keys(), ...this.places.map(({ name }) => name)];
  }

  /** Those that may be left out. */
  optional(): string[] {
    return [...this.options.keys(), ...this.places.filter(({ isRequired }) => !isRequired).map(({ name }) => name)];
  }

  /** The options among what is named: the same object where it is all of them. */
  #withoutPlaces(named: Named): Named {
    const keys = Object.keys(named);
    if (keys.every((key) => this.options.has(key))) return named;
    return Object.fromEntries(keys.filter((key) => this.options.has(key)).map((key) => [key, named[key]]));
  }
}

/** The arguments from one on, up to the first that is no item of a list. */
function itemsFrom(given: readonly unknown[], first: number, isItem: (value: unknown) => boolean): readonly unknown[] {
  let end = first + 1;
  while (end < given.length && isItem(given[end])) end++;
  return given.slice(first, end);
}

/**
 * Writes down what a function takes; a bare kind is a positional parameter that must be given, or an option without a
 * default.
 *
 * @param name as messages have it
 * @param positional what is given by position, and may be given by name
 * @param further what PyTorch takes by position behind that, in its order, and is given by name here
 * @param named what PyTorch, too, takes by name only
 */
/* @__NO_SIDE_EFFECTS__ */
export function signature<
  P extends Parameters,
  F extends Parameters = Record<never, never>,
  N extends Parameters = Record<never, never>,
>(
  name: string,
  positional: P,
  further?: F,
  named?: N,
): Signature<PositionalValues<P> & OptionValues<F> & OptionValues<N>> {
  const options = new Map([...optionsOf(further ?? {}), ...optionsOf(named ?? {})]);
  return new Signature(name, placesOf(positional), options, Object.keys(further ?? {}));
}
