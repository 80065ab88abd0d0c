import { manualSeed, nn, noGrad, type Tensor, tensor } from "downhill";
import { accuracy, crossEntropy, meanSquaredError, predictedClasses, rSquared } from "../measures/losses.ts";
import { type Batch, type BatchOrder, wholeBatches } from "./batches.ts";
import { type Architecture, createModel, type Model, Point } from "./model.ts";
import type { TrainingPlan } from "./plan.ts";
import { type DataProblem, type Examples, type FunctionProblem, outputs } from "./problem.ts";

/** The losses at one place of a training. */
export interface Losses {
  /** Over all training rows; of a function, its value. */
  readonly training: number;
  /** Null where there are no such rows. */
  readonly validation: number | null;
  readonly test: number | null;
  /** Accuracy or R² on the rows of the score; null for a function. */
  readonly score: number | null;
}

/** Adds the gradient of a loss to the parameters' and returns the loss. */
export type Gradient = () => number;

/** Lets other work have its turn now and then: awaited between pieces of work. */
export type Pause = () => Promise<void> | undefined;

/** What is trained, and what that means. */
export interface Objective {
  readonly module: nn.Module;
  /** How many steps a pass by mini-batches has. */
  readonly stepsPerPass: number;
  /** The steps of a pass by mini-batches. */
  steps(pass: number): readonly Gradient[];
  /** The one step of a pass by full batches. */
  readonly whole: Gradient;
  measure(pause: Pause): Promise<Losses>;
}

/** What trainings on one problem share: its rows as tensors. */
export class DataTensors {
  readonly problem: DataProblem;
  readonly order: BatchOrder;
  readonly training: readonly Batch[];
  readonly validation: readonly Batch[];
  readonly test: readonly Batch[] | null;

  constructor(problem: DataProblem, order: BatchOrder) {
    this.problem = problem;
    this.order = order;
    this.training = wholeBatches(problem, problem.training);
    this.validation = wholeBatches(problem, problem.validation);
    this.test = problem.test && wholeBatches(problem, problem.test);
  }
}

/** A model's outputs for all rows of some batches. */
export async function predictAll(
  model: Model,
  batches: readonly Batch[],
  width: number,
  pause: Pause,
): Promise<Float32Array> {
  const all = new Float32Array(batches.reduce((sum, { rows }) => sum + rows, 0) * width);
  let row = 0;
  for (const batch of batches) {
    all.set(noGrad(() => model.predict(batch)).toTypedArray() as Float32Array, row * width);
    row += batch.rows;
    await pause();
  }
  return all;
}

/** The loss of a model's outputs, weighed as the problem weighs its classes. */
export function lossOf(problem: DataProblem, predictions: Float32Array, targets: Float32Array): number {
  return problem.task === "classification"
    ? crossEntropy(predictions, targets, outputs(problem), problem.classWeights)
    : meanSquaredError(predictions, targets);
}

/** Accuracy or R². */
function scoreOf(problem: DataProblem, predictions: Float32Array, targets: Float32Array): number {
  return problem.task === "classification"
    ? accuracy(predictedClasses(predictions, outputs(problem)), targets)
    : rSquared(predictions, targets);
}

/** Learning from examples. The first weights depend on the plan's seed alone. */
export class DataObjective implements Objective {
  readonly model: Model;
  readonly #tensors: DataTensors;
  readonly #loss: nn.Module;

  constructor(tensors: DataTensors, architecture: Architecture, { hidden, seed }: TrainingPlan) {
    manualSeed(seed);
    const { problem } = tensors;
    this.#tensors = tensors;
    this.model = createModel(architecture, problem, hidden);
    const weight = problem.classWeights && tensor(problem.classWeights);
    this.#loss = problem.task === "classification" ? new nn.CrossEntropyLoss({ weight }) : new nn.MSELoss();
  }

  get module(): nn.Module {
    return this.model.module;
  }

  get stepsPerPass(): number {
    return this.#tensors.order.length;
  }

  steps(pass: number): readonly Gradient[] {
    return this.#tensors.order.pass(pass).map((batch) => () => this.#backward(batch, 1));
  }

  /** Adds up the gradients of the mean loss over all training rows. */
  readonly whole = (): number => {
    const { training, problem } = this.#tensors;
    const weighed = training.map((batch) => this.#weightOf(batch));
    const total = problem.classWeights === null ? problem.training.rows : weighed.reduce((a, b) => a + b, 0);
    return training.reduce((sum, batch, i) => sum + this.#backward(batch, weighed[i]! / total), 0);
  };

  async measure(pause: Pause): Promise<Losses> {
    const { problem, training, validation, test } = this.#tensors;
    const width = outputs(problem);
    const trained = await predictAll(this.model, training, width, pause);
    const held = await predictAll(this.model, validation, width, pause);
    const tested = test && (await predictAll(this.model, test, width, pause));
    const rows: Examples = problem.test ?? problem.validation;
    return {
      training: lossOf(problem, trained, problem.training.targets),
      // A final training has no such rows: it learns from all.
      validation: problem.validation.rows === 0 ? null : lossOf(problem, held, problem.validation.targets),
      test: tested && lossOf(problem, tested, problem.test!.targets),
      score: rows.rows === 0 ? null : scoreOf(problem, tested ?? held, rows.targets),
    };
  }

  /** What a batch counts for among all training rows. */
  #weightOf({ rows, targets }: Batch): number {
    const { classWeights } = this.#tensors.problem;
    if (classWeights === null) return rows;
    return Array.from(targets.toTypedArray(), Number).reduce((sum, target) => sum + classWeights[target]!, 0);
  }

  #backward(batch: Batch, share: number): number {
    let loss: Tensor = this.#loss.forward(this.model.predict(batch), batch.targets);
    if (share !== 1) loss = loss.mul(share);
    loss.backward();
    return Number(loss.item());
  }
}

/** Finding a function's lowest point. Every step has the exact gradient, so batches of any kind are the same. */
export class FunctionObjective implements Objective {
  readonly module: Point;
  readonly stepsPerPass = 1;
  readonly #problem: FunctionProblem;

  constructor(problem: FunctionProblem) {
    this.#problem = problem;
    this.module = new Point(problem);
  }

  readonly whole = (): number => {
    const loss = this.#problem.evaluate(this.module.x);
    loss.backward();
    return Number(loss.item());
  };

  steps(): readonly Gradient[] {
    return [this.whole];
  }

  async measure(): Promise<Losses> {
    const training = Number(noGrad(() => this.#problem.evaluate(this.module.x)).item());
    return { training, validation: null, test: null, score: null };
  }
}
