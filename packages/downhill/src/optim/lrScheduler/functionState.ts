import { type Dict, dict, dictEntries, isDict } from "../../python/containers.ts";

/** What a user's function takes along when it is saved: its own properties, or null if it has none. */
export function propertiesOf(fn: object): Dict | null {
  const entries = Object.entries(fn);
  return entries.length === 0 ? null : dict(entries);
}

/** Gives a function the properties that were saved. */
export function restoreProperties(fn: object | null | undefined, saved: unknown): void {
  if (fn === null || fn === undefined || !isDict(saved)) return;
  for (const [name, value] of dictEntries(saved)) {
    Object.defineProperty(fn, String(name), { value, writable: true, enumerable: true, configurable: true });
  }
}
