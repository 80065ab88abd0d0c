import { type AnyOptimizer, lrScheduler, swaUtils } from "../optim/index.ts";
import { BOOLEAN, oneOf, orNull, STRING } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publish } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { describeOptions, integer, number, type OptionInfo, type OptionSpec, SPECS } from "./optionInfo.ts";
import { type ClassTexts, describing, type Named, Registry, textsOf } from "./registry.ts";
import { schedulerTexts } from "./texts.ts";

/** A class of schedulers that are made of an optimizer and options. */
export type SchedulerConstructor = new (optimizer: AnyOptimizer, options: never) => lrScheduler.LRScheduler;

/** A class of schedulers that are made of others. */
export type CombinedConstructor = typeof lrScheduler.ChainedScheduler;

/** What is known of a learning-rate scheduler. */
export interface SchedulerInfo extends Named {
  /** The class. */
  readonly scheduler: SchedulerConstructor | CombinedConstructor;
  /** What it does, in a sentence. */
  readonly summary: string;
  /** The same with what else there is to know, in a paragraph. */
  readonly description: string;
  /** Who published it, where; null for what PyTorch made up. */
  readonly source: string | null;
  /** Where the documentation of PyTorch's twin is. */
  readonly url: string | null;
  /** Its options, but `lastEpoch`, which is for resuming. */
  readonly options: Readonly<Record<string, OptionInfo>>;
  /** After what `step` is called. */
  readonly steps: "epoch" | "batch";
  /** The option that has the number of steps in the whole training; null where it doesn't matter. */
  readonly length: string | null;
  /** Whether `step` is given the metric that it goes by. */
  readonly metric: boolean;
  /** Whether it is made of other schedulers. */
  readonly combines: boolean;
}

/** What a table says of a scheduler; the rest is found out. */
export interface SchedulerSpec extends Named {
  /** The values that its options take; of those that aren't there, the declaration tells enough. Default: none. */
  readonly options?: Readonly<Record<string, OptionSpec>>;
  /** Default: "epoch". */
  readonly steps?: SchedulerInfo["steps"];
  /** Default: null. */
  readonly length?: string | null;
  /** Default: false. */
  readonly metric?: boolean;
  /** Default: false. */
  readonly combines?: boolean;
}

const SPEC = signature(
  "describeScheduler",
  { name: STRING },
  {},
  {
    options: optional(SPECS, {}),
    steps: optional(oneOf("epoch", "batch"), "epoch"),
    length: optional(orNull(STRING), null),
    metric: optional(BOOLEAN, false),
    combines: optional(BOOLEAN, false),
  },
);

/** A scheduler's entry, from its class, what is told of it and what its documentation says. */
export const describeScheduler = publish(describing("describeScheduler", "scheduler"), describeSchedulerOf);

function describeSchedulerOf(
  scheduler: SchedulerInfo["scheduler"],
  spec: SchedulerSpec,
  { summary, description, source, url, options: texts }: ClassTexts = textsOf(schedulerTexts, spec.name),
): SchedulerInfo {
  const { name, options, steps, length, metric, combines } = SPEC.read([spec]);
  const infos = describeOptions(texts, options);
  return { name, scheduler, summary, description, source, url, options: infos, steps, length, metric, combines };
}

const GAMMA = number({}, 0.01, 1, "log");
const RATE = number({}, 1e-4, 1, "log");
const EPOCHS = integer({}, 1, 100, "log");
const STEPS = integer({}, 1, 10_000, "log");
const MOMENTUM = number({}, 0.5, 0.99, "logComplement");
const SHARE = { minimum: 0, maximum: 1 };

/** PyTorch's learning-rate schedulers, in the order of its documentation, and those that programs have registered. */
export const schedulers: Registry<SchedulerInfo> = new Registry("scheduler", [
  describeScheduler(lrScheduler.LambdaLR, { name: "LambdaLR" }),
  describeScheduler(lrScheduler.MultiplicativeLR, { name: "MultiplicativeLR" }),
  describeScheduler(lrScheduler.StepLR, { name: "StepLR", options: { stepSize: EPOCHS, gamma: GAMMA } }),
  describeScheduler(lrScheduler.MultiStepLR, {
    name: "MultiStepLR",
    options: { milestones: { type: "numbers", each: EPOCHS }, gamma: GAMMA },
  }),
  describeScheduler(lrScheduler.ConstantLR, {
    name: "ConstantLR",
    options: { factor: number(SHARE, 0.01, 1, "log"), totalIters: EPOCHS },
  }),
  describeScheduler(lrScheduler.LinearLR, {
    name: "LinearLR",
    options: {
      startFactor: number({ exclusiveMinimum: 0, maximum: 1 }, 0.01, 1, "log"),
      endFactor: number(SHARE, 0, 1),
      totalIters: EPOCHS,
    },
    length: "totalIters",
  }),
  describeScheduler(lrScheduler.ExponentialLR, {
    name: "ExponentialLR",
    options: { gamma: number({}, 0.5, 0.999, "logComplement") },
  }),
  describeScheduler(lrScheduler.PolynomialLR, {
    name: "PolynomialLR",
    options: { totalIters: EPOCHS, power: number({}, 0.5, 4) },
    length: "totalIters",
  }),
  describeScheduler(lrScheduler.CosineAnnealingLR, {
    name: "CosineAnnealingLR",
    options: { tMax: EPOCHS, etaMin: number({}, 0, 1e-2) },
    length: "tMax",
  }),
  describeScheduler(lrScheduler.ChainedScheduler, { name: "ChainedScheduler", combines: true }),
  describeScheduler(lrScheduler.SequentialLR, {
    name: "SequentialLR",
    options: { milestones: { type: "numbers", each: EPOCHS } },
    combines: true,
  }),
  describeScheduler(lrScheduler.ReduceLROnPlateau, {
    name: "ReduceLROnPlateau",
    options: {
      factor: number({ exclusiveMaximum: 1 }, 0.01, 0.9, "log"),
      patience: integer({}, 0, 50),
      threshold: number({}, 1e-6, 0.1, "log"),
      cooldown: integer({}, 0, 50),
      minLr: number({}, 0, 1e-2),
      eps: number({}, 1e-10, 1e-4, "log"),
    },
    metric: true,
  }),
  describeScheduler(lrScheduler.CyclicLR, {
    name: "CyclicLR",
    options: {
      baseLr: RATE,
      maxLr: RATE,
      stepSizeUp: STEPS,
      stepSizeDown: STEPS,
      gamma: number({}, 0.99, 1),
      baseMomentum: MOMENTUM,
      maxMomentum: MOMENTUM,
    },
    steps: "batch",
  }),
  describeScheduler(lrScheduler.OneCycleLR, {
    name: "OneCycleLR",
    options: {
      maxLr: RATE,
      totalSteps: integer({ exclusiveMinimum: 0 }, 1, 10_000, "log"),
      epochs: integer({ exclusiveMinimum: 0 }, 1, 100, "log"),
      stepsPerEpoch: integer({ exclusiveMinimum: 0 }, 1, 1000, "log"),
      pctStart: number(SHARE, 0, 1),
      baseMomentum: MOMENTUM,
      maxMomentum: MOMENTUM,
      divFactor: number({}, 1, 100, "log"),
      finalDivFactor: number({}, 1, 1e6, "log"),
    },
    steps: "batch",
    length: "totalSteps",
  }),
  describeScheduler(lrScheduler.CosineAnnealingWarmRestarts, {
    name: "CosineAnnealingWarmRestarts",
    options: {
      t0: integer({ exclusiveMinimum: 0 }, 1, 100, "log"),
      tMult: integer({ minimum: 1 }, 1, 4),
      etaMin: number({}, 0, 1e-2),
    },
  }),
  describeScheduler(swaUtils.SWALR, {
    name: "SWALR",
    options: { swaLr: RATE, annealEpochs: integer({ minimum: 0 }, 0, 50) },
  }),
]);
