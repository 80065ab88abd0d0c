import { MultiBar, type SingleBar } from "cli-progress";
import { formatLoss } from "../format.ts";
import { epochLoss, type Run } from "../race/run.ts";
import { coloursFor, widest } from "./text.ts";

/** Shows how a race goes, on standard error: standard output is for the result. */
export interface Progress {
  /** Called after every piece of news about a run. */
  update(run: Run): void;
  /** Called once, before anything else is written. */
  end(): void;
}

/** Bars if `stream` is a terminal that can move its cursor and has room, else a line now and then; nothing if `quiet`. */
export function createProgress(stream: NodeJS.WriteStream, runs: readonly Run[], plan: Plan, quiet: boolean): Progress {
  if (quiet) return { update() {}, end() {} };
  // In a terminal with fewer lines than bars the cursor could not go back to the first one.
  const bars = stream.isTTY && process.env.TERM !== "dumb" && stream.rows > runs.length + 1;
  return bars ? new Bars(stream, runs, plan) : new Lines(stream, runs, plan);
}

export interface Plan {
  readonly epochs: number;
  readonly batchesPerEpoch: number;
}

/** How much of its race a run has behind it, in epochs; an epoch's part counts by its steps. */
function epochsDone(run: Run, { epochs, batchesPerEpoch }: Plan): number {
  const perEpoch = run.entry.contestant.step === "epoch" ? 1 : batchesPerEpoch;
  return Math.min(epochs, Math.max(run.epochs.length, run.losses.count / perEpoch));
}

/** The loss after the last epoch, or of the last batch before the first epoch is over. */
function currentLoss(run: Run): number | null {
  const epoch = run.epochs.at(-1);
  return epoch ? epochLoss(epoch) : (run.losses.last() ?? null);
}

class Bars implements Progress {
  readonly #colours: ReturnType<typeof coloursFor>;
  readonly #plan: Plan;
  readonly #multi: MultiBar;
  readonly #bars: ReadonlyMap<Run, SingleBar>;

  constructor(stream: NodeJS.WriteStream, runs: readonly Run[], plan: Plan) {
    const colours = coloursFor(stream);
    this.#colours = colours;
    this.#plan = plan;
    const width = widest(runs.map((run) => run.entry.contestant.name));
    // What stands beside a bar: the name, `12/12 loss 0.1234`, and spaces.
    const beside = width + 2 * String(plan.epochs).length + "/ loss 1.00e-10 ".length + 2;
    this.#multi = new MultiBar({
      stream,
      format: `{name} {bar} {epoch} ${colours.dim("loss")} {loss}`,
      barCompleteChar: "█",
      barIncompleteChar: "░",
      barsize: Math.max(0, Math.min(40, (stream.columns || 80) - beside)),
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
      runs.map((run) => {
        const name = run.entry.contestant.name.padEnd(width);
        return [run, this.#multi.create(plan.epochs, 0, { name, ...this.#payload(run) })];
      }),
    );
  }

  update(run: Run): void {
    const done = epochsDone(run, this.#plan);
    this.#bars.get(run)!.update(done, this.#payload(run));
  }

  end(): void {
    this.#multi.stop();
  }

  #payload(run: Run): { epoch: string; loss: string } {
    const { epochs } = this.#plan;
    const digits = String(epochs).length;
    const loss = run.state === "diverged" ? this.#colours.red("diverged") : formatLoss(currentLoss(run));
    return { epoch: `${String(run.epochs.length).padStart(digits)}/${epochs}`, loss };
  }
}

/** Longest time without a line, in milliseconds. */
const patience = 5000;

/** A line per epoch, at most about twenty in a race unless they are far apart. */
class Lines implements Progress {
  readonly #stream: NodeJS.WritableStream;
  readonly #runs: readonly Run[];
  readonly #plan: Plan;
  readonly #every: number;
  #reported = 0;
  #lastLine = performance.now();

  constructor(stream: NodeJS.WritableStream, runs: readonly Run[], plan: Plan) {
    this.#stream = stream;
    this.#runs = runs;
    this.#plan = plan;
    this.#every = Math.ceil(plan.epochs / 20);
  }

  update(): void {
    const racing = this.#runs.filter((run) => run.state !== "diverged");
    const epoch = racing.reduce((least, run) => Math.min(least, run.epochs.length), this.#plan.epochs);
    const late = performance.now() - this.#lastLine > patience;
    if (epoch > this.#reported && (epoch % this.#every === 0 || epoch === this.#plan.epochs || late)) {
      this.#reported = epoch;
      const losses = this.#runs.map((run) => {
        const result = run.epochs[epoch - 1];
        const loss = run.state === "diverged" && !result ? "diverged" : formatLoss(result ? epochLoss(result) : null);
        return `${run.entry.contestant.name} ${loss}`;
      });
      this.#write(`epoch ${epoch}/${this.#plan.epochs}: ${losses.join(", ")}`);
    } else if (late) {
      const run = racing.reduce((a, b) => (epochsDone(b, this.#plan) < epochsDone(a, this.#plan) ? b : a), racing[0]!);
      const done = epochsDone(run, this.#plan).toFixed(1);
      this.#write(
        `${run.entry.contestant.name} is at ${done} of ${this.#plan.epochs} epochs, loss ${formatLoss(currentLoss(run))}`,
      );
    }
  }

  end(): void {}

  #write(line: string): void {
    this.#lastLine = performance.now();
    this.#stream.write(`${line}\n`);
  }
}
