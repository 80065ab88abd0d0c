import { spawnSync } from "node:child_process";
import { compile, linspace, manualSeed, nn, noGrad, ones, optim, randint, randn, type Tensor } from "downhill";
import { blasAtItsBest } from "./support/blas.ts";
import { jaxMlp } from "./support/jaxJs.ts";
import { here, inTurns } from "./support/measure.ts";
import { CHARACTERS, Gpt, ResNet } from "./support/networks.ts";
import { PyTorch } from "./support/pytorch.ts";
import { printTable } from "./support/table.ts";

/** A training step, or a function with its derivative, that PyTorch's side knows under the same name. */
interface Work {
  readonly name: string;
  readonly title: string;
  /** How often in a turn. */
  readonly count: number;
  /** PyTorch's time over ours that is wanted, and over that of the compiled step, by our own products and by a library's. */
  readonly wanted: number;
  readonly wantedCompiled: number | null;
  readonly wantedBlas: number | null;
  /** How many turns; 7 unless given. */
  readonly rounds?: number;
  /** Another library's compiled step, and how many times as long as ours it is wanted to take. */
  readonly rival?: { readonly name: string; readonly wanted: number };
  /** Prepares the work, compiled or as it is. */
  make(isCompiled: boolean): () => void;
}

/** Steps as they are, compiled, and compiled with products by a library where one is installed. */
const OURS = ["Downhill", "compiled", "compiled, BLAS"] as const;
const ROUNDS = 7;
const JAX_JS = "jax-js";
const MILLION = 1_000_000;

/** Makes a step of Adam on a model, a loss, and pairs of inputs and targets that are used in turns. */
function training(
  model: nn.Module<[Tensor], Tensor>,
  loss: (output: Tensor, target: Tensor) => Tensor,
  batches: readonly (readonly [x: Tensor, y: Tensor])[],
): (isCompiled: boolean) => () => void {
  const optimizer = new optim.Adam(model.parameters(), { lr: 0.001 });
  const step = (x: Tensor, y: Tensor) => {
    optimizer.zeroGrad();
    const value = loss(model.forward(x), y);
    value.backward();
    optimizer.step();
    return value;
  };
  return (isCompiled) => {
    const run = isCompiled ? compile(step) : step;
    let next = 0;
    return () => {
      run(...batches[next++ % batches.length]);
    };
  };
}

/** The outputs of a recurrent layer, without its last states. */
class Outputs extends nn.Module<[Tensor], Tensor> {
  constructor(readonly layer: nn.LSTM) {
    super();
  }

  forward(x: Tensor): Tensor {
    return this.layer.forward(x)[0];
  }
}

const crossEntropy = (output: Tensor, target: Tensor) => nn.functional.crossEntropy(output, target);
const squaredError = (output: Tensor, target: Tensor) => nn.functional.mseLoss(output, target);

function classifier(model: nn.Module<[Tensor], Tensor>, shape: readonly number[], classes: number, count = 4) {
  const batches = Array.from({ length: count }, () => [randn(shape), randint(0, classes, [shape[0]])] as const);
  return training(model, crossEntropy, batches);
}

function gpt(layers: number, width: number, heads: number, length: number, batch: number) {
  const targets = randint(0, CHARACTERS, [batch * length]);
  const batches = Array.from({ length: 4 }, () => [randint(0, CHARACTERS, [batch, length]), targets] as const);
  const loss = (output: Tensor, y: Tensor) => crossEntropy(output.view([batch * length, CHARACTERS]), y);
  return training(new Gpt(layers, width, heads, length), loss, batches);
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
    wantedCompiled: null,
    wantedBlas: null,
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
    wantedCompiled: 25,
    wantedBlas: null,
    make(isCompiled) {
      const model = new nn.Sequential(new nn.Linear(1, 20), new nn.ReLU(), new nn.Linear(20, 1));
      const x = linspace(-1, 1, 32).unsqueeze(1);
      return training(model, squaredError, [[x, x.square()]])(isCompiled);
    },
  },
  {
    name: "mlp",
    title: "MLP 784-256-10, batch 128, Adam",
    rival: { name: JAX_JS, wanted: 5 },
    count: 20,
    wanted: 0.75,
    wantedCompiled: 1,
    wantedBlas: 1.6,
    make(isCompiled) {
      const model = new nn.Sequential(new nn.Linear(784, 256), new nn.ReLU(), new nn.Linear(256, 10));
      return classifier(model, [128, 784], 10)(isCompiled);
    },
  },
  {
    name: "gpt small",
    title: "GPT 2 layers, width 64, 4 heads, block 32, batch 16",
    count: 5,
    wanted: 0.5,
    wantedCompiled: 1.3,
    wantedBlas: 1.5,
    make: (isCompiled) => gpt(2, 64, 4, 32, 16)(isCompiled),
  },
  {
    name: "gpt",
    title: "GPT 6 layers, width 384, 6 heads, block 64, batch 12",
    count: 1,
    wanted: 0.3,
    wantedCompiled: 0.45,
    wantedBlas: 1.2,
    make: (isCompiled) => gpt(6, 384, 6, 64, 12)(isCompiled),
  },
  {
    name: "gelu layernorm",
    title: "256-1024-256 GELU LayerNorm, 1024 rows",
    count: 3,
    wanted: 0.35,
    wantedCompiled: 0.45,
    wantedBlas: 1.3,
    make(isCompiled) {
      const model = new nn.Sequential(
        new nn.Linear(256, 1024),
        new nn.GELU(),
        new nn.LayerNorm([1024]),
        new nn.Linear(1024, 256),
      );
      const y = randn([1024, 256]);
      const batches = [randn([1024, 256]), randn([1024, 256])].map((x) => [x, y] as const);
      return training(model, squaredError, batches)(isCompiled);
    },
  },
  {
    name: "lstm",
    title: "LSTM 128, 64 steps, batch 32",
    count: 3,
    wanted: 0.3,
    wantedCompiled: 0.8,
    wantedBlas: 0.8,
    make(isCompiled) {
      const lstm = new nn.LSTM(128, 128);
      const y = randn([64, 32, 128]);
      const batches = [randn([64, 32, 128]), randn([64, 32, 128])].map((x) => [x, y] as const);
      return training(new Outputs(lstm), squaredError, batches)(isCompiled);
    },
  },
  {
    name: "cnn",
    title: "CNN 1-32-64 3x3, pool, 9216-128-10, batch 64",
    count: 1,
    wanted: 0.25,
    wantedCompiled: 0.4,
    wantedBlas: 1,
    make(isCompiled) {
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
      return classifier(model, [64, 1, 28, 28], 10)(isCompiled);
    },
  },
  {
    name: "resnet18",
    title: "ResNet-18 on 32x32 images, batch 32",
    count: 1,
    rounds: 5,
    wanted: 0.2,
    wantedCompiled: 0.35,
    wantedBlas: 0.9,
    make: (isCompiled) => classifier(new ResNet(18), [32, 3, 32, 32], 1000, 2)(isCompiled),
  },
  {
    name: "resnet50",
    title: "ResNet-50, forward, backward, step, batch 8, 224x224",
    count: 1,
    rounds: 3,
    wanted: 0.2,
    wantedCompiled: 0.3,
    wantedBlas: 0.8,
    make: (isCompiled) => classifier(new ResNet(50), [8, 3, 224, 224], 1000, 1)(isCompiled),
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

/** In a process of its own: its threads never sleep, and would take the cores from everybody else. */
function timeOfRival(name: string): number | null {
  const { stdout } = spawnSync(process.execPath, [process.argv[1], "train", name], { encoding: "utf8" });
  const milliseconds = Number.parseFloat(stdout);
  return Number.isNaN(milliseconds) ? null : milliseconds;
}

async function timeJaxJs(): Promise<boolean> {
  const contestant = await jaxMlp(JAX_JS);
  const rounds = contestant === null ? null : await inTurns([contestant], ROUNDS, 20);
  console.log(rounds === null ? "not installed" : rounds.median(JAX_JS));
  process.exit(0); // its threads keep the process alive
}

/**
 * Ordinary training steps, and functions with their gradients, beside PyTorch at its best, in turns.
 *
 * @param names only the works whose names contain one of these; or the name of another library, which is timed by itself
 */
export async function benchTrain(names: readonly string[]): Promise<boolean> {
  if (names[0] === JAX_JS) return await timeJaxJs();
  const works = names.length === 0 ? WORKS : WORKS.filter(({ name }) => names.some((part) => name.includes(part)));
  const blas = blasAtItsBest();
  const pytorch = await PyTorch.find();
  const rows: string[][] = [];
  const rivals: string[] = [];
  for (const { name, title, count, wanted, wantedCompiled, wantedBlas, rounds: turns = ROUNDS, rival, make } of works) {
    manualSeed(0);
    const contestants = [here("Downhill", make(false))];
    if (wantedCompiled !== null) contestants.push(here("compiled", make(true)));
    if (wantedBlas !== null && blas !== null) contestants.push(blas(here("compiled, BLAS", make(true))));
    if (pytorch !== null) {
      await pytorch.work(name);
      contestants.push({
        name: "PyTorch",
        time: async (steps) => ((await pytorch.steps(name, steps)) * 1000) / steps,
      });
    }
    const rounds = await inTurns(contestants, turns, count);
    const time = rival === undefined ? null : timeOfRival(rival.name);
    if (rival !== undefined && time !== null) {
      const ratio = (time / rounds.median("compiled")).toFixed(2);
      const figures = `${time.toPrecision(3)} ms, ${ratio} times ours, wanted ${rival.wanted}`;
      rivals.push(`${title}: ${rival.name}'s jitted step takes ${figures}`);
    }
    const milliseconds = (contestant: string) =>
      rounds.has(contestant) ? rounds.median(contestant).toPrecision(3) : "";
    const row = [title, ...OURS.map(milliseconds)];
    if (pytorch !== null) {
      const ratio = (contestant: string) =>
        rounds.has(contestant) ? rounds.ratio("PyTorch", contestant).toFixed(2) : "";
      const wants = [wanted, wantedCompiled, wantedBlas].map((want) => want?.toString() ?? "");
      row.push(milliseconds("PyTorch"), ...OURS.flatMap((contestant, i) => [ratio(contestant), wants[i]]));
      await pytorch.drop(name);
    }
    console.error(row.join("  "));
    rows.push(row);
  }
  const ratios = OURS.flatMap((contestant, i) => [i === 0 ? "ratio" : `ratio, ${contestant}`, "wanted"]);
  const version = pytorch === null ? [] : [`PyTorch ${pytorch.version}`, ...ratios];
  console.log(`Milliseconds, medians of turns; ratios are PyTorch's time over Downhill's\n`);
  printTable(["", ...OURS, ...version], rows);
  for (const line of rivals) console.log(`\n${line}`);
  await pytorch?.close();
  return true;
}
