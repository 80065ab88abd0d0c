import type { Tensor } from "downhill";
import type { Gradient, Losses, Objective, Pause } from "./objective.ts";
import type { OptimizerSet } from "./optimizer.ts";
import type { TrainingPlan } from "./plan.ts";

/** The losses after some passes. */
export interface CurvePoint extends Losses {
  /** Passes over the training rows that this took: evaluations of the loss and its gradient. */
  readonly pass: number;
  /** What they took, in seconds, without the measuring. */
  readonly seconds: number;
}

/**
 * How a training stands: at its budget's end or where nothing changes any more (finished), where its loss is no number
 * any more (diverged), or where its validation loss has not improved for long enough (stopped early).
 */
export type TrainingState = "running" | "finished" | "diverged" | "stopped early";

/** The weights that a training leaves: those with the lowest validation loss. */
export interface Kept {
  readonly point: CurvePoint;
  /** The parameters' values, in the module's order. */
  readonly values: readonly Float32Array[];
}

/** What a training remembers besides weights and optimizer, to go on from there. Plain data. */
export interface Progress {
  readonly state: TrainingState;
  readonly passes: number;
  readonly epochs: number;
  /** The curve so far. */
  readonly points: readonly Losses[];
  readonly passOf: readonly number[];
  /** The place of the point that was kept, in `points`. */
  readonly kept: number;
  /** Whether the full gradient at the last weights is known, so that it costs no pass. */
  readonly gradientKnown: boolean;
}

/** Points of a curve at most; of longer trainings not every pass is measured. */
export const mostPoints = 500;

/** The loss that the best pass is chosen by. */
export function choiceLoss({ validation, training }: Losses): number {
  return validation ?? training;
}

/** The loss that counts: measured on what nothing is chosen by, where there is such. */
export function heldOutLoss({ test, validation, training }: Losses): number {
  return test ?? validation ?? training;
}

/** One training, which goes on as long as somebody calls `advance`. */
export class Training {
  readonly plan: TrainingPlan;
  readonly objective: Objective;
  readonly points: CurvePoint[] = [];
  state: TrainingState = "running";
  kept: Kept | null = null;
  readonly #optimizer: OptimizerSet;
  readonly #parameters: readonly Tensor[];
  readonly #every: number;
  #passes = 0;
  #seconds = 0;
  #epoch = 0;
  #scheduled = 0;
  /** Where the full gradient was computed last, and the loss there: it needn't be computed there again. */
  #known: { readonly values: readonly Float32Array[]; readonly loss: number } | null = null;

  constructor(plan: TrainingPlan, objective: Objective, optimizer: OptimizerSet) {
    this.plan = plan;
    this.objective = objective;
    this.#optimizer = optimizer;
    this.#parameters = [...objective.module.parameters()];
    this.#every = Math.ceil(plan.passes / mostPoints);
  }

  /** Passes so far. */
  get passes(): number {
    return this.#passes;
  }

  /**
   * Trains up to the next point of the curve; the first call measures where it starts from.
   *
   * @param onStep - called after each step with the passes so far, whole or not
   */
  async advance(pause: Pause, onStep: (passes: number) => void = () => {}): Promise<void> {
    if (this.state !== "running") return;
    if (this.points.length === 0) return this.#measure(pause);
    const due = Math.min(this.points.at(-1)!.pass + this.#every, this.plan.passes);
    while (this.#passes < due) {
      const before = this.#passes;
      if (this.#optimizer.info.fullBatch === null) await this.#miniBatches(pause, onStep);
      else this.#fullBatch();
      onStep(this.#passes);
      // Where a step needs no evaluation, it has found nothing to improve, and never will.
      if (this.#passes === before && this.state === "running") this.state = "finished";
      if (this.state !== "running") return;
      if (this.#passes >= due) await this.#measure(pause);
      this.#endPasses(this.#passes, this.points.at(-1)!);
      await pause();
    }
  }

  async #miniBatches(pause: Pause, onStep: (passes: number) => void): Promise<void> {
    const steps = this.objective.steps(this.#epoch++);
    const start = this.#passes;
    let evaluations = 0;
    for (const gradient of steps) {
      const loss = this.#timed(() => this.#step(gradient, () => evaluations++));
      if (!Number.isFinite(loss)) {
        this.state = "diverged";
        return;
      }
      this.#optimizer.endStep();
      onStep(start + evaluations / steps.length);
      await pause();
    }
    this.#passes = start + evaluations / steps.length;
  }

  #step(gradient: Gradient, count: () => void): number {
    let loss = Number.NaN;
    const closure = () => {
      count();
      this.#optimizer.zeroGrad();
      loss = gradient();
      return loss;
    };
    if (this.#optimizer.info.closure) this.#optimizer.step(closure);
    else {
      closure();
      this.#optimizer.step();
    }
    return loss;
  }

  /** A step on all rows. Where the step before has left the gradient of this very place, it costs no pass. */
  #fullBatch(): void {
    const before = this.#passes;
    const gradient = () => {
      if (this.#known !== null && this.#isAt(this.#known.values)) return this.#known.loss;
      this.#passes++;
      this.#optimizer.zeroGrad();
      const loss = this.objective.whole();
      if (this.#optimizer.info.closure) this.#known = { values: this.#values(), loss };
      return loss;
    };
    let last = 0;
    this.#timed(() => {
      if (this.#optimizer.info.closure) {
        this.#optimizer.step(() => {
          last = gradient();
          return last;
        });
      } else {
        last = gradient();
        this.#optimizer.step();
      }
    });
    for (let step = before; step < this.#passes; step++) this.#optimizer.endStep();
    if (!Number.isFinite(last) && !this.#isFinite()) this.state = "diverged";
  }

  /** Lets the schedulers catch up. */
  #endPasses(passes: number, losses: Losses): void {
    for (; this.#scheduled + 1 <= passes; this.#scheduled++) this.#optimizer.endPass(choiceLoss(losses));
  }

  #timed<T>(work: () => T): T {
    const start = performance.now();
    const result = work();
    this.#seconds += (performance.now() - start) / 1000;
    return result;
  }

  async #measure(pause: Pause): Promise<void> {
    const losses = await this.objective.measure(pause);
    if (!Number.isFinite(losses.training)) {
      this.state = "diverged";
      return;
    }
    const point = { pass: this.#passes, seconds: this.#seconds, ...losses };
    this.points.push(point);
    const best = this.kept === null ? Number.POSITIVE_INFINITY : choiceLoss(this.kept.point);
    if (this.kept === null || choiceLoss(point) < best) this.kept = { point, values: this.#values() };
    if (this.#passes >= this.plan.passes) this.state = "finished";
    else if (this.plan.patience !== null && this.#passes - this.kept.point.pass >= this.plan.patience) {
      // What was kept is what it leaves, so that is where its curve goes on.
      this.points.push({ ...this.kept.point, pass: this.#passes, seconds: this.#seconds });
      this.state = "stopped early";
    }
  }

  /** What is to be remembered. Times are not: they say nothing about another machine. */
  progress(): Progress {
    return {
      state: this.state,
      passes: this.#passes,
      epochs: this.#epoch,
      points: this.points.map(({ pass: _, seconds: __, ...losses }) => losses),
      passOf: this.points.map(({ pass }) => pass),
      kept: this.points.findIndex(({ pass }) => pass === this.kept?.point.pass),
      gradientKnown: this.#known !== null && this.#isAt(this.#known.values),
    };
  }

  /** Brings the schedulers to where they were, by the plan's budget; before the optimizers get their state. */
  catchUp({ points, passOf }: Progress): void {
    this.#optimizer.stepNowhere();
    for (const [i, losses] of points.entries()) {
      const steps = Math.round((passOf[i]! - this.#scheduled) * this.#optimizer.budget.steps);
      for (let step = 0; step < steps; step++) this.#optimizer.endStep();
      this.#endPasses(passOf[i]!, losses);
    }
  }

  /** Goes on from what was remembered, with weights and optimizer as they were then; from its budget's end, too. */
  restore(progress: Progress, kept: readonly Float32Array[]): void {
    this.#passes = progress.passes;
    this.#epoch = progress.epochs;
    const points = progress.points.map((losses, i) => ({ ...losses, pass: progress.passOf[i]!, seconds: 0 }));
    this.points.splice(0, this.points.length, ...points);
    this.state = progress.state === "finished" && progress.passes < this.plan.passes ? "running" : progress.state;
    const point = points[progress.kept];
    this.kept = point === undefined ? null : { point, values: kept };
    if (!progress.gradientKnown) return;
    this.#optimizer.zeroGrad();
    this.#known = { values: this.#values(), loss: this.objective.whole() };
  }

  #values(): Float32Array[] {
    return this.#parameters.map((parameter) => parameter.detach().toTypedArray() as Float32Array);
  }

  #isAt(values: readonly Float32Array[]): boolean {
    return this.#values().every((array, i) => array.every((value, j) => value === values[i]![j]));
  }

  #isFinite(): boolean {
    return this.#values().every((array) => array.every(Number.isFinite));
  }
}
