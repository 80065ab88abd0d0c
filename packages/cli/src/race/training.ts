import { setImmediate as macrotask } from "node:timers/promises";
import { getNumThreads, manualSeed, nn, noGrad, type optim, randperm, type Tensor, tensor } from "downhill";
import { type Batch, makeBatches } from "./batches.ts";
import { loadTrained, saveTrained, type Trained } from "./checkpoints.ts";
import { accuracy, crossEntropy, meanSquaredError, rSquared } from "./metrics.ts";
import { createModel, type Model } from "./models.ts";
import type { Job, News } from "./news.ts";
import { createOptimizer } from "./optimizers.ts";
import { type Examples, outputs, type Problem } from "./problem.ts";
import type { EpochResult } from "./run.ts";
import type { Entry } from "./settings.ts";

/** Rows that go through a model at once where there are no mini-batches. */
const largestBatch = 4096;
/** How long the loop may run before it lets timers, signals and finalizers have their turn, in milliseconds. */
const turn = 20;

/**
 * Races: each epoch is run by every contestant in turn, so that wherever the race is stopped they can be compared. All
 * start from the same weights and see the same batches, whoever else takes part; both depend on the seed alone.
 */
export async function train(job: Job, tell: (news: News) => void): Promise<void> {
  const { problem, entries, epochs, batch, seed } = job;
  tell({ kind: "started", threads: getNumThreads() });
  const pause = pauses();
  const whole = inOrder(problem, problem.training);
  const validation = problem.validation && inOrder(problem, problem.validation);
  let racers = entries.map((entry) => {
    manualSeed(seed);
    return new Racer(job, entry, tell, pause);
  });
  let done = 0;
  if (job.resume !== undefined)
    for (const { key, trained } of racers) done = await loadTrained(job.resume, key, trained);
  manualSeed(seed);
  for (let epoch = 0; epoch < done + epochs && racers.length > 0; epoch++) {
    const order = Array.from(randperm(problem.training.rows).toTypedArray(), Number);
    if (epoch < done) continue; // an epoch of the earlier race, whose batches were these
    const batches = makeBatches(problem, problem.training, order, batch);
    for (const racer of racers) await racer.epoch(batches, whole, validation);
    racers = racers.filter((racer) => !racer.diverged);
  }
  if (job.save !== undefined) {
    await saveTrained(job.save, new Map(racers.map((racer) => [racer.key, racer.trained])), done + epochs);
  }
  for (const racer of racers) tell({ kind: "finished", key: racer.key });
}

function inOrder(problem: Problem, examples: Examples): Batch[] {
  const order = Array.from({ length: examples.rows }, (_, row) => row);
  return makeBatches(problem, examples, order, largestBatch);
}

/** A function to be called between short pieces of work: it waits for a macrotask whenever the turn is over. */
function pauses(): () => Promise<void> | undefined {
  let start = performance.now();
  return () => {
    if (performance.now() - start < turn) return undefined;
    return macrotask().then(() => {
      start = performance.now();
    });
  };
}

/** One contestant with its model. */
class Racer {
  readonly key: string;
  diverged = false;
  readonly #entry: Entry;
  readonly #problem: Problem;
  readonly #model: Model;
  readonly #optimizer: optim.AnyOptimizer;
  readonly #loss: nn.Module;
  readonly #curve: Batch | null;
  readonly #tell: (news: News) => void;
  readonly #pause: () => Promise<void> | undefined;
  #losses: number[] = [];
  #seconds: number[] = [];
  #evaluations = 0;
  #told = 0;

  constructor(job: Job, entry: Entry, tell: (news: News) => void, pause: () => Promise<void> | undefined) {
    const { problem } = job;
    this.key = entry.contestant.key;
    this.#entry = entry;
    this.#problem = problem;
    this.#model = createModel(entry.contestant, problem, job.hidden);
    this.#optimizer = createOptimizer(entry.contestant, this.#model.parameters, entry.settings);
    this.#loss = problem.task === "classification" ? new nn.CrossEntropyLoss() : new nn.MSELoss();
    this.#curve = problem.curve && curveBatch(problem.curve);
    this.#tell = tell;
    this.#pause = pause;
  }

  /** What a checkpoint of it holds. */
  get trained(): Trained {
    return { model: this.#model.module, optimizer: this.#optimizer };
  }

  /** Trains for an epoch and tells how it went. Stops where the loss is no longer a finite number. */
  async epoch(batches: readonly Batch[], whole: readonly Batch[], validation: readonly Batch[] | null): Promise<void> {
    // Each step's batches: a mini-batch, or everything.
    const steps = this.#entry.contestant.step === "epoch" ? [whole] : batches.map((batch) => [batch]);
    for (const step of steps) {
      const start = performance.now();
      const loss = this.#step(step);
      this.#losses.push(loss);
      this.#seconds.push((performance.now() - start) / 1000);
      this.diverged = !Number.isFinite(loss);
      if (this.diverged) break;
      if (performance.now() - this.#told > turn) this.#tellSteps();
      await this.#pause();
    }
    this.#tellSteps();
    if (!this.diverged) {
      const result = await this.#evaluate(whole, validation);
      this.diverged = Number.isNaN(result.trainingLoss);
      const curve = this.#curve && predictions(this.#model, this.#curve);
      if (!this.diverged) this.#tell({ kind: "epoch", key: this.key, result, curve });
    }
    if (this.diverged) this.#tell({ kind: "diverged", key: this.key });
  }

  /** One step on some batches together; returns their loss before it. */
  #step(batches: readonly Batch[]): number {
    const closure = () => {
      this.#evaluations++;
      this.#optimizer.zeroGrad();
      return this.#backward(batches);
    };
    if (this.#entry.contestant.step === "epoch") return this.#optimizer.step(closure);
    const loss = closure();
    this.#optimizer.step();
    return loss;
  }

  /** Adds up the gradients of the mean loss over all rows of the batches; returns that loss. */
  #backward(batches: readonly Batch[]): number {
    const total = batches.reduce((sum, { rows }) => sum + rows, 0);
    let sum = 0;
    for (const batch of batches) {
      let loss = this.#loss.forward(this.#model.predict(batch), batch.targets);
      if (batch.rows < total) loss = loss.mul(batch.rows / total);
      loss.backward();
      sum += Number(loss.item());
    }
    return sum;
  }

  #tellSteps(): void {
    if (this.#losses.length === 0) return;
    this.#tell({
      kind: "steps",
      key: this.key,
      losses: this.#losses,
      seconds: this.#seconds,
      evaluations: this.#evaluations,
    });
    this.#losses = [];
    this.#seconds = [];
    this.#evaluations = 0;
    this.#told = performance.now();
  }

  async #evaluate(whole: readonly Batch[], validation: readonly Batch[] | null): Promise<EpochResult> {
    const training = await this.#measure(whole, this.#problem.training);
    const held = validation && (await this.#measure(validation, this.#problem.validation!));
    return {
      trainingLoss: training.loss,
      validationLoss: held?.loss ?? null,
      score: (held ?? training).score,
    };
  }

  async #measure(batches: readonly Batch[], { targets }: Examples): Promise<{ loss: number; score: number }> {
    const width = outputs(this.#problem);
    const all = new Float32Array(targets.length * width);
    let row = 0;
    for (const batch of batches) {
      all.set(predictions(this.#model, batch), row * width);
      row += batch.rows;
      await this.#pause();
    }
    return this.#problem.task === "classification"
      ? { loss: crossEntropy(all, targets, width), score: accuracy(all, targets, width) }
      : { loss: meanSquaredError(all, targets), score: rSquared(all, targets) };
  }
}

function predictions(model: Model, batch: Batch): Float32Array {
  return noGrad(() => model.predict(batch)).toTypedArray() as Float32Array;
}

/** The places where a fitted curve is drawn, as a batch without targets. */
function curveBatch({ inputs, bins }: { inputs: Float32Array; bins: Int32Array }): Batch {
  const column = (values: Float32Array | Int32Array): Tensor => tensor(values).reshape([values.length, 1]);
  return { rows: inputs.length, inputs: column(inputs), bins: column(bins), targets: tensor([]) };
}
