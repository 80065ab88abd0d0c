import * as activations from "./activations.ts";
import * as arithmetic from "./arithmetic.ts";
import * as comparisons from "./comparisons.ts";
import type { Definition } from "./definition.ts";
import * as exponential from "./exponential.ts";
import * as pairs from "./pairs.ts";
import * as rounding from "./rounding.ts";
import * as selection from "./selection.ts";

/** What each file exports: definitions, and what these share. */
const FILES = { activations, arithmetic, comparisons, exponential, pairs, rounding, selection };

function isDefinition(value: unknown): value is Definition {
  return typeof value === "object" && value !== null && "value" in value && "arity" in value;
}

/** Every definition, by the file it stands in: what the script that writes `functions.ts` walks. */
export const DEFINITIONS: Readonly<Record<string, readonly Definition[]>> = Object.fromEntries(
  Object.entries(FILES).map(([file, exports]) => {
    const definitions = Object.values<unknown>(exports).filter(isDefinition);
    return [file, definitions.sort((a, b) => (a.name < b.name ? -1 : 1))];
  }),
);
