import { deviation, mean } from "d3-array";
import type { Importance } from "../training/importance.ts";

/** How important a column is to a model, over all seeds and shufflings. */
export interface ColumnImportance {
  readonly column: string;
  /** The mean growth of the loss when the column's values are shuffled. */
  readonly increase: number;
  readonly spread: number;
}

/** The columns, the most important one first. */
export function rankColumns(importances: readonly (readonly Importance[])[]): ColumnImportance[] {
  const increases = new Map<string, number[]>();
  for (const { column, increases: some } of importances.flat()) {
    increases.set(column, [...(increases.get(column) ?? []), ...some]);
  }
  return [...increases]
    .map(([column, values]) => ({ column, increase: mean(values)!, spread: deviation(values) ?? 0 }))
    .sort((a, b) => b.increase - a.increase);
}
