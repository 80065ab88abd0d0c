import { linspace, manualSeed, nn, optim, randint, randn, type Tensor } from "downhill";
import { here, inTurns } from "./support/measure.ts";
import { PyTorch } from "./support/pytorch.ts";
import { printTable } from "./support/table.ts";

interface Experiment {
  readonly title: string;
  /** Layers' widths, from the inputs to the outputs. */
  readonly sizes: readonly number[];
  readonly batch: number;
  readonly stepsPerTurn: number;
  /** How much of PyTorch's steps per second must be reached. */
  readonly wanted: number;
}

/** The tutorial's network, 1-20-1 with ReLU on batches of 32: nearly all overhead, hardly any arithmetic. */
export const tutorial: Experiment = {
  title: "1-20-1, batch 32, Adam",
  sizes: [1, 20, 1],
  batch: 32,
  stepsPerTurn: 1000,
  wanted: 4,
};

/** A small classifier: nearly all matrix products. */
export const mlp: Experiment = {
  title: "784-256-10, batch 128, Adam",
  sizes: [784, 256, 10],
  batch: 128,
  stepsPerTurn: 50,
  wanted: 0.2,
};

const ROUNDS = 11;
const OPTIONS = { lr: 0.001 };

/** Trains the same network here and in PyTorch in turns, on batches that were cut beforehand. */
export async function benchNetwork({ title, sizes, batch, stepsPerTurn, wanted }: Experiment): Promise<boolean> {
  const contestants = [here("Downhill", trainingStep(sizes, batch))];
  const pytorch = await PyTorch.find();
  if (pytorch !== null) {
    await pytorch.network("network", sizes, batch, OPTIONS);
    contestants.push({
      name: "PyTorch",
      time: async (count) => ((await pytorch.steps("network", count)) * 1000) / count,
    });
  }
  const rounds = await inTurns(contestants, ROUNDS, stepsPerTurn);
  console.log(`${title}: medians of ${ROUNDS} turns of ${stepsPerTurn} steps`);
  if (pytorch !== null) console.log(`PyTorch ${pytorch.version}, ${pytorch.threads} threads`);
  console.log();
  printTable(
    ["", "µs a step", "steps a second"],
    contestants.map(({ name }) => {
      const milliseconds = rounds.median(name);
      return [name, (milliseconds * 1000).toFixed(1), (1000 / milliseconds).toFixed(0)];
    }),
  );
  if (pytorch === null) return true;
  pytorch.close();
  const ratio = rounds.ratio("PyTorch", "Downhill");
  console.log(`\n${ratio.toFixed(2)} times PyTorch's steps a second (wanted: at least ${wanted})`);
  return ratio >= wanted;
}

function trainingStep(sizes: readonly number[], batch: number): () => void {
  manualSeed(0);
  const layers: nn.Module[] = [];
  for (let i = 1; i < sizes.length; i++) {
    if (i > 1) layers.push(new nn.ReLU());
    layers.push(new nn.Linear(sizes[i - 1], sizes[i]));
  }
  const model = new nn.Sequential(...layers);
  const { criterion, x, y } = problem(sizes, batch);
  const optimizer = new optim.Adam(model.parameters(), OPTIONS);
  const batches: [Tensor, Tensor][] = [];
  for (let start = 0; start + batch <= x.shape[0]; start += batch) {
    batches.push([x.narrow(0, start, batch), y.narrow(0, start, batch)]);
  }
  let next = 0;
  return () => {
    const [inputs, targets] = batches[next++ % batches.length];
    optimizer.zeroGrad();
    criterion.forward(model.forward(inputs), targets).backward();
    optimizer.step();
  };
}

/** A curve to fit for one output, classes for more. */
function problem(sizes: readonly number[], batch: number) {
  const inputs = sizes[0];
  const outputs = sizes[sizes.length - 1];
  if (outputs === 1) {
    const x = linspace(-1, 1, 1000).unsqueeze(1);
    return { criterion: new nn.MSELoss(), x, y: x.square().add(randn(x.shape).mul(0.1)) };
  }
  return {
    criterion: new nn.CrossEntropyLoss(),
    x: randn([8 * batch, inputs]),
    y: randint(0, outputs, [8 * batch]),
  };
}
