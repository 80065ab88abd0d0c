/**
 * A module of one's own: parameters are trained, buffers are kept beside them. It prints what PyTorch prints.
 *
 *     npx tsx examples/own-module.ts
 */

import { linspace, manualSeed, nn, noGrad, ones, optim, randn, type Tensor, zeros } from "downhill";

/** Subtracts the mean that its inputs have had so far, divides by their standard deviation, and scales. */
class Standardize extends nn.Module {
  weight: nn.Parameter;
  mean: nn.Buffer;
  variance: nn.Buffer;
  /** Of the last batch alone: no state dict has it. */
  batchMean: nn.Buffer;

  constructor(features: number) {
    super();
    this.weight = new nn.Parameter(ones([features]));
    this.mean = new nn.Buffer(zeros([features]));
    this.variance = new nn.Buffer(ones([features]));
    this.batchMean = new nn.Buffer(zeros([features]), { persistent: false });
  }

  forward(x: Tensor): Tensor {
    if (this.training) {
      noGrad(() => {
        this.batchMean.copy_(x.mean(0));
        this.mean.lerp_(this.batchMean, 0.1);
        this.variance.lerp_(x.var(0), 0.1);
      });
    }
    return x.sub(this.mean).div(this.variance.add(1e-5).sqrt()).mul(this.weight);
  }
}

manualSeed(0);
const x = randn([64, 3]).mul(2).add(5);
const y = x.matmul(linspace(-1, 1, 3).unsqueeze(1)).add(randn([64, 1]));

const model = new nn.Sequential([new Standardize(3), new nn.Linear(3, 1)]);
const optimizer = new optim.Adam(model.parameters(), { lr: 0.05 });
const criterion = new nn.MSELoss();
console.log(`${model}`);

for (let step = 1; step <= 200; step++) {
  optimizer.zeroGrad();
  const loss = criterion.forward(model.forward(x), y);
  loss.backward();
  optimizer.step();
  if (step % 50 === 0) console.log(`step ${step}: loss ${loss.item().toFixed(4)}`);
}

for (const [name, parameter] of model.namedParameters()) console.log(`${name}: ${parameter.shape}`);
for (const [name, buffer] of model.namedBuffers()) console.log(`${name}: ${buffer}`);

// The state dict has what training needs to go on: parameters and persistent buffers.
const state = model.stateDict();
console.log([...state.keys()].join(", "));
const copy = new nn.Sequential([new Standardize(3), new nn.Linear(3, 1)]);
const [missing, unexpected] = copy.loadStateDict(state);
console.log(`${missing.length} missing, ${unexpected.length} unexpected`);
console.log(`${copy.eval().forward(x.narrow(0, 0, 2))}`);
