/** What one step took. */
export interface StepTime {
  readonly name: string;
  readonly milliseconds: number;
  /** Of the arrays that it reads and writes, or that were made for it. */
  readonly bytes: number;
  /** On numbers; null where nobody knows. */
  readonly operations: number | null;
}

/** What a plan has to tell of itself. */
export interface Explained {
  /** How many steps were recorded, how many run, and how many of these do the work of several. */
  readonly counts: { readonly recorded: number; readonly run: number; readonly joint: number };
  readonly arenaBytes: number;
  readonly unsharedBytes: number;
  readonly times: readonly StepTime[];
}

/**
 * A table of what ran, the longest first: name, calls, time in milliseconds, megabytes, millions of operations.
 *
 * @param bytes what the megabytes are
 */
export function table(times: readonly StepTime[], bytes: string): string {
  const lines = new Map<string, { calls: number; milliseconds: number; bytes: number; operations: number | null }>();
  for (const { name, milliseconds, bytes, operations } of times) {
    const line = lines.get(name) ?? { calls: 0, milliseconds: 0, bytes: 0, operations: null };
    line.calls++;
    line.milliseconds += milliseconds;
    line.bytes += bytes;
    if (operations !== null) line.operations = (line.operations ?? 0) + operations;
    lines.set(name, line);
  }
  const rows = [...lines]
    .sort(([, a], [, b]) => b.milliseconds - a.milliseconds)
    .map(([name, { calls, milliseconds, bytes, operations }]) => [
      name,
      String(calls),
      milliseconds.toFixed(3),
      millions(bytes),
      operations === null ? "" : millions(operations),
    ]);
  const all = [["", "calls", "ms", bytes, "Mop"], ...rows];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  return all
    .map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  "))
    .join("\n");
}

/** What a compiled function runs. */
export function explained(plan: Explained | null): string {
  if (plan === null) return "not recorded yet: the first call does that";
  const { counts, arenaBytes, unsharedBytes, times } = plan;
  const steps =
    `${counts.recorded} steps recorded; ${counts.run} run, of which ${counts.joint} ` +
    `${counts.joint === 1 ? "does" : "do"} the work of several\n`;
  const memory =
    `${millions(arenaBytes)} MB for intermediate arrays, ` +
    `${millions(unsharedBytes)} MB if none took another's place`;
  return steps + memory + (times.length === 0 ? "\n(times: after the second call)" : `\n\n${table(times, "MB")}`);
}

function millions(count: number): string {
  return (count / 1e6).toFixed(2);
}
