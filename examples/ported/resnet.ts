/**
 * Tells two kinds of stripes apart: torchvision's ResNet-18, with SGD.
 *
 *     npx tsx examples/ported/resnet.ts
 */

import { arange, manualSeed, nn, optim, rand, randint, randn, stack } from "downhill";
import { DataLoader, TensorDataset } from "downhill/data";
import { resnet18 } from "../resnet.ts";

const F = nn.functional;

const IMAGES = 32;
const SIZE = 16;

manualSeed(5);

// Stripes across or down, of three colors, under noise.
const labels = randint(0, 2, [IMAGES]);
const wave = arange(SIZE).remainder(8).lt(4).float();
const stripes = stack([wave.view(1, SIZE).expand(SIZE, SIZE), wave.view(SIZE, 1).expand(SIZE, SIZE)]);
const colored = stripes
  .index(labels)
  .unsqueeze(1)
  .mul(rand([IMAGES, 3, 1, 1]));
const images = colored.add(randn([IMAGES, 3, SIZE, SIZE]).mul(0.3));
// In double precision: normalized over the few pixels that are left, roundings of single precision would soon be losses of
// their own, in each build of PyTorch others.
const loader = new DataLoader(new TensorDataset(images.double(), labels), { batchSize: 8, shuffle: true });

const model = resnet18(2).double();
const optimizer = new optim.SGD(model.parameters(), { lr: 0.001, momentum: 0.9 });

export const losses: number[] = [];
for (let epoch = 0; epoch < 5; epoch++) {
  for (const [data, target] of loader) {
    optimizer.zeroGrad();
    const loss = F.crossEntropy(model.forward(data), target);
    loss.backward();
    optimizer.step();
    losses.push(loss.item());
  }
}
const last = losses.slice(-4).reduce((sum, loss) => sum + loss, 0) / 4;
console.log(`${losses.length} steps, loss ${losses[0].toFixed(2)} at first, ${last.toFixed(1)} at last`);
