/**
 * Reads noisy digits of seven segments: a convolutional network, SGD, and the average of its last weights (SWA).
 *
 *     npx tsx examples/ported/digits.ts
 */

import { manualSeed, nn, noGrad, optim, randint, randn, randperm, slice, zeros } from "downhill";

const { CosineAnnealingLR } = optim.lrScheduler;
const { SWALR, AveragedModel, updateBn } = optim.swaUtils;

const IMAGES = 128;
const BATCH = 16;
const EPOCHS = 48;
const SWA_START = 36;

manualSeed(0);

// The segments, each some rows and columns of a glyph of 7 x 5 pixels; and those that make each digit.
const SEGMENTS = {
  top: [slice(0, 1), slice(1, 4)],
  upperLeft: [slice(1, 3), slice(0, 1)],
  upperRight: [slice(1, 3), slice(4, 5)],
  middle: [slice(3, 4), slice(1, 4)],
  lowerLeft: [slice(4, 6), slice(0, 1)],
  lowerRight: [slice(4, 6), slice(4, 5)],
  bottom: [slice(6, 7), slice(1, 4)],
};
const DIGITS = "1110111 0010010 1011101 1011011 0111010 1101011 1101111 1010010 1111111 1111011".split(" ");

const glyphs = zeros([10, 7, 5]);
for (const [digit, lit] of DIGITS.entries()) {
  for (const [k, [rows, columns]] of Object.values(SEGMENTS).entries()) {
    glyphs.indexPut_([digit, rows, columns], Number(lit[k]));
  }
}

// Images of 8 x 8 pixels: a glyph somewhere, under noise.
const y = randint(0, 10, [IMAGES]);
const down = randint(0, 2, [IMAGES]).toArray<number[]>();
const right = randint(0, 4, [IMAGES]).toArray<number[]>();
const x = randn([IMAGES, 1, 8, 8]).mul(0.3);
for (let i = 0; i < IMAGES; i++) {
  const place = x.index(i, 0, slice(down[i], down[i] + 7), slice(right[i], right[i] + 5));
  place.add_(glyphs.index(y.index(i)));
}

const model = new nn.Sequential(
  new nn.Conv2d(1, 8, 3, { stride: 2, padding: 1, bias: false }),
  new nn.BatchNorm2d(8),
  new nn.GELU(),
  new nn.Conv2d(8, 16, 3, { padding: 1, bias: false }),
  new nn.BatchNorm2d(16),
  new nn.GELU(),
  new nn.MaxPool2d(4),
  new nn.Flatten(),
  new nn.Linear(16, 10),
);
const optimizer = new optim.SGD(model.parameters(), { lr: 0.02, momentum: 0.9, nesterov: true, weightDecay: 1e-3 });
const scheduler = new CosineAnnealingLR(optimizer, { tMax: SWA_START });
const swaModel = new AveragedModel(model);
const swaScheduler = new SWALR(optimizer, { swaLr: 0.01, annealEpochs: 4 });
const criterion = new nn.CrossEntropyLoss({ labelSmoothing: 0.1 });

export const losses: number[] = [];
for (let epoch = 0; epoch < EPOCHS; epoch++) {
  model.train();
  for (const batch of randperm(IMAGES).split(BATCH)) {
    optimizer.zeroGrad();
    const loss = criterion.forward(model.forward(x.index(batch)), y.index(batch));
    loss.backward();
    optimizer.step();
    losses.push(loss.item());
  }
  if (epoch >= SWA_START) {
    swaModel.updateParameters(model);
    swaScheduler.step();
  } else {
    scheduler.step();
  }
  if ((epoch + 1) % 4 === 0) {
    const [{ lr }] = optimizer.paramGroups;
    console.log(`step ${losses.length}: loss ${losses.at(-1)?.toFixed(4)}, lr ${lr.toFixed(6)}`);
  }
}

// The average has met no batch yet: its batch normalizations need their statistics.
updateBn(x.split(BATCH), swaModel);
swaModel.eval();
const scores = noGrad(() => swaModel.forward(x));
const finalLoss = criterion.forward(scores, y).item();
const accuracy = scores.argmax(1).eq(y).float().mean().item();
console.log(
  `average of ${swaModel.nAveraged.item()} models: loss ${finalLoss.toFixed(4)}, right: ${(100 * accuracy).toFixed(1)} %`,
);
