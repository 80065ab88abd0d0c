/**
 * How long idle threads of libraries look for work before they sleep, in each library's unit, where it is not said
 * already: their own defaults are up to 0.2 s, in which our threads would go without a core.
 */
const PATIENCE: Readonly<Record<string, string>> = {
  // 2 to the power of that many ticks of the processor's clock: some 25 µs
  OPENBLAS_THREAD_TIMEOUT: "16",
  // milliseconds
  KMP_BLOCKTIME: "0",
  // looks
  GOMP_SPINCOUNT: "10000",
};

/** Loads a library, and lets it do its first work, while the environment tells its threads to sleep soon. */
export function withImpatientThreads<T>(load: () => T): T {
  const { env } = process;
  const missing = Object.entries(PATIENCE).filter(([name]) => env[name] === undefined);
  for (const [name, value] of missing) env[name] = value;
  try {
    return load();
  } finally {
    for (const [name] of missing) delete env[name];
  }
}
