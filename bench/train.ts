import { arange, linspace, manualSeed, nn, noGrad, ones, optim, randint, randn, type Tensor, where } from "downhill";
import { here, inTurns } from "./support/measure.ts";
import { PyTorch } from "./support/pytorch.ts";
import { printTable } from "./support/table.ts";

/** A training step, or a function with its derivative, that PyTorch's side knows under the same name. */
interface Work {
  readonly name: string;
  readonly title: string;
  /** How often in a turn. */
  readonly count: number;
  /** PyTorch's time over ours that is wanted. */
  readonly wanted: number;
  /** Prepares the work. */
  make(): () => void;
}

const ROUNDS = 7;
const MILLION = 1_000_000;

/** A step of Adam on a model, a loss and batches that are used in turns. */
function training(model: nn.Module<[Tensor], Tensor>, loss: (x: Tensor) => Tensor, inputs: readonly Tensor[]) {
  const optimizer = new optim.Adam(model.parameters(), { lr: 0.001 });
  let next = 0;
  return () => {
    const x = inputs[next++ % inputs.length];
    optimizer.zeroGrad();
    loss(x).backward();
    optimizer.step();
  };
}

function classifier(model: nn.Module<[Tensor], Tensor>, shape: readonly number[], classes: number): () => void {
  const criterion = new nn.CrossEntropyLoss();
  const inputs = Array.from({ length: 4 }, () => randn(shape));
  const targets = new Map(inputs.map((x) => [x, randint(0, classes, [shape[0]])]));
  return training(model, (x) => criterion.forward(model.forward(x), targets.get(x) as Tensor), inputs);
}

/** Causal self-attention of several heads, as in minGPT. */
class Attention extends nn.Module<[Tensor], Tensor> {
  readonly #heads: number;
  readonly attend: nn.Linear;
  readonly project: nn.Linear;

  constructor(width: number, heads: number) {
    super();
    this.#heads = heads;
    this.attend = new nn.Linear(width, 3 * width);
    this.project = new nn.Linear(width, width);
  }

  forward(x: Tensor): Tensor {
    const [batch, length, width] = x.shape;
    const parts = this.attend.forward(x).split(width, 2);
    const [q, k, v] = parts.map((part) => part.view([batch, length, this.#heads, width / this.#heads]).transpose(1, 2));
    const places = arange(length);
    const future = places.unsqueeze(0).gt(places.unsqueeze(1));
    const scores = q.matmul(k.transpose(-2, -1)).mul(1 / Math.sqrt(width / this.#heads));
    const weights = where(future, Number.NEGATIVE_INFINITY, scores).softmax(-1);
    return this.project.forward(weights.matmul(v).transpose(1, 2).reshape([batch, length, width]));
  }
}

class Block extends nn.Module<[Tensor], Tensor> {
  readonly first: nn.LayerNorm;
  readonly attention: Attention;
  readonly second: nn.LayerNorm;
  readonly perceptron: nn.Sequential;

  constructor(width: number, heads: number) {
    super();
    this.first = new nn.LayerNorm([width]);
    this.attention = new Attention(width, heads);
    this.second = new nn.LayerNorm([width]);
    this.perceptron = new nn.Sequential(
      new nn.Linear(width, 4 * width),
      new nn.GELU(),
      new nn.Linear(4 * width, width),
    );
  }

  forward(x: Tensor): Tensor {
    const attended = x.add(this.attention.forward(this.first.forward(x)));
    return attended.add(this.perceptron.forward(this.second.forward(attended)));
  }
}

const CHARACTERS = 65;

/** A GPT on characters. */
class Gpt extends nn.Module<[Tensor], Tensor> {
  readonly tokens: nn.Embedding;
  readonly places: nn.Embedding;
  readonly blocks: nn.Sequential;
  readonly norm: nn.LayerNorm;
  readonly head: nn.Linear;

  constructor(layers: number, width: number, heads: number, length: number) {
    super();
    this.tokens = new nn.Embedding(CHARACTERS, width);
    this.places = new nn.Embedding(length, width);
    this.blocks = new nn.Sequential(...Array.from({ length: layers }, () => new Block(width, heads)));
    this.norm = new nn.LayerNorm([width]);
    this.head = new nn.Linear(width, CHARACTERS);
  }

  forward(tokens: Tensor): Tensor {
    const places = this.places.forward(arange(tokens.shape[1]));
    const x = this.tokens.forward(tokens).add(places);
    return this.head.forward(this.norm.forward(this.blocks.forward(x)));
  }
}

function gpt(layers: number, width: number, heads: number, length: number, batch: number): () => void {
  const model = new Gpt(layers, width, heads, length);
  const criterion = new nn.CrossEntropyLoss();
  const inputs = Array.from({ length: 4 }, () => randint(0, CHARACTERS, [batch, length]));
  const targets = randint(0, CHARACTERS, [batch * length]);
  const loss = (x: Tensor) => criterion.forward(model.forward(x).view([batch * length, CHARACTERS]), targets);
  return training(model, loss, inputs);
}

/** A function of 10^6 elements and its gradient. */
function function_(
  title: string,
  wanted: number,
  f: (x: Tensor) => Tensor,
  shape: readonly number[] = [MILLION],
): Work {
  return {
    name: `function ${title}`,
    title: `${title}, 10^6 elements, forward and backward`,
    count: 10,
    wanted,
    make() {
      const x = randn(shape, { requiresGrad: true });
      const first = noGrad(() => f(x));
      const grad = first.numel() === 1 ? null : ones(first.shape);
      return () => {
        x.grad = null;
        f(x).backward(grad);
      };
    },
  };
}

const ROWS = [1000, 1000] as const;
const labels = () => randint(0, 1000, [1000]);

const WORKS: readonly Work[] = [
  {
    name: "tutorial",
    title: "1-20-1, batch 32, Adam",
    count: 500,
    wanted: 8,
    make() {
      const model = new nn.Sequential(new nn.Linear(1, 20), new nn.ReLU(), new nn.Linear(20, 1));
      const x = linspace(-1, 1, 32).unsqueeze(1);
      const y = x.square();
      const criterion = new nn.MSELoss();
      return training(model, (input) => criterion.forward(model.forward(input), y), [x]);
    },
  },
  {
    name: "mlp",
    title: "MLP 784-256-10, batch 128, Adam",
    count: 20,
    wanted: 0.75,
    make: () =>
      classifier(new nn.Sequential(new nn.Linear(784, 256), new nn.ReLU(), new nn.Linear(256, 10)), [128, 784], 10),
  },
  {
    name: "gpt small",
    title: "GPT 2 layers, width 64, 4 heads, block 32, batch 16",
    count: 5,
    wanted: 0.5,
    make: () => gpt(2, 64, 4, 32, 16),
  },
  {
    name: "gpt",
    title: "GPT 6 layers, width 384, 6 heads, block 64, batch 12",
    count: 1,
    wanted: 0.3,
    make: () => gpt(6, 384, 6, 64, 12),
  },
  {
    name: "gelu layernorm",
    title: "256-1024-256 GELU LayerNorm, 1024 rows",
    count: 3,
    wanted: 0.35,
    make() {
      const model = new nn.Sequential(
        new nn.Linear(256, 1024),
        new nn.GELU(),
        new nn.LayerNorm([1024]),
        new nn.Linear(1024, 256),
      );
      const criterion = new nn.MSELoss();
      const y = randn([1024, 256]);
      const inputs = [randn([1024, 256]), randn([1024, 256])];
      return training(model, (x) => criterion.forward(model.forward(x), y), inputs);
    },
  },
  {
    name: "cnn",
    title: "CNN 1-32-64 3x3, pool, 9216-128-10, batch 64",
    count: 1,
    wanted: 0.25,
    make() {
      const model = new nn.Sequential(
        new nn.Conv2d(1, 32, 3),
        new nn.ReLU(),
        new nn.Conv2d(32, 64, 3),
        new nn.ReLU(),
        new nn.MaxPool2d(2),
        new nn.Flatten(),
        new nn.Linear(9216, 128),
        new nn.ReLU(),
        new nn.Linear(128, 10),
      );
      return classifier(model, [64, 1, 28, 28], 10);
    },
  },
  function_("gelu", 0.25, (x) => x.gelu()),
  function_("exp", 0.25, (x) => x.exp()),
  function_("tanh", 0.25, (x) => x.tanh()),
  function_("softmax", 0.25, (x) => x.softmax(1), ROWS),
  function_("layer norm", 0.25, (x) => nn.functional.layerNorm(x, [1000]), ROWS),
  function_("batch norm", 0.25, (x) => nn.functional.batchNorm(x, null, null, { training: true }), [16, 64, 31, 31]),
  function_("cross-entropy", 0.25, classify(), ROWS),
  function_("relu", 0.1, (x) => x.relu()),
  function_("dropout", 0.5, (x) => nn.functional.dropout(x, { p: 0.5 })),
];

function classify(): (x: Tensor) => Tensor {
  let targets: Tensor | null = null;
  return (x) => {
    targets ??= labels();
    return nn.functional.crossEntropy(x, targets);
  };
}

/**
 * Ordinary training steps, and functions with their gradients, beside PyTorch at its best, in turns.
 *
 * @param names only the works whose names contain one of these
 */
export async function benchTrain(names: readonly string[]): Promise<boolean> {
  const works = names.length === 0 ? WORKS : WORKS.filter(({ name }) => names.some((part) => name.includes(part)));
  const pytorch = await PyTorch.find();
  const rows: string[][] = [];
  for (const { name, title, count, wanted, make } of works) {
    manualSeed(0);
    const contestants = [here("Downhill", make())];
    if (pytorch !== null) {
      await pytorch.work(name);
      contestants.push({
        name: "PyTorch",
        time: async (turns) => ((await pytorch.steps(name, turns)) * 1000) / turns,
      });
    }
    const rounds = await inTurns(contestants, ROUNDS, count);
    const row = [title, rounds.median("Downhill").toPrecision(3)];
    if (pytorch !== null) {
      row.push(rounds.median("PyTorch").toPrecision(3), rounds.ratio("PyTorch", "Downhill").toFixed(2), String(wanted));
      await pytorch.drop(name);
    }
    console.error(row.join("  "));
    rows.push(row);
  }
  const version = pytorch === null ? [] : [`PyTorch ${pytorch.version}`, "ratio", "wanted"];
  console.log(`Milliseconds, medians of ${ROUNDS} turns; ratios are PyTorch's time over Downhill's\n`);
  printTable(["", "Downhill", ...version], rows);
  await pytorch?.close();
  return true;
}
