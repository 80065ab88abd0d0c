import { join } from "node:path";
import type { Tensor } from "downhill";
import { save } from "downhill/node";
import type { Entry } from "../entries/entries.ts";
import { describeEnvironment } from "../environment.ts";
import { systemReason, UserError } from "../errors.ts";
import { formatChoice } from "../format.ts";
import { packModel } from "../model/modelFile.ts";
import { Session } from "../model/session.ts";
import { tableProblem } from "../problems/table.ts";
import { createMeter } from "../terminal/meter.ts";
import { baselineOf, heldOutPredictions, measure, setValues } from "../training/assessment.ts";
import type { TrainingPlan } from "../training/plan.ts";
import { type DataProblem, heldOutExamples } from "../training/problem.ts";
import { Journal } from "../tune/journal.ts";
import { newTuning, tune, tunedEntry } from "../tune/tune.ts";
import { pauses } from "../workers/host.ts";
import { Pool } from "../workers/pool.ts";
import { sharedSource } from "../workers/shared.ts";
import { openCurves } from "./trainCurves.ts";
import { planFor, type TrainJob } from "./trainJob.ts";
import { forgetPause, keepPause, type Paused, trialsName } from "./trainPause.ts";
import type { ChosenPasses, Measured, TrainResult } from "./trainResult.ts";

/** Passes of a trial of a learning rate. */
const trialPasses = 50;

/** A training under way: the learning rate is found, then how long to train, then the model is trained on all rows. */
export class TrainRun {
  readonly #job: TrainJob;
  readonly #paused: Paused | null;
  readonly #stop: AbortSignal;
  readonly #quiet: boolean;
  readonly #pause = pauses();
  readonly #sessions: Session[] = [];

  /** @param stop - ends the training after the pass that is under way */
  constructor(job: TrainJob, paused: Paused | null, stop: AbortSignal, quiet: boolean) {
    this.#job = job;
    this.#paused = paused;
    this.#stop = stop;
    this.#quiet = quiet;
  }

  async run(): Promise<TrainResult> {
    try {
      return await this.#run();
    } finally {
      for (const session of this.#sessions) session[Symbol.dispose]();
    }
  }

  async #run(): Promise<TrainResult> {
    const { tune: options, entry: given, passes } = this.#job;
    const entry = options === null ? given : await this.#findRate();
    if (entry === null) return this.#result(given, null, null);
    if (passes !== null) return this.#final(entry, passes, null);
    const paused = this.#paused;
    if (paused?.isFinal && paused.chosen !== null) return this.#final(entry, paused.chosen.passes, paused.chosen);
    return this.#choosePasses(entry);
  }

  /** The entry with the learning rate that is best for the validation rows; null if it was stopped. */
  async #findRate(): Promise<Entry | null> {
    const { entry, dataset, workers, out, passes } = this.#job;
    const options = this.#job.tune!;
    const source = { kind: "table", dataset } as const;
    const count = Math.min(workers, options.trials * options.seeds.length);
    const { cores, downhill } = describeEnvironment(count);
    const journal = await Journal.open(join(out, trialsName), source, downhill);
    const pool = new Pool({ source: sharedSource(source), threads: Math.max(1, Math.floor(cores / count)) }, count);
    const tuning = newTuning(entry, options);
    const meter = createMeter(process.stderr, `${options.trials} learning rates`, this.#quiet);
    const stopped = new Promise<void>((resolve) => {
      this.#stop.addEventListener("abort", () => resolve(), { once: true });
    });
    const plan = (tried: Entry, seed: number) => planFor(this.#job, tried, passes ?? trialPasses, null, seed);
    try {
      const found = tune([tuning], options, pool, plan, journal, () => meter.update(tuning.done, options.trials));
      await Promise.race([found, stopped]);
    } finally {
      meter.end();
      pool.close();
    }
    if (this.#stop.aborted) return null;
    if (tuning.results.every(({ score }) => !Number.isFinite(score))) {
      throw new UserError(`${entry.name} diverges with every learning rate that was tried`);
    }
    return tunedEntry(tuning, options.trials);
  }

  /** Trains on the training rows to find the pass that is best for the validation rows, then on all. */
  async #choosePasses(entry: Entry): Promise<TrainResult> {
    const job = this.#job;
    const { problem, mostPasses, patience, roles } = job;
    const session = this.#session(problem, planFor(job, entry, mostPasses, patience));
    if (this.#paused !== null) await session.resume(this.#paused.path);
    const { training, objective } = session;
    await this.#train(session, mostPasses, "choosing how long to train", "choosing");
    if (training.kept === null) throw diverged(entry);
    const interrupted = this.#stop.aborted && training.state === "running";
    if (interrupted) await keepPause(job, session, { chosen: null, isFinal: false });
    const { point, values } = training.kept;
    setValues([...objective.module.parameters()], values);
    const measured = await this.#measure(session, "validation");
    const chosen = { passes: Math.max(1, point.pass), loss: point.validation!, tried: training.passes, measured };
    if (!interrupted) return this.#final(entry, chosen.passes, chosen);
    // What there is: the weights that are best for the validation rows so far.
    const reached = { passes: point.pass, planned: mostPasses, loss: point.training, measured };
    return this.#result(entry, null, await this.#write(session, entry, roles.training, reached));
  }

  /** Trains on all rows that the model may see. */
  async #final(entry: Entry, passes: number, chosen: ChosenPasses | null): Promise<TrainResult> {
    const job = this.#job;
    const { dataset, data, roles, budget } = job;
    const rows = [...roles.training, ...roles.validation].sort((a, b) => a - b);
    const problem = tableProblem(dataset, { training: rows, validation: [], test: roles.test }, data.classWeights);
    // A scheduler follows the budget by which the passes were chosen, and is left where they end.
    const session = this.#session(problem, planFor(job, entry, Math.max(passes, budget), null));
    if (this.#paused?.isFinal) await session.resume(this.#paused.path);
    const { training } = session;
    await this.#train(session, passes, `training on ${rows.length} rows`, "final");
    const last = training.points.at(-1);
    if (training.state === "diverged" || last === undefined) throw diverged(entry);
    if (this.#stop.aborted && training.passes < passes) await keepPause(job, session, { chosen, isFinal: true });
    else await forgetPause(job);
    const measured = roles.test === null ? (chosen?.measured ?? null) : await this.#measure(session, "test");
    const reached = { passes: training.passes, planned: passes, loss: last.training, measured };
    return this.#result(entry, chosen, await this.#write(session, entry, rows, reached));
  }

  #session(problem: DataProblem, plan: TrainingPlan): Session {
    const session = new Session(problem, plan);
    this.#sessions.push(session);
    return session;
  }

  async #train(session: Session, passes: number, what: string, run: string): Promise<void> {
    const curves = await openCurves(this.#job.tensorboard, run);
    const meter = createMeter(process.stderr, what, this.#quiet);
    const tell = () => {
      meter.end();
      if (!this.#quiet) process.stderr.write("\nStopping after this pass; Ctrl-C again stops at once.\n");
    };
    this.#stop.addEventListener("abort", tell, { once: true });
    try {
      await session.run(passes, this.#stop, this.#pause, (done) => meter.update(done, passes), curves.add);
    } finally {
      curves.close();
      this.#stop.removeEventListener("abort", tell);
      meter.end();
    }
  }

  async #measure({ problem, objective }: Session, on: Measured["on"]): Promise<Measured> {
    const seen = on === "test" ? problem : { ...problem, test: null };
    const predictions = await heldOutPredictions(seen, objective.model, this.#pause);
    const held = heldOutExamples(seen);
    return { on, rows: held.rows, measures: measure(seen, predictions, held), baseline: baselineOf(seen) };
  }

  /** Writes the model's file, with the weights that the session has now. */
  async #write(
    { problem, training, objective }: Session,
    entry: Entry,
    rows: readonly number[],
    reached: Omit<NonNullable<TrainResult["model"]>, "path" | "rows">,
  ): Promise<NonNullable<TrainResult["model"]>> {
    const { dataset, roles, reading, out } = this.#job;
    const path = join(out, "model.pt");
    const model = packModel({
      dataset,
      problem,
      plan: { ...training.plan, optimizer: entry.choice },
      weights: objective.module.stateDict() as ReadonlyMap<string, Tensor>,
      roles,
      rows,
      ...reached,
      reading,
      downhill: describeEnvironment(1).downhill,
    });
    try {
      await save(model, path);
    } catch (error) {
      throw new UserError(`can't write "${path}": ${systemReason(error)}`);
    }
    return { path, rows: rows.length, ...reached };
  }

  #result(entry: Entry, chosen: ChosenPasses | null, model: TrainResult["model"]): TrainResult {
    const interrupted = this.#stop.aborted && (model === null || model.passes < model.planned);
    return { job: this.#job, entry, chosen, model, interrupted };
  }
}

function diverged({ choice }: Entry): UserError {
  return new UserError(
    `the training diverged: ${formatChoice(choice)} is no good here; try a lower --lr, or --lr auto`,
  );
}
