import { BatchOrder } from "../training/batches.ts";
import { loadTraining, saveTraining } from "../training/checkpoint.ts";
import { DataObjective, DataTensors, type Pause } from "../training/objective.ts";
import { architectureOf, budgetOf, OptimizerSet } from "../training/optimizer.ts";
import type { TrainingPlan } from "../training/plan.ts";
import type { DataProblem } from "../training/problem.ts";
import { type CurvePoint, Training } from "../training/training.ts";

/** A training in this thread, which can be stopped after each pass, saved, and gone on with. */
export class Session {
  readonly problem: DataProblem;
  readonly objective: DataObjective;
  readonly training: Training;
  readonly #optimizer: OptimizerSet;

  constructor(problem: DataProblem, plan: TrainingPlan) {
    this.problem = problem;
    const tensors = new DataTensors(problem, new BatchOrder(problem, plan.batch, plan.seed));
    this.objective = new DataObjective(tensors, architectureOf(plan.optimizer), plan);
    this.#optimizer = new OptimizerSet(plan.optimizer, this.objective.module, budgetOf(plan, this.objective));
    this.training = new Training(plan, this.objective, this.#optimizer);
  }

  /**
   * Trains for so many passes in all, or until somebody wants it to stop.
   *
   * @param onPasses - is told how many there are
   * @param onPoint - is told of each point of the curve
   */
  async run(
    passes: number,
    stop: AbortSignal,
    pause: Pause,
    onPasses: (passes: number) => void,
    onPoint: (point: CurvePoint) => void,
  ): Promise<void> {
    const { training } = this;
    while (training.state === "running" && training.passes < passes && !stop.aborted) {
      const { length } = training.points;
      await training.advance(pause, onPasses);
      training.points.slice(length).forEach(onPoint);
    }
  }

  async save(path: string): Promise<void> {
    await saveTraining(path, this.training, this.#optimizer);
  }

  /** Goes on from what `save` has saved. Throws a `UserError` for a file that doesn't fit. */
  async resume(path: string): Promise<void> {
    await loadTraining(path, this.training, this.#optimizer);
  }

  [Symbol.dispose](): void {
    for (const optimizer of this.#optimizer.optimizers) optimizer[Symbol.dispose]();
  }
}
