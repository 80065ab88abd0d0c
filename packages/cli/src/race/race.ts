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
  readonly #listener: Listener;

  constructor(job: RaceJob, pool: Pool, listener: Listener = {}) {
    this.job = job;
    const { tune: options } = job;
    this.tunings = options === null ? [] : job.entries.map((entry) => newTuning(entry, options));
    this.#pool = pool;
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
    this.runs = entries.map((entry) => newRun(entry, job.seeds));
    this.#listener.onStart?.(this.runs);
    const parts = job.save === undefined ? null : join(job.save, `.saving-${process.pid}-parts`);
    if (parts !== null) await mkdir(parts, { recursive: true });
    try {
      const tasks = await Promise.all(this.runs.map((run) => this.#tasks(run, parts)));
      await this.#pool.run(tasks.flat());
      if (parts !== null) await this.#save(parts);
    } finally {
      if (parts !== null) await rm(parts, { recursive: true, force: true });
    }
    await this.#explainWinner();
  }

  /** Marks who had not finished. */
  stop(): void {
    for (const { seeds } of this.runs) for (const seed of seeds) if (seed.state === "running") seed.state = "stopped";
  }

  async #tasks(run: Run, parts: string | null): Promise<Task[]> {
    const { entry } = run;
    const { job } = this;
    const resume = job.resume && (await pathInSet(job.resume.folder, `${entry.key}.pt`));
    return run.seeds.map((seedRun, wave) => ({
      job: {
        plan: planOf(job, entry, seedRun.seed),
        assess: true,
        ...(resume !== undefined && { resume }),
        ...(parts !== null && { save: partPath(parts, entry, seedRun.seed) }),
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
  async #save(parts: string): Promise<void> {
    const whole = this.runs.filter(({ seeds }) => seeds.every(hasFinished));
    const files = whole.map(({ entry, seeds }) => {
      const paths = seeds.map(({ seed }) => partPath(parts, entry, seed));
      return [`${entry.key}.pt`, (path: string) => joinTrainings(paths, path)] as const;
    });
    await saveSet(this.job.save!, new Map(files));
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
