/**
 * Tells two spirals apart: a small network, AdamW with parameter groups, warm-up, cosine decay, clipped gradients.
 *
 *     npx tsx examples/ported/spirals.ts
 */

import { cat, linspace, manualSeed, nn, noGrad, ones, optim, randn, randperm, stack, zeros } from "downhill";

const { clipGradNorm_ } = nn.utils;
const { CosineAnnealingLR, LinearLR, SequentialLR } = optim.lrScheduler;

const POINTS = 256;
const BATCH = 64;
const EPOCHS = 48;

manualSeed(0);

// Two arms, the second turned by half a circle.
const angle = linspace(0.5, 3 * Math.PI, POINTS);
const arm = stack([angle.mul(angle.cos()), angle.mul(angle.sin())], 1).div(3);
const x = cat([arm, arm.neg()]).add(randn([2 * POINTS, 2]).mul(0.03));
const y = cat([zeros([POINTS], { dtype: "int64" }), ones([POINTS], { dtype: "int64" })]);

const model = new nn.Sequential(
  new nn.Linear(2, 64),
  new nn.GELU(),
  new nn.Linear(64, 64),
  new nn.GELU(),
  new nn.Linear(64, 2),
);

// Weights decay, biases don't.
const named = [...model.namedParameters()];
const weights = named.filter(([name]) => name.endsWith("weight")).map(([, p]) => p);
const biases = named.filter(([name]) => name.endsWith("bias")).map(([, p]) => p);
const optimizer = new optim.AdamW(
  [
    { params: weights, weightDecay: 0.05 },
    { params: biases, weightDecay: 0 },
  ],
  { lr: 1e-2, betas: [0.9, 0.99] },
);
const steps = EPOCHS * Math.floor((2 * POINTS) / BATCH);
const warmup = new LinearLR(optimizer, { startFactor: 0.1, totalIters: 32 });
const decay = new CosineAnnealingLR(optimizer, { tMax: steps - 32, etaMin: 1e-5 });
const scheduler = new SequentialLR(optimizer, { schedulers: [warmup, decay], milestones: [32] });
const criterion = new nn.CrossEntropyLoss({ labelSmoothing: 0.1 });

export const losses: number[] = [];
for (let epoch = 0; epoch < EPOCHS; epoch++) {
  for (const batch of randperm(2 * POINTS).split(BATCH)) {
    optimizer.zeroGrad();
    const loss = criterion.forward(model.forward(x.index(batch)), y.index(batch));
    loss.backward();
    clipGradNorm_(model.parameters(), 1);
    optimizer.step();
    scheduler.step();
    losses.push(loss.item());
  }
  if ((epoch + 1) % 4 === 0) {
    const [lr] = scheduler.getLastLr();
    console.log(`step ${losses.length}: loss ${losses.at(-1)?.toFixed(4)}, lr ${lr.toFixed(6)}`);
  }
}

model.eval();
const accuracy = noGrad(() => model.forward(x).argmax(1).eq(y).float().mean());
console.log(`right: ${(100 * accuracy.item()).toFixed(1)} %`);
