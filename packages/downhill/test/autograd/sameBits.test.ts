import { expect, it } from "vitest";
import { arange, autograd, manualSeed, nn, randint, randn, type Tensor } from "../../src/index.ts";

const { functional } = nn;

/** What a loss is made of: an input of 2,000 elements, and a function of it. */
const CASES: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  exp: (x) => x.exp(),
  tanh: (x) => x.tanh(),
  sigmoid: (x) => x.sigmoid(),
  relu: (x) => x.relu(),
  gelu: (x) => x.gelu(),
  "gelu, approximated": (x) => x.gelu({ approximate: "tanh" }),
  softplus: (x) => functional.softplus(x),
  erf: (x) => x.erf(),
  log1p: (x) => x.abs().log1p(),
  softmax: (x) => x.softmax(1),
  "softmax over the first dimension": (x) => x.softmax(0),
  "log softmax": (x) => x.logSoftmax(1),
  logsumexp: (x) => x.logsumexp(1),
  "layer norm": (x) => functional.layerNorm(x, [50]),
  "batch norm": (x) => functional.batchNorm(x, null, null, { training: true }),
  "batch norm of planes": (x) => functional.batchNorm(x.reshape([4, 10, 50]), null, null, { training: true }),
  "mean squared error": (x) => functional.mseLoss(x, x.detach().neg()),
  "absolute error": (x) => functional.l1Loss(x, x.detach().mul(0.5)),
  "Huber's error": (x) => functional.huberLoss(x, x.detach().mul(0.5)),
  "cross-entropy": (x) => functional.crossEntropy(x, arange(40)),
  "smoothed cross-entropy": (x) => functional.crossEntropy(x, arange(40), { labelSmoothing: 0.1 }),
  "negative log-likelihood": (x) => functional.nllLoss(x.logSoftmax(1), randint(0, 50, [40])),
  "binary cross-entropy": (x) => functional.binaryCrossEntropyWithLogits(x, x.detach().sigmoid().round()),
};

it.each(Object.keys(CASES))("%s: a gradient has the same bits whether its computation is recorded or not", (name) => {
  manualSeed(3);
  const x = randn([40, 50], { requiresGrad: true });
  const weights = randn([2000]);
  const loss = () => {
    manualSeed(4);
    const result = CASES[name](x);
    return result.numel() === 1
      ? result
      : result
          .flatten()
          .mul(weights.narrow(0, 0, result.numel()))
          .sum();
  };
  const plain = autograd.grad(loss(), x)[0];
  const recorded = autograd.grad(loss(), x, { createGraph: true })[0];
  expect(recorded.detach().toTypedArray()).toEqual(plain.toTypedArray());
});
