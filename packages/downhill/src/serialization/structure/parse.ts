import { MAX_DEPTH } from "../pickle/pythonPickler.ts";
import type { Json } from "./encode.ts";

/** A container is written as up to three levels of JSON: an object, its entries, and each of them. */
const MAX_LEVELS = 4 * MAX_DEPTH;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** How deep brackets and braces lie in each other, as far as that matters. */
function levelsOf(text: string): number {
  let level = 0;
  let deepest = 0;
  for (let i = 0; i < text.length && deepest <= MAX_LEVELS; i++) {
    const code = text.charCodeAt(i);
    // What differs in one bit: [ and {, and ] and }
    if ((code | 0x20) === 0x7b) deepest = Math.max(deepest, ++level);
    else if ((code | 0x20) === 0x7d) level--;
    else if (code === QUOTE) {
      for (i++; i < text.length && text.charCodeAt(i) !== QUOTE; i++) if (text.charCodeAt(i) === BACKSLASH) i++;
    }
  }
  return deepest;
}

/**
 * `JSON.parse`, but for texts that are nested more deeply than any structure: they would take many times their size.
 * @throws SyntaxError
 */
export function parseStructure(text: string): Json {
  if (levelsOf(text) > MAX_LEVELS) throw new SyntaxError("nested too deeply");
  return JSON.parse(text) as Json;
}
