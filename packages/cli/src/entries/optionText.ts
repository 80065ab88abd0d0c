import type { NumberRange, OptionInfo } from "downhill/registry";
import type { Setting } from "../training/plan.ts";

/** What kind of value was expected, and what was given. */
export class ExpectedError extends Error {
  constructor(expected: string, given: string) {
    super(`expected ${expected}, not "${given}"`);
  }
}

/** Names are compared without case, `-`, `_` and spaces, so PyTorch's `weight_decay` is our `weightDecay`. */
export function bare(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, "");
}

/** A finite decimal number, or null: unlike `Number`, no empty text, no hexadecimal. */
export function parseDecimal(text: string): number | null {
  const value = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}

/**
 * Reads a value for an option. Whether it is in the option's range, the library decides.
 * @throws ExpectedError that says what was expected
 */
export function parseSetting(text: string, option: OptionInfo): Setting {
  if (option.type === "string") {
    const choices = [...(option.enum ?? []), ...(option.nullable ? [null] : [])];
    const choice = choices.find((value) => bare(value ?? "none") === bare(text));
    if (choice === undefined) throw new ExpectedError(choices.map((value) => value ?? "none").join(" or "), text);
    return choice;
  }
  if (option.nullable && bare(text) === "none") return null;
  switch (option.type) {
    case "number": {
      const value = parseDecimal(text);
      if (value === null) throw new ExpectedError("a number", text);
      return value;
    }
    case "integer": {
      const value = parseDecimal(text);
      if (value === null || !Number.isSafeInteger(value)) throw new ExpectedError("a whole number", text);
      return value;
    }
    case "boolean": {
      if (/^(true|yes|on|1)$/i.test(text)) return true;
      if (/^(false|no|off|0)$/i.test(text)) return false;
      throw new ExpectedError("true or false", text);
    }
    case "array":
      return parseList(text, option.items);
    case "numbers":
      return parseNumbers(text);
    case "other":
      throw new ExpectedError(`what can't be typed in (${option.typeScript})`, text);
  }
}

const counts = ["no", "one", "two", "three", "four"];

/** `0.9,0.999`, in brackets or not. */
function parseList(text: string, items: readonly NumberRange[]): (number | null)[] {
  const parts = withoutBrackets(text).split(",");
  const values = parts.map((part, i) => {
    return items[i]?.nullable && bare(part) === "none" ? null : (parseDecimal(part) ?? Number.NaN);
  });
  if (values.length !== items.length || values.some((value) => Number.isNaN(value))) {
    const example = items.length === 2 ? "0.9,0.999" : items.map((_, i) => i + 1).join(",");
    throw new ExpectedError(`${counts[items.length] ?? items.length} numbers such as ${example}`, text);
  }
  return values;
}

/** `10,20`, in brackets or not. */
function parseNumbers(text: string): number[] {
  return withoutBrackets(text)
    .split(",")
    .map((part) => {
      const value = parseDecimal(part);
      if (value === null) throw new ExpectedError("numbers such as [10,20]", text);
      return value;
    });
}

function withoutBrackets(text: string): string {
  return text.trim().replace(/^[([]|[)\]]$/g, "");
}

/** Cuts at the separators that stand in no brackets. Null if the brackets don't match. */
export function splitOutside(text: string, separator: string): string[] | null {
  const parts: string[] = [];
  const open: string[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (character === "(" || character === "[") open.push(character === "(" ? ")" : "]");
    else if (character === ")" || character === "]") {
      if (open.pop() !== character) return null;
    } else if (character === separator && open.length === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return open.length > 0 ? null : [...parts, text.slice(start)];
}

/** `a=b=c` as `["a", "b=c"]`; without the separator the second part is empty. */
export function divide(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text.trim(), ""] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}
