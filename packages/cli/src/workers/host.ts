import { setImmediate as macrotask } from "node:timers/promises";
import { makeProblem, type ProblemSource } from "../problems/source.ts";
import {
  type Baseline,
  baselineOf,
  fittedCurve,
  heldOutPredictions,
  measure,
  setValues,
} from "../training/assessment.ts";
import { BatchOrder } from "../training/batches.ts";
import { loadTraining, saveTraining, withKept } from "../training/checkpoint.ts";
import { permutationImportance } from "../training/importance.ts";
import { DataObjective, DataTensors, FunctionObjective, type Objective, type Pause } from "../training/objective.ts";
import { architectureOf, budgetOf, OptimizerSet } from "../training/optimizer.ts";
import type { TrainingPlan } from "../training/plan.ts";
import type { Problem } from "../training/problem.ts";
import { heldOutExamples } from "../training/problem.ts";
import { Training } from "../training/training.ts";
import type { Advance, Legacy, TrainingJob } from "./messages.ts";

/** How long the loop may run before it lets timers and finalizers have their turn, in milliseconds. */
const turn = 20;
/** How long a worker goes on with one training before it tells how it went, in milliseconds. */
const slice = 60;
/** Larger models are not handed from thread to thread. */
const mostWeights = 250_000;
/** Splits whose tensors are kept at hand. */
const splitsKept = 4;

/** A function to be called between short pieces of work: it waits for a macrotask whenever the turn is over. */
export function pauses(): Pause {
  let start = performance.now();
  return () => {
    if (performance.now() - start < turn) return undefined;
    return macrotask().then(() => {
      start = performance.now();
    });
  };
}

interface Hosted {
  readonly job: TrainingJob;
  readonly training: Training;
  readonly optimizer: OptimizerSet;
  told: number;
}

/** The trainings of one thread, and the problems they share. */
export class Host {
  readonly #source: ProblemSource;
  readonly #pause = pauses();
  readonly #trainings = new Map<number, Hosted>();
  readonly #problems = new Map<string, Problem>();
  readonly #tensors = new Map<string, DataTensors>();

  constructor(source: ProblemSource) {
    this.#source = source;
  }

  /** Begins a training or goes on with it, for some time or to its end. */
  async advance(id: number, job: TrainingJob | null, onStep: (passes: number) => void): Promise<Advance> {
    const hosted = job === null ? this.#trainings.get(id)! : await this.#begin(id, job);
    const { training } = hosted;
    const places: [number, number][] = [];
    const start = performance.now();
    while (training.state === "running" && performance.now() - start < slice) {
      const before = training.points.length;
      await training.advance(this.#pause, onStep);
      if (training.points.length > before) places.push(...placesOf(training.objective));
    }
    const baseline = hosted.told === 0 ? this.#baseline(training.plan) : null;
    const points = training.points.slice(hosted.told);
    hosted.told = training.points.length;
    const ended = training.state !== "running";
    const legacy = ended ? await this.#end(id, hosted) : null;
    return { points, passes: training.passes, state: training.state, places, baseline, legacy };
  }

  /** How important each column is to a model with these weights. */
  async importance(plan: TrainingPlan, weights: readonly Float32Array[]) {
    const objective = this.#objective(plan) as DataObjective;
    setValues([...objective.module.parameters()], weights);
    return permutationImportance(this.#dataTensors(plan).problem, objective.model, plan.seed, this.#pause);
  }

  /** Makes sure that a training can begin as it is to. Throws a `UserError` where the file that it goes on from doesn't fit. */
  async check(job: TrainingJob): Promise<void> {
    const { optimizer } = await this.#make(job);
    for (const one of optimizer.optimizers) one[Symbol.dispose]();
  }

  async #begin(id: number, job: TrainingJob): Promise<Hosted> {
    const hosted = await this.#make(job);
    this.#trainings.set(id, hosted);
    return hosted;
  }

  async #make(job: TrainingJob): Promise<Hosted> {
    const { plan } = job;
    const objective = this.#objective(plan);
    const optimizer = new OptimizerSet(plan.optimizer, objective.module, budgetOf(plan, objective));
    const training = new Training(plan, objective, optimizer);
    if (job.resume !== undefined) await loadTraining(job.resume, training, optimizer);
    return { job, training, optimizer, told: 0 };
  }

  async #end(id: number, { job, training, optimizer }: Hosted): Promise<Legacy | null> {
    this.#trainings.delete(id);
    const { objective, state, kept } = training;
    if (job.save !== undefined && state !== "diverged") await saveTraining(job.save, training, optimizer);
    const wanted = job.assess && kept !== null && objective instanceof DataObjective;
    const legacy = wanted ? await this.#legacy(training, objective) : null;
    for (const one of optimizer.optimizers) one[Symbol.dispose]();
    return legacy;
  }

  async #legacy(training: Training, { model }: DataObjective): Promise<Legacy> {
    const { problem } = this.#dataTensors(training.plan);
    const parameters = [...model.module.parameters()];
    return withKept(training, parameters, async () => {
      const predictions = await heldOutPredictions(problem, model, this.#pause);
      const { values } = training.kept!;
      const size = values.reduce((sum, { length }) => sum + length, 0);
      return {
        measures: measure(problem, predictions, heldOutExamples(problem)),
        fit: await fittedCurve(problem, model, this.#pause),
        weights: size <= mostWeights ? values : null,
      };
    });
  }

  #baseline(plan: TrainingPlan): Baseline | null {
    const problem = this.#problem(plan);
    return problem.kind === "data" ? baselineOf(problem) : null;
  }

  #objective(plan: TrainingPlan): Objective {
    const problem = this.#problem(plan);
    if (problem.kind === "function") return new FunctionObjective(problem);
    return new DataObjective(this.#dataTensors(plan), architectureOf(plan.optimizer), plan);
  }

  #problem({ data }: TrainingPlan): Problem {
    return remember(this.#problems, JSON.stringify(data), () => makeProblem(this.#source, data));
  }

  #dataTensors(plan: TrainingPlan): DataTensors {
    const key = JSON.stringify([plan.data, plan.batch, plan.seed]);
    return remember(this.#tensors, key, () => {
      const problem = this.#problem(plan);
      if (problem.kind === "function") throw new TypeError("a function has no rows");
      return new DataTensors(problem, new BatchOrder(problem, plan.batch, plan.seed));
    });
  }
}

function placesOf(objective: Objective): [number, number][] {
  if (!(objective instanceof FunctionObjective)) return [];
  const values = [...(objective.module.x.detach().toTypedArray() as Float32Array)];
  return values.length === 2 ? [[values[0]!, values[1]!]] : [];
}

/** What was made for a key before, or what is made now; only the last few are remembered. */
function remember<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  for (const old of known.keys()) {
    if (known.size <= splitsKept) break;
    known.delete(old);
  }
  return made;
}
