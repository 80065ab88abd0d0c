import type { Settings } from "../training/plan.ts";

/** Settings that somebody published, and who. */
export interface Published {
  readonly settings: Settings;
  readonly source: string;
}

/**
 * What each optimizer runs with unless told otherwise: settings that somebody published and that do sensibly well on small
 * networks. Most are not the defaults, which are meant for large ones and long training. Whoever isn't listed runs with
 * its defaults.
 */
export const published: Readonly<Record<string, Published>> = {
  Adadelta: { settings: { lr: 1 }, source: "Zeiler (2012), whose rule has no rate, and PyTorch's default" },
  Adafactor: { settings: { lr: 0.01 }, source: "PyTorch's default, the bound of Shazeer and Stern (2018)" },
  Adagrad: { settings: { lr: 0.1 }, source: "the rate used in Dive into Deep Learning, section Adagrad" },
  Adam: { settings: { lr: 0.01 }, source: "the tutorial's rate, ten times the default of Kingma and Ba (2015)" },
  AdamW: {
    settings: { lr: 0.01 },
    source: "Adam's rate; weight decay 0.01 is PyTorch's default (Loshchilov and Hutter, 2019)",
  },
  SparseAdam: { settings: { lr: 0.01 }, source: "Adam's rate" },
  Adamax: { settings: { lr: 0.02 }, source: "twice Adam's rate, the ratio of Kingma and Ba (2015)" },
  ASGD: { settings: { lr: 0.1 }, source: "He et al. (2015) start plain SGD at 0.1" },
  LBFGS: {
    settings: { lr: 1, historySize: 10, lineSearchFn: "strong_wolfe" },
    source: "Nocedal and Wright (2006): unit step, strong Wolfe line search, a history of 3 to 20",
  },
  Muon: {
    settings: { lr: 0.01, adjustLrFn: "match_rms_adamw" },
    source: "Liu et al. (2025): AdamW's rate, steps scaled to the size of AdamW's",
  },
  NAdam: { settings: { lr: 0.01 }, source: "Adam's rate" },
  RAdam: { settings: { lr: 0.01 }, source: "Adam's rate" },
  RMSprop: { settings: { lr: 0.01, alpha: 0.9 }, source: "the tutorial's; alpha is Hinton's (Coursera, lecture 6e)" },
  Rprop: { settings: { lr: 0.01 }, source: "PyTorch's default" },
  SGD: { settings: { lr: 0.01, momentum: 0.9 }, source: "the example of PyTorch's torch.optim page" },
};
