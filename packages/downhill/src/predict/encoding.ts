import { type Scaling, standardize } from "./scaling.ts";

/** How a column of numbers becomes inputs: standardized; missing ones get the mean. Plain data, as a file can hold it. */
export interface NumberEncoding {
  readonly kind: "number";
  readonly column: string;
  /** What the numbers are counted in, such as `%` or `$`; empty for most. */
  readonly unit: string;
  /** What is subtracted from each number before it is rounded, let alone scaled: a decimal number, 0 for most columns. */
  readonly origin: string;
  /** Null if the training rows have only one number, which says nothing: only whether it is missing is an input. */
  readonly scaling: Scaling | null;
  /** Whether an input, the last one, says that the number is missing. */
  readonly missing: boolean;
}

/** How a column of categories becomes inputs: one for each, 0 or 1; all are 0 for a category that isn't listed. */
export interface CategoryEncoding {
  readonly kind: "category";
  readonly column: string;
  /** In the order of the inputs. */
  readonly categories: readonly string[];
  /** Whether an input, the last one, says that the category is missing. */
  readonly missing: boolean;
}

/** How a column of a table becomes inputs of a network. */
export type ColumnEncoding = NumberEncoding | CategoryEncoding;

/** The names of the inputs that an encoding makes. */
export function inputNames(encoding: ColumnEncoding): string[] {
  const { column, missing } = encoding;
  const own =
    encoding.kind === "category"
      ? encoding.categories.map((category) => `${column} = ${category}`)
      : encoding.scaling === null
        ? []
        : [column];
  return missing ? [...own, `${column} is missing`] : own;
}

/**
 * Writes a number's inputs from `offset` on, where zeros are.
 * @param value less the encoding's origin; NaN if it is missing
 */
export function writeNumber(
  { scaling, missing }: NumberEncoding,
  value: number,
  inputs: Float32Array,
  offset: number,
): void {
  if (!Number.isNaN(value)) {
    if (scaling !== null) inputs[offset] = standardize(value, scaling);
  } else if (missing) inputs[offset + (scaling === null ? 0 : 1)] = 1;
}

/**
 * Writes a category's inputs from `offset` on, where zeros are.
 * @param place the category's index in the encoding; null if it is missing, undefined if the encoding doesn't list it
 */
export function writeCategory(
  { categories, missing }: CategoryEncoding,
  place: number | null | undefined,
  inputs: Float32Array,
  offset: number,
): void {
  if (place === null ? missing : place !== undefined) inputs[offset + (place ?? categories.length)] = 1;
}
