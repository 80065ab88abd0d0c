import { Tuple } from "../python/containers.ts";
import { isPythonFloat, markFloat } from "../python/floats.ts";

/*
 * What Python knows of an option and JavaScript does not: whether a number is an int or a float, and which tuples are
 * one object. Both show in the bytes of a file.
 */

/** The list (a default, or a loaded tuple) that a group's own copy was made from. */
const origins = new WeakMap<readonly unknown[], readonly unknown[]>();

/** The tuple that a list is saved as. */
const tuples = new WeakMap<readonly unknown[], Tuple>();

/** A copy of a list that its owner may change; until then it is saved as the same tuple as the original. */
export function copyList(original: readonly unknown[]): unknown[] {
  const copy = Array.from(original, (item) => (Array.isArray(item) ? copyList(item) : item));
  origins.set(copy, original);
  return copy;
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, i) => Object.is(item, b[i]));
}

/** The tuple that a list is in Python; `isFloat` tells which of its integral items are floats. */
export function toTuple(list: readonly unknown[], isFloat: (index: number) => boolean): Tuple {
  const origin = origins.get(list);
  const source = origin !== undefined && sameItems(origin, list) ? origin : list;
  if (source instanceof Tuple) return source;
  const known = tuples.get(source);
  if (known !== undefined && sameItems(known, source)) return known;
  const tuple = Tuple.from(source);
  for (let i = 0; i < tuple.length; i++) if (isFloat(i)) markFloat(tuple, i);
  tuples.set(source, tuple);
  return tuple;
}

interface LoadedNumber {
  readonly value: number;
  readonly isFloat: boolean;
}

const loadedNumbers = new WeakMap<object, Map<string, LoadedNumber>>();

function rememberType(owner: object, key: string, value: number, isFloat: boolean): void {
  let numbers = loadedNumbers.get(owner);
  if (numbers === undefined) {
    numbers = new Map();
    loadedNumbers.set(owner, numbers);
  }
  numbers.set(key, { value, isFloat });
}

/** Remembers of what type a number was in the container it was loaded from, under `loadedKey`. */
export function rememberNumber(
  owner: object,
  key: string,
  value: unknown,
  container: object,
  loadedKey: unknown,
): void {
  if (typeof value === "number") rememberType(owner, key, value, isPythonFloat(value, container, loadedKey));
}

/** Remembers that a number was computed, and is a float even if it is whole. */
export function rememberFloat(owner: object, key: string, value: number): void {
  rememberType(owner, key, value, true);
}

/** Whether a number is a float in Python: as it was loaded if it is still the same, else as the option is declared. */
export function isFloatOption(owner: object, key: string, value: unknown, declared: boolean): boolean {
  const loaded = loadedNumbers.get(owner)?.get(key);
  return loaded !== undefined && Object.is(loaded.value, value) ? loaded.isFloat : declared;
}

/** The options that are floats in Python by their defaults; of a tuple, the names of its floats. */
export function floatsOf(defaults: object): Set<string> {
  const floats = new Set<string>();
  for (const [name, value] of Object.entries(defaults)) addFractional(floats, name, value);
  return floats;
}

function addFractional(floats: Set<string>, name: string, value: unknown): void {
  if (Array.isArray(value)) value.forEach((item, i) => addFractional(floats, `${name}.${i}`, item));
  else if (typeof value === "number" && !Number.isInteger(value)) floats.add(name);
}

/** What schedulers note in groups: floats, and the first rate of the type of the rate. */
const NOTED: ReadonlySet<string> = new Set(["maxLr", "minLr", "swaLr", "maxMomentum", "baseMomentum"]);

/** Whether integral values of an option are floats in Python, by the optimizer's declaration. */
export function isDeclaredFloat(floats: ReadonlySet<string>, key: string): boolean {
  return floats.has(key === "initialLr" ? "lr" : key) || NOTED.has(key);
}
