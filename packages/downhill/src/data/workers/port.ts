import { SERVE } from "../protocols.ts";

/** What differs between Node's threads and a browser's workers, and nothing else. */

/** A worker, seen from the thread that started it. */
export interface WorkerHandle {
  post(message: unknown): void;
  stop(): void;
  /** Says whether the program goes on for the worker's sake. */
  keepAlive(keep: boolean): void;
}

/** What is told of a worker. */
export interface WorkerListener {
  onMessage(message: unknown): void;
  /** It has ended, or can't go on. */
  onEnd(reason: string): void;
}

interface NodeWorker {
  postMessage(message: unknown): void;
  terminate(): Promise<number>;
  ref(): void;
  unref(): void;
  on(event: "message", listener: (message: unknown) => void): void;
  on(event: "error", listener: (error: unknown) => void): void;
  on(event: "exit", listener: (code: number) => void): void;
}

interface NodeWorkerThreads {
  readonly Worker: new (source: string, options: { eval: true; workerData: unknown }) => NodeWorker;
}

interface NodeProcess {
  getBuiltinModule?(name: "node:worker_threads"): NodeWorkerThreads;
  readonly versions?: { readonly node?: string };
}

/**
 * A worker's program, as text: a file would fail under test runners and in bundles. It imports the dataset's module, and
 * leaves everything else to the library that this one imports.
 */
const PROGRAM = `
const fail = (post, error) => {
  const isError = error instanceof Error;
  const stack = isError ? error.stack : String(error);
  const kind = error instanceof TypeError ? "TypeError" : "Error";
  post({ kind: "failed", error: { kind, name: isError ? error.name : "Error", message: String(error), stack } });
};
const start = async ({ url, settings }, port) => {
  const waiting = [];
  let serve = (request) => waiting.push(request);
  port.listen((request) => serve(request));
  try {
    const module = await import(url);
    const begin = module.default?.[Symbol.for("${SERVE.description}")];
    if (typeof begin !== "function") {
      throw new TypeError("the default export of " + url + " must be a Dataset or an IterableDataset, or a class of them");
    }
    serve = await begin.call(module.default, module, settings, port.post);
    for (const request of waiting) serve(request);
  } catch (error) {
    fail(port.post, error);
  }
};`;

const NODE_PROGRAM = `${PROGRAM}
const { parentPort, workerData } = require("node:worker_threads");
start(workerData, {
  post: (message, transfer) => parentPort.postMessage(message, transfer),
  listen: (listener) => parentPort.on("message", listener),
});`;

const WEB_PROGRAM = `${PROGRAM}
self.onmessage = ({ data }) => {
  start(data, {
    post: (message, transfer) => self.postMessage(message, transfer ?? []),
    listen: (listener) => { self.onmessage = ({ data }) => listener(data); },
  });
};`;

/** Starts a worker that imports a dataset's module. */
export function startDataWorker(url: string, settings: unknown, listener: WorkerListener): WorkerHandle {
  const { process } = globalThis as { process?: NodeProcess };
  const isNode = process?.versions?.node !== undefined && process.getBuiltinModule !== undefined;
  return isNode
    ? startThread(process.getBuiltinModule!("node:worker_threads"), url, settings, listener)
    : startWebWorker(url, settings, listener);
}

function startThread(
  { Worker }: NodeWorkerThreads,
  url: string,
  settings: unknown,
  listener: WorkerListener,
): WorkerHandle {
  const worker = new Worker(NODE_PROGRAM, { eval: true, workerData: { url, settings } });
  let failure: string | null = null;
  worker.on("message", (message) => listener.onMessage(message));
  worker.on("error", (error) => {
    failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
  });
  worker.on("exit", (code) => listener.onEnd(failure ?? `it exited with code ${code}`));
  worker.unref();
  return {
    post: (message) => worker.postMessage(message),
    stop: () => void worker.terminate(),
    keepAlive: (keep) => (keep ? worker.ref() : worker.unref()),
  };
}

function startWebWorker(url: string, settings: unknown, listener: WorkerListener): WorkerHandle {
  const source = URL.createObjectURL(new Blob([WEB_PROGRAM], { type: "text/javascript" }));
  const worker = new Worker(source, { type: "module" });
  worker.onmessage = ({ data }: MessageEvent<unknown>) => listener.onMessage(data);
  worker.onerror = ({ message }) => listener.onEnd(message || "its program couldn't be loaded");
  worker.postMessage({ url, settings });
  return {
    post: (message) => worker.postMessage(message),
    stop: () => {
      worker.terminate();
      URL.revokeObjectURL(source);
    },
    keepAlive: () => undefined,
  };
}
