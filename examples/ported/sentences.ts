/**
 * Goes on with sentences of different lengths, word by word: two layers of LSTM on packed sequences, Adam.
 *
 *     npx tsx examples/ported/sentences.ts
 */

import { manualSeed, nn, noGrad, optim, type Tensor, tensor } from "downhill";

const { clipGradNorm_ } = nn.utils;
const { PackedSequence, packSequence } = nn.utils.rnn;

const SENTENCES = [
  "the cat sat on the mat",
  "the dog sat on the cat",
  "a bird sang in the tree",
  "the cat saw the bird in the tree",
  "a dog saw the cat",
  "the bird saw a dog on the mat and sang",
];
const [WIDTH, LAYERS] = [24, 2];
const STEPS = 120;

manualSeed(0);

const sentences = SENTENCES.map((sentence) => sentence.split(" "));
const words = ["<end>", ...[...new Set(sentences.flat())].sort()];
const numbers = sentences.map((sentence) =>
  tensor([0, ...sentence.map((word) => words.indexOf(word)), 0], { dtype: "int64" }),
);
const given = packSequence(
  numbers.map((sentence) => sentence.slice(0, 0, -1)),
  { enforceSorted: false },
);
const wanted = packSequence(
  numbers.map((sentence) => sentence.slice(0, 1)),
  { enforceSorted: false },
);

class Model extends nn.Module<[packed: nn.utils.rnn.PackedSequence]> {
  embedding = new nn.Embedding(words.length, WIDTH);
  lstm = new nn.LSTM(WIDTH, WIDTH, LAYERS);
  head = new nn.Linear(WIDTH, words.length);

  forward(packed: nn.utils.rnn.PackedSequence): Tensor {
    const { data, batchSizes, sortedIndices, unsortedIndices } = packed;
    const embedded = new PackedSequence(this.embedding.forward(data), batchSizes, sortedIndices, unsortedIndices);
    const [output] = this.lstm.forward(embedded);
    return this.head.forward(output.data);
  }
}

const model = new Model();
const optimizer = new optim.Adam(model.parameters(), { lr: 0.02 });

export const losses: number[] = [];
for (let step = 0; step < STEPS; step++) {
  const loss = nn.functional.crossEntropy(model.forward(given), wanted.data);
  optimizer.zeroGrad();
  loss.backward();
  clipGradNorm_(model.parameters(), 1);
  optimizer.step();
  losses.push(loss.item());
  if ((step + 1) % 40 === 0) console.log(`step ${step + 1}: loss ${loss.item().toFixed(2)}`);
}

// A sentence of its own, each word the likeliest.
const written = ["a"];
noGrad(() => {
  let word = tensor([[words.indexOf("a")]], { dtype: "int64" });
  let state: nn.LSTMState | null = null;
  while (written.at(-1) !== "<end>" && written.length < 10) {
    const [output, next]: [Tensor, nn.LSTMState] = model.lstm.forward(model.embedding.forward(word), state);
    state = next;
    word = model.head.forward(output).argmax(-1);
    written.push(words[word.item()]);
  }
});
console.log(written.join(" "));
