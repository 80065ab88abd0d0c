import { Worker } from "node:worker_threads";
import { roomForThreads } from "downhill/node";
import { UserError } from "../errors.ts";
import type { Importance } from "../training/importance.ts";
import type { TrainingPlan } from "../training/plan.ts";
import type { Advance, Reply, Request, Setup, TrainingJob } from "./messages.ts";

/** A training that is to be run. */
export interface Task {
  readonly job: TrainingJob;
  /** Trainings of a lower wave go first; those of one wave go on in turn, so that they can be compared at any time. */
  readonly wave: number;
  /** Called after each piece of work. */
  onAdvance(advance: Advance): void;
  /** Called in between with the passes so far. */
  onStep?(passes: number): void;
}

/** A training under way: it stays with the worker that has begun it. */
interface Active {
  readonly id: number;
  readonly task: Task;
  worker: Hand | null;
  passes: number;
  busy: boolean;
}

/** A worker, and who waits for its answer. */
interface Hand {
  readonly worker: Worker;
  /** Null while it has nothing to do. */
  answer: ((reply: Reply) => void) | null;
}

/** What whoever asks a closed pool waits for: who closed it has gone on without them. */
const NEVER = new Promise<never>(() => {});

/**
 * Threads that train. No result depends on how many there are, or on who trains what: a training depends on its plan
 * alone.
 */
export class Pool {
  readonly size: number;
  readonly #setup: Setup;
  readonly #hands: Hand[] = [];
  readonly #tasks = new Map<number, Active>();
  readonly #onFailure: (error: Error) => void;
  readonly #onFailed: Promise<never>;
  #nextId = 0;
  #isClosed = false;
  #wake: (() => void)[] = [];

  /** @throws UserError where not even one thread can start */
  constructor(setup: Setup, size: number) {
    // Node would end the whole process where the address space is too small (`ulimit -v`).
    this.size = Math.min(size, roomForThreads());
    if (this.size < 1) throw new UserError("there is no address space for a thread that trains: see ulimit -v");
    this.#setup = setup;
    let fail: (error: Error) => void = () => {};
    this.#onFailed = new Promise((_, reject) => {
      fail = reject;
    });
    this.#onFailed.catch(() => {});
    this.#onFailure = fail;
  }

  /** Runs trainings; resolves when all have ended. Rejects with the error that ended one, or a worker. */
  async run(tasks: readonly Task[]): Promise<void> {
    if (this.#isClosed) return NEVER;
    const mine = new Set<number>();
    for (const task of tasks) {
      const id = this.#nextId++;
      this.#tasks.set(id, { id, task, worker: null, passes: 0, busy: false });
      mine.add(id);
    }
    this.#start(tasks.length);
    this.#assign();
    const all = new Promise<void>((resolve) => {
      const check = () => {
        if ([...mine].every((id) => !this.#tasks.has(id))) resolve();
        else this.#wake.push(check);
      };
      check();
    });
    await Promise.race([all, this.#onFailed]);
  }

  /** Measures how important each column is to the models with these plans and weights. */
  async importance(
    models: readonly { plan: TrainingPlan; weights: readonly Float32Array[] }[],
  ): Promise<Importance[][]> {
    if (this.#isClosed) return NEVER;
    this.#start(models.length);
    const work = models.map(async ({ plan, weights }, i) => {
      const hand = this.#hands[i % this.#hands.length]!;
      const reply = await this.#ask(hand, { kind: "importance", id: this.#nextId++, plan, weights });
      return reply.kind === "importance" ? [...reply.importances] : [];
    });
    return Promise.race([Promise.all(work), this.#onFailed]);
  }

  /** Ends the threads, at once and in the middle of a step. Nothing that is asked of the pool afterwards comes to an end. */
  close(): void {
    this.#isClosed = true;
    // Not awaited: a thread may be deep in a long computation, and what is known is known already.
    for (const { worker } of this.#hands) void worker.terminate();
    this.#hands.length = 0;
  }

  #start(tasks: number): void {
    while (this.#hands.length < Math.min(this.size, tasks)) {
      const worker = new Worker(new URL("./worker.js", import.meta.url), { workerData: this.#setup });
      const hand: Hand = { worker, answer: null };
      worker.on("message", (reply: Reply) => this.#hear(hand, reply));
      worker.on("error", this.#onFailure);
      this.#hands.push(hand);
    }
  }

  #hear(hand: Hand, reply: Reply): void {
    if (reply.kind === "step") {
      const active = this.#tasks.get(reply.id);
      if (active !== undefined) active.passes = reply.passes;
      active?.task.onStep?.(reply.passes);
      return;
    }
    if (reply.kind === "failed") {
      this.#onFailure(reply.isUserError ? new UserError(reply.message) : new Error(reply.message));
      return;
    }
    const { answer } = hand;
    hand.answer = null;
    answer?.(reply);
  }

  async #ask(hand: Hand, request: Request): Promise<Reply> {
    while (hand.answer !== null) await new Promise<void>((resolve) => this.#wake.push(resolve));
    const reply = await new Promise<Reply>((resolve) => {
      hand.answer = resolve;
      hand.worker.postMessage(request);
    });
    this.#wakeAll();
    return reply;
  }

  #wakeAll(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }

  /** Gives every idle worker something to do. */
  #assign(): void {
    for (const hand of this.#hands) {
      if (hand.answer !== null) continue;
      const next = this.#next(hand);
      if (next !== null) void this.#advance(hand, next);
    }
  }

  /** The training of the lowest wave that has the fewest passes, among those this worker has or nobody has begun. */
  #next(hand: Hand): Active | null {
    let best: Active | null = null;
    for (const active of this.#tasks.values()) {
      if (active.busy || (active.worker !== null && active.worker !== hand)) continue;
      if (best === null || active.task.wave < best.task.wave) best = active;
      else if (active.task.wave === best.task.wave && active.passes < best.passes) best = active;
    }
    return best;
  }

  async #advance(hand: Hand, active: Active): Promise<void> {
    const job = active.worker === null ? active.task.job : null;
    active.worker = hand;
    active.busy = true;
    const reply = await this.#ask(hand, { kind: "advance", id: active.id, job });
    active.busy = false;
    if (reply.kind === "advanced") {
      active.passes = reply.advance.passes;
      if (reply.advance.state !== "running") this.#tasks.delete(active.id);
      active.task.onAdvance(reply.advance);
    }
    this.#assign();
    this.#wakeAll();
  }
}
