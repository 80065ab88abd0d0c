import type { Wanted } from "../fetching.ts";
import { type Answer, unpackError, type WorkerSettings } from "./messages.ts";
import { firstModule } from "./moduleDataset.ts";
import { startDataWorker, type WorkerHandle } from "./port.ts";
import { unpackValue } from "./values.ts";

/** What a pass through the data needs to know. */
export interface Pass {
  /** The batches that are wanted, in their order; null for a stream, of which each worker has its own. */
  readonly wanted: Iterator<Wanted> | null;
  readonly prefetchFactor: number;
  /** In seconds; 0 for none. */
  readonly timeout: number;
}

type Outcome =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "end" }
  | { readonly kind: "error"; readonly error: Error };

/** The workers of a loader, and the batches that are on their way from them. */
export class WorkerPool {
  readonly #workers: WorkerHandle[];
  /** Why a worker can't go on; null while all can. */
  #failure: Error | null = null;
  #stopped = false;
  readonly #outcomes = new Map<number, Outcome>();
  #wake: (() => void) | null = null;
  /** The number of the next task; a new pass goes on counting. */
  #tasks = 0;
  /** The first task of this pass: what was asked for before is no longer wanted. */
  #first = 0;

  /** @param seed where the workers' random numbers start from */
  constructor(numWorkers: number, settingsOf: (id: number) => Omit<WorkerSettings, "seed">, seed: bigint) {
    this.#workers = Array.from({ length: numWorkers }, (_, id) => {
      const settings = { ...settingsOf(id), seed: seed + BigInt(id) };
      return startDataWorker(firstModule(settings.recipe), settings, {
        onMessage: (message) => this.#hear(id, message as Answer),
        onEnd: (reason) => this.#end(new Error(`DataLoader worker ${id} exited unexpectedly: ${reason}`)),
      });
    });
  }

  /** Whether it can be used for another pass. */
  get isUsable(): boolean {
    return !this.#stopped && this.#failure === null;
  }

  stop(): void {
    this.#stopped = true;
    for (const worker of this.#workers) worker.stop();
  }

  /** Begins a pass: the first batches are asked for at once, and the generator gives them in their order. */
  begin(pass: Pass): AsyncGenerator<unknown, void, undefined> {
    for (const worker of this.#workers) worker.post({ kind: "pass" });
    this.#outcomes.clear();
    this.#first = this.#tasks;
    const queue = new TaskQueue(this.#workers, pass.wanted, () => this.#tasks++);
    for (let i = 0; i < pass.prefetchFactor * this.#workers.length; i++) queue.send();
    return this.#give(queue, pass.timeout);
  }

  async *#give(queue: TaskQueue, timeout: number): AsyncGenerator<unknown, void, undefined> {
    for (let task = queue.next(); task !== null; task = queue.next()) {
      const outcome = await this.#outcomeOf(task.number, timeout);
      if (outcome.kind === "error") throw outcome.error;
      if (outcome.kind === "end") {
        queue.close(task.worker);
        queue.send();
        continue;
      }
      queue.send();
      yield unpackValue(outcome.value);
    }
  }

  /** @throws Error when a worker can't go on, or a batch takes too long */
  async #outcomeOf(task: number, timeout: number): Promise<Outcome> {
    const start = performance.now();
    while (!this.#outcomes.has(task)) {
      if (this.#failure !== null) throw this.#failure;
      const left = timeout === 0 ? null : timeout * 1000 - (performance.now() - start);
      if (left !== null && left <= 0) throw new Error(`DataLoader timed out after ${timeout} seconds`);
      await this.#news(left);
    }
    const outcome = this.#outcomes.get(task)!;
    this.#outcomes.delete(task);
    return outcome;
  }

  /** Waits until a worker has said something, or for some milliseconds. */
  async #news(limit: number | null): Promise<void> {
    for (const worker of this.#workers) worker.keepAlive(true);
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (limit !== null) timer = setTimeout(resolve, limit);
    });
    clearTimeout(timer);
    this.#wake = null;
    for (const worker of this.#workers) worker.keepAlive(false);
  }

  #hear(id: number, answer: Answer): void {
    if (answer.kind === "failed") {
      this.#end(unpackError(answer.error, id));
      return;
    }
    const { task } = answer;
    if (task < this.#first) return;
    if (answer.kind === "error") this.#outcomes.set(task, { kind: "error", error: unpackError(answer.error, id) });
    else this.#outcomes.set(task, answer.kind === "end" ? { kind: "end" } : { kind: "value", value: answer.value });
    this.#wake?.();
  }

  #end(error: Error): void {
    if (this.#stopped) return;
    this.#failure ??= error;
    this.#wake?.();
  }
}

interface Task {
  readonly number: number;
  readonly worker: number;
}

/** The batches that were asked for, which go to the workers in turns, and come back in their order. */
class TaskQueue {
  readonly #workers: readonly WorkerHandle[];
  readonly #wanted: Iterator<Wanted> | null;
  readonly #number: () => number;
  /** Whether each worker has more. */
  readonly #open: boolean[];
  #turn = 0;
  readonly #sent: Task[] = [];

  constructor(workers: readonly WorkerHandle[], wanted: Iterator<Wanted> | null, number: () => number) {
    this.#workers = workers;
    this.#wanted = wanted;
    this.#number = number;
    this.#open = workers.map(() => true);
  }

  /** Asks for the next batch, if there is one and a worker that has more. */
  send(): void {
    const worker = this.#nextWorker();
    if (worker === null) return;
    let wanted: Wanted | null = null;
    if (this.#wanted !== null) {
      const { done, value } = this.#wanted.next();
      if (done) return;
      wanted = value;
    }
    const task = { number: this.#number(), worker };
    this.#turn = (worker + 1) % this.#workers.length;
    this.#sent.push(task);
    this.#workers[worker].post({ kind: "fetch", task: task.number, wanted });
  }

  #nextWorker(): number | null {
    for (let i = 0; i < this.#workers.length; i++) {
      const worker = (this.#turn + i) % this.#workers.length;
      if (this.#open[worker]) return worker;
    }
    return null;
  }

  /** The task whose batch is next; null at the end. What a worker was asked for beyond its end is passed over. */
  next(): Task | null {
    for (let task = this.#sent.shift(); task !== undefined; task = this.#sent.shift()) {
      if (this.#open[task.worker]) return task;
    }
    return null;
  }

  /** Notes that a worker has no more. */
  close(worker: number): void {
    this.#open[worker] = false;
  }
}
