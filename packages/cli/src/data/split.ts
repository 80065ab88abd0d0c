/** Row numbers for training and for validation. */
export interface Split {
  readonly training: number[];
  readonly validation: number[];
}

/** One row of so many is for validation. */
const share = 5;

/**
 * Deals rows out to training and validation: the first fifth of the given order, rounded, and of each class its share of
 * that, a row more or less, but a class keeps at least one row for training.
 *
 * @param order - the rows in random order
 * @param classes - the class of each row number; null for regression
 */
export function splitRows(order: readonly number[], classes: ArrayLike<number> | null): Split {
  const groups = new Map<number, number[]>();
  for (const row of order) {
    const group = classes?.[row] ?? 0;
    const members = groups.get(group);
    if (members) members.push(row);
    else groups.set(group, [row]);
  }
  const validation = new Set<number>();
  for (const members of groups.values()) {
    for (const row of members.slice(0, Math.floor(members.length / share))) validation.add(row);
  }
  // The classes that lose most by rounding down get the rows that are left over.
  const left = Math.round(order.length / share) - validation.size;
  const rest = ({ length }: number[]) => length % share;
  const losers = [...groups.values()].filter((members) => members.length > 1).sort((a, b) => rest(b) - rest(a));
  for (const members of losers.slice(0, left)) validation.add(members[Math.floor(members.length / share)]!);
  return {
    training: order.filter((row) => !validation.has(row)),
    validation: order.filter((row) => validation.has(row)),
  };
}
