import { workerSource } from "./workerSource.ts";

/** What differs between Node and browsers, and nothing else. */

interface WorkerData {
  readonly memory: WebAssembly.Memory;
  /** Of the control words. */
  readonly address: number;
  readonly index: number;
}

/** Keeps a worker from being collected. */
export type WorkerHandle = object;

interface NodeWorkerThreads {
  readonly Worker: new (
    source: string | URL,
    options: { eval: boolean; workerData: WorkerData; stdout?: boolean; execArgv?: string[] },
  ) => { unref(): void; on(event: "error", listener: (error: unknown) => void): void };
}

interface NodeProcess {
  getBuiltinModule?(name: "node:worker_threads"): NodeWorkerThreads;
  getBuiltinModule?(name: "node:os"): { availableParallelism(): number };
  getBuiltinModule?(name: "node:fs"): { readFileSync(path: string, encoding: "utf8"): string };
  readonly versions?: { readonly node?: string };
}

function nodeProcess(): NodeProcess | null {
  const { process } = globalThis as { process?: NodeProcess };
  return process?.versions?.node !== undefined && process.getBuiltinModule !== undefined ? process : null;
}

/** Whether memory can be shared with workers: in Node always, on a page when it is cross-origin isolated. */
export function canShareMemory(): boolean {
  return nodeProcess() !== null || (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true;
}

/** Whether this thread may block: not a page's main thread. */
export function canWait(): boolean {
  return nodeProcess() !== null;
}

/** The number of cores the process may use; 1 where memory can't be shared. */
export function availableThreads(): number {
  if (!canShareMemory()) return 1;
  const node = nodeProcess();
  if (node !== null) return node.getBuiltinModule?.("node:os").availableParallelism() ?? 1;
  return globalThis.navigator?.hardwareConcurrency ?? 1;
}

/** What a thread of Node reserves of the address space, mostly without ever using it: some 0.6 to 0.8 GB. */
const THREAD_BYTES = 2 ** 30;
/** What is left to the program itself. */
const RESERVED_BYTES = 2 ** 29;

/**
 * How many more threads of Node's the process has address space for; Infinity where that is not limited, or nobody
 * knows. Where there is none, Node ends the whole process instead of throwing an error.
 */
export function roomForThreads(): number {
  const fs = nodeProcess()?.getBuiltinModule?.("node:fs");
  const read = (path: string, pattern: RegExp): number => {
    try {
      return Number(pattern.exec(fs?.readFileSync(path, "utf8") ?? "")?.[1] ?? Number.NaN);
    } catch {
      return Number.NaN;
    }
  };
  const limit = read("/proc/self/limits", /^Max address space +(\d+)/m);
  const used = read("/proc/self/status", /^VmSize:\s+(\d+) kB/m) * 1024;
  const room = (limit - used - RESERVED_BYTES) / THREAD_BYTES;
  return Number.isNaN(room) ? Number.POSITIVE_INFINITY : Math.max(0, Math.floor(room));
}

/** Starts a worker that doesn't keep the program alive. */
export function startWorker(data: WorkerData, url: string | URL | null, onError: () => void): WorkerHandle {
  const node = nodeProcess();
  if (node !== null) {
    const { Worker } = (node.getBuiltinModule as (name: string) => unknown)("node:worker_threads") as NodeWorkerThreads;
    const worker =
      url === null
        ? new Worker(workerSource, { eval: true, workerData: data, execArgv: [] })
        : new Worker(new URL(url), { eval: false, workerData: data, execArgv: [] });
    worker.on("error", onError);
    worker.unref();
    return worker;
  }
  const source = url ?? URL.createObjectURL(new Blob([workerSource], { type: "text/javascript" }));
  const worker = new Worker(source);
  worker.onerror = onError;
  worker.postMessage(data);
  return worker;
}
