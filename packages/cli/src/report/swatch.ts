import type { Looks } from "./palette.ts";
import { symbolAt } from "./symbols.ts";

/** A piece of an entry's line, beside its name. */
export function swatch(key: string, looks: Looks): string {
  const { symbol } = looks.get(key)!;
  return `<svg class="swatch s-${key}" viewBox="0 0 30 12" aria-hidden="true"><path class="line" d="M1,6H29"/>${symbolAt(symbol, 15, 6, 44)}</svg>`;
}
