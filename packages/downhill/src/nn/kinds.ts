import { inWords, type Kind, oneOf } from "../signatures/kinds.ts";
import type { OutputSize } from "./functional/adaptiveSizes.ts";
import type { PaddingMode } from "./functional/padding.ts";
import type { Reduction } from "./functional/reduction.ts";
import type { Extent, Pair, Single, Triple } from "./functional/window.ts";

/** A number for a length. */
export const SINGLE: Kind<Single> = extent("one");

/** A number for both height and width, or one for each. */
export const PAIR: Kind<Pair> = extent("two");

/** A number for depth, height and width, or one for each. */
export const TRIPLE: Kind<Triple> = extent("three");

/** A number for all dimensions, or one for each. */
export const EXTENT: Kind<Extent> = {
  expected: "a number or an array of numbers",
  accepts: (value): value is Extent => typeof value === "number" || Array.isArray(value),
};

/* @__NO_SIDE_EFFECTS__ */
function extent<Size extends Extent>(count: string): Kind<Size> {
  return {
    expected: `an integer or an array of ${count}`,
    accepts: (value): value is Size => typeof value === "number" || Array.isArray(value),
  };
}

/** How large an adaptive pooling's output is. */
export const OUTPUT_SIZE: Kind<OutputSize> = {
  expected: "an integer, null or an array of these",
  accepts: (value): value is OutputSize => value === null || typeof value === "number" || Array.isArray(value),
};

/** The same, or a word for an amount. */
/* @__NO_SIDE_EFFECTS__ */
export function orWord<Size>(kind: Kind<Size>): Kind<Size | "same" | "valid"> {
  return {
    expected: `${kind.expected.replace(" or ", ", ")}, "same" or "valid"`,
    accepts: (value): value is Size | "same" | "valid" => kind.accepts(value) || typeof value === "string",
  };
}

const MODES = ["zeros", "reflect", "replicate", "circular"] as const;

/** What a convolution finds beyond its input. */
export const PADDING_MODE: Kind<"zeros" | Exclude<PaddingMode, "constant">> = inWords(
  oneOf(...MODES),
  (value) => `padding_mode must be one of {'${MODES.join("', '")}'}, but got padding_mode='${String(value)}'`,
);

export const REDUCTION: Kind<Reduction> = {
  expected: '"none", "mean" or "sum"',
  accepts: (value): value is Reduction => typeof value === "string",
};
