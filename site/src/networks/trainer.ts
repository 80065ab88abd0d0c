import { compile, linspace, nn, noGrad, type optim, type Tensor } from "downhill";
import { optimizers } from "downhill/registry";
import { packCheckpoint, serialize } from "downhill/serialization";
import type { Contestant } from "../contestants/contestant.ts";
import { makeScheduler } from "../schedules/make.ts";
import { gridSide, type LayerShown, type Standing } from "./config.ts";
import type { NetworkData, Rows } from "./data.ts";

/** Schedulers are made for so many epochs; after them the rate stays. */
export const scheduledEpochs = 100;
const bins = 24;

type AnyOptimizerClass = new (params: readonly Tensor[], options: object) => optim.AnyOptimizer;

/** One contestant with its own copy of the network. */
export class Trainer {
  readonly model: nn.Sequential;
  readonly #data: NetworkData;
  readonly #optimizers: readonly optim.AnyOptimizer[];
  readonly #schedulers: readonly { step(metric?: number): void }[];
  readonly #metric: boolean;
  readonly #run: (x: Tensor, y: Tensor) => Tensor;
  readonly losses: number[] = [];
  readonly testLosses: number[] = [];
  #mean = Number.NaN;
  #error: string | null = null;

  constructor(model: nn.Sequential, data: NetworkData, { optimizer: { name, options }, scheduler }: Contestant) {
    this.model = model;
    this.#data = data;
    const info = optimizers.get(name);
    const params = [...model.parameters()];
    // One that takes matrices alone leaves the rest to AdamW, as its authors do.
    const own = info.parameters === "matrices" ? params.filter(({ shape }) => shape.length === 2) : params;
    const others = params.filter((param) => !own.includes(param));
    const make = (which: string, of: readonly Tensor[], given: object) =>
      new (optimizers.get(which).optimizer as unknown as AnyOptimizerClass)(of, given);
    this.#optimizers = [
      make(name, own, info.closure ? { maxIter: 1, maxEval: 25, ...options } : options),
      ...(others.length > 0
        ? [make("AdamW", others, options.lr === undefined ? {} : { lr: Number(options.lr) / 10 })]
        : []),
    ];
    this.#schedulers =
      scheduler === null ? [] : this.#optimizers.map((one) => makeScheduler(scheduler, one, scheduledEpochs));
    this.#metric = scheduler?.name === "ReduceLROnPlateau";
    const loss = (x: Tensor, y: Tensor) => {
      for (const one of this.#optimizers) one.zeroGrad();
      const value = this.#loss(model.forward(x), y);
      value.backward();
      return value;
    };
    if (info.closure) {
      this.#run = (x, y) => {
        let first: Tensor | null = null;
        this.#optimizers[0].step(() => {
          const value = loss(x, y);
          first ??= value.detach();
          return value.item() as number;
        });
        return first ?? loss(x, y);
      };
    } else {
      this.#run = compile((x: Tensor, y: Tensor) => {
        const value = loss(x, y);
        for (const one of this.#optimizers) one.step();
        return value;
      });
    }
  }

  #loss(outputs: Tensor, y: Tensor): Tensor {
    return this.#data.task === "classification"
      ? nn.functional.crossEntropy(outputs, y)
      : nn.functional.mseLoss(outputs, y);
  }

  /** A step on a batch; one that fails ends the training. */
  step(x: Tensor, y: Tensor): void {
    if (this.#error !== null) return;
    try {
      const loss = this.#run(x, y).item() as number;
      this.#mean = Number.isNaN(this.#mean) ? loss : 0.95 * this.#mean + 0.05 * loss;
    } catch (error) {
      this.#error = error instanceof Error ? error.message : String(error);
    }
  }

  /** Tells the schedulers that an epoch is over. */
  endEpoch(epoch: number): void {
    if (epoch > scheduledEpochs) return;
    for (const scheduler of this.#schedulers) {
      if (this.#metric) scheduler.step(this.#mean);
      else scheduler.step();
    }
  }

  /** Notes the losses for the curves. */
  record(): void {
    this.losses.push(this.#mean);
    this.testLosses.push(this.#evaluate(this.#data.test).loss);
  }

  /** Leaves out every second entry of the curves. */
  thin(): void {
    for (const list of [this.losses, this.testLosses]) {
      list.splice(0, list.length, ...list.filter((_, i) => i % 2 === 0));
    }
  }

  #evaluate({ x, y }: Rows): { loss: number; accuracy: number | null } {
    return this.#still(() => {
      const outputs = this.model.forward(x);
      const loss = this.#loss(outputs, y).item() as number;
      if (this.#data.task === "regression") return { loss, accuracy: null };
      return { loss, accuracy: outputs.argmax(1).eq(y).to("float32").mean().item() as number };
    });
  }

  /** What the network computes as it is used, without dropout. */
  #still<T>(compute: () => T): T {
    this.model.eval();
    try {
      return noGrad(compute);
    } finally {
      this.model.train();
    }
  }

  standing(view: readonly number[], inputs: number): Standing {
    const { loss, accuracy } = this.#evaluate(this.#data.test);
    return {
      trainLoss: this.#mean,
      testLoss: loss,
      accuracy,
      losses: [...this.losses],
      testLosses: [...this.testLosses],
      rate: Number(this.#optimizers[0].paramGroups[0].lr),
      grid: inputs > 2 ? null : this.#grid(view, inputs),
      layers: this.#layers(),
      error: this.#error,
    };
  }

  #grid([left, right, bottom, top]: readonly number[], inputs: number): Float32Array {
    const side = gridSide;
    const across = linspace(left, right, inputs === 1 ? 4 * side : side);
    const places =
      inputs === 1
        ? across.unsqueeze(1)
        : across
            .unsqueeze(0)
            .expand([side, side])
            .reshape([side * side, 1])
            .repeat(1, 2)
            .contiguous();
    if (inputs === 2) {
      places.select(1, 1).copy_(
        linspace(bottom, top, side)
          .unsqueeze(1)
          .expand([side, side])
          .reshape([side * side]),
      );
    }
    return this.#still(() => {
      const outputs = this.model.forward(places);
      const values = this.#data.task === "classification" ? outputs.softmax(1) : outputs;
      return Float32Array.from(values.flatten().toTypedArray() as Float32Array);
    });
  }

  #layers(): LayerShown[] {
    return Array.from(this.model.namedParameters())
      .filter(([, { shape }]) => shape.length > 1)
      .map(([name, param]) => {
        const values = param.detach().flatten().toTypedArray() as Float32Array;
        const [low, high] = [Math.min(...values), Math.max(...values)];
        const histogram = new Array<number>(bins).fill(0);
        for (const value of values)
          histogram[Math.min(bins - 1, Math.floor(((value - low) / (high - low || 1)) * bins))]++;
        return { name, histogram, low, high, gradient: (param.grad?.norm().item() as number | undefined) ?? 0 };
      });
  }

  /** Model and optimizer as `torch.load` reads them. */
  checkpoint(epoch: number): Blob {
    const [optimizer] = this.#optimizers;
    return new Blob([serialize(packCheckpoint({ model: this.model, optimizer, epoch })) as BlobPart]);
  }
}
