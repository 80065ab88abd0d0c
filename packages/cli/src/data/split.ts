/** Row numbers for training and for validation. */
export interface Split {
  readonly training: number[];
  readonly validation: number[];
}

/**
 * Deals rows out to training and validation: for the latter one in five, rounded, the first of the given order, and of
 * each class its share, a row more or less, but a class keeps at least one row for training.
 *
 * @param order - the rows in random order
 * @param classes - the class of each row number; null for regression
 * @param every - one row of so many is for validation
 */
export function splitRows(order: readonly number[], classes: ArrayLike<number> | null, every = 5): Split {
  const groups = new Map<number, number[]>();
  for (const row of order) {
    const group = classes?.[row] ?? 0;
    const members = groups.get(group);
    if (members) members.push(row);
    else groups.set(group, [row]);
  }
  const validation = new Set<number>();
  for (const members of groups.values()) {
    for (const row of members.slice(0, Math.floor(members.length / every))) validation.add(row);
  }
  // The classes that lose most by rounding down get the rows that are left over.
  const left = Math.round(order.length / every) - validation.size;
  const rest = ({ length }: number[]) => length % every;
  const losers = [...groups.values()].filter((members) => members.length > 1).sort((a, b) => rest(b) - rest(a));
  for (const members of losers.slice(0, left)) validation.add(members[Math.floor(members.length / every)]!);
  return {
    training: order.filter((row) => !validation.has(row)),
    validation: order.filter((row) => validation.has(row)),
  };
}
