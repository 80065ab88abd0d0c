/** Row numbers for training and for validation. */
export interface Split {
  readonly training: number[];
  readonly validation: number[];
}

/**
 * Deals rows out to training and validation: of each class (or of all rows, for regression, where `classes` is null) the
 * first fifth of the given order is for validation, rounded, but a class keeps at least one row for training.
 *
 * @param order - the rows in random order
 * @param classes - the class of each row number
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
    for (const row of members.slice(0, Math.round(members.length / 5))) validation.add(row);
  }
  // Many tiny classes could leave nothing to validate on.
  if (validation.size === 0) {
    const spare = [...groups.values()].find((members) => members.length > 1);
    if (spare) validation.add(spare[0]!);
  }
  return {
    training: order.filter((row) => !validation.has(row)),
    validation: order.filter((row) => validation.has(row)),
  };
}
