import { MultiBar, type SingleBar } from "cli-progress";
import type { Entry } from "../entries/entries.ts";
import { formatLoss } from "../format.ts";
import type { RaceJob } from "../race/job.ts";
import { hasFinished, type Run } from "../race/run.ts";
import { heldOutLoss } from "../training/training.ts";
import { bestTrial } from "../tune/search.ts";
import type { Tuning } from "../tune/tune.ts";
import { coloursFor, widest } from "./text.ts";

/** Shows how a race goes, on standard error: standard output is for the result. */
export interface Progress {
  /** Called after every piece of news about an entry's trials. */
  trial(tuning: Tuning): void;
  /** Called once, when trials are over. */
  start(runs: readonly Run[]): void;
  /** Called after every piece of news about a run. */
  update(run: Run): void;
  /** Called once, before anything else is written. */
  end(): void;
}

/** Bars if `stream` is a terminal that can move its cursor and has room, else a line now and then; nothing if `quiet`. */
export function createProgress(stream: NodeJS.WriteStream, job: RaceJob, quiet: boolean): Progress {
  if (quiet) return { trial() {}, start() {}, update() {}, end() {} };
  // In a terminal with fewer lines than bars the cursor could not go back to the first one.
  const bars = stream.isTTY && process.env.TERM !== "dumb" && stream.rows > job.entries.length + 1;
  return bars ? new Bars(stream, job) : new Lines(stream, job);
}

/** The passes of all seeds that a run has behind it, those of an earlier race too; who has come to an end has all. */
function passesDone({ seeds }: Run, { passes }: RaceJob): number {
  const done = seeds.map((seed) =>
    hasFinished(seed) || seed.state === "diverged" ? passes : Math.min(passes, seed.passes),
  );
  return done.reduce((sum, one) => sum + one, 0);
}

/** All passes of a run's seeds. */
function allPasses({ passes, seeds }: RaceJob): number {
  return passes * seeds.length;
}

/** The latest loss there is, of the seed that is under way. */
function latestLoss({ seeds }: Run): number | null {
  const latest = seeds.findLast(({ points }) => points.length > 0);
  return latest === undefined ? null : heldOutLoss(latest.points.at(-1)!);
}

function hasDiverged({ seeds }: Run): boolean {
  return seeds.some(({ state }) => state === "diverged");
}

/** Shares that add up to a whole may come short of it by this. */
const rounding = 1e-6;

class Bars implements Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #colours: ReturnType<typeof coloursFor>;
  readonly #job: RaceJob;
  #multi: MultiBar | null = null;
  #bars = new Map<string, SingleBar>();

  constructor(stream: NodeJS.WriteStream, job: RaceJob) {
    this.#stream = stream;
    this.#colours = coloursFor(stream);
    this.#job = job;
    if (job.tune !== null) this.#open(job.entries, "trials", job.tune.trials, () => 0);
  }

  trial({ entry, results, done }: Tuning): void {
    const best = results.length > 0 ? `best lr ${bestTrial(results).settings.lr}` : "";
    this.#bars.get(entry.key)!.update(done, this.#payload(Math.floor(done + rounding), best));
  }

  start(runs: readonly Run[]): void {
    if (this.#multi !== null) this.end();
    this.#open(
      runs.map(({ entry }) => entry),
      "passes",
      allPasses(this.#job),
      (i) => passesDone(runs[i]!, this.#job),
    );
  }

  update(run: Run): void {
    const done = passesDone(run, this.#job);
    const loss = hasDiverged(run) ? this.#colours.red("diverged") : `loss ${formatLoss(latestLoss(run))}`;
    this.#bars.get(run.entry.key)!.update(done, this.#payload(Math.floor(done), loss));
  }

  end(): void {
    this.#multi?.stop();
    this.#multi = null;
  }

  #payload(count: number, about: string): { count: string; about: string } {
    return { count: String(count), about };
  }

  #open(entries: readonly Entry[], what: string, total: number, doneOf: (index: number) => number): void {
    const colours = this.#colours;
    const width = Math.min(30, widest(entries.map(({ name }) => name)));
    // What stands beside a bar: the name, `12/12 trials`, `loss 1.00e-10`, and spaces.
    const beside = width + 2 * String(total).length + what.length + "/ loss 1.00e-10 ".length + 3;
    this.#multi = new MultiBar({
      stream: this.#stream,
      format: `{name} {bar} {count}/${total} ${what} {about}`,
      barCompleteChar: "█",
      barIncompleteChar: "░",
      barsize: Math.max(4, Math.min(40, (this.#stream.columns || 80) - beside)),
      hideCursor: true,
      fps: 20,
      // A bar that has come to its end must stay until all have.
      stopOnComplete: false,
      clearOnComplete: false,
      autopadding: true,
      emptyOnZero: true,
      // Signals are the command's business: it has a report to write.
      gracefulExit: false,
      formatBar: (progress, { barsize = 40, barCompleteString = "", barIncompleteString = "" }) => {
        const done = Math.round(progress * barsize);
        return (
          colours.cyan(barCompleteString.slice(0, done)) + colours.dim(barIncompleteString.slice(0, barsize - done))
        );
      },
    });
    this.#bars = new Map(
      entries.map(({ key, name }, i) => {
        const done = doneOf(i);
        const label = name.length > width ? `${name.slice(0, width - 1)}…` : name.padEnd(width);
        return [key, this.#multi!.create(total, done, { name: label, ...this.#payload(Math.floor(done), "") })];
      }),
    );
  }
}

/** Longest time without a line, in milliseconds, and the time until the first one. */
const patience = 5000;
const firstPatience = 300;

/** A line after each seed, and now and then in between. */
class Lines implements Progress {
  readonly #stream: NodeJS.WritableStream;
  readonly #job: RaceJob;
  #runs: readonly Run[] = [];
  #seedsTold = 0;
  readonly #trialsDone = new Map<string, number>();
  readonly #tuned = new Set<string>();
  #nextLine = performance.now() + firstPatience;

  constructor(stream: NodeJS.WritableStream, job: RaceJob) {
    this.#stream = stream;
    this.#job = job;
  }

  trial({ entry, results, trials, done }: Tuning): void {
    this.#trialsDone.set(entry.key, done);
    if (results.length === trials && !this.#tuned.has(entry.key)) {
      this.#tuned.add(entry.key);
      const { settings, score } = bestTrial(results);
      this.#write(`${entry.name}: the best of ${trials} trials is lr ${settings.lr}, loss ${formatLoss(score)}`);
    } else if (this.#isLate()) {
      const sum = [...this.#trialsDone.values()].reduce((a, b) => a + b, 0);
      this.#write(`${sum.toFixed(1)} of ${trials * this.#job.entries.length} trials are done`);
    }
  }

  start(runs: readonly Run[]): void {
    this.#runs = runs;
  }

  update(run: Run): void {
    const { seeds } = this.#job;
    const isOver = (i: number) =>
      this.#runs.every(({ seeds: all }) => hasFinished(all[i]!) || all[i]!.state === "diverged");
    while (this.#seedsTold < seeds.length && isOver(this.#seedsTold)) this.#tellSeed(this.#seedsTold++);
    if (this.#seedsTold < seeds.length && latestLoss(run) !== null && this.#isLate()) {
      const doneBy = (one: Run) => passesDone(one, this.#job);
      const least = this.#runs.reduce((a, b) => (doneBy(b) < doneBy(a) ? b : a), run);
      const done = this.#runs.reduce((sum, one) => sum + doneBy(one), 0);
      const whole = done / (this.#runs.length * allPasses(this.#job));
      const loss = formatLoss(latestLoss(run));
      this.#write(
        `${Math.floor(100 * whole)} %: ${run.entry.name} is at a loss of ${loss}, ${least.entry.name} has furthest to go`,
      );
    }
  }

  end(): void {}

  #tellSeed(index: number): void {
    const losses = this.#runs.map(({ entry, seeds }) => {
      const { state, points } = seeds[index]!;
      return `${entry.name} ${state === "diverged" ? "diverged" : formatLoss(heldOutLoss(points.at(-1)!))}`;
    });
    const { seeds } = this.#job;
    this.#write(`seed ${seeds[index]} (${index + 1}/${seeds.length}): ${losses.join(", ")}`);
  }

  #isLate(): boolean {
    return performance.now() > this.#nextLine;
  }

  #write(line: string): void {
    this.#nextLine = performance.now() + patience;
    this.#stream.write(`${line}\n`);
  }
}
