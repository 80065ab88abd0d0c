/** What one step took. */
export interface StepTime {
  readonly name: string;
  readonly milliseconds: number;
  /** Of arrays that were made for it. */
  readonly bytes: number;
}

/** What a plan has to tell of itself. */
export interface Explained {
  readonly steps: readonly unknown[];
  readonly arenaBytes: number;
  readonly unsharedBytes: number;
  readonly times: readonly StepTime[];
}

/** A table of what ran, the longest first: name, calls, time in milliseconds, megabytes. */
export function table(times: readonly StepTime[]): string {
  const lines = new Map<string, { calls: number; milliseconds: number; bytes: number }>();
  for (const { name, milliseconds, bytes } of times) {
    const line = lines.get(name) ?? { calls: 0, milliseconds: 0, bytes: 0 };
    line.calls++;
    line.milliseconds += milliseconds;
    line.bytes += bytes;
    lines.set(name, line);
  }
  const rows = [...lines]
    .sort(([, a], [, b]) => b.milliseconds - a.milliseconds)
    .map(([name, { calls, milliseconds, bytes }]) => [name, String(calls), milliseconds.toFixed(3), megabytes(bytes)]);
  const all = [["", "calls", "ms", "MB made"], ...rows];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  return all
    .map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  "))
    .join("\n");
}

/** What a compiled function runs. */
export function explained(plan: Explained | null): string {
  if (plan === null) return "not recorded yet: the first call does that";
  const { steps, arenaBytes, unsharedBytes, times } = plan;
  const memory =
    `${steps.length} steps; ${megabytes(arenaBytes)} MB for intermediate arrays, ` +
    `${megabytes(unsharedBytes)} MB if none took another's place`;
  return times.length === 0 ? `${memory}\n(times: after the second call)` : `${memory}\n\n${table(times)}`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(2);
}
