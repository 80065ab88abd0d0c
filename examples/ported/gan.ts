/**
 * Forges digits: a generator and a discriminator of convolutions (DCGAN) on images of MNIST.
 *
 *     npx tsx examples/ported/gan.ts
 */

import { readFileSync } from "node:fs";
import { cat, manualSeed, nn, ones, optim, randn, type Tensor, tensor, zeros } from "downhill";
import { DataLoader } from "downhill/data";

const DIGITS = new URL("../../node_modules/mnist/src/digits/", import.meta.url);
const EACH = 16; // images of each digit
const NOISE = 16;

manualSeed(2);

const images = cat(
  Array.from({ length: 10 }, (_, digit) => {
    const { data } = JSON.parse(readFileSync(new URL(`${digit}.json`, DIGITS), "utf8")) as { data: number[] };
    return tensor(data.slice(0, EACH * 784)).view(EACH, 1, 28, 28);
  }),
);
const loader = new DataLoader<Tensor>(images.mul(2).sub(1), { batchSize: 16, shuffle: true });

function weightsInit(module: nn.Module): void {
  if (module instanceof nn.Conv2d || module instanceof nn.ConvTranspose2d) {
    nn.init.normal_(module.weight, 0, 0.02);
  } else if (module instanceof nn.BatchNorm2d) {
    nn.init.normal_(module.weight!, 1, 0.02);
    nn.init.zeros_(module.bias!);
  }
}

const generator = new nn.Sequential(
  new nn.ConvTranspose2d(NOISE, 32, 7, { bias: false }),
  new nn.BatchNorm2d(32),
  new nn.ReLU({ inplace: true }),
  new nn.ConvTranspose2d(32, 16, 4, { stride: 2, padding: 1, bias: false }),
  new nn.BatchNorm2d(16),
  new nn.ReLU({ inplace: true }),
  new nn.ConvTranspose2d(16, 1, 4, { stride: 2, padding: 1, bias: false }),
  new nn.Tanh(),
);
const discriminator = new nn.Sequential(
  new nn.Conv2d(1, 16, 4, { stride: 2, padding: 1, bias: false }),
  new nn.LeakyReLU(0.2, { inplace: true }),
  new nn.Conv2d(16, 32, 4, { stride: 2, padding: 1, bias: false }),
  new nn.BatchNorm2d(32),
  new nn.LeakyReLU(0.2, { inplace: true }),
  new nn.Conv2d(32, 1, 7, { bias: false }),
  new nn.Flatten(0),
);
generator.apply(weightsInit);
discriminator.apply(weightsInit);

const criterion = new nn.BCEWithLogitsLoss();
const optimizerD = new optim.Adam(discriminator.parameters(), { lr: 2e-4, betas: [0.5, 0.999] });
const optimizerG = new optim.Adam(generator.parameters(), { lr: 2e-4, betas: [0.5, 0.999] });

export const losses: number[] = [];
for (let epoch = 0; epoch < 2; epoch++) {
  for (const real of loader) {
    const [count] = real.shape;
    // The discriminator learns to tell real images from forged ones.
    discriminator.zeroGrad();
    const realLoss = criterion.forward(discriminator.forward(real), ones([count]));
    realLoss.backward();
    const fake = generator.forward(randn([count, NOISE, 1, 1]));
    const fakeLoss = criterion.forward(discriminator.forward(fake.detach()), zeros([count]));
    fakeLoss.backward();
    optimizerD.step();
    // The generator learns to be taken for real.
    generator.zeroGrad();
    const loss = criterion.forward(discriminator.forward(fake), ones([count]));
    loss.backward();
    optimizerG.step();
    losses.push(realLoss.add(fakeLoss).item(), loss.item());
  }
  const [ofDiscriminator, ofGenerator] = losses.slice(-2).map((loss) => loss.toFixed(1));
  console.log(`epoch ${epoch + 1}: loss of the discriminator ${ofDiscriminator}, of the generator ${ofGenerator}`);
}
