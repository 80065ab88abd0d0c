/**
 * The loop that every training has: clear the gradients, compute the loss, send it back, step.
 *
 *     npx tsx examples/training-loop.ts
 */

import { linspace, manualSeed, nn, noGrad, optim, randn, randperm } from "downhill";

const SAMPLES = 1000;
const BATCH = 32;
const EPOCHS = 12;

manualSeed(1);

// The data: a noisy parabola.
const x = linspace(-1, 1, SAMPLES).unsqueeze(1);
const y = x.square().add(randn([SAMPLES, 1]).mul(0.1));

const model = new nn.Sequential(new nn.Linear(1, 20), new nn.ReLU(), new nn.Linear(20, 1));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
const criterion = new nn.MSELoss();
console.log(`${model}`);

for (let epoch = 1; epoch <= EPOCHS; epoch++) {
  model.train();
  const order = randperm(SAMPLES);
  let total = 0;
  for (let start = 0; start < SAMPLES; start += BATCH) {
    const batch = order.narrow(0, start, Math.min(BATCH, SAMPLES - start));
    optimizer.zeroGrad();
    const loss = criterion.forward(model.forward(x.indexSelect(0, batch)), y.indexSelect(0, batch));
    loss.backward();
    optimizer.step();
    total += loss.item() * batch.numel();
  }
  console.log(`epoch ${String(epoch).padStart(2)}: loss ${(total / SAMPLES).toFixed(5)}`);
}

model.eval();
const error = noGrad(() => model.forward(x).sub(x.square()).abs().mean());
console.log(`mean distance from the parabola without its noise: ${error.item().toFixed(4)}`);
