/**
 * Guesses ratings: a matrix of users and items as a product of embeddings, with NAdam and a rate that falls on plateaus.
 *
 *     npx tsx examples/ported/ratings.ts
 */

import { manualSeed, nn, noGrad, optim, randn, randperm, slice, type Tensor, tensor } from "downhill";

const { ReduceLROnPlateau } = optim.lrScheduler;

const [USERS, ITEMS, RANK] = [60, 40, 4];
const BATCH = 250;
const EPOCHS = 48;

manualSeed(0);

// Every user's rating of every item: a matrix of low rank, and noise. The last 400, in random order, are not shown.
const taste = randn([USERS, RANK]);
const trait = randn([ITEMS, RANK]);
const noise = randn([USERS, ITEMS]).mul(0.2);
const ratings = taste.matmul(trait.T).mul(0.5).add(3).add(noise).clamp(1, 5).flatten();
const order = randperm(USERS * ITEMS);
const user = order.div(ITEMS, { roundingMode: "floor" });
const item = order.remainder(ITEMS);
const rating = ratings.index(order);
const [shown, hidden] = [slice(null, 2000), slice(2000, null)];

class Factorization extends nn.Module {
  readonly user: nn.Embedding;
  readonly item: nn.Embedding;
  readonly userBias: nn.Embedding;
  readonly itemBias: nn.Embedding;
  readonly mean = new nn.Parameter(tensor(3));

  constructor(users: number, items: number, rank: number) {
    super();
    this.user = new nn.Embedding(users, rank);
    this.item = new nn.Embedding(items, rank);
    this.userBias = new nn.Embedding(users, 1);
    this.itemBias = new nn.Embedding(items, 1);
    for (const table of [this.user, this.item, this.userBias, this.itemBias]) {
      nn.init.normal_(table.weight, 0, 0.1);
    }
  }

  forward(user: Tensor, item: Tensor): Tensor {
    const match = this.user.forward(user).mul(this.item.forward(item)).sum(1);
    return this.mean.add(match).add(this.userBias.forward(user).squeeze(1)).add(this.itemBias.forward(item).squeeze(1));
  }
}

const model = new Factorization(USERS, ITEMS, RANK);
const optimizer = new optim.NAdam(model.parameters(), { lr: 0.05, weightDecay: 1e-3 });
const scheduler = new ReduceLROnPlateau(optimizer, { factor: 0.5, patience: 2, minLr: 1e-3 });
const criterion = new nn.HuberLoss();

export const losses: number[] = [];
for (let epoch = 0; epoch < EPOCHS; epoch++) {
  for (const batch of randperm(2000).split(BATCH)) {
    const guess = model.forward(user.index(shown).index(batch), item.index(shown).index(batch));
    const loss = criterion.forward(guess, rating.index(shown).index(batch));
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    losses.push(loss.item());
  }
  const hiddenLoss = noGrad(() =>
    criterion.forward(model.forward(user.index(hidden), item.index(hidden)), rating.index(hidden)).item(),
  );
  scheduler.step(hiddenLoss);
  if ((epoch + 1) % 4 === 0) {
    const [{ lr }] = optimizer.paramGroups;
    const [last, hiddenText] = [losses.at(-1)?.toFixed(4), hiddenLoss.toFixed(4)];
    console.log(`step ${losses.length}: loss ${last}, hidden ${hiddenText}, lr ${lr.toFixed(6)}`);
  }
}
