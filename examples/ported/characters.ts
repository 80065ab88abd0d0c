/**
 * Learns a sonnet by heart, character by character: a GPT of two blocks, AdamW.
 *
 *     npx tsx examples/ported/characters.ts
 */

import { arange, manualSeed, nn, optim, randint, stack, type Tensor, tensor } from "downhill";

const F = nn.functional;

const TEXT = `Shall I compare thee to a summer's day?
Thou art more lovely and more temperate:
Rough winds do shake the darling buds of May,
And summer's lease hath all too short a date;
Sometime too hot the eye of heaven shines,
And often is his gold complexion dimm'd;
And every fair from fair sometime declines,
By chance or nature's changing course untrimm'd;
`;
const [LENGTH, WIDTH, HEADS, LAYERS] = [16, 32, 4, 2];
const [BATCH, STEPS] = [16, 120];

manualSeed(0);

const characters = [...new Set(TEXT)].sort();
const data = tensor(
  Array.from(TEXT, (character) => characters.indexOf(character)),
  { dtype: "int64" },
);

class Attention extends nn.Module {
  attend = new nn.Linear(WIDTH, 3 * WIDTH);
  project = new nn.Linear(WIDTH, WIDTH);

  forward(x: Tensor): Tensor {
    const [batch, length, width] = x.shape;
    const parts = this.attend.forward(x).chunk(3, 2);
    const [q, k, v] = parts.map((part) => part.reshape([batch, length, HEADS, width / HEADS]).transpose(1, 2));
    const found = F.scaledDotProductAttention(q, k, v, { isCausal: true });
    return this.project.forward(found.transpose(1, 2).reshape([batch, length, width]));
  }
}

class Block extends nn.Module {
  first = new nn.LayerNorm(WIDTH);
  attention = new Attention();
  second = new nn.LayerNorm(WIDTH);
  perceptron = new nn.Sequential(new nn.Linear(WIDTH, 4 * WIDTH), new nn.GELU(), new nn.Linear(4 * WIDTH, WIDTH));

  forward(input: Tensor): Tensor {
    const x = input.add(this.attention.forward(this.first.forward(input)));
    return x.add(this.perceptron.forward(this.second.forward(x)));
  }
}

class GPT extends nn.Module {
  tokens = new nn.Embedding(characters.length, WIDTH);
  places = new nn.Embedding(LENGTH, WIDTH);
  blocks = new nn.ModuleList(Array.from({ length: LAYERS }, () => new Block()));
  norm = new nn.LayerNorm(WIDTH);
  head = new nn.Linear(WIDTH, characters.length, { bias: false });

  forward(tokens: Tensor): Tensor {
    let x = this.tokens.forward(tokens).add(this.places.forward(arange(tokens.shape[1])));
    for (const block of this.blocks) x = block.forward(x);
    return this.head.forward(this.norm.forward(x));
  }
}

const model = new GPT();
const optimizer = new optim.AdamW(model.parameters(), { lr: 3e-3 });
const count = [...model.parameters()].reduce((sum, parameter) => sum + parameter.numel(), 0);
console.log(`${count} parameters, ${characters.length} characters`);

export const losses: number[] = [];
for (let step = 0; step < STEPS; step++) {
  const starts = randint(0, data.numel() - LENGTH, [BATCH]).toArray<number[]>();
  const x = stack(starts.map((i) => data.slice(0, i, i + LENGTH)));
  const y = stack(starts.map((i) => data.slice(0, i + 1, i + LENGTH + 1)));
  const loss = F.crossEntropy(model.forward(x).flatten(0, 1), y.flatten());
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  losses.push(loss.item());
  if ((step + 1) % 40 === 0) console.log(`step ${step + 1}: loss ${loss.item().toFixed(2)}`);
}
