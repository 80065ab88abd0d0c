import { addScaled, div, lerp, max, mul, neg, reciprocal, sqrt } from "../ir/expression.ts";
import { rowNorms } from "../kernels/norms.ts";
import { Rule } from "../kernels/rule.ts";
import { pow } from "../math/pow.ts";
import { type FloatDType, isComplex, isFloat } from "../memory/dtype.ts";
import { Storage } from "../memory/storage.ts";
import { contiguousStrides, elementCount, type Shape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import type { Subject } from "./arrayChecks.ts";
import { outerProducts, squareMeans } from "./factoredVariance.ts";
import { emptyVector, freeVector, runRule } from "./flatVector.ts";
import { checkOptions } from "./groupOptions.ts";
import { minus, over, times, toNumber, toScalar, withNumbers } from "./hyperparameters.ts";
import { Optimizer } from "./optimizer.ts";
import { optimizerSignature } from "./optimizerSignature.ts";
import { check, checkDType, readArguments } from "./options.ts";
import type { ParamGroup, Params } from "./paramGroups.ts";
import { newScalarTypes, rememberScalarTypes, withNumbersForTensors, withTensorsForNumbers } from "./scalarState.ts";
import { checkEntry, checkStepped, type EntryForm, isEmpty } from "./stateChecks.ts";

export interface AdafactorOptions {
  /** Bound of the relative step, at least 0. Default: 1e-2. */
  lr?: number | Tensor;
  /** Power of the step in the averages' decay, at most 0. Default: −0.8. */
  beta2Decay?: number;
  /** Floor of the variance (null: the dtype's epsilon) and of the parameters' size, at least 0. Default: [null, 1e-3]. */
  eps?: readonly [number | null, number];
  /** Bound of the update's root mean square, at least 1. Default: 1. */
  d?: number;
  /** Weight decay, at least 0; the weights shrink by themselves. Default: 0. */
  weightDecay?: number;
  /** PyTorch's choice of implementation; the same numbers here. Default: null. */
  foreach?: boolean | null;
  /** Climb instead of descend. Default: false. */
  maximize?: boolean;
}

export interface AdafactorState {
  /** Steps made so far. */
  step: number;
  /** Average of the squared gradient's rows, [..., R, 1]; for parameters with two dimensions or more. */
  rowVar?: Tensor;
  /** Average of its columns, [..., 1, C]. */
  colVar?: Tensor;
  /** Average of the squared gradient; for vectors and single numbers. */
  variance?: Tensor;
}

/** The state's numbers. */
const NUMBERS: ReadonlySet<string> = new Set(["step"]);

const EPSILON: Readonly<Record<FloatDType, number>> = { float32: 2 ** -23, float64: 2 ** -52 };

const rules = {
  shrink: new Rule(({ out }, { scale }) => ({ out: mul(out, scale) })),
  average: new Rule(({ out, mean }, { weight }) => ({ out: lerp(out, mean, weight) })),
  averageSquare: new Rule(({ out, grad }, { weight }) => ({ out: lerp(out, mul(grad, grad), weight) })),
  square: new Rule(({ grad }) => ({ out: mul(grad, grad) })),
  quotient: new Rule(({ rowVar, colVar }, { floor }) => ({ out: div(mul(rowVar, colVar), max(rowVar, floor)) })),
  normalize: new Rule(({ variance, grad }, { floor }, flags) => ({
    out: mul(reciprocal(sqrt(max(variance, floor))), flags.maximize ? neg(grad) : grad),
  })),
  move: new Rule(({ out, update }, { stepSize }) => ({ out: addScaled(out, update, neg(stepSize)) })),
};

/**
 * Adafactor: keeps the squared gradient's row and column means instead of all of it, and bounds the update's size
 * relative to the parameters'.
 *
 * R ← R + w(mean of G² by rows − R), C likewise by columns, w = t^β; V = RC/mean(R); U = G/√max(V, ε₁²);
 * θ ← θ(1 − γλ) − max(ε₂, RMS(θ)) · min(γ, 1/√t) · U/max(1, RMS(U)/d)
 *
 * Source: Shazeer and Stern, Adafactor: Adaptive Learning Rates with Sublinear Memory Cost (2018);
 * {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.Adafactor.html torch.optim.Adafactor}.
 *
 * @throws {RangeError} for an option outside its range
 */
export class Adafactor extends Optimizer<AdafactorOptions, AdafactorState> {
  /** Every option's default. */
  static readonly defaults: Readonly<Required<AdafactorOptions>> = Object.freeze<Required<AdafactorOptions>>({
    lr: 1e-2,
    beta2Decay: -0.8,
    eps: [null, 1e-3],
    d: 1,
    weightDecay: 0,
    foreach: null,
    maximize: false,
  });

  /** @internal */
  static readonly signature = optimizerSignature<AdafactorOptions>({
    name: "Adafactor",
    defaults: Adafactor.defaults,
    tensors: ["lr"],
    byPosition: ["lr", "beta2Decay", "eps", "d", "weightDecay"],
  });

  constructor(params: Params<AdafactorOptions>, options?: AdafactorOptions);
  constructor(...args: readonly unknown[]) {
    const { params, options: resolved } = readArguments<AdafactorOptions>(
      Adafactor.signature,
      args,
      Adafactor.defaults,
    );
    const { lr, beta2Decay, eps, d, weightDecay } = withNumbers(resolved);
    check(lr >= 0, "Learning rate should be >= 0 but is", lr);
    check(beta2Decay <= 0, "beta2_decay should be <= 0 but is", beta2Decay);
    check(eps[0] === null || eps[0] >= 0, "epsilon1 should be >= 0 but is", eps[0]);
    check(eps[1] >= 0, "epsilon2 should be >= 0 but is", eps[1]);
    check(d >= 1, "Clipping threshold d should be >= 1 but is", d);
    check(weightDecay >= 0, "weight_decay should be >= 0 but is", weightDecay);
    super(params, resolved, {
      name: "Adafactor",
      floats: new Set(["lr", "beta2Decay", "eps.0", "eps.1", "d", "weightDecay"]),
      declared: Adafactor.defaults,
      added: { foreach: null, maximize: false },
    });
  }

  protected override groupAdded({ params }: ParamGroup<AdafactorOptions>): void {
    for (const param of params) if (isFloat(param.dtype)) param.storage.moveToHeap();
  }

  protected override update(): void {
    for (const group of this.paramGroups) {
      checkOptions(this, withNumbers(group));
      for (const param of group.params) if (param._grad !== null) this.#check(param, param._grad);
    }
    for (const group of this.paramGroups) {
      // PyTorch takes the first parameter's epsilon for the whole group.
      const stepped = group.params.filter(({ _grad }) => _grad !== null);
      for (const param of stepped) {
        const floor = group.eps[0] ?? EPSILON[stepped[0].dtype as FloatDType];
        this.#step(param, param._grad as Tensor, group, floor);
      }
    }
  }

  /** Throws, before anything has changed, if a parameter can't be stepped. */
  #check(param: Tensor, grad: Tensor): void {
    if (isComplex(param.dtype)) throw new Error("Adafactor does not support complex parameters");
    if (grad.isSparse) throw new Error("Adafactor does not support sparse gradients");
    checkDType("Adafactor", param);
    checkStepped({ owner: this, param, loading: false }, this.state.get(param), formOf(param));
  }

  /** @internal */
  override checkLoadedState(subject: Subject, entry: Record<string, unknown>): void {
    checkEntry(subject, entry, formOf(subject.param));
  }

  #step(param: Tensor, gradient: Tensor, group: ParamGroup<AdafactorOptions>, floor: number): void {
    const { beta2Decay, eps, d, weightDecay, maximize } = group;
    const lr = toScalar(group.lr);
    const state = this.#stateOf(param);
    state.step++;
    const weight = pow(state.step, beta2Decay);
    const bound = 1 / pow(state.step, 0.5);
    const relativeStep = bound < toNumber(lr) ? bound : lr;
    const rootOfCount = pow(param._numel, 0.5);
    const stepSize = times(pythonMax(eps[1], normOf(param) / rootOfCount), relativeStep);
    if (weightDecay !== 0) runRule(rules.shrink, { out: param }, { scale: toNumber(minus(1, times(lr, weightDecay))) });
    if (param._numel === 0) return;

    const dtype = param.dtype as FloatDType;
    const grad = inHeap(gradient.contiguous());
    const variance =
      param._shape.length > 1
        ? this.#factoredVariance(grad, state, weight, floor)
        : average(state.variance as Tensor, grad, weight);
    const update = emptyVector(dtype, param._numel);
    runRule(rules.normalize, { out: update, variance, grad }, { floor: floor * floor }, { maximize });
    const clipping = pythonMax(1, normOf(update) / (rootOfCount * d));
    runRule(rules.move, { out: param, update }, { stepSize: toNumber(over(stepSize, clipping)) });
    freeVector(update);
    if (variance !== state.variance) freeVector(variance);
    if (grad.storage !== gradient.storage) freeVector(grad);
  }

  /** Updates the row and column averages, and gives the estimate they make of the squared gradient. */
  #factoredVariance(grad: Tensor, state: AdafactorState, weight: number, floor: number): Tensor {
    const { rowVar, colVar } = state as Required<AdafactorState>;
    const dtype = grad.dtype as FloatDType;
    const [rows, columns] = grad._shape.slice(-2);
    const matrices = grad._numel / (rows * columns);
    const [rowMeans, colMeans] = [emptyVector(dtype, matrices * rows), emptyVector(dtype, matrices * columns)];
    if (rows === 1 && columns === 1) {
      for (const means of [rowMeans, colMeans]) runRule(rules.square, { out: means, grad });
    } else squareMeans(grad, rowMeans, colMeans, { matrices, rows, columns });
    runRule(rules.average, { out: rowVar, mean: rowMeans }, { weight });
    runRule(rules.average, { out: colVar, mean: colMeans }, { weight });

    const variance = emptyVector(dtype, grad._numel);
    if (rows === 1 && columns === 1) runRule(rules.quotient, { out: variance, rowVar, colVar }, { floor });
    else outerProducts(rowVar, colVar, variance, { matrices, rows, columns }, floor);
    for (const means of [rowMeans, colMeans]) freeVector(means);
    return variance;
  }

  #stateOf(param: Tensor): AdafactorState {
    let state = this.state.get(param);
    if (state === undefined || isEmpty(state)) {
      const arrays = Object.entries(formOf(param).arrays).map(([name, shape]) => [name, zeros(param, shape)]);
      state = { step: 0, ...Object.fromEntries(arrays) } as AdafactorState;
      rememberScalarTypes(state, newScalarTypes(NUMBERS, false));
      this.state.set(param, state);
    }
    return state;
  }

  override fromLoadedState(entry: Record<string, unknown>): Record<string, unknown> {
    return withNumbersForTensors(entry, NUMBERS);
  }

  override toSavedState(entry: object): Record<string, unknown> {
    return withTensorsForNumbers(entry, NUMBERS);
  }

  protected override release(): void {
    for (const { rowVar, colVar, variance } of this.state.values()) {
      for (const tensor of [rowVar, colVar, variance]) tensor?.storage.moveOut();
    }
  }
}

/** What is kept for a parameter: of matrices the averages of rows and columns. */
function formOf({ _shape: shape }: Tensor): EntryForm {
  const outer = shape.slice(0, -2);
  const [rows, columns] = shape.slice(-2);
  const arrays: Readonly<Record<string, Shape>> =
    shape.length > 1 ? { rowVar: [...outer, rows, 1], colVar: [...outer, 1, columns] } : { variance: shape };
  return { arrays, numbers: [...NUMBERS] };
}

/** Python's `max(a, b)`: the first unless the second is larger, so that a second NaN doesn't count. */
function pythonMax(a: number, b: number): number {
  return b > a ? b : a;
}

function zeros(param: Tensor, shape: Shape): Tensor {
  const count = elementCount(shape);
  const storage = Storage.allocateInHeap(param.dtype, count);
  return Tensor.over(storage, shape, contiguousStrides(shape), 0, count, true);
}

function normOf(tensor: Tensor): number {
  const { storage, offset, _numel } = tensor.contiguous();
  const result = storage.data instanceof Float32Array ? new Float32Array(1) : new Float64Array(1);
  rowNorms(storage, offset, 1, _numel, result);
  return result[0];
}

/** The tensor itself, or a copy of its elements where kernels reach them. */
function inHeap(tensor: Tensor): Tensor {
  if (tensor.storage.block !== null) return tensor;
  const copy = emptyVector(tensor.dtype as FloatDType, tensor._numel).view(tensor._shape);
  const elements = (tensor.storage.data as Float64Array).subarray(tensor.offset, tensor.offset + tensor._numel);
  (copy.storage.data as Float64Array).set(elements);
  return copy;
}

function average(variance: Tensor, grad: Tensor, weight: number): Tensor {
  runRule(rules.averageSquare, { out: variance, grad }, { weight });
  return variance;
}
