/**
 * Learns to write sequences of digits backwards: a Transformer from sequence to sequence, Adam with warm-up.
 *
 *     npx tsx examples/ported/reversal.ts
 */

import { arange, cat, full, manualSeed, nn, optim, randint, type Tensor } from "downhill";

const { LinearLR } = optim.lrScheduler;

const [DIGITS, START, LENGTH, WIDTH] = [10, 10, 6, 32];
const [BATCH, STEPS] = [32, 120];

manualSeed(0);

class Reverser extends nn.Module<[source: Tensor, target: Tensor]> {
  tokens = new nn.Embedding(DIGITS + 1, WIDTH);
  places = new nn.Embedding(LENGTH, WIDTH);
  transformer = new nn.Transformer({
    dModel: WIDTH,
    nhead: 4,
    numEncoderLayers: 1,
    numDecoderLayers: 1,
    dimFeedforward: 64,
    dropout: 0,
    activation: "gelu",
    batchFirst: true,
    normFirst: true,
  });
  head = new nn.Linear(WIDTH, DIGITS);

  embed(tokens: Tensor): Tensor {
    return this.tokens.forward(tokens).add(this.places.forward(arange(tokens.shape[1])));
  }

  forward(source: Tensor, target: Tensor): Tensor {
    const tgtMask = nn.Transformer.generateSquareSubsequentMask(target.shape[1]);
    return this.head.forward(this.transformer.forward(this.embed(source), this.embed(target), { tgtMask }));
  }
}

const model = new Reverser();
const optimizer = new optim.Adam(model.parameters(), { lr: 0.003 });
const scheduler = new LinearLR(optimizer, { startFactor: 0.1, totalIters: 20 });

export const losses: number[] = [];
for (let step = 0; step < STEPS; step++) {
  const source = randint(0, DIGITS, [BATCH, LENGTH]);
  const wanted = source.flip(1);
  const target = cat([full([BATCH, 1], START, { dtype: "int64" }), wanted.slice(1, 0, -1)], 1);
  const loss = nn.functional.crossEntropy(model.forward(source, target).flatten(0, 1), wanted.flatten());
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  scheduler.step();
  losses.push(loss.item());
  if ((step + 1) % 40 === 0) console.log(`step ${step + 1}: loss ${loss.item().toFixed(2)}`);
}
