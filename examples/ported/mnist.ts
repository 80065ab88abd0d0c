/**
 * Reads handwritten digits: a convolutional network on images of MNIST, with Adadelta, as in pytorch/examples.
 *
 *     npx tsx examples/ported/mnist.ts
 */

import { readFileSync } from "node:fs";
import { cat, flatten, full, manualSeed, nn, optim, type Tensor, tensor } from "downhill";
import { DataLoader, TensorDataset } from "downhill/data";

const { StepLR } = optim.lrScheduler;
const F = nn.functional;

const DIGITS = new URL("../../node_modules/mnist/src/digits/", import.meta.url);
const EACH = 40; // images of each digit

manualSeed(0);

const images: Tensor[] = [];
const labels: Tensor[] = [];
for (let digit = 0; digit < 10; digit++) {
  const { data } = JSON.parse(readFileSync(new URL(`${digit}.json`, DIGITS), "utf8")) as { data: number[] };
  images.push(tensor(data.slice(0, EACH * 28 * 28)).view(EACH, 1, 28, 28));
  labels.push(full([EACH], digit, { dtype: "int64" }));
}
const x = cat(images).sub(0.1307).div(0.3081);
const y = cat(labels);
const trainLoader = new DataLoader(new TensorDataset(x, y), { batchSize: 32, shuffle: true });

class Net extends nn.Module<[x: Tensor]> {
  readonly conv1 = new nn.Conv2d(1, 8, 3);
  readonly conv2 = new nn.Conv2d(8, 16, 3, { stride: 2 });
  readonly dropout = new nn.Dropout(0.25);
  readonly fc1 = new nn.Linear(16 * 6 * 6, 32);
  readonly fc2 = new nn.Linear(32, 10);

  forward(input: Tensor): Tensor {
    let x = F.relu(this.conv1.forward(input));
    x = F.relu(this.conv2.forward(x));
    x = F.maxPool2d(x, 2);
    x = this.dropout.forward(flatten(x, 1));
    x = F.relu(this.fc1.forward(x));
    return F.logSoftmax(this.fc2.forward(x), 1);
  }
}

const model = new Net();
const optimizer = new optim.Adadelta(model.parameters(), { lr: 0.5 });
const scheduler = new StepLR(optimizer, { stepSize: 1, gamma: 0.7 });

export const losses: number[] = [];
for (let epoch = 0; epoch < 2; epoch++) {
  model.train();
  for (const [data, target] of trainLoader) {
    optimizer.zeroGrad();
    const loss = F.nllLoss(model.forward(data), target);
    loss.backward();
    optimizer.step();
    losses.push(loss.item());
  }
  scheduler.step();
  const mean = losses.slice(-13).reduce((sum, loss) => sum + loss, 0) / 13;
  console.log(`epoch ${epoch + 1}: ${losses.length} steps, loss ${mean.toFixed(2)}`);
}
