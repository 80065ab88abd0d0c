import { noGrad } from "../../autograd/gradMode.ts";
import { isDifferentiable } from "../../memory/dtype.ts";
import { effect } from "../../memory/recording.ts";
import { deepCopy } from "../../nn/deepCopy.ts";
import { type AnyModule, Module } from "../../nn/module.ts";
import { reprFloat } from "../../python/text.ts";
import { BOOLEAN, functionKind, instanceOf, orNull } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { publishMethods } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { zeros } from "../../tensor/factories.ts";
import { DEVICE } from "../../tensor/kinds.ts";
import { formatShape, sameShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";

const MODULE = instanceOf<AnyModule>(Module);

/** The next average of one tensor, from the present one, the model's tensor, and how many were averaged before. */
export type AvgFn = (averaged: Tensor, current: Tensor, nAveraged: number) => Tensor;

/** The same for all tensors at once, which it changes in place. */
export type MultiAvgFn = (averaged: readonly Tensor[], current: readonly Tensor[], nAveraged: number) => void;

export interface AveragedModelOptions {
  /** How one tensor is averaged. Default: the mean of all, `getSwaAvgFn()`. */
  avgFn?: AvgFn | null;
  /** How all tensors are averaged, in place; instead of `avgFn`. Default: none. */
  multiAvgFn?: MultiAvgFn | null;
  /** Whether buffers are averaged too, instead of copied. Default: false. */
  useBuffers?: boolean;
}

/**
 * A model whose weights are an average of another's, over the steps of its training: their mean (stochastic weight
 * averaging) or a running average that forgets (EMA).
 *
 * ```ts
 * const average = new optim.swaUtils.AveragedModel(model, { multiAvgFn: optim.swaUtils.getEmaMultiAvgFn(0.999) });
 * // after each step
 * average.updateParameters(model);
 * ```
 *
 * State dicts have the model's names after `module.`, and `n_averaged`.
 *
 * Source: Izmailov et al., Averaging Weights Leads to Wider Optima and Better Generalization (2018);
 * {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.swa_utils.AveragedModel.html AveragedModel}.
 *
 * @typeParam M the model's class
 */
export class AveragedModel<M extends AnyModule> extends Module<Parameters<M["forward"]>, ReturnType<M["forward"]>> {
  /** The model with the averaged weights. */
  readonly module: M;
  /** How many models were averaged, an int64 without dimensions. */
  nAveraged!: Tensor;
  readonly avgFn: AvgFn | null;
  readonly multiAvgFn: MultiAvgFn | null;
  readonly useBuffers: boolean;

  /** @internal */
  static override readonly signature = signature(
    "AveragedModel",
    { model: MODULE },
    {
      device: optional(DEVICE, null),
      avgFn: optional(orNull(functionKind<AvgFn>()), null),
      multiAvgFn: optional(orNull(functionKind<MultiAvgFn>()), null),
      useBuffers: optional(BOOLEAN, false),
    },
  );

  /**
   * @param model copied, see {@link deepCopy}; its weights are the first that are averaged with `updateParameters`
   * @throws {Error} when both functions are given
   */
  constructor(model: M, options?: AveragedModelOptions);
  constructor(...args: readonly unknown[]) {
    super();
    const { model, avgFn, multiAvgFn, useBuffers } = AveragedModel.signature.read(args);
    if (avgFn !== null && multiAvgFn !== null)
      throw new Error("Only one of avg_fn and multi_avg_fn should be provided");
    this.registerBuffer("nAveraged", zeros([], { dtype: "int64" }), { key: "n_averaged" });
    this.module = deepCopy(model as M);
    this.avgFn = avgFn;
    this.multiAvgFn = multiAvgFn;
    this.useBuffers = useBuffers;
  }

  forward(...inputs: Parameters<M["forward"]>): ReturnType<M["forward"]> {
    return this.module.forward(...(inputs as never[])) as ReturnType<M["forward"]>;
  }

  /**
   * Takes a model's present weights into the average.
   *
   * @throws {RangeError} when the model's tensors are others in number or shape; nothing has changed then
   */
  updateParameters(model: AnyModule): void {
    effect("updateParameters", () => {
      const averaged = tensorsOf(this.module, this.useBuffers);
      const current = tensorsOf(model, this.useBuffers);
      checkAlike(averaged, current);
      const buffers = [...this.module.buffers()];
      const count = this.nAveraged.item();
      noGrad(() => {
        if (count === 0) copyAll(averaged, current);
        else if (this.multiAvgFn !== null) this.multiAvgFn(averaged, current, count);
        else {
          const average = this.avgFn ?? getSwaAvgFn();
          averaged.forEach((tensor, i) => {
            tensor.copy_(average(tensor, current[i], count));
          });
        }
        if (!this.useBuffers) copyAll(buffers, [...model.buffers()]);
        this.nAveraged.add_(1);
      });
    });
  }
}

publishMethods(AveragedModel.prototype, { updateParameters: signature("updateParameters", { model: MODULE }) });

/** What is averaged. */
function tensorsOf(model: AnyModule, useBuffers: boolean): Tensor[] {
  const tensors: Tensor[] = [...model.parameters()];
  return (useBuffers ? [...tensors, ...model.buffers()] : tensors).map((tensor) => tensor.detach());
}

function copyAll(targets: readonly Tensor[], sources: readonly Tensor[]): void {
  targets.forEach((target, i) => {
    target.copy_(sources[i]);
  });
}

function checkAlike(averaged: readonly Tensor[], current: readonly Tensor[]): void {
  if (averaged.length !== current.length) {
    throw new RangeError(`the average has ${averaged.length} tensors, but the model has ${current.length}`);
  }
  averaged.forEach(({ _shape: shape }, i) => {
    if (sameShape(shape, current[i]._shape)) return;
    const [expected, actual] = [formatShape(shape), formatShape(current[i]._shape)];
    throw new RangeError(`tensor ${i} of the model has shape ${actual}, but the average's has ${expected}`);
  });
}

function checkDecay(decay: number): void {
  if (decay >= 0 && decay <= 1) return;
  throw new RangeError(`Invalid decay value ${reprFloat(decay)} provided. Please provide a value in [0,1] range.`);
}

/**
 * A running average: a ← decay·a + (1 − decay)·w.
 *
 * @param decay in [0, 1]; default 0.999
 * @throws {RangeError} for another decay
 */
export function getEmaAvgFn(decay = 0.999): AvgFn {
  checkDecay(decay);
  return (averaged, current) => averaged.mul(decay).add(current.mul(1 - decay));
}

/** The running average of {@link getEmaAvgFn}, of all tensors at once: a ← lerp(a, w, 1 − decay). */
export function getEmaMultiAvgFn(decay = 0.999): MultiAvgFn {
  const single = getEmaAvgFn(decay);
  return (averaged, current, count) => {
    averaged.forEach((tensor, i) => {
      if (isDifferentiable(tensor.dtype)) tensor.lerp_(current[i], 1 - decay);
      else tensor.copy_(single(tensor, current[i], count));
    });
  };
}

/** The mean of all: a ← a + (w − a)/(n + 1). */
export function getSwaAvgFn(): AvgFn {
  return (averaged, current, count) => averaged.add(current.sub(averaged).div(count + 1));
}

/** The mean of all, of all tensors at once: a ← lerp(a, w, 1/(n + 1)), the weight in float32. */
export function getSwaMultiAvgFn(): MultiAvgFn {
  const single = getSwaAvgFn();
  return (averaged, current, count) => {
    const weight = Math.fround(1 / (count + 1));
    averaged.forEach((tensor, i) => {
      if (isDifferentiable(tensor.dtype)) tensor.lerp_(current[i], weight);
      else tensor.copy_(single(tensor, current[i], count));
    });
  };
}
