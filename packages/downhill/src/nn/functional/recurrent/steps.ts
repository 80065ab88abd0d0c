/** One step in time: which rows of the sequences' data it reads and writes. They belong to the first of the sequences. */
export interface Step {
  readonly first: number;
  readonly count: number;
}

/**
 * The steps in the order in which they are run.
 *
 * @param batchSizes how many sequences have an element at each time, never more than before
 * @param reverse whether time runs backwards
 */
export function stepsOf(batchSizes: readonly number[], reverse: boolean): Step[] {
  let first = 0;
  const steps = batchSizes.map((count) => {
    const step = { first, count };
    first += count;
    return step;
  });
  return reverse ? steps.reverse() : steps;
}
