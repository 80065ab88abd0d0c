import { publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";

/** What a worker knows of itself. */
export interface WorkerInfo {
  /** Which worker it is, from 0 on. */
  readonly id: number;
  readonly numWorkers: number;
  /** What the worker's random numbers were seeded with: another for each worker, and for each pass through the data. */
  readonly seed: number | bigint;
  /** The worker's copy of the dataset. */
  readonly dataset: unknown;
}

let info: WorkerInfo | null = null;

/** @internal Tells what this thread is a worker of. */
export function setWorkerInfo(next: WorkerInfo): void {
  info = next;
}

/**
 * Which worker of a loader this thread is, or null where it is none. A stream that several workers read takes its part by
 * it.
 * @see https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.get_worker_info
 */
export const getWorkerInfo = publish(signature("getWorkerInfo", {}), (): WorkerInfo | null => info);
