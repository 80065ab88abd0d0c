/** A value an optimizer's option can have on the command line. */
export type Setting = number | boolean | string | null | readonly [number, number];

/** The settings of one optimizer, spelled as the library's options. */
export type Settings = Readonly<Record<string, Setting>>;

/** What may be given for an option. */
export type OptionKind = "number" | "whole number" | "yes or no" | "two numbers" | readonly (string | null)[];

/** One of the optimizers in the race. */
export interface Contestant {
  /** As on the command line. */
  readonly key: string;
  /** As PyTorch spells it. */
  readonly name: string;
  /** What a user may set. */
  readonly options: Readonly<Record<string, OptionKind>>;
  /** Where the race departs from the library's defaults. */
  readonly settings: Settings;
  /** Where these settings are published. */
  readonly source: string;
  /** The network, or the table of embeddings for the one optimizer that takes nothing but sparse gradients. */
  readonly model: "network" | "lookup";
  /** A step per mini-batch, or one per epoch on all training rows. */
  readonly step: "batch" | "epoch";
}

const adam = { lr: "number", betas: "two numbers", eps: "number" } as const;
const decay = { weightDecay: "number" } as const;

/**
 * The eleven, in the order of PyTorch's documentation of the family, each with settings that somebody published and that
 * do sensibly well on small networks; most are not the defaults, which are meant for large ones and long training.
 */
export const contestants: readonly Contestant[] = [
  {
    key: "sgd",
    name: "SGD",
    options: { lr: "number", momentum: "number", dampening: "number", ...decay, nesterov: "yes or no" },
    settings: { lr: 0.01, momentum: 0.9 },
    source: "the example of PyTorch's torch.optim page",
    model: "network",
    step: "batch",
  },
  {
    key: "adam",
    name: "Adam",
    options: { ...adam, ...decay, amsgrad: "yes or no", decoupledWeightDecay: "yes or no" },
    settings: { lr: 0.01 },
    source: "the tutorial's rate, ten times the default of Kingma and Ba (2015)",
    model: "network",
    step: "batch",
  },
  {
    key: "adamw",
    name: "AdamW",
    options: { ...adam, ...decay, amsgrad: "yes or no" },
    settings: { lr: 0.01 },
    source: "Adam's rate; weight decay 0.01 is PyTorch's default (Loshchilov and Hutter, 2019)",
    model: "network",
    step: "batch",
  },
  {
    key: "sparseadam",
    name: "SparseAdam",
    options: adam,
    settings: { lr: 0.01 },
    source: "Adam's rate",
    model: "lookup",
    step: "batch",
  },
  {
    key: "adamax",
    name: "Adamax",
    options: { ...adam, ...decay },
    settings: { lr: 0.02 },
    source: "twice Adam's rate, the ratio of Kingma and Ba (2015)",
    model: "network",
    step: "batch",
  },
  {
    key: "adagrad",
    name: "Adagrad",
    options: { lr: "number", lrDecay: "number", ...decay, initialAccumulatorValue: "number", eps: "number" },
    settings: { lr: 0.1 },
    source: "the rate used in Dive into Deep Learning, section Adagrad",
    model: "network",
    step: "batch",
  },
  {
    key: "adadelta",
    name: "Adadelta",
    options: { lr: "number", rho: "number", eps: "number", ...decay },
    settings: { lr: 1 },
    source: "Zeiler (2012), whose rule has no rate, and PyTorch's default",
    model: "network",
    step: "batch",
  },
  {
    key: "rmsprop",
    name: "RMSprop",
    options: { lr: "number", alpha: "number", eps: "number", ...decay, momentum: "number", centered: "yes or no" },
    settings: { lr: 0.01, alpha: 0.9 },
    source: "the tutorial's; alpha is Hinton's (Coursera, lecture 6e)",
    model: "network",
    step: "batch",
  },
  {
    key: "rprop",
    name: "Rprop",
    options: { lr: "number", etas: "two numbers", stepSizes: "two numbers" },
    settings: { lr: 0.01 },
    source: "PyTorch's default",
    model: "network",
    step: "batch",
  },
  {
    key: "asgd",
    name: "ASGD",
    options: { lr: "number", lambd: "number", alpha: "number", t0: "number", ...decay },
    settings: { lr: 0.1 },
    source: "He et al. (2015) start plain SGD at 0.1",
    model: "network",
    step: "batch",
  },
  {
    key: "lbfgs",
    name: "LBFGS",
    options: {
      lr: "number",
      maxIter: "whole number",
      maxEval: "whole number",
      toleranceGrad: "number",
      toleranceChange: "number",
      historySize: "whole number",
      lineSearchFn: ["strong_wolfe", null],
    },
    settings: { lr: 1, historySize: 10, lineSearchFn: "strong_wolfe" },
    source: "Nocedal and Wright (2006): unit step, strong Wolfe line search, a history of 3 to 20",
    model: "network",
    step: "epoch",
  },
];
