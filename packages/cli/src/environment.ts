import { arch, availableParallelism, cpus, platform } from "node:os";
import manifest from "../package.json" with { type: "json" };

/** Where a race was run. */
export interface Environment {
  readonly downhill: string;
  readonly node: string;
  readonly platform: string;
  readonly processor: string;
  readonly cores: number;
  /** The threads that trained side by side. */
  readonly workers: number;
  /** When the race began, in ISO 8601. */
  readonly date: string;
}

export function describeEnvironment(workers: number): Environment {
  return {
    downhill: manifest.version,
    node: process.versions.node,
    platform: `${platform()} ${arch()}`,
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    workers,
    date: new Date().toISOString(),
  };
}
