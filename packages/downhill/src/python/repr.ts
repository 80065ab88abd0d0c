import { Counter, DefaultDict, type Dict, dictEntries, isDict, OrderedDict, Size, Tuple } from "./containers.ts";
import { isPythonFloat } from "./floats.ts";
import { scalarAt } from "./scalars.ts";
import { reprFloat, reprString } from "./text.ts";

/** What an object's `repr` is, where its `toString` is Python's `str`. */
export const REPR = Symbol("repr");

/**
 * Python's `repr` of a value: `None`, `True`, numbers, strings, lists, tuples, dicts, sets and the other containers, as
 * deep as they go. A number prints as a float if it is not integral or its container marks it as one (`markFloat`).
 * Any other object prints as its own `toString` or {@link REPR} does, which for tensors is PyTorch's text.
 */
export function repr(value: unknown): string {
  return write(value, new Set());
}

/** {@link repr} of what a container holds under a key (an array: under an index), which knows if a number is a float. */
export function reprItem(container: object, key: unknown, value: unknown): string {
  return write(value, new Set(), container, key);
}

function write(value: unknown, parents: Set<object>, container?: object, key?: unknown): string {
  if (value === null || value === undefined) return "None";
  const scalar = container === undefined ? undefined : scalarAt(container, "value", key, value);
  if (scalar !== undefined) return String(scalar);
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return reprString(value);
  if (typeof value === "number") {
    return isPythonFloat(value, container, key) ? reprFloat(value) : BigInt(value).toString();
  }
  if (typeof value === "function") return `<function ${value.name || "<lambda>"}>`;
  if (typeof value !== "object") return String(value);
  if (value instanceof Uint8Array) return reprBytes(value);
  if (REPR in value && typeof value[REPR] === "function") return value[REPR]();
  if (!Array.isArray(value) && !(value instanceof Set) && !isDict(value)) return String(value);
  if (parents.has(value)) return Array.isArray(value) ? (value instanceof Tuple ? "(...)" : "[...]") : "{...}";
  parents.add(value);
  const text = writeContainer(value, parents);
  parents.delete(value);
  return text;
}

function writeContainer(value: unknown[] | Set<unknown> | Dict, parents: Set<object>): string {
  if (Array.isArray(value)) return writeSequence(value, parents);
  if (value instanceof Set) {
    if (value.size === 0) return "set()";
    return `{${[...value].map((item) => write(item, parents, value, item)).join(", ")}}`;
  }
  if (value instanceof OrderedDict) return writeOrderedDict(value, parents);
  const body = dictEntries(value)
    .map(([key, item]) => `${writeKey(value, key, parents)}: ${write(item, parents, value, key)}`)
    .join(", ");
  if (value instanceof Counter) return writeCounter(value, parents);
  if (value instanceof DefaultDict) {
    return `defaultdict(${value.defaultFactory === null ? "None" : `<class '${value.defaultFactory}'>`}, {${body}})`;
  }
  return `{${body}}`;
}

function writeKey(dict: Dict, key: unknown, parents: Set<object>): string {
  return String(scalarAt(dict, "key", key, key) ?? write(key, parents));
}

function writeSequence(value: unknown[], parents: Set<object>): string {
  const items = Array.from(value, (item, index) => write(item, parents, value, index));
  if (value instanceof Size) return `torch.Size([${items.join(", ")}])`;
  if (value instanceof Tuple) return items.length === 1 ? `(${items[0]},)` : `(${items.join(", ")})`;
  return `[${items.join(", ")}]`;
}

/** A list of pairs, as Python up to 3.11 has it, which makes our fixtures; 3.12 prints a dict in its place. */
function writeOrderedDict(value: OrderedDict<unknown>, parents: Set<object>): string {
  if (value.size === 0) return "OrderedDict()";
  const pairs = [...value].map(
    ([key, item]) => `(${writeKey(value, key, parents)}, ${write(item, parents, value, key)})`,
  );
  return `OrderedDict([${pairs.join(", ")}])`;
}

/** A counter prints its most common entries first. */
function writeCounter(value: Counter, parents: Set<object>): string {
  if (value.size === 0) return "Counter()";
  const sorted = [...value].sort(([, a], [, b]) => b - a);
  const body = sorted.map(([key, count]) => `${write(key, parents)}: ${write(count, parents, value, key)}`);
  return `Counter({${body.join(", ")}})`;
}

function reprBytes(value: Uint8Array): string {
  const quote = value.includes(0x27) && !value.includes(0x22) ? '"' : "'";
  let text = `b${quote}`;
  for (const byte of value) {
    const character = String.fromCharCode(byte);
    if (character === quote || character === "\\") text += `\\${character}`;
    else if (byte >= 0x20 && byte < 0x7f) text += character;
    else if (character === "\n" || character === "\r" || character === "\t")
      text += JSON.stringify(character).slice(1, -1);
    else text += `\\x${byte.toString(16).padStart(2, "0")}`;
  }
  return text + quote;
}
