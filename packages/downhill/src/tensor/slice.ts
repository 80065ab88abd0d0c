/** A range of indices along a dimension, as Python's `start:stop:step`. Made by {@link slice}. */
export class Slice {
  /** @internal */
  constructor(
    readonly start: number | null,
    readonly stop: number | null,
    readonly step: number,
  ) {}

  toString(): string {
    return `slice(${this.start}, ${this.stop}, ${this.step})`;
  }
}

/**
 * A range of indices for `Tensor.index`: Python's `start:stop:step`. null stands for what is left out, negative numbers
 * count from the back, and ends beyond the dimension are cut to it.
 *
 * `slice()` is `:`, `slice(1, 3)` is `1:3`, `slice(null, -1)` is `:-1`, `slice(null, null, 2)` is `::2`.
 * @throws TypeError for what is no integer, RangeError for a step that is not positive.
 */
export function slice(start: number | null = null, stop: number | null = null, step: number | null = 1): Slice {
  for (const [name, value] of Object.entries({ start, stop, step })) {
    if (value !== null && !Number.isInteger(value)) {
      throw new TypeError(`slice indices must be integers or null, but ${name} is ${String(value)}`);
    }
  }
  if (step === 0) throw new RangeError("slice step cannot be zero");
  if (step !== null && step < 0) throw new RangeError("step must be greater than zero");
  return new Slice(start, stop, step ?? 1);
}

/** The first index and the number of indices that a slice has on a dimension of a size. */
export function resolveSlice({ start, stop, step }: Slice, size: number): { first: number; length: number } {
  const clamp = (value: number) => Math.min(Math.max(value < 0 ? value + size : value, 0), size);
  const first = clamp(start ?? 0);
  const end = Math.max(clamp(stop ?? size), first);
  return { first, length: Math.ceil((end - first) / step) };
}
