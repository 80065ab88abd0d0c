import { ANYTHING, BOOLEAN, functionKind, NUMBER, orNull, STRING } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { signature } from "../../signatures/signature.ts";
import type { AnyOptimizer } from "../optimizer.ts";
import { typeName } from "../paramGroups.ts";
import { divide, power } from "./arithmetic.ts";
import { propertiesOf, restoreProperties } from "./functionState.ts";
import { setMomentum, setOption } from "./groupOptions.ts";
import { momentumCycle, startMomentumCycle } from "./momentum.ts";
import {
  checkLength,
  checkOptimizer,
  type Field,
  LRScheduler,
  PER_GROUP,
  type PerGroup,
  perGroup,
  savedEntry,
} from "./scheduler.ts";

export interface CyclicLROptions {
  /** The lowest rate, for all groups or for each. */
  baseLr: PerGroup;
  /** The highest rate, for all groups or for each. */
  maxLr: PerGroup;
  /** Steps from the lowest rate to the highest. Default: 2000. */
  stepSizeUp?: number;
  /** Steps back; null means `stepSizeUp`. Default: null. */
  stepSizeDown?: number | null;
  /** Whether cycles stay as high, halve in height, or decay by `gamma` per step. Default: `"triangular"`. */
  mode?: "triangular" | "triangular2" | "exp_range";
  /** Decay of `"exp_range"`. Default: 1. */
  gamma?: number;
  /** Scales the height by a function of one's own, instead of `mode`. Default: null. */
  scaleFn?: ((x: number) => number) | null;
  /** What `scaleFn` is given: the cycle, from 1, or the step. Default: `"cycle"`. */
  scaleMode?: "cycle" | "iterations";
  /** Whether the momentum cycles against the rate. Default: true. */
  cycleMomentum?: boolean;
  /** The lowest momentum. Default: 0.8. */
  baseMomentum?: PerGroup;
  /** The highest momentum. Default: 0.9. */
  maxMomentum?: PerGroup;
  /** The last step seen. Default: -1. */
  lastEpoch?: number;
}

const MODES = ["triangular", "triangular2", "exp_range"];

/**
 * The rate goes up and down between two bounds; call `step` after each batch.
 *
 * Source: Smith, Cyclical Learning Rates for Training Neural Networks (2015);
 * {@link https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CyclicLR.html CyclicLR}.
 *
 * @throws {RangeError} for an unknown mode, no steps up, or momentum cycling with an optimizer that has none
 */
export class CyclicLR extends LRScheduler {
  protected maxLrs: number[];
  protected totalSize: number;
  protected stepRatio: number;
  protected mode: string;
  protected gamma: number;
  protected scaleMode: string;
  protected cycleMomentum: boolean;
  protected usesBeta1 = false;
  protected baseMomentums: number[] = [];
  protected maxMomentums: number[] = [];
  private readonly scaleFn: ((x: number) => number) | null;

  /** @internal */
  static override readonly signature = signature(
    "CyclicLR",
    { optimizer: ANYTHING, baseLr: PER_GROUP, maxLr: PER_GROUP },
    {
      stepSizeUp: optional(NUMBER, 2000),
      stepSizeDown: optional(orNull(NUMBER), null),
      mode: optional(STRING, "triangular"),
      gamma: optional(NUMBER, 1),
      scaleFn: optional(orNull(functionKind<(x: number) => number>()), null),
      scaleMode: optional(STRING, "cycle"),
      cycleMomentum: optional(BOOLEAN, true),
      baseMomentum: optional(PER_GROUP, 0.8),
      maxMomentum: optional(PER_GROUP, 0.9),
      lastEpoch: optional(NUMBER, -1),
    },
  );

  constructor(optimizer: AnyOptimizer, options: CyclicLROptions);
  constructor(
    optimizer: AnyOptimizer,
    baseLr: PerGroup,
    maxLr: PerGroup,
    options?: Omit<CyclicLROptions, "baseLr" | "maxLr">,
  );
  constructor(optimizer: AnyOptimizer, ...args: unknown[]) {
    const read = CyclicLR.signature.read([optimizer, ...args]);
    const { mode, scaleFn, cycleMomentum, lastEpoch } = read;
    checkOptimizer(optimizer);
    const baseLrs = perGroup("base_lr", optimizer, read.baseLr);
    const maxLrs = perGroup("max_lr", optimizer, read.maxLr);
    if (!MODES.includes(mode) && scaleFn === null) throw new RangeError("mode is invalid and scale_fn is None");
    const up = read.stepSizeUp;
    const totalSize = up + (read.stepSizeDown ?? up);
    if (Number.isNaN(totalSize)) throw new RangeError("cannot convert float NaN to integer");
    const stepRatio = divide(up, totalSize);
    const cycle = cycleMomentum ? momentumCycle(optimizer, read.baseMomentum, read.maxMomentum) : null;
    divide(1, stepRatio); // a rise in no steps at all has no slope
    super(optimizer, lastEpoch);
    this.totalSize = totalSize;
    this.stepRatio = stepRatio;
    this.maxLrs = maxLrs;
    this.mode = mode;
    this.gamma = read.gamma;
    this.scaleFn = scaleFn;
    this.scaleMode = read.scaleMode;
    if (scaleFn === null) this.scaleMode = mode === "exp_range" ? "iterations" : "cycle";
    this.cycleMomentum = cycleMomentum;
    if (cycle !== null) {
      this.usesBeta1 = cycle.usesBeta1;
      this.baseMomentums = [...cycle.base];
      this.maxMomentums = [...cycle.max];
    }
    this.start(() => {
      if (lastEpoch !== -1) return;
      optimizer.paramGroups.forEach((group, i) => setOption(group, "lr", baseLrs[i]));
      if (cycle !== null) startMomentumCycle(optimizer, cycle);
    });
    this.baseLrs = baseLrs;
  }

  protected override get fields(): readonly Field[] {
    return [
      ["max_lrs", "maxLrs", "float"],
      ["total_size", "totalSize", "float"],
      ["step_ratio", "stepRatio", "float"],
      ["mode", "mode"],
      ["gamma", "gamma", "float"],
      ["scale_mode", "scaleMode"],
      ["cycle_momentum", "cycleMomentum"],
      ...(this.cycleMomentum
        ? ([
            ["use_beta1", "usesBeta1"],
            ["base_momentums", "baseMomentums", "float"],
            ["max_momentums", "maxMomentums", "float"],
          ] as const)
        : []),
    ];
  }

  private scale(x: number): number {
    if (this.scaleFn !== null) {
      const scale: unknown = this.scaleFn(x);
      if (typeof scale !== "number") throw new TypeError(`scale_fn should return a number, but got ${typeName(scale)}`);
      return scale;
    }
    if (this.mode === "triangular2") return 1 / power(2, x - 1);
    return this.mode === "exp_range" ? power(this.gamma, x) : 1;
  }

  protected override computeLr(): number[] {
    const { lastEpoch, totalSize, stepRatio } = this;
    checkLength(this.baseLrs, this.optimizer);
    const cycle = Math.floor(1 + lastEpoch / totalSize);
    const x = 1 + lastEpoch / totalSize - cycle;
    const height = x <= stepRatio ? x / stepRatio : (x - 1) / (stepRatio - 1);
    const scale = this.scale(this.scaleMode === "cycle" ? cycle : lastEpoch);
    if (this.cycleMomentum) {
      this.optimizer.paramGroups.forEach((group, i) => {
        const [base, max] = [this.baseMomentums[i], this.maxMomentums[i]];
        setMomentum(group, max - (max - base) * height * scale);
      });
    }
    return this.baseLrs.map((base, i) => base + (this.maxLrs[i] - base) * height * scale);
  }

  /** Of a function of one's own only its properties are saved. */
  protected override lastEntries(): readonly (readonly [string, unknown])[] {
    return [["_scale_fn_custom", this.scaleFn === null ? null : propertiesOf(this.scaleFn)]];
  }

  override prepareLoad(stateDict: unknown): () => void {
    const load = super.prepareLoad(stateDict);
    const saved = savedEntry(stateDict, "_scale_fn_custom");
    return () => {
      load();
      restoreProperties(this.scaleFn, saved);
    };
  }
}
