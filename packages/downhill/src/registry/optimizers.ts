import {
  Adadelta,
  Adafactor,
  Adagrad,
  Adam,
  Adamax,
  AdamW,
  type AnyOptimizer,
  ASGD,
  ElementwiseOptimizer,
  LBFGS,
  Muon,
  NAdam,
  type Params,
  RAdam,
  RMSprop,
  Rprop,
  SGD,
  SparseAdam,
} from "../optim/index.ts";
import { BOOLEAN, listOf, oneOf, orNull, STRING } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publish } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import {
  describeOptions,
  integer,
  type NumberRange,
  number,
  type OptionInfo,
  type OptionSpec,
  SPECS,
} from "./optionInfo.ts";
import { type ClassTexts, describing, type Named, Registry, textsOf } from "./registry.ts";
import { optimizerTexts } from "./texts.ts";

/** A class of optimizers, with options that are checked when one is made. */
export interface OptimizerConstructor {
  new (params: Params<object>, options?: object): AnyOptimizer;
  /** Every option's default. */
  readonly defaults: object;
}

/** What is known of an optimizer. */
export interface OptimizerInfo extends Named {
  /** The class. */
  readonly optimizer: OptimizerConstructor;
  /** What it does, in a sentence. */
  readonly summary: string;
  /** The same with what else there is to know, in a paragraph. */
  readonly description: string;
  /** The step as a formula; null where it takes more than a line. */
  readonly formula: string | null;
  /** Who published it, where; null for what PyTorch made up. */
  readonly source: string | null;
  /** Where the documentation of PyTorch's twin is. */
  readonly url: string | null;
  /** Its options, but those that only choose among PyTorch's implementations, such as `foreach`. */
  readonly options: Readonly<Record<string, OptionInfo>>;
  /** What it remembers for each parameter: what each entry of its state is. */
  readonly state: Readonly<Record<string, string>>;
  /** The options that matter most, the most telling one first. */
  readonly tune: readonly string[];
  /** Whether it treats every element alike, so that one compiled kernel makes the step. */
  readonly elementwise: boolean;
  /**
   * Whether its numbers are PyTorch's to the bit. Others take long sums or matrix products, whose order differs, or are not
   * PyTorch's.
   */
  readonly exact: boolean;
  /** The gradients that it takes. */
  readonly gradients: "dense" | "sparse" | "both";
  /** The parameters that it takes: any, or those of two dimensions. */
  readonly parameters: "any" | "matrices";
  /** Whether `step` needs a closure that evaluates the loss. */
  readonly closure: boolean;
  /** Why it needs the gradient of all the data, not of a mini-batch; null for those that don't. */
  readonly fullBatch: string | null;
}

/** What a table says of an optimizer; the rest is found out. */
export interface OptimizerSpec extends Named {
  /** The values that its options take; of those that aren't there, the default tells enough. */
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly tune: readonly string[];
  /** Default: true. */
  readonly exact?: boolean;
  /** Default: "dense". */
  readonly gradients?: OptimizerInfo["gradients"];
  /** Default: "any". */
  readonly parameters?: OptimizerInfo["parameters"];
  /** Default: false. */
  readonly closure?: boolean;
  /** Default: null. */
  readonly fullBatch?: string | null;
}

const SPEC = signature(
  "describeOptimizer",
  { name: STRING, options: SPECS, tune: listOf<string>("names of options") },
  {},
  {
    exact: optional(BOOLEAN, true),
    gradients: optional(oneOf("dense", "sparse", "both"), "dense"),
    parameters: optional(oneOf("any", "matrices"), "any"),
    closure: optional(BOOLEAN, false),
    fullBatch: optional(orNull(STRING), null),
  },
);

/** An optimizer's entry, from its class, what is told of it and what its documentation says. */
export const describeOptimizer = publish(describing("describeOptimizer", "optimizer"), describeOptimizerOf);

function describeOptimizerOf(
  optimizer: OptimizerConstructor,
  spec: OptimizerSpec,
  { options: descriptions, state = {}, ...texts }: ClassTexts = textsOf(optimizerTexts, spec.name),
): OptimizerInfo {
  const { name, options, tune, exact, gradients, parameters, closure, fullBatch } = SPEC.read([spec]);
  return {
    name,
    optimizer,
    ...texts,
    options: describeOptions(descriptions, options, optimizer.defaults as Record<string, unknown>),
    state,
    tune,
    elementwise: optimizer.prototype instanceof ElementwiseOptimizer,
    exact: exact && texts.url !== null,
    gradients,
    parameters,
    closure,
    fullBatch,
  };
}

/** A learning rate. */
const rate = (low: number, high: number): NumberRange => number({ minimum: 0 }, low, high, "log");
const NOT_NEGATIVE = { minimum: 0 };
const DECAY = number(NOT_NEGATIVE, 1e-6, 0.1, "log");
const EPS = number(NOT_NEGATIVE, 1e-10, 1e-2, "log");
const BETA = number({ minimum: 0, exclusiveMaximum: 1 }, 0.5, 0.9999, "logComplement");
const BETAS = [BETA, BETA];

/** PyTorch's optimizers, in the order of its documentation, and those that programs have registered. */
export const optimizers: Registry<OptimizerInfo> = new Registry("optimizer", [
  describeOptimizer(Adadelta, {
    name: "Adadelta",
    options: {
      lr: rate(1e-2, 10),
      rho: number({ minimum: 0, maximum: 1 }, 0.5, 0.999, "logComplement"),
      eps: EPS,
      weightDecay: DECAY,
    },
    tune: ["lr", "rho"],
  }),
  describeOptimizer(Adafactor, {
    name: "Adafactor",
    options: {
      lr: rate(1e-3, 1),
      beta2Decay: number({ maximum: 0 }, -1, -0.5),
      eps: [{ ...EPS, nullable: true }, number(NOT_NEGATIVE, 1e-6, 1e-1, "log")],
      d: number({ minimum: 1 }, 1, 10, "log"),
      weightDecay: DECAY,
    },
    tune: ["lr", "beta2Decay"],
  }),
  describeOptimizer(Adagrad, {
    name: "Adagrad",
    options: {
      lr: rate(1e-3, 1),
      lrDecay: number(NOT_NEGATIVE, 1e-6, 1e-1, "log"),
      eps: EPS,
      weightDecay: DECAY,
      initialAccumulatorValue: number(NOT_NEGATIVE, 1e-6, 1, "log"),
    },
    tune: ["lr", "initialAccumulatorValue"],
    gradients: "both",
  }),
  describeOptimizer(Adam, {
    name: "Adam",
    options: { lr: rate(1e-4, 0.1), betas: BETAS, eps: EPS, weightDecay: DECAY },
    tune: ["lr", "betas"],
  }),
  describeOptimizer(AdamW, {
    name: "AdamW",
    options: { lr: rate(1e-4, 0.1), betas: BETAS, eps: EPS, weightDecay: DECAY },
    tune: ["lr", "weightDecay"],
  }),
  describeOptimizer(SparseAdam, {
    name: "SparseAdam",
    options: {
      lr: number({ exclusiveMinimum: 0 }, 1e-4, 0.1, "log"),
      betas: BETAS,
      eps: number({ exclusiveMinimum: 0 }, 1e-10, 1e-2, "log"),
    },
    tune: ["lr", "betas"],
    gradients: "sparse",
  }),
  describeOptimizer(Adamax, {
    name: "Adamax",
    options: { lr: rate(1e-4, 0.1), betas: BETAS, eps: EPS, weightDecay: DECAY },
    tune: ["lr", "betas"],
  }),
  describeOptimizer(ASGD, {
    name: "ASGD",
    options: {
      lr: rate(1e-3, 1),
      lambd: number({}, 1e-6, 1e-2, "log"),
      alpha: number({}, 0.5, 1),
      t0: number({}, 1, 1e6, "log"),
      weightDecay: DECAY,
    },
    tune: ["lr", "t0"],
  }),
  describeOptimizer(LBFGS, {
    name: "LBFGS",
    options: {
      lr: rate(1e-2, 1),
      maxIter: integer({}, 1, 100, "log"),
      maxEval: integer({}, 1, 125, "log"),
      toleranceGrad: number({}, 1e-12, 1e-3, "log"),
      toleranceChange: number({}, 1e-12, 1e-3, "log"),
      historySize: integer({}, 1, 100, "log"),
    },
    tune: ["lr", "historySize"],
    exact: false,
    closure: true,
    fullBatch:
      "it compares the gradients of successive steps to estimate the curvature, which the noise of mini-batches would drown",
  }),
  describeOptimizer(Muon, {
    name: "Muon",
    options: {
      lr: rate(1e-3, 1),
      weightDecay: DECAY,
      momentum: number(NOT_NEGATIVE, 0.5, 0.999, "logComplement"),
      nsCoefficients: [number({}, 1, 5), number({}, -6, 0), number({}, 0, 3)],
      eps: number({}, 1e-10, 1e-2, "log"),
      nsSteps: integer({ exclusiveMaximum: 100 }, 1, 10),
    },
    tune: ["lr", "momentum"],
    exact: false,
    parameters: "matrices",
  }),
  describeOptimizer(NAdam, {
    name: "NAdam",
    options: {
      lr: rate(1e-4, 0.1),
      betas: BETAS,
      eps: EPS,
      weightDecay: DECAY,
      momentumDecay: number(NOT_NEGATIVE, 1e-4, 0.1, "log"),
    },
    tune: ["lr", "betas"],
  }),
  describeOptimizer(RAdam, {
    name: "RAdam",
    options: { lr: rate(1e-4, 0.1), betas: BETAS, eps: EPS, weightDecay: DECAY },
    tune: ["lr", "betas"],
  }),
  describeOptimizer(RMSprop, {
    name: "RMSprop",
    options: {
      lr: rate(1e-4, 0.1),
      momentum: number(NOT_NEGATIVE, 0, 0.99),
      alpha: number(NOT_NEGATIVE, 0.5, 0.999, "logComplement"),
      eps: EPS,
      weightDecay: DECAY,
    },
    tune: ["lr", "alpha"],
  }),
  describeOptimizer(Rprop, {
    name: "Rprop",
    options: {
      lr: rate(1e-4, 0.1),
      etas: [number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }, 0.1, 0.9), number({ exclusiveMinimum: 1 }, 1.01, 2)],
      stepSizes: [number({}, 1e-9, 1e-3, "log"), number({}, 1e-2, 100, "log")],
    },
    tune: ["lr", "etas"],
    fullBatch: "it looks at the gradient's sign alone, which on mini-batches changes by chance",
  }),
  describeOptimizer(SGD, {
    name: "SGD",
    options: {
      lr: rate(1e-4, 1),
      momentum: number(NOT_NEGATIVE, 0, 0.99),
      dampening: number({}, 0, 1),
      weightDecay: DECAY,
    },
    tune: ["lr", "momentum"],
    gradients: "both",
  }),
]);
