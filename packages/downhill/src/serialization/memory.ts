import type { LoadOptions } from "./contents.ts";

/** What a file's structure may take however small it is, */
const BASE = 24 * 1024 * 1024;
/** so much more for each byte of it, */
const PER_BYTE = 40;
/** and not more than this. */
export const MOST_MEMORY = 1024 * 1024 * 1024;

/**
 * How many bytes of memory the structure of a file may take: all that is no tensor's elements.
 * @param size of what spells it out, in bytes
 */
export function structureMemory(size: number, { maxStructureBytes }: Pick<LoadOptions, "maxStructureBytes">): number {
  return maxStructureBytes ?? Math.min(BASE + PER_BYTE * size, MOST_MEMORY);
}

/** Rough estimates of the memory that values take, as JSON and as what is made of it. */
export const JSON_MEMORY = { array: 96, object: 160, item: 16, string: 24 } as const;

/** What a key of a dict or an item of a set takes on top of its JSON, with what makes sure that it is there once. */
export const KEY_MEMORY = 400;

/** Why a structure is refused. */
export function tooLarge(what: string, memory: number): string {
  return `${what} of more than the ${memory} bytes it may take (the option maxStructureBytes allows more)`;
}
