import { arch, cpus, platform } from "node:os";
import manifest from "../package.json" with { type: "json" };

/** Where a race was run. */
export interface Environment {
  readonly downhill: string;
  readonly node: string;
  readonly platform: string;
  readonly processor: string;
  /** The threads that computed. */
  readonly threads: number;
  /** When the race ended, in ISO 8601. */
  readonly date: string;
}

export function describeEnvironment(threads: number): Environment {
  return {
    downhill: manifest.version,
    node: process.versions.node,
    platform: `${platform()} ${arch()}`,
    processor: cpus()[0]?.model.trim() ?? "unknown",
    threads,
    date: new Date().toISOString(),
  };
}
