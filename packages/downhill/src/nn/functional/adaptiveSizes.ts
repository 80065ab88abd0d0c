/** The size of an adaptive pooling's output: a number for all dimensions, or one for each; null keeps the input's. */
export type OutputSize = number | null | readonly (number | null)[];

/**
 * How many windows there are along each dimension.
 * @throws RangeError unless it is a whole number for each
 */
export function countsOf(name: string, sizes: readonly number[], outputSize: OutputSize): readonly number[] {
  const dims = sizes.length;
  const wanted = Array.isArray(outputSize) ? outputSize : new Array<number | null>(dims).fill(outputSize as number);
  if (wanted.length !== dims) {
    throw new RangeError(`${name}: output_size must have ${dims} elements, got ${wanted.length}`);
  }
  const counts = wanted.map((count, d) => count ?? sizes[d]);
  if (!counts.every((count) => Number.isInteger(count) && count >= 0)) {
    throw new RangeError(
      `elements of output_size must be greater than or equal to 0, got ${JSON.stringify(outputSize)}`,
    );
  }
  return counts;
}
