/** Longer names are cut in the middle: a file can have keys of any length, above as many tensors. */
const LONGEST = 300;

/**
 * The keys that lead to a value, joined by dots.
 * @param path those that lead to its container, or null if nothing contains that
 */
export function pathTo(path: string | null, key: string): string {
  const whole = path === null ? key : `${path}.${key}`;
  const half = LONGEST / 2 - 2;
  return whole.length <= LONGEST ? whole : `${whole.slice(0, half)}...${whole.slice(-half)}`;
}

/** Names for tensors by the keys that lead to them: `state.0.exp_avg`, and `fc.weight~2` where that is taken. */
export class TensorNames {
  readonly #taken = new Set<string>();
  /** How many tensors wanted a name. */
  readonly #wanted = new Map<string, number>();

  /** A name that no other tensor has. */
  take(path: string | null): string {
    const wanted = path || "tensor";
    let count = this.#wanted.get(wanted) ?? 1;
    let name = wanted;
    while (this.#taken.has(name)) name = `${wanted}~${++count}`;
    this.#wanted.set(wanted, count);
    this.#taken.add(name);
    return name;
  }
}
