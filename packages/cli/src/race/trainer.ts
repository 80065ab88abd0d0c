import { Worker } from "node:worker_threads";
import type { Job, News } from "./news.ts";

/**
 * Runs a race in a thread of its own and hands on its news as it comes. Resolves when the race is over or `signal` has
 * stopped it, at once and in the middle of a step; rejects with the error that ended it.
 */
export function trainInThread(job: Job, onNews: (news: News) => void, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./worker.js", import.meta.url), { workerData: job });
    const stop = () => {
      worker.removeAllListeners("message");
      // Not awaited: the thread may be deep in a long computation, and what is known is known already.
      void worker.terminate();
      resolve();
    };
    signal.addEventListener("abort", stop, { once: true });
    worker.on("message", onNews);
    worker.on("error", reject);
    worker.on("exit", () => resolve());
  });
}
