import type { Kind } from "../signatures/kinds.ts";
import type { Reduction } from "./functional/reduction.ts";
import type { Pair } from "./functional/window.ts";

/** A number for both height and width, or one for each. */
export const PAIR: Kind<Pair> = {
  expected: "an integer or an array of two",
  accepts: (value): value is Pair => typeof value === "number" || Array.isArray(value),
};

/** The same, or a word for an amount. */
export const PADDING: Kind<Pair | "same" | "valid"> = {
  expected: 'an integer, an array of two, "same" or "valid"',
  accepts: (value): value is Pair | "same" | "valid" => PAIR.accepts(value) || typeof value === "string",
};

export const REDUCTION: Kind<Reduction> = {
  expected: '"none", "mean" or "sum"',
  accepts: (value): value is Reduction => typeof value === "string",
};
