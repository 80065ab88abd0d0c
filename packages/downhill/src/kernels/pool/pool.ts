import { heap } from "../../memory/heap.ts";
import { CONTROL_WORDS, control, SPINS } from "./control.ts";
import type { Kernel } from "./kernel.ts";
import {
  availableThreads,
  canShareMemory,
  canWait,
  roomForThreads,
  startWorker,
  type WorkerHandle,
} from "./platform.ts";

/**
 * Workers read module bytes through the memory's buffer as they first saw it, so those bytes live in a region that
 * exists from the start. When it is full it is filled anew: a worker needs the bytes only when it first meets a kernel, and
 * while a job runs its kernel's are there.
 */
const ARENA_BYTES = 512 * 1024;
/** A worker of Node starts in some 20 ms; one that needs this long is taken to be missing. */
const START_TIMEOUT_MS = 2000;
/** More are a mistake, and could take more memory than there is, where there aren't as many cores. */
const MOST_THREADS = 64;
/** How long the caller sleeps at a time while a worker still works after a good many looks. */
const BUSY_WAIT_MS = 0.1;

/**
 * Runs a kernel's chunks on the calling thread and on workers that share its memory. Chunks are taken from one
 * counter, so a slow core gets fewer; which thread runs a chunk never changes a result.
 */
class ThreadPool {
  #threads = availableThreads();
  #workers: WorkerHandle[] = [];
  #words: Int32Array | null = null;
  #arena = 0;
  #arenaEnd = 0;
  /** The kernels whose bytes are in the region at present. */
  readonly #shared: Kernel[] = [];
  #workerUrl: string | URL | null = null;

  /** How many threads a job may use, the calling one included. */
  get threads(): number {
    return this.#threads;
  }

  set threads(count: number) {
    this.#threads = canShareMemory() ? count : 1;
    if (this.#words !== null) Atomics.store(this.#words, control.LIMIT, this.#threads - 1);
  }

  /** Where workers are loaded from; null for the embedded source. Takes effect for workers that start later. */
  set workerUrl(url: string | URL | null) {
    this.#workerUrl = url;
  }

  /** Chunks that workers have done so far. */
  get chunksDoneByWorkers(): number {
    return this.#words === null ? 0 : Atomics.load(this.#words, control.DONE_BY_WORKERS);
  }

  /** Whether workers are up, so that a job may gain from them. Starts them, in Node also awaits them. */
  get ready(): boolean {
    if (this.#threads < 2) return false;
    this.#start();
    return this.#words !== null && Atomics.load(this.#words, control.READY) > 0;
  }

  /** Whether every worker that may take part has started. */
  get complete(): boolean {
    if (this.#threads < 2) return true;
    this.#start();
    return this.#words === null || Atomics.load(this.#words, control.READY) >= this.#threads - 1;
  }

  /** Lets workers sleep until the next job, instead of waiting for it: the cores are somebody else's until then. */
  rest(): void {
    if (this.#words !== null) Atomics.store(this.#words, control.RESTING, 1);
  }

  /**
   * Calls `kernel.chunk(parameters, i)` for every `i` below `chunks`, in any order and on any thread, and returns when
   * all are done. Chunks must not depend on one another.
   *
   * @param parallel whether the job is large enough to wake workers for
   */
  run(kernel: Kernel, parameters: number, chunks: number, parallel: boolean): void {
    if (!parallel || chunks < 2 || !this.ready || !this.#share(kernel)) {
      for (let i = 0; i < chunks; i++) kernel.chunk(parameters, i);
      return;
    }
    const words = this.#words as Int32Array;
    words[control.KERNEL] = kernel.id;
    words[control.KERNEL_ADDRESS] = kernel.sharedAddress;
    words[control.KERNEL_BYTES] = kernel.bytes.length;
    words[control.PARAMETERS] = parameters;
    words[control.CHUNKS] = chunks;
    Atomics.store(words, control.NEXT, 0);
    Atomics.store(words, control.RESTING, 0);
    Atomics.store(words, control.OPEN, 1);
    Atomics.add(words, control.GENERATION, 1);
    if (Atomics.load(words, control.SLEEPING) > 0) Atomics.notify(words, control.GENERATION);
    try {
      for (;;) {
        const next = Atomics.add(words, control.NEXT, 1);
        if (next >= chunks) break;
        kernel.chunk(parameters, next);
      }
    } finally {
      Atomics.store(words, control.OPEN, 0);
      awaitWorkers(words);
    }
    if (Atomics.load(words, control.FAILED) === 1) {
      this.threads = 1;
      throw new Error("a worker thread of Downhill failed; the arrays of this step are incomplete");
    }
  }

  #start(): void {
    const missing = this.#threads - 1 - this.#workers.length;
    if (missing <= 0) return;
    const words = this.#controlWords();
    if (words === null) {
      this.#threads = 1;
      return;
    }
    const room = Math.min(missing, roomForThreads());
    for (let i = 0; i < room; i++) {
      const index = this.#workers.length;
      try {
        this.#workers.push(
          startWorker({ memory: heap.memory, address: words.byteOffset, index }, this.#workerUrl, () =>
            this.#workerFailed(),
          ),
        );
      } catch {
        break;
      }
    }
    if (this.#workers.length + 1 < this.#threads) this.threads = this.#workers.length + 1;
    if (!canWait()) return;
    const deadline = Date.now() + START_TIMEOUT_MS;
    for (;;) {
      const ready = Atomics.load(words, control.READY);
      const left = deadline - Date.now();
      if (ready >= this.#workers.length || left <= 0) return;
      Atomics.wait(words, control.READY, ready, left);
    }
  }

  /** A worker that can't start (a content policy, say) leaves the calling thread to work alone. */
  #workerFailed(): void {
    this.threads = 1;
  }

  #controlWords(): Int32Array | null {
    if (this.#words === null && canShareMemory()) {
      const block = heap.allocateStatic(CONTROL_WORDS * 4 + ARENA_BYTES);
      if (block < 0) return null;
      this.#words = new Int32Array(heap.buffer, block, CONTROL_WORDS);
      this.#words[control.LIMIT] = this.#threads - 1;
      this.#arena = block + CONTROL_WORDS * 4;
      this.#arenaEnd = this.#arena + ARENA_BYTES;
    }
    return this.#words;
  }

  #share(kernel: Kernel): boolean {
    if (kernel.sharedAddress !== 0) return true;
    const size = (kernel.bytes.length + 7) & ~7;
    if (this.#arena + size > this.#arenaEnd) {
      for (const shared of this.#shared) shared.sharedAddress = 0;
      this.#shared.length = 0;
      this.#arena = this.#arenaEnd - ARENA_BYTES;
      if (size > ARENA_BYTES) return false;
    }
    new Uint8Array(heap.buffer, this.#arena, kernel.bytes.length).set(kernel.bytes);
    kernel.sharedAddress = this.#arena;
    this.#arena += size;
    this.#shared.push(kernel);
    return true;
  }
}

/** Looks at first, which is fastest; on a busy machine then lets go of the core, which the worker may be waiting for. */
function awaitWorkers(words: Int32Array): void {
  for (let spins = 0; ; spins++) {
    const active = Atomics.load(words, control.ACTIVE);
    if (active === 0) return;
    if (spins > SPINS && canWait()) Atomics.wait(words, control.ACTIVE, active, BUSY_WAIT_MS);
  }
}

/** The pool of this thread. */
export const pool = new ThreadPool();

/**
 * Sets how many threads steps and matrix products may use, the calling one included. Results don't depend on it, and
 * threads beyond the number of cores bring nothing but their cost: some 20 ms and a few MB each. Workers start when a job
 * is first large enough for them, as many as the process has address space for. On a page that is not cross-origin
 * isolated it stays at 1.
 *
 * @param count a whole number from 1 to 64, or to the number of cores if that is more; default: the number of cores
 * @throws {RangeError} for anything else
 */
export function setNumThreads(count: number): void {
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`expected a positive number of threads, but got ${String(count)}`);
  }
  const most = Math.max(MOST_THREADS, availableThreads());
  if (count > most) throw new RangeError(`expected at most ${most} threads, but got ${count}`);
  pool.threads = count;
}

/** How many threads steps and matrix products may use, the calling one included. */
export function getNumThreads(): number {
  return pool.threads;
}

/**
 * Resolves when the workers have started (on a page they start only while it yields). Nobody needs to wait: until
 * then the calling thread does all the work, with the same results.
 */
export async function threadsReady(): Promise<void> {
  while (!pool.complete) await new Promise((resolve) => setTimeout(resolve, 1));
}

/**
 * Loads workers from a URL instead of the embedded source, for pages whose content policy forbids workers from blobs:
 * serve `downhill/worker` and name its address here before the first step.
 */
export function setWorkerUrl(url: string | URL): void {
  pool.workerUrl = url;
}

/** How many chunks of work the workers have done since they started: for tests and for the curious. */
export function chunksDoneByWorkers(): number {
  return pool.chunksDoneByWorkers;
}
