import { misspelt } from "../signatures/suggest.ts";
import { withNumbers } from "./hyperparameters.ts";
import { toSnakeCase } from "./names.ts";
import { isNumberList } from "./optimizerSignature.ts";
import { show } from "./options.ts";

/** An optimizer's options that are computed with. */
export interface OptionTypes {
  /** The names of those that are numbers. */
  readonly numbers: readonly string[];
  /** Those that are lists of numbers, with their defaults. */
  readonly lists: readonly (readonly [key: string, example: readonly unknown[]])[];
}

/** What options are, told by their defaults. */
export function optionTypes(defaults: object): OptionTypes {
  const entries: [string, unknown][] = Object.entries(defaults);
  return {
    numbers: entries.flatMap(([key, value]) => (typeof value === "number" ? [key] : [])),
    lists: entries.flatMap(([key, value]) => (Array.isArray(value) ? [[key, value] as const] : [])),
  };
}

/** What is to be known of an optimizer here. */
interface Optioned {
  readonly traits: {
    readonly name: string;
    readonly added: object;
    readonly fixed?: object;
    readonly unread?: readonly string[];
  };
  readonly defaults: object;
  readonly optionTypes: OptionTypes;
}

type Options = Readonly<Record<string, unknown>>;

/**
 * Throws unless the options of a group that steps compute with have the types of their defaults. Flags may be anything,
 * as in Python.
 *
 * @param group with numbers in place of tensors
 */
export function checkOptions(optimizer: Optioned, group: object): void {
  const wrong = wrongOption(optimizer, group as Options);
  if (wrong !== null) throw new TypeError(`${optimizer.traits.name} can't step: ${wrong.key} ${wrong.complaint}`);
}

/** What schedulers keep in groups, and a group may be given to go on from: in Python's spelling they wouldn't find it. */
const SCHEDULERS = ["initialLr", "maxLr", "minLr", "maxMomentum", "baseMomentum"];
const FROM_PYTHON: ReadonlyMap<string, string> = new Map(SCHEDULERS.map((name) => [toSnakeCase(name), name]));

/**
 * Throws for what a group has that was probably meant to be one of the options, or is one in Python's spelling. Anything
 * else is the user's own, which PyTorch lets groups carry.
 *
 * @param index of the group
 */
export function refuseMisspelt(name: string, options: object, group: object, index: number): void {
  for (const key of Object.keys(group)) {
    if (Object.hasOwn(options, key)) continue;
    const meant = FROM_PYTHON.get(key) ?? misspelt(key, Object.keys(options));
    if (meant === null) continue;
    throw new TypeError(
      `${name} has no option '${key}', which its parameter group ${index} sets; did you mean '${meant}'?`,
    );
  }
}

/**
 * Fills in the options of a loaded group that older states lack, and throws unless it then has every option that steps
 * read, of the right type.
 *
 * @param index of the group
 * @param origin what can be told of where the state comes from, to be put at the end of messages
 */
export function completeOptions(
  optimizer: Optioned,
  group: Record<string, unknown>,
  index: number,
  origin: string,
): void {
  const { name, added, fixed, unread = [] } = optimizer.traits;
  const prefix = `${name} can't load this state: `;
  for (const [key, value] of Object.entries(added)) if (!Object.hasOwn(group, key)) group[key] = value;
  Object.assign(group, fixed);
  const missing = Object.keys(optimizer.defaults).filter((key) => !Object.hasOwn(group, key) && !unread.includes(key));
  if (missing.length > 0) {
    const names = missing.map((key) => `'${toSnakeCase(key)}'`).join(", ");
    throw new RangeError(`${prefix}its parameter group ${index} has no ${names}${origin}`);
  }
  const wrong = wrongOption(optimizer, withNumbers(group));
  if (wrong === null) return;
  throw new TypeError(`${prefix}'${toSnakeCase(wrong.key)}' of parameter group ${index} ${wrong.complaint}${origin}`);
}

function wrongOption({ optionTypes, traits }: Optioned, group: Options): { key: string; complaint: string } | null {
  const { numbers, lists } = optionTypes;
  for (let i = 0; i < numbers.length; i++) {
    const key = numbers[i];
    const value = group[key];
    if (typeof value === "number" || (value === undefined && traits.unread?.includes(key) === true)) continue;
    return { key, complaint: `must be a number, but is ${show(value)}` };
  }
  for (let i = 0; i < lists.length; i++) {
    const [key, example] = lists[i];
    if (isNumberList(group[key], example)) continue;
    return { key, complaint: `must be an array of ${example.length} numbers, but is ${show(group[key])}` };
  }
  return null;
}
