import { FileFormatError } from "../errors.ts";

/** A number as it is spelled, since 2, 2.0 and 2e0 are not the same in a header. */
export class JsonNumber {
  constructor(readonly spelling: string) {}
}

/** An object's entries in their order, so that nothing hides behind a repeated key. */
export class JsonObject {
  constructor(readonly entries: readonly (readonly [string, JsonValue])[]) {}
}

export type JsonValue = null | boolean | string | JsonNumber | JsonObject | readonly JsonValue[];

/** Headers are three levels deep. */
const MAX_DEPTH = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

const WHITESPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/**
 * Parses JSON as strictly as its standard and keeps what `JSON.parse` forgets: repeated keys, and how numbers are
 * spelled.
 * @throws FileFormatError with the offset in the text
 */
export function parseJson(text: string): JsonValue {
  let at = 0;

  function fail(what: string): FileFormatError {
    return new FileFormatError("corrupt", `invalid JSON in header: ${what}`, { offset: at });
  }

  function match(pattern: RegExp): string | null {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null) return null;
    at = pattern.lastIndex;
    return found[0];
  }

  function accept(token: string): boolean {
    match(WHITESPACE);
    if (!text.startsWith(token, at)) return false;
    at += token.length;
    return true;
  }

  /** The place of the quote that ends the string which starts here: a regular expression would need a stack for it. */
  function endOfString(): number {
    if (text[at] !== '"') throw fail("expected a string");
    for (let i = at + 1; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === QUOTE) return i;
      if (code === BACKSLASH) i++;
    }
    throw fail("expected a string");
  }

  function string(): string {
    match(WHITESPACE);
    const end = endOfString() + 1;
    let value: string;
    try {
      value = JSON.parse(text.slice(at, end)) as string;
    } catch {
      throw fail("expected a string");
    }
    if (LONE_SURROGATE.test(value)) throw fail("a string with half a character");
    at = end;
    return value;
  }

  function object(depth: number): JsonObject {
    const entries: (readonly [string, JsonValue])[] = [];
    if (accept("}")) return new JsonObject(entries);
    do {
      const key = string();
      if (!accept(":")) throw fail("expected a colon");
      entries.push([key, value(depth + 1)]);
    } while (accept(","));
    if (!accept("}")) throw fail("expected a comma or the end of an object");
    return new JsonObject(entries);
  }

  function array(depth: number): JsonValue[] {
    const items: JsonValue[] = [];
    if (accept("]")) return items;
    do items.push(value(depth + 1));
    while (accept(","));
    if (!accept("]")) throw fail("expected a comma or the end of an array");
    return items;
  }

  function value(depth: number): JsonValue {
    if (depth > MAX_DEPTH) throw fail("nested too deeply");
    if (accept("{")) return object(depth);
    if (accept("[")) return array(depth);
    if (accept("null")) return null;
    if (accept("true")) return true;
    if (accept("false")) return false;
    if (text[at] === '"') return string();
    const number = match(NUMBER);
    if (number === null) throw fail(at === text.length ? "it ends early" : "expected a value");
    return new JsonNumber(number);
  }

  const result = value(0);
  match(WHITESPACE);
  if (at !== text.length) throw fail("something follows the end");
  return result;
}
