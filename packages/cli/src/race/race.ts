import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Entry } from "../entries/entries.ts";
import { joinTrainings } from "../training/checkpoint.ts";
import type { Importance } from "../training/importance.ts";
import type { Journal } from "../tune/journal.ts";
import { newTuning, type Tuning, tune, tunedEntry } from "../tune/tune.ts";
import type { Pool, Task } from "../workers/pool.ts";
import { planOf, type RaceJob } from "./job.ts";
import { hasFinished, newRun, type Run, take } from "./run.ts";
import { pathInSet, saveSet } from "./savedSet.ts";
import { rankRuns } from "./standings.ts";

/** Who is told how a race goes. */
export interface Listener {
  /** Called after each piece of news about an entry's trials. */
  onTrial?(tuning: Tuning): void;
  /** Called once, when it is known with which settings all run. */
  onStart?(runs: readonly Run[]): void;
  /** Called after each piece of news about a run. */
  onNews?(run: Run): void;
}

/** A race under way: what there is of it at any time. */
export class Race {
  readonly job: RaceJob;
  /** The trials, where settings are tuned. */
  readonly tunings: readonly Tuning[];
  /** Empty before the settings are known. */
  runs: readonly Run[] = [];
  /** How important each column is to the winner, one list per seed; null where that isn't known. */
  importances: readonly (readonly Importance[])[] | null = null;
  readonly #pool: Pool;
  /** The folder where each training is saved when it has ended; null where nothing is to be saved. */
  readonly #parts: string | null;
  readonly #listener: Listener;

  constructor(job: RaceJob, pool: Pool, listener: Listener = {}) {
    this.job = job;
    const { tune: options } = job;
    this.tunings = options === null ? [] : job.entries.map((entry) => newTuning(entry, options));
    this.#pool = pool;
    this.#parts = job.save === undefined ? null : join(job.save, `.saving-${process.pid}-parts`);
    this.#listener = listener;
  }

  /** Tunes, if it is to, trains everybody with every seed, saves them and asks what the winner looks at. */
  async run(journal: Journal | null): Promise<void> {
    const { job } = this;
    let entries: readonly Entry[] = job.entries;
    if (job.tune !== null && journal !== null) {
      const tell = (tuning: Tuning) => this.#listener.onTrial?.(tuning);
      await tune(this.tunings, job.tune, this.#pool, (entry, seed) => planOf(job, entry, seed), journal, tell);
      entries = this.tunings.map((tuning) => tunedEntry(tuning, job.tune!.trials));
    }
    this.runs = entries.map((entry) => newRun(entry, job.seeds, job.resume?.passes));
    this.#listener.onStart?.(this.runs);
    await this.#makeParts();
    try {
      const tasks = await Promise.all(this.runs.map((run) => this.#tasks(run)));
      await this.#pool.run(tasks.flat());
      if (job.save !== undefined) await this.#save(job.save);
    } finally {
      await this.#removeParts();
    }
    await this.#explainWinner();
  }

  /** Marks who had not finished when the pool was closed, and removes what was meant for them. */
  async stop(): Promise<void> {
    for (const { seeds } of this.runs) for (const seed of seeds) if (seed.state === "running") seed.state = "stopped";
    await this.#removeParts();
  }

  async #makeParts(): Promise<void> {
    if (this.#parts !== null) await mkdir(this.#parts, { recursive: true });
  }

  async #removeParts(): Promise<void> {
    if (this.#parts !== null) await rm(this.#parts, { recursive: true, force: true });
  }

  async #tasks(run: Run): Promise<Task[]> {
    const { entry } = run;
    const { job } = this;
    const resume = job.resume && (await pathInSet(job.resume.folder, `${entry.key}.pt`));
    return run.seeds.map((seedRun, wave) => ({
      job: {
        plan: planOf(job, entry, seedRun.seed),
        assess: true,
        ...(resume !== undefined && { resume }),
        ...(this.#parts !== null && { save: partPath(this.#parts, entry, seedRun.seed) }),
      },
      wave,
      onAdvance: (advance) => {
        take(seedRun, advance);
        this.#listener.onNews?.(run);
      },
      onStep: (passes) => {
        seedRun.passes = passes;
        this.#listener.onNews?.(run);
      },
    }));
  }

  /** Saves who has come to an end with every seed, one file for each, all files at once. */
  async #save(folder: string): Promise<void> {
    const whole = this.runs.filter(({ seeds }) => seeds.every(hasFinished));
    const files = whole.map(({ entry, seeds }) => {
      const paths = seeds.map(({ seed }) => partPath(this.#parts!, entry, seed));
      return [`${entry.key}.pt`, (path: string) => joinTrainings(paths, path)] as const;
    });
    await saveSet(folder, new Map(files));
  }

  async #explainWinner(): Promise<void> {
    const winner = rankRuns(this.runs, this.job.passes).lines.find(({ rank }) => rank === 1)?.run;
    if (winner === undefined || this.job.problem.kind === "function") return;
    const models = winner.seeds.flatMap(({ seed, legacy }) => {
      const weights = legacy?.weights;
      return weights ? [{ plan: planOf(this.job, winner.entry, seed), weights }] : [];
    });
    if (models.length > 0) this.importances = await this.#pool.importance(models);
  }
}

function partPath(parts: string, { key }: Entry, seed: number): string {
  return join(parts, `${key}.${seed}.pt`);
}
