/**
 * Finds discs under noise, pixel by pixel: a small U-Net.
 *
 *     npx tsx examples/ported/unet.ts
 */

import { arange, cat, manualSeed, nn, optim, rand, randn, type Tensor } from "downhill";
import { DataLoader, randomSplit, TensorDataset } from "downhill/data";

const IMAGES = 96;
const SIZE = 24;

manualSeed(4);

// Discs somewhere, of some size, under noise.
const places = arange(SIZE, { dtype: "float32" });
const centerY = rand([IMAGES, 1, 1]).mul(SIZE);
const centerX = rand([IMAGES, 1, 1]).mul(SIZE);
const radius = rand([IMAGES, 1, 1]).mul(5).add(3);
const distance = places
  .view(1, -1, 1)
  .sub(centerY)
  .pow(2)
  .add(places.view(1, 1, -1).sub(centerX).pow(2));
const masks = distance.lt(radius.pow(2)).float().unsqueeze(1);
const images = masks.add(randn([IMAGES, 1, SIZE, SIZE]).mul(0.5));
const [trainSet] = randomSplit(new TensorDataset(images, masks), [0.75, 0.25]);
const trainLoader = new DataLoader(trainSet, { batchSize: 8, shuffle: true });

class DoubleConv extends nn.Module<[x: Tensor]> {
  readonly doubleConv: nn.Sequential;

  constructor(inChannels: number, outChannels: number) {
    super();
    this.doubleConv = new nn.Sequential(
      new nn.Conv2d(inChannels, outChannels, 3, { padding: 1, bias: false }),
      new nn.BatchNorm2d(outChannels),
      new nn.ReLU({ inplace: true }),
      new nn.Conv2d(outChannels, outChannels, 3, { padding: 1, bias: false }),
      new nn.BatchNorm2d(outChannels),
      new nn.ReLU({ inplace: true }),
    );
  }

  forward(x: Tensor): Tensor {
    return this.doubleConv.forward(x);
  }
}

class UNet extends nn.Module<[x: Tensor]> {
  readonly inc = new DoubleConv(1, 8);
  readonly down1 = new DoubleConv(8, 16);
  readonly down2 = new DoubleConv(16, 32);
  readonly pool = new nn.AvgPool2d(2);
  readonly up1 = new nn.ConvTranspose2d(32, 16, 2, { stride: 2 });
  readonly conv1 = new DoubleConv(32, 16);
  readonly up2 = new nn.ConvTranspose2d(16, 8, 2, { stride: 2 });
  readonly conv2 = new DoubleConv(16, 8);
  readonly outc = new nn.Conv2d(8, 1, 1);

  forward(input: Tensor): Tensor {
    const x1 = this.inc.forward(input);
    const x2 = this.down1.forward(this.pool.forward(x1));
    const x3 = this.down2.forward(this.pool.forward(x2));
    let x = this.conv1.forward(cat([x2, this.up1.forward(x3)], 1));
    x = this.conv2.forward(cat([x1, this.up2.forward(x)], 1));
    return this.outc.forward(x);
  }
}

const model = new UNet();
const optimizer = new optim.SGD(model.parameters(), { lr: 0.1, weightDecay: 1e-8, momentum: 0.9 });
const criterion = new nn.BCEWithLogitsLoss();

export const losses: number[] = [];
for (let epoch = 0; epoch < 3; epoch++) {
  for (const [image, mask] of trainLoader) {
    optimizer.zeroGrad();
    const loss = criterion.forward(model.forward(image), mask);
    loss.backward();
    nn.utils.clipGradNorm_(model.parameters(), 1);
    optimizer.step();
    losses.push(loss.item());
  }
  console.log(`epoch ${epoch + 1}: loss ${losses.at(-1)?.toFixed(2)}`);
}
