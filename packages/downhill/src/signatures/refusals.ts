import { reprString } from "../python/text.ts";
import type { Kind } from "./kinds.ts";
import { nearest } from "./suggest.ts";

/** Why arguments don't fit. It becomes an error when no other signature takes them. */
export class Refusal {
  constructor(
    readonly message: string,
    /** How many arguments were in their places: of several signatures, the one that got furthest is quoted. */
    readonly progress: number,
  ) {}

  error(): TypeError {
    return new TypeError(this.message);
  }
}

/*
 * The messages, without the function's name before them.
 */

/** A name that is neither an option nor a parameter. */
export function unexpectedOption(key: string, names: readonly string[], optional: readonly string[]): string {
  const meant = nearest(key, names);
  const known = optional.length === 0 ? "it has no options" : `its options are ${optional.join(", ")}`;
  const hint = meant === null ? "" : `; did you mean ${reprString(meant)}?`;
  return ` got an unexpected option ${reprString(key)}; ${known}${hint}`;
}

/** Python's words for arguments that a function can't do without. */
export function missingArguments(missing: readonly string[]): string {
  const plural = missing.length > 1 ? "s" : "";
  return ` missing ${missing.length} required positional argument${plural}: ${series(missing.map(reprString))}`;
}

/** PyTorch's words for more arguments than there are parameters. */
export function tooMany(takes: number, given: number, options: readonly string[]): string {
  const hint = options.length === 0 ? "" : `; its options are ${options.join(", ")}`;
  return ` takes ${takes} positional argument${takes === 1 ? "" : "s"} but ${given} were given${hint}`;
}

/** A value of another kind. */
export function wrongKind(argument: string, { expected }: Kind<unknown>, value: unknown): string {
  return `: argument ${reprString(argument)} must be ${expected}, not ${describe(value)}`;
}

/** Arguments by position that are options here. */
export function byPosition(places: readonly string[], options: Readonly<Record<string, unknown>>): string {
  const taken = places.length === 0 ? "no arguments" : `only ${series(places)}`;
  return ` takes ${taken} by position: pass ${rightForm(options)}`;
}

/** `a`, `a and b`, `a, b, and c` */
function series(names: readonly string[]): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")}${names.length > 2 ? "," : ""} and ${names.at(-1)}`;
}

/** From how many letters on texts are cut. */
const LONG = 60;

/** Options as one writes them, `{ stride: 2, padding: [1, 0], weight }`: what has no short text is a name. */
function rightForm(options: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(options).map(([name, value]) => {
    const text = literal(value);
    return text === null ? name : `${name}: ${text}`;
  });
  return `{ ${entries.join(", ")} }`;
}

function literal(value: unknown): string | null {
  if (typeof value === "string") return value.length > LONG ? null : JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (Array.isArray(value)) {
    const items = value.map(literal);
    return items.length > 8 || items.includes(null) ? null : `[${items.join(", ")}]`;
  }
  const isShort = value === null || value === undefined || typeof value === "number" || typeof value === "boolean";
  return isShort ? String(value) : null;
}

/** What a value is. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "string") {
    return value.length > LONG ? `string ${reprString(value.slice(0, LONG))}...` : `string ${reprString(value)}`;
  }
  if (typeof value === "number" || typeof value === "bigint") return `${typeof value} ${value}`;
  if (Array.isArray(value)) return "array";
  if (typeof value === "object") return value.constructor?.name ?? "object";
  return typeof value;
}
