import { getNumThreads, setWorkerUrl, threadsReady } from "downhill";
import workerUrl from "downhill/worker?url";

// The site's policy allows no workers that are made of text.
setWorkerUrl(new URL(workerUrl, self.location.href).href);

/** On how many threads the library computes. */
export interface EngineState {
  readonly threads: number;
  /** Whether memory can be shared among threads. */
  readonly isolated: boolean;
}

/** Waits until the library can compute, and says how. */
export async function start(): Promise<EngineState> {
  await threadsReady();
  return { threads: getNumThreads(), isolated: self.crossOriginIsolated };
}
