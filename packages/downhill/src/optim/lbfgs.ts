import { enableGrad, noGrad } from "../autograd/gradMode.ts";
import { type FloatDType, isFloat } from "../memory/dtype.ts";
import { refuseRecording } from "../memory/recording.ts";
import { markFloat } from "../python/floats.ts";
import { Tensor } from "../tensor/tensor.ts";
import { checkParam, type Subject } from "./arrayChecks.ts";
import {
  absMax,
  absSum,
  addScaledTo,
  addToParams,
  copyVector,
  dot,
  freeVector,
  gatherInto,
  negate,
  newVector,
  retireVector,
  scaled,
  scatterFrom,
  subtract,
} from "./flatVector.ts";
import { checkOptions } from "./groupOptions.ts";
import { toNumber, withNumbers } from "./hyperparameters.ts";
import { checkLbfgsState, type LBFGSState } from "./lbfgsState.ts";
import { type Closure, Optimizer } from "./optimizer.ts";
import { optimizerSignature } from "./optimizerSignature.ts";
import { check, checkDType, readArguments } from "./options.ts";
import type { Params } from "./paramGroups.ts";
import { type PythonNumber, PythonNumbers } from "./pythonNumber.ts";
import { isFloatOption, rememberNumber } from "./pythonTypes.ts";
import { strongWolfe } from "./strongWolfe.ts";

export type { LBFGSState };

export interface LBFGSOptions {
  /** Length of the steps, or with a line search of the first try, at least 0. Default: 1. */
  lr?: number | Tensor;
  /** Iterations per step. Default: 20. */
  maxIter?: number;
  /** Evaluations of the closure per step; null means `maxIter` · 5/4. Default: null. */
  maxEval?: number | null;
  /** Stop when no element of the gradient is larger. Default: 1e-7. */
  toleranceGrad?: number;
  /** Stop when neither the loss nor a parameter changes by more. Default: 1e-9. */
  toleranceChange?: number;
  /** How many past steps the curvature is estimated from. Default: 100. */
  historySize?: number;
  /** `"strong_wolfe"`, or null for steps of length `lr`. Default: null. */
  lineSearchFn?: "strong_wolfe" | null;
}

/** The curvature is estimated from steps along which the gradient changed by more than this. */
const LEAST_CURVATURE = 1e-10;

/**
 * L-BFGS: a quasi-Newton method that estimates the curvature from the last steps. For full batches: `step` evaluates
 * the closure many times.
 *
 * For the last steps s and changes y of the gradient H ← (I − ρsyᵀ)H(I − ρysᵀ) + ρssᵀ, ρ = 1/yᵀs; θ ← θ − γH∇f
 *
 * Source: Liu and Nocedal, On the limited memory BFGS method for large scale optimization (1989); Schmidt's minFunc;
 * {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.LBFGS.html torch.optim.LBFGS}.
 *
 * @throws {RangeError} for a learning rate below 0, or more than one group
 */
export class LBFGS extends Optimizer<LBFGSOptions, LBFGSState> {
  /** Every option's default. */
  static readonly defaults: Readonly<Required<LBFGSOptions>> = Object.freeze<Required<LBFGSOptions>>({
    lr: 1,
    maxIter: 20,
    maxEval: null,
    toleranceGrad: 1e-7,
    toleranceChange: 1e-9,
    historySize: 100,
    lineSearchFn: null,
  });

  readonly #params: Tensor[];
  /** The number of all elements. */
  #length = 0;
  /** The widest dtype of the parameters, in which all is computed. */
  #dtype: FloatDType = "float32";
  #round: (x: number) => number = Math.fround;
  #numbers = new PythonNumbers(Math.fround);

  /** @internal */
  static readonly signature = optimizerSignature<LBFGSOptions>({
    name: "LBFGS",
    defaults: LBFGS.defaults,
    tensors: ["lr"],
  });

  constructor(params: Params<LBFGSOptions>, options?: LBFGSOptions);
  constructor(...args: readonly unknown[]) {
    const { params, options: resolved } = readArguments<LBFGSOptions>(LBFGS.signature, args, LBFGS.defaults);
    check(toNumber(resolved.lr) >= 0, "Invalid learning rate", toNumber(resolved.lr));
    resolved.maxEval ??= Math.floor((resolved.maxIter * 5) / 4);
    super(params, resolved, {
      name: "LBFGS",
      floats: new Set(["toleranceGrad", "toleranceChange", "prevLoss"]),
      declared: LBFGS.defaults,
      added: {},
    });
    if (this.paramGroups.length !== 1) {
      throw new RangeError("LBFGS doesn't support per-parameter options (parameter groups)");
    }
    this.#params = this.paramGroups[0].params;
    for (const param of this.#params) if (isFloat(param.dtype)) param.storage.moveToHeap();
  }

  /**
   * Makes up to `maxIter` iterations.
   *
   * @param closure clears the gradients, computes the loss, calls `backward` and returns the loss
   * @returns the loss that the first evaluation returned
   * @throws {TypeError} without a closure, or for parameters whose dtype is not a float
   * @throws {Error} when a second group was added
   */
  protected override runStep<Loss>(closure: Closure<Loss> | undefined): Loss {
    refuseRecording("LBFGS.step(), which calls its closure as often as it needs to,");
    if (closure === undefined) throw new TypeError("LBFGS.step() missing 1 required positional argument: 'closure'");
    if (this.paramGroups.length !== 1) {
      throw new Error(`Expected exactly one param_group, but got ${this.paramGroups.length}`);
    }
    this.#prepare();
    return noGrad(() => this.#iterate(() => enableGrad(closure)));
  }

  protected override update(): void {
    throw new Error("LBFGS steps with its closure alone");
  }

  /** Looks what the parameters are now, and throws, before anything has changed, if they can't be stepped. */
  #prepare(): void {
    const [group] = this.paramGroups;
    checkOptions(this, withNumbers(group));
    const { lineSearchFn } = group;
    if (lineSearchFn !== null && lineSearchFn !== "strong_wolfe") throw new Error("only 'strong_wolfe' is supported");
    this.#measure();
    const [param] = this.#params;
    const state = this.state.get(param);
    if (state === undefined) return;
    checkLbfgsState({ owner: this, param, loading: false }, state, this.#length, this.#dtype);
  }

  #measure(): void {
    this.#length = this.#params.reduce((sum, { _numel }) => sum + _numel, 0);
    this.#dtype = this.#params.some(({ dtype }) => dtype === "float64") ? "float64" : "float32";
    this.#round = this.#dtype === "float32" ? Math.fround : (x) => x;
    this.#numbers = new PythonNumbers(this.#round);
  }

  /** @internal */
  override checkLoadedState(subject: Subject, entry: Record<string, unknown>): void {
    if (subject.param !== this.#params[0]) return; // of the others' nothing is read
    this.#measure();
    checkLbfgsState(subject, entry, this.#length, this.#dtype);
  }

  /** Throws, before anything has changed, if what the closure left can't be stepped with. */
  #checkGrads(): void {
    const stepped = this.#params.filter(({ _grad }) => _grad !== null);
    if (stepped.length > 0) for (const param of this.#params) checkDType("LBFGS", param);
    for (const param of stepped) checkParam({ owner: this, param, loading: false });
  }

  #iterate<Loss>(closure: Closure<Loss>): Loss {
    const [group] = this.paramGroups;
    const round = this.#round;
    const { maxIter, historySize, lineSearchFn } = group;
    const maxEval = group.maxEval ?? Math.floor((maxIter * 5) / 4);
    const toleranceGrad = round(group.toleranceGrad);
    const toleranceChange = round(group.toleranceChange);
    const result = closure();
    this.#checkGrads();
    const state = this.state.get(this.#params[0]) ?? ({} as LBFGSState);
    state.funcEvals ??= 0;
    state.nIter ??= 0;
    this.state.set(this.#params[0], state);
    let loss = lossValue(result);
    let evaluations = 1;
    state.funcEvals++;
    let grad = this.#flatGrad();
    if (absMax(grad) <= toleranceGrad) {
      freeVector(grad);
      return result;
    }

    let { d, prevLoss } = state;
    let t: number | Tensor = state.t ?? 0;
    let { oldDirs = [], oldStps = [], ro = [] } = state;
    let hDiag: number | Tensor = state.hDiag ?? 1;
    const prevFlatGrad = state.prevFlatGrad ?? newVector(this.#dtype, this.#length);
    let iterations = 0;
    while (iterations < maxIter) {
      iterations++;
      state.nIter++;
      if (state.nIter === 1 || d === undefined) {
        d = negate(grad);
        [oldDirs, oldStps, ro, hDiag] = [[], [], [], 1];
      } else {
        const y = subtract(grad, prevFlatGrad);
        const s = scaled(d, toNumber(t));
        const ys = round(dot(y, s));
        if (ys > round(LEAST_CURVATURE)) {
          if (oldDirs.length === historySize) {
            for (const list of [oldDirs, oldStps]) retireVector(list.shift() as Tensor);
            ro.shift();
          }
          oldDirs.push(y);
          oldStps.push(s);
          ro.push(this.#scalar(1 / ys));
          hDiag = this.#scalar(ys / round(dot(y, y)));
        } else for (const vector of [y, s]) freeVector(vector);
        state.al ??= new Array<Tensor | null>(historySize).fill(null);
        this.#direct(d, grad, oldDirs, oldStps, ro, toNumber(hDiag), state.al);
      }
      copyVector(prevFlatGrad, grad);
      prevLoss = loss;

      let length = state.nIter === 1 ? this.#firstLength(grad) : this.#learningRate();
      t = this.#kept(length, state);
      const slope = round(dot(grad, d));
      if (slope > -toleranceChange) break;

      let newEvaluations = 0;
      let converged = false;
      if (lineSearchFn === null) {
        addToParams(this.#params, d, toNumber(t));
        if (iterations !== maxIter) {
          loss = lossValue(closure());
          gatherInto(grad, this.#grads(), this.#params);
          converged = absMax(grad) <= toleranceGrad;
          newEvaluations = 1;
        }
      } else {
        const search = this.#search(closure, d, { t: length, loss, grad, slope }, maxEval - evaluations);
        ({ loss, grad, t: length } = search);
        t = this.#kept(length, state);
        newEvaluations = search.evaluations;
        addToParams(this.#params, d, length.value);
        converged = absMax(grad) <= toleranceGrad;
      }
      evaluations += newEvaluations;
      state.funcEvals += newEvaluations;

      if (iterations === maxIter || evaluations >= maxEval || converged) break;
      if (round(absMax(d) * Math.abs(round(toNumber(t)))) <= toleranceChange) break;
      if (Math.abs(loss - prevLoss) < group.toleranceChange) break;
    }
    freeVector(grad);
    Object.assign(state, { d, t, oldDirs, oldStps, ro, hDiag, prevFlatGrad, prevLoss });
    return result;
  }

  /** Sets the direction: the gradient times the estimate of the inverse Hessian, downhill, by the two-loop recursion. */
  #direct(
    direction: Tensor,
    grad: Tensor,
    oldDirs: readonly Tensor[],
    oldStps: readonly Tensor[],
    ro: readonly Tensor[],
    hDiag: number,
    al: (Tensor | null)[],
  ): void {
    const round = this.#round;
    negate(grad, direction);
    const alphas: number[] = [];
    for (let i = oldDirs.length - 1; i >= 0; i--) {
      alphas[i] = round(round(dot(oldStps[i], direction)) * toNumber(ro[i]));
      al[i] = this.#scalar(alphas[i]);
      addScaledTo(direction, oldDirs[i], -alphas[i]);
    }
    scaled(direction, hDiag, direction);
    for (let i = 0; i < oldDirs.length; i++) {
      const beta = round(round(dot(oldDirs[i], direction)) * toNumber(ro[i]));
      addScaledTo(direction, oldStps[i], round(alphas[i] - beta));
    }
  }

  #firstLength(grad: Tensor): PythonNumber {
    const n = this.#numbers;
    const inverse = n.div(n.float(1), n.tensor(absSum(grad)));
    return n.mul(n.min(n.float(1), inverse), this.#learningRate());
  }

  #learningRate(): PythonNumber {
    const [group] = this.paramGroups;
    const lr: unknown = group.lr;
    if (lr instanceof Tensor) return this.#numbers.tensor(lr.item());
    const isInt = Number.isInteger(group.lr) && !isFloatOption(group, "lr", group.lr, false);
    return isInt ? this.#numbers.int(group.lr) : this.#numbers.float(group.lr);
  }

  /** A step's length as the state keeps it. */
  #kept({ value, kind }: PythonNumber, state: LBFGSState): number | Tensor {
    if (kind === "tensor") return this.#scalar(value);
    const holder = { t: value };
    if (kind === "float") markFloat(holder, "t");
    rememberNumber(state, "t", value, holder, "t");
    return value;
  }

  #search(
    closure: Closure<unknown>,
    direction: Tensor,
    start: { t: PythonNumber; loss: number; grad: Tensor; slope: number },
    maxEvaluations: number,
  ) {
    const n = this.#numbers;
    const initial = newVector(this.#dtype, this.#length);
    gatherInto(initial, this.#params, this.#params);
    const grads = [start.grad];
    const evaluate = (t: number) => {
      addToParams(this.#params, direction, t);
      const loss = lossValue(closure());
      const grad = this.#flatGrad();
      grads.push(grad);
      scatterFrom(initial, this.#params);
      return { loss, grad };
    };
    const origin = { ...start, loss: n.float(start.loss), slope: n.tensor(start.slope) };
    const search = strongWolfe(evaluate, direction, origin, maxEvaluations, n);
    for (const vector of [initial, ...grads]) if (vector !== search.grad) freeVector(vector);
    return search;
  }

  #grads(): (Tensor | null)[] {
    return this.#params.map(({ _grad }) => (_grad?.isSparse === true ? _grad.toDense() : _grad));
  }

  #flatGrad(): Tensor {
    const vector = newVector(this.#dtype, this.#length);
    gatherInto(vector, this.#grads(), this.#params);
    return vector;
  }

  #scalar(value: number): Tensor {
    const tensor = Tensor.allocate(this.#dtype, []);
    (tensor.storage.data as Float64Array)[0] = value;
    return tensor;
  }

  protected override release(): void {
    for (const { d, oldDirs = [], oldStps = [], prevFlatGrad } of this.state.values()) {
      for (const vector of [d, prevFlatGrad, ...oldDirs, ...oldStps]) vector?.storage.moveOut();
    }
  }
}

function lossValue(loss: unknown): number {
  return loss instanceof Tensor ? loss.item() : Number(loss);
}
