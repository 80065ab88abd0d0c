import { addScaled, lerp, mul, neg, oneMinus } from "../ir/expression.ts";
import { Rule } from "../kernels/rule.ts";
import { type FloatDType, isComplex, isFloat } from "../memory/dtype.ts";
import { formatShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Subject } from "./arrayChecks.ts";
import { emptyVector, freeVector, newVector, runRule } from "./flatVector.ts";
import { checkOptions } from "./groupOptions.ts";
import { minus, times, toNumber, toScalar, withNumbers } from "./hyperparameters.ts";
import { orthogonalized } from "./newtonSchulz.ts";
import { Optimizer } from "./optimizer.ts";
import { optimizerSignature } from "./optimizerSignature.ts";
import { check, checkDType, readArguments } from "./options.ts";
import type { ParamGroup, Params } from "./paramGroups.ts";
import { checkEntry, checkStepped, type EntryForm } from "./stateChecks.ts";

export interface MuonOptions {
  /** Learning rate, at least 0. Default: 1e-3. */
  lr?: number | Tensor;
  /** Weight decay, at least 0; the weights shrink by themselves. Default: 0.1. */
  weightDecay?: number;
  /** Decay rate of the gradient's running average, at least 0. Default: 0.95. */
  momentum?: number;
  /** Look ahead along the average (Nesterov). Default: true. */
  nesterov?: boolean;
  /** The coefficients a, b and c of the orthogonalization. Default: [3.4445, -4.775, 2.0315]. */
  nsCoefficients?: readonly [number, number, number];
  /** The least norm that the update is divided by. Default: 1e-7. */
  eps?: number;
  /** Iterations of the orthogonalization, below 100. Default: 5. */
  nsSteps?: number;
  /**
   * How the learning rate depends on the parameter's shape, A by B: `"original"`, times √max(1, A/B), or
   * `"match_rms_adamw"`, times 0.2·√max(A, B); null means `"original"`. Default: null.
   */
  adjustLrFn?: "original" | "match_rms_adamw" | null;
}

export interface MuonState {
  /** Running average of the gradient. */
  momentumBuffer: Tensor;
}

const rules = {
  average: new Rule(({ out, grad }, { momentum }) => ({ out: lerp(out, grad, oneMinus(momentum)) })),
  lookAhead: new Rule(({ grad, average }, { momentum }) => ({ out: lerp(grad, average, momentum) })),
  move: new Rule(({ out, update }, { shrink, stepSize }) => ({
    out: addScaled(mul(out, shrink), update, neg(stepSize)),
  })),
};

/**
 * Muon: the running average of a matrix's gradient, orthogonalized, so that all its directions count alike. For the
 * matrices within a network; biases, embeddings and the last layer go to another optimizer, such as AdamW.
 *
 * B ← μB + (1 − μ)∇f; O = NS((1 − μ)∇f + μB), or NS(B) without `nesterov`; θ ← θ(1 − γλ) − γ·r(A, B)·O
 *
 * Source: Jordan et al., Muon: An optimizer for hidden layers in neural networks (2024); Liu et al., Muon is Scalable
 * for LLM Training (2025) for `"match_rms_adamw"`;
 * {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.Muon.html torch.optim.Muon}.
 *
 * @throws {RangeError} for an option outside its range, or a parameter that is not a matrix
 */
export class Muon extends Optimizer<MuonOptions, MuonState> {
  /** Every option's default. */
  static readonly defaults: Readonly<Required<MuonOptions>> = Object.freeze<Required<MuonOptions>>({
    lr: 1e-3,
    weightDecay: 0.1,
    momentum: 0.95,
    nesterov: true,
    nsCoefficients: [3.4445, -4.775, 2.0315],
    eps: 1e-7,
    nsSteps: 5,
    adjustLrFn: null,
  });

  /** @internal */
  static readonly signature = optimizerSignature<MuonOptions>({
    name: "Muon",
    defaults: Muon.defaults,
    tensors: ["lr"],
  });

  constructor(params: Params<MuonOptions>, options?: MuonOptions);
  constructor(...args: readonly unknown[]) {
    const { params, options: resolved } = readArguments<MuonOptions>(Muon.signature, args, Muon.defaults);
    const { lr, weightDecay, momentum, adjustLrFn } = withNumbers(resolved);
    check(lr >= 0, "Learning rate should be >= 0 but is", lr);
    check(momentum >= 0, "momentum should be >= 0 but is", momentum);
    check(weightDecay >= 0, "weight decay should be >= 0 but is", weightDecay);
    if (adjustLrFn !== null && adjustLrFn !== "original" && adjustLrFn !== "match_rms_adamw") {
      throw new RangeError(`Adjust learning rate function ${String(adjustLrFn)} is not supported`);
    }
    super(params, resolved, {
      name: "Muon",
      floats: new Set([
        "lr",
        "weightDecay",
        "momentum",
        "nsCoefficients.0",
        "nsCoefficients.1",
        "nsCoefficients.2",
        "eps",
      ]),
      declared: Muon.defaults,
      added: {},
    });
  }

  protected override groupAdded({ params }: ParamGroup<MuonOptions>): void {
    for (const param of params) checkMatrix(param);
    for (const param of params) if (isFloat(param.dtype)) param.storage.moveToHeap();
  }

  protected override update(): void {
    for (const group of this.paramGroups) {
      checkOptions(this, withNumbers(group));
      const stepped = group.params.filter(({ _grad }) => _grad !== null);
      for (const param of stepped) this.#check(param);
      if (stepped.length > 0 && !(group.nsSteps < 100)) {
        throw new RangeError("Number of steps must be less than 100 for computational efficiency");
      }
    }
    for (const group of this.paramGroups) {
      for (const param of group.params) if (param._grad !== null) this.#step(param, param._grad, group);
    }
  }

  /** Throws, before anything has changed, if a parameter can't be stepped. */
  #check(param: Tensor): void {
    if (isComplex(param.dtype)) throw new Error("Muon does not support complex parameters");
    if (param._grad?.isSparse) throw new Error("Muon does not support sparse gradients");
    checkDType("Muon", param);
    checkMatrix(param);
    const state = this.state.get(param);
    checkStepped({ owner: this, param, loading: false }, state, formOf(param, state));
  }

  /** @internal */
  override checkLoadedState(subject: Subject, entry: Record<string, unknown>): void {
    checkEntry(subject, entry, formOf(subject.param, entry));
  }

  #step(param: Tensor, grad: Tensor, group: ParamGroup<MuonOptions>): void {
    const { weightDecay, momentum, nesterov, nsCoefficients, nsSteps, eps, adjustLrFn } = group;
    const lr = toScalar(group.lr);
    const { momentumBuffer: average } = this.#stateOf(param);
    const dtype = param.dtype as FloatDType;
    runRule(rules.average, { out: average, grad }, { momentum });
    if (param._numel === 0) return;
    const ahead = emptyVector(dtype, param._numel).view(param._shape);
    if (nesterov) runRule(rules.lookAhead, { out: ahead, grad, average }, { momentum });
    const direction = orthogonalized(nesterov ? ahead : average, nsCoefficients, nsSteps, eps);
    // An operation on two types is made in the wider one.
    const update = emptyVector(dtype, param._numel);
    (update.storage.data as Float64Array).set(direction.storage.data as Float32Array);
    const scalars = {
      shrink: toNumber(minus(1, times(lr, weightDecay))),
      stepSize: toNumber(times(lr, shapeFactor(param._shape, adjustLrFn))),
    };
    runRule(rules.move, { out: param, update }, scalars);
    for (const vector of [ahead, direction, update]) freeVector(vector);
  }

  #stateOf(param: Tensor): MuonState {
    const state = this.state.get(param) ?? ({} as MuonState);
    state.momentumBuffer ??= newVector(param.dtype as FloatDType, param._numel).view(param._shape);
    this.state.set(param, state);
    return state;
  }

  protected override release(): void {
    for (const { momentumBuffer } of this.state.values()) momentumBuffer.storage.moveOut();
  }
}

/** What is kept for a parameter; PyTorch makes it where it is missing, not where it is null. */
function formOf({ _shape: shape }: Tensor, entry: object = {}): EntryForm {
  return { arrays: { momentumBuffer: shape }, numbers: [], lazy: !Object.hasOwn(entry, "momentumBuffer") };
}

/** @throws {RangeError} for a parameter that is no matrix */
function checkMatrix({ _shape: shape }: Tensor): void {
  if (shape.length === 2) return;
  throw new RangeError(
    `Muon only supports 2D parameters whereas we found a parameter with size: torch.Size(${formatShape(shape)})`,
  );
}

/** What a learning rate is multiplied by for a parameter of this shape. */
function shapeFactor([rows, columns]: readonly number[], adjust: MuonOptions["adjustLrFn"]): number {
  if (adjust === "match_rms_adamw") return 0.2 * Math.sqrt(Math.max(rows, columns));
  return adjust === null || adjust === "original" ? Math.sqrt(Math.max(1, rows / columns)) : 1;
}
