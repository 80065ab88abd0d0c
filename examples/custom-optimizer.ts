/**
 * An optimizer of one's own: Lion (Chen et al., Symbolic Discovery of Optimization Algorithms, 2023), which steps by the
 * sign of a running average. From these few lines it gets what every optimizer here has: a kernel compiled to
 * WebAssembly, all cores, parameter groups, state dicts, files.
 *
 *     npx tsx examples/custom-optimizer.ts
 */

import { linspace, manualSeed, nn, optim, type Tensor } from "downhill";

const { addScaled, lerp, mul, neg, oneMinus, sign } = optim.expressions;

interface LionOptions {
  /** The size of every step. */
  lr?: number;
  /** How much of the average the step, and the next average, keep. */
  betas?: [number, number];
  /** How much the parameters shrink, times lr. */
  weightDecay?: number;
}

interface LionState {
  step: number;
  expAvg: Tensor;
}

export class Lion extends optim.defineOptimizer<LionOptions, LionState>({
  name: "Lion",
  defaults: { lr: 1e-4, betas: [0.9, 0.99], weightDecay: 0 },
  state: () => ({ expAvg: 0 }),
  scalars: ({ lr, betas: [beta1, beta2], weightDecay }) => ({ lr, beta1, beta2, shrink: 1 - lr * weightDecay }),
  flags: ({ weightDecay }) => ({ weightDecay: weightDecay !== 0 }),

  update({ param, grad, expAvg }, { lr, beta1, beta2, shrink }, flags) {
    if (flags.weightDecay) param = mul(param, shrink);
    const direction = sign(lerp(expAvg, grad, oneMinus(beta1)));
    return { param: addScaled(param, direction, neg(lr)), expAvg: lerp(expAvg, grad, oneMinus(beta2)) };
  },
}) {}

manualSeed(3);
const x = linspace(-1, 1, 200).unsqueeze(1);
const y = x.mul(3).sin();
const model = new nn.Sequential(new nn.Linear(1, 32), new nn.Tanh(), new nn.Linear(32, 1));
const optimizer = new Lion(model.parameters(), { lr: 3e-3, weightDecay: 0.01 });
const criterion = new nn.MSELoss();
console.log(`${optimizer}`);

for (let step = 1; step <= 300; step++) {
  optimizer.zeroGrad();
  const loss = criterion.forward(model.forward(x), y);
  loss.backward();
  optimizer.step();
  if (step % 60 === 0) console.log(`step ${step}: loss ${loss.item().toFixed(5)}`);
}
console.log(`state: ${[...optimizer.stateDict().state.keys()].length} parameters`);
