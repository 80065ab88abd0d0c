import { withNumbers } from "./hyperparameters.ts";
import { toSnakeCase } from "./names.ts";
import { isNumberList, show } from "./options.ts";

/** What tells of which types an optimizer's options are. */
interface Optioned {
  readonly traits: {
    readonly name: string;
    readonly declared?: object;
    readonly added: object;
    readonly fixed?: object;
    readonly unread?: readonly string[];
  };
  readonly defaults: object;
}

type Options = Readonly<Record<string, unknown>>;

/** The values by which types are told: the class's defaults, or the optimizer's own. */
function examplesOf({ traits, defaults }: Optioned): Options {
  return (traits.declared ?? defaults) as Options;
}

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
  const missing = Object.keys(examplesOf(optimizer)).filter(
    (key) => !Object.hasOwn(group, key) && !unread.includes(key),
  );
  if (missing.length > 0) {
    const names = missing.map((key) => `'${toSnakeCase(key)}'`).join(", ");
    throw new RangeError(`${prefix}its parameter group ${index} has no ${names}${origin}`);
  }
  const wrong = wrongOption(optimizer, withNumbers(group));
  if (wrong === null) return;
  throw new TypeError(`${prefix}'${toSnakeCase(wrong.key)}' of parameter group ${index} ${wrong.complaint}${origin}`);
}

function wrongOption(optimizer: Optioned, group: Options): { key: string; complaint: string } | null {
  const examples = examplesOf(optimizer);
  for (const key in examples) {
    const example = examples[key];
    const value = group[key];
    if (typeof example === "number" ? typeof value === "number" : !Array.isArray(example)) continue;
    if (Array.isArray(example) && isNumberList(value, example)) continue;
    if (value === undefined && optimizer.traits.unread?.includes(key) === true) continue;
    const expected = Array.isArray(example) ? `an array of ${example.length} numbers` : "a number";
    return { key, complaint: `must be ${expected}, but is ${show(value)}` };
  }
  return null;
}
