/**
 * Parameter groups: each layer with a learning rate of its own, biases without weight decay, and one layer frozen.
 *
 *     npx tsx examples/per-layer-lr.ts
 */

import { manualSeed, nn, optim, randn, type Tensor } from "downhill";

manualSeed(2);

class Classifier extends nn.Module {
  readonly features = new nn.Sequential(new nn.Linear(8, 16), new nn.Tanh());
  readonly hidden = new nn.Linear(16, 16);
  readonly head = new nn.Linear(16, 3);

  forward(input: Tensor): Tensor {
    return this.head.forward(this.hidden.forward(this.features.forward(input)).relu());
  }
}

const model = new Classifier();

// What was learned before stays as it is: parameters without a gradient are left alone.
model.features.requiresGrad_(false);

const weights = [...model.hidden.namedParameters()].filter(([name]) => name === "weight").map(([, weight]) => weight);
const biases = [...model.hidden.namedParameters()].filter(([name]) => name === "bias").map(([, bias]) => bias);
const optimizer = new optim.AdamW(
  [
    { params: weights, lr: 1e-3, weightDecay: 0.1 },
    { params: biases, lr: 1e-3, weightDecay: 0 },
    { params: model.head.parameters() }, // all options as below
  ],
  { lr: 1e-2 },
);
for (const { params, lr, weightDecay } of optimizer.paramGroups) {
  const sizes = params.map(({ shape }) => `[${shape.join(", ")}]`).join(" and ");
  console.log(`${sizes}: lr ${lr}, weight decay ${weightDecay}`);
}

const inputs = randn([256, 8]);
const targets = inputs.narrow(1, 0, 3).argmax(1);
const criterion = new nn.CrossEntropyLoss({ labelSmoothing: 0.05 });
const frozen = model.features.at(0) as nn.Linear;
const before = frozen.weight.clone();

for (let step = 1; step <= 150; step++) {
  optimizer.zeroGrad();
  const loss = criterion.forward(model.forward(inputs), targets);
  loss.backward();
  optimizer.step();
  if (step === 100) for (const group of optimizer.paramGroups) group.lr /= 10; // at any time, for any group
  if (step % 50 === 0) console.log(`step ${step}: loss ${loss.item().toFixed(4)}`);
}

const right = model.forward(inputs).argmax(1).eq(targets).to("float32").mean().item();
console.log(`right: ${(100 * right).toFixed(0)} %`);
console.log(`the frozen layer ${frozen.weight.allclose(before) ? "has not moved" : "has moved"}`);
