import type { Column } from "../data/columns.ts";
import type { ProblemSource } from "../problems/source.ts";

/** The same source with its numbers in memory that all threads share, instead of a copy for each. */
export function sharedSource(source: ProblemSource): ProblemSource {
  if (source.kind !== "table") return source;
  const { dataset } = source;
  const target = { ...dataset.target, values: sharedFloats(dataset.target.values) };
  return { ...source, dataset: { ...dataset, target, columns: dataset.columns.map(sharedColumn) } };
}

function sharedColumn(column: Column): Column {
  return column.kind === "number"
    ? { ...column, values: sharedFloats(column.values) }
    : { ...column, codes: sharedCodes(column.codes) };
}

function sharedFloats(values: Float64Array): Float64Array {
  const shared = new Float64Array(new SharedArrayBuffer(values.byteLength));
  shared.set(values);
  return shared;
}

function sharedCodes(values: Int32Array): Int32Array {
  const shared = new Int32Array(new SharedArrayBuffer(values.byteLength));
  shared.set(values);
  return shared;
}
