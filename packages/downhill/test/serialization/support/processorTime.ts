/** Milliseconds of processor time that this process has taken, which other programs' load adds little to. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
