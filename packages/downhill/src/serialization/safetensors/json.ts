import { FileFormatError } from "../errors.ts";

/** Headers are three levels deep. */
const MAX_DEPTH = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const SPACES = new Set([0x20, 0x09, 0x0a, 0x0d]);
const LITERALS = ["null", "true", "false"];
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

export type JsonType = "null" | "boolean" | "number" | "string" | "array" | "object";

/**
 * Reads JSON from front to end, as strictly as its standard, and keeps what `JSON.parse` forgets: repeated keys, and how
 * numbers are spelled. Nothing is made but what is asked for.
 *
 * All methods throw a FileFormatError with the offset in the text for what is no JSON, or not of the type they read.
 */
export class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The type of the value that comes next. */
  type(): JsonType {
    this.#skipSpace();
    const character = this.#text[this.#at];
    if (character === "{") return "object";
    if (character === "[") return "array";
    if (character === '"') return "string";
    if (character === "n") return "null";
    return character === "t" || character === "f" ? "boolean" : "number";
  }

  /** An object: `entry` is called for each key, and has to read its value. */
  object(entry: (key: string) => void): void {
    this.#list("{", "}", "an object", () => {
      const key = this.string();
      if (!this.#accept(":")) throw this.#fail("expected a colon");
      entry(key);
    });
  }

  /** An array: `item` is called for each item, and has to read it. */
  array(item: () => void): void {
    this.#list("[", "]", "an array", item);
  }

  string(): string {
    this.#skipSpace();
    const end = this.#endOfString() + 1;
    let value: string;
    try {
      value = JSON.parse(this.#text.slice(this.#at, end)) as string;
    } catch {
      throw this.#fail("expected a string");
    }
    if (LONE_SURROGATE.test(value)) throw this.#fail("a string with half a character");
    this.#at = end;
    return value;
  }

  /** A number as it is spelled, since 2, 2.0 and 2e0 are not the same in a header. */
  number(): string {
    this.#skipSpace();
    NUMBER.lastIndex = this.#at;
    const found = NUMBER.exec(this.#text);
    if (found === null) throw this.#fail(this.#at === this.#text.length ? "it ends early" : "expected a value");
    this.#at = NUMBER.lastIndex;
    return found[0];
  }

  /** A value of any type, of which nothing is kept. */
  skip(depth = 0): void {
    if (depth > MAX_DEPTH) throw this.#fail("nested too deeply");
    const type = this.type();
    if (type === "object") this.object(() => this.skip(depth + 1));
    else if (type === "array") this.array(() => this.skip(depth + 1));
    else if (type === "string") this.string();
    else if (type === "number" || !LITERALS.some((literal) => this.#accept(literal))) this.number();
  }

  /** Makes sure that nothing follows. */
  end(): void {
    this.#skipSpace();
    if (this.#at !== this.#text.length) throw this.#fail("something follows the end");
  }

  #list(open: string, close: string, what: string, item: () => void): void {
    if (!this.#accept(open)) throw this.#fail(`expected ${what}`);
    if (this.#accept(close)) return;
    do item();
    while (this.#accept(","));
    if (!this.#accept(close)) throw this.#fail(`expected a comma or the end of ${what}`);
  }

  /** The place of the quote that ends the string which starts here: a regular expression would need a stack for it. */
  #endOfString(): number {
    const text = this.#text;
    if (text[this.#at] !== '"') throw this.#fail("expected a string");
    for (let i = this.#at + 1; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === QUOTE) return i;
      if (code === BACKSLASH) i++;
    }
    throw this.#fail("expected a string");
  }

  #accept(token: string): boolean {
    this.#skipSpace();
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  /** Goes on to what is no space, tab or end of a line. */
  #skipSpace(): void {
    while (SPACES.has(this.#text.charCodeAt(this.#at))) this.#at++;
  }

  #fail(what: string): FileFormatError {
    return new FileFormatError("corrupt", `invalid JSON in header: ${what}`, { offset: this.#at });
  }
}
