import { spawnSync } from "node:child_process";
import { setImmediate as macrotask } from "node:timers/promises";
import { compile, linspace, manualSeed, nn, ones, optim, randint, randn, type Tensor } from "downhill";
import { peakMemory } from "./support/loader.ts";
import { median } from "./support/measure.ts";
import { CHARACTERS, Gpt, ResNet } from "./support/networks.ts";
import { finish, progress } from "./support/progress.ts";
import { PyTorch } from "./support/pytorch.ts";
import { printTable } from "./support/table.ts";

const MB = 2 ** 20;
/** Calls of a compiled function that does nothing. */
const CALLS = 200_000;
const STEPS = 100_000;
/** Steps of ResNet-50 whose memory is measured. */
const LARGE_STEPS = 3;

interface Figure {
  readonly title: string;
  readonly figure: string;
  readonly wanted: string;
  readonly holds: boolean;
}

/** What `compile` costs: a call's fixed cost, recording, and memory. */
export async function benchCompile([part]: readonly string[]): Promise<boolean> {
  if (part === "flat" || part === "resnet50") {
    console.log(JSON.stringify(part === "flat" ? flat() : await largeMemory()));
    return true;
  }
  const figures = [fixedCost("nothing", () => 0, []), fixedCost("a sum of three numbers", (x) => x.sum(), [ones([3])])];
  for (const [title, make] of Object.entries(NETWORKS)) {
    progress(title);
    figures.push(recordingCost(title, make));
  }
  progress(`${STEPS} steps`);
  const { before, after } = inProcess("flat") as { before: number; after: number };
  figures.push({
    title: `resident memory after ${STEPS} compiled steps of 1-20-1, after 1,000`,
    figure: `${after.toFixed(0)} MB, ${before.toFixed(0)} MB`,
    wanted: "32 MB more at most",
    holds: after <= before + 32,
  });
  progress("ResNet-50");
  figures.push(...(await memoryFigures()));
  finish();
  printTable(
    ["", "", "wanted", ""],
    figures.map(({ title, figure, wanted, holds }) => [title, figure, wanted, holds ? "PASS" : "OVER"]),
  );
  return figures.every(({ holds }) => holds);
}

function fixedCost(title: string, fn: (x: Tensor) => unknown, args: readonly Tensor[]): Figure {
  const run = compile(fn) as (...args: readonly Tensor[]) => unknown;
  const time = () => {
    const start = performance.now();
    for (let i = 0; i < CALLS; i++) run(...args);
    return ((performance.now() - start) * 1000) / CALLS;
  };
  time();
  const microseconds = median([time(), time(), time()]);
  const figure = `${microseconds.toFixed(2)} µs`;
  return { title: `a compiled call that does ${title}`, figure, wanted: "3 µs at most", holds: microseconds <= 3 };
}

type Step = () => unknown;

function training(
  model: nn.Module<[Tensor], Tensor>,
  loss: (output: Tensor, y: Tensor) => Tensor,
  batch: readonly [Tensor, Tensor],
): [eager: Step, compiled: Step] {
  const optimizer = new optim.Adam(model.parameters());
  const step = (x: Tensor, y: Tensor) => {
    optimizer.zeroGrad();
    const value = loss(model.forward(x), y);
    value.backward();
    optimizer.step();
    return value;
  };
  const compiled = compile(step);
  return [() => step(...batch), () => compiled(...batch)];
}

const crossEntropy = (output: Tensor, y: Tensor) => nn.functional.crossEntropy(output, y);

function tutorial() {
  const x = linspace(-1, 1, 32).unsqueeze(1);
  const model = new nn.Sequential(new nn.Linear(1, 20), new nn.ReLU(), new nn.Linear(20, 1));
  return training(model, (output, y) => nn.functional.mseLoss(output, y), [x, x.square()]);
}

const NETWORKS: Readonly<Record<string, () => [Step, Step]>> = {
  "1-20-1": tutorial,
  "MLP 784-256-10": () =>
    training(new nn.Sequential(new nn.Linear(784, 256), new nn.ReLU(), new nn.Linear(256, 10)), crossEntropy, [
      randn([128, 784]),
      randint(0, 10, [128]),
    ]),
  "GPT 2 layers": () =>
    training(new Gpt(2, 64, 4, 32), (output, y) => crossEntropy(output.view([512, CHARACTERS]), y), [
      randint(0, CHARACTERS, [16, 32]),
      randint(0, CHARACTERS, [512]),
    ]),
  "ResNet-18": () => training(new ResNet(18), crossEntropy, [randn([32, 3, 32, 32]), randint(0, 1000, [32])]),
};

/** The first call, which records, beside steps as they are in a process that has run some. */
function recordingCost(title: string, make: () => [Step, Step]): Figure {
  manualSeed(0);
  const [eager, compiled] = make();
  const time = (step: Step) => {
    const start = performance.now();
    step();
    return performance.now() - start;
  };
  for (let i = 0; i < 3; i++) eager();
  const step = median(Array.from({ length: 5 }, () => time(eager)));
  const recording = time(compiled);
  const wanted = 3 * step + 100;
  return {
    title: `recording ${title}, whose step takes ${step.toPrecision(3)} ms`,
    figure: `${recording.toPrecision(3)} ms`,
    wanted: `${wanted.toPrecision(3)} ms at most`,
    holds: recording <= wanted,
  };
}

function flat(): { before: number; after: number } {
  manualSeed(0);
  const [, step] = tutorial();
  let before = 0;
  for (let i = 1; i <= STEPS; i++) {
    step();
    if (i === 1000) before = process.memoryUsage.rss() / MB;
  }
  return { before, after: process.memoryUsage.rss() / MB };
}

async function largeMemory(): Promise<Large> {
  manualSeed(0);
  const [, step] = training(new ResNet(50), crossEntropy, [randn([8, 3, 224, 224]), randint(0, 1000, [8])]);
  for (let i = 0; i < LARGE_STEPS; i++) {
    step();
    await macrotask();
  }
  return { resident: process.memoryUsage.rss() / MB, peak: peakMemory() / MB };
}

interface Large {
  readonly resident: number;
  /** While it was recorded, when no array takes another's place yet. */
  readonly peak: number;
}

/** A part in a process of its own, whose memory nothing else has used. */
function inProcess(part: string): unknown {
  const { stdout } = spawnSync(process.execPath, [process.argv[1], "compile", part], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(stdout);
}

async function memoryFigures(): Promise<Figure[]> {
  const { resident, peak } = inProcess("resnet50") as Large;
  const pytorch = await PyTorch.find();
  const title = "resident memory of ResNet-50's compiled step, batch 8, 224x224";
  const figure = `${resident.toFixed(0)} MB (${peak.toFixed(0)} while it is recorded)`;
  if (pytorch === null) return [{ title, figure, wanted: "", holds: true }];
  await pytorch.work("resnet50");
  await pytorch.steps("resnet50", LARGE_STEPS);
  const theirs = (await pytorch.peakMemory()) / MB;
  await pytorch.close();
  const wanted = `1.2 of PyTorch's ${theirs.toFixed(0)} MB at most`;
  return [{ title, figure, wanted, holds: resident <= 1.2 * theirs }];
}
