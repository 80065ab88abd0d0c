import { FileFormatError } from "../errors.ts";
import { JSON_MEMORY, structureMemory, tooLarge } from "../memory.ts";
import { MAX_DEPTH } from "../pickle/pythonPickler.ts";
import type { Json } from "./encode.ts";

/** A container is written as up to three levels of JSON: an object, its entries, and each of them. */
const MAX_LEVELS = 4 * MAX_DEPTH;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

/** How deep brackets and braces lie in each other, and how much memory it all takes, as far as that matters. */
function measure(text: string, memory: number): { deepest: number; bytes: number } {
  let level = 0;
  let deepest = 0;
  let bytes = 0;
  for (let i = 0; i < text.length && deepest <= MAX_LEVELS && bytes <= memory; i++) {
    const code = text.charCodeAt(i);
    // What differs in one bit: [ and {, and ] and }
    if ((code | 0x20) === 0x7b) {
      deepest = Math.max(deepest, ++level);
      bytes += code === 0x7b ? JSON_MEMORY.object : JSON_MEMORY.array;
    } else if ((code | 0x20) === 0x7d) level--;
    else if (code === COMMA) bytes += JSON_MEMORY.item;
    else if (code === QUOTE) {
      const start = i;
      for (i++; i < text.length && text.charCodeAt(i) !== QUOTE; i++) if (text.charCodeAt(i) === BACKSLASH) i++;
      bytes += JSON_MEMORY.string + i - start;
    }
  }
  return { deepest, bytes };
}

/** Whether {@link parseStructure} will read a text. */
export function isReadable(text: string): boolean {
  const memory = structureMemory(text.length, {});
  const { deepest, bytes } = measure(text, memory);
  return deepest <= MAX_LEVELS && bytes <= memory;
}

/**
 * `JSON.parse`, but for texts that are nested more deeply than any structure, or take more memory: they would take many
 * times their size.
 * @throws SyntaxError; FileFormatError when it takes too much memory
 */
export function parseStructure(text: string, memory: number): Json {
  const { deepest, bytes } = measure(text, memory);
  if (deepest > MAX_LEVELS) throw new SyntaxError("nested too deeply");
  if (bytes > memory) throw new FileFormatError("refused", tooLarge("the JSON makes objects", memory));
  return JSON.parse(text) as Json;
}
