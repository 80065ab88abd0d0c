import { getNumThreads, manualSeed, randn, type Tensor } from "downhill";
import { optimizers } from "downhill/registry";
import type { Run } from "../packages/downhill/src/kernels/address.ts";
import { ElementwiseJob, type ElementwiseKernel } from "../packages/downhill/src/kernels/elementwise.ts";
import { memoryTwin } from "../packages/downhill/src/kernels/rule.ts";
import { type Contestant, here, inTurns } from "./support/measure.ts";
import { finish, progress } from "./support/progress.ts";
import { PyTorch } from "./support/pytorch.ts";
import { resnet50, resnet50Elements } from "./support/resnet50.ts";
import { printTable } from "./support/table.ts";

interface Entry {
  readonly title: string;
  /** The class's name, here and in PyTorch. */
  readonly name: string;
  /** Options that are spelled alike on both sides. */
  readonly options: { readonly lr?: number; readonly momentum?: number };
  /** The most that the step may take, as a multiple of its twin's time. */
  readonly twinLimit: number;
  /** Whether PyTorch has a fused step for the CPU. */
  readonly fused: boolean;
}

/** What the plainest ones are held to; more arithmetic takes longer than the loads and stores it hides behind. */
const TIGHT_LIMIT = 1.25;
const TIGHT: ReadonlySet<string> = new Set(["SGD", "Adam", "AdamW", "Adagrad", "RMSprop"]);
const LIMIT = 1.5;

/** Every elementwise optimizer that takes dense gradients. */
const ENTRIES: readonly Entry[] = Array.from(optimizers)
  .filter(({ elementwise, gradients }) => elementwise && gradients !== "sparse")
  .map(({ name, optimizer }) => ({
    title: name === "SGD" ? "SGD, momentum" : name,
    name,
    options: name === "SGD" ? { lr: 1e-3, momentum: 0.9 } : {},
    twinLimit: TIGHT.has(name) ? TIGHT_LIMIT : LIMIT,
    fused: "fused" in optimizer.defaults,
  }));
/** The most that a step may take of the time of PyTorch's fused step, where there is one. */
const FUSED_LIMIT = 1.05;
/** How many times as fast as PyTorch's default step the others must be. */
const DEFAULT_FACTOR = 2;

const ROUNDS = 15;
const STEPS = 2;

/**
 * The step of every elementwise optimizer on ResNet-50's parameters, on all cores, in turns with its memory-only
 * twin (the same loads and stores without the arithmetic) and with PyTorch's default and fused steps.
 *
 * @param names optimizers to run; all when empty
 */
export async function benchStep(names: readonly string[]): Promise<boolean> {
  const unknown = names.filter((name) => !ENTRIES.some((entry) => entry.name.toLowerCase() === name.toLowerCase()));
  if (unknown.length > 0) throw new RangeError(`no optimizer named ${unknown.join(", ")}`);
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const entries = ENTRIES.filter(({ name }) => wanted.size === 0 || wanted.has(name.toLowerCase()));
  const pytorch = await PyTorch.find();
  console.log(
    `${resnet50.length} tensors of ResNet-50's shapes, ${resnet50Elements} float32, ${getNumThreads()} threads`,
  );
  console.log(`Milliseconds a step: medians of ${ROUNDS} turns of ${STEPS} steps; ratios: medians over the turns`);
  if (pytorch !== null) console.log(`PyTorch ${pytorch.version}, ${pytorch.threads} threads`);
  console.log();
  const results = [];
  for (const [i, entry] of entries.entries()) {
    progress(`${entry.title}, ${i + 1} of ${entries.length}`);
    results.push(await race(entry, pytorch));
  }
  finish();
  pytorch?.close();

  const header = ["", "step", "twin", "step/twin", "limit"];
  if (pytorch !== null) header.push("default", "fused", "default/step", "step/fused", "limit");
  printTable(
    [...header, ""],
    results.map(({ cells, passed }) => [...cells, passed ? "PASS" : "OVER"]),
  );
  return results.every(({ passed }) => passed);
}

async function race(entry: Entry, pytorch: PyTorch | null): Promise<{ cells: string[]; passed: boolean }> {
  const { title, name, options, twinLimit, fused } = entry;
  manualSeed(0);
  const parameters = resnet50.map((shape) => randn(shape, { requiresGrad: true }));
  for (const parameter of parameters) parameter.grad = randn(parameter.shape);
  const optimizer = new (optimizers.get(name).optimizer)(parameters, options);
  optimizer.step();
  const contestants: Contestant[] = [
    here("step", () => optimizer.step()),
    here(
      "twin",
      twinOf(() => optimizer.step()),
    ),
  ];
  for (const variant of pytorch === null ? [] : fused ? ["default", "fused"] : ["default"]) {
    await pytorch?.optimizer(variant, name, variant === "fused" ? { ...options, fused: true } : options, resnet50);
    contestants.push({
      name: variant,
      time: async (count) => (((await pytorch?.steps(variant, count)) ?? 0) * 1000) / count,
    });
  }
  const rounds = await inTurns(contestants, ROUNDS, STEPS);
  for (const variant of ["default", "fused"]) if (rounds.has(variant)) await pytorch?.drop(variant);
  optimizer[Symbol.dispose]();
  check(parameters);

  const twinRatio = rounds.ratio("step", "twin");
  const cells = [
    title,
    rounds.median("step").toFixed(2),
    rounds.median("twin").toFixed(2),
    twinRatio.toFixed(2),
    `≤ ${twinLimit}`,
  ];
  let passed = twinRatio <= twinLimit;
  if (pytorch !== null) {
    const faster = rounds.ratio("default", "step");
    cells.push(rounds.median("default").toFixed(2));
    if (fused) {
      const ratio = rounds.ratio("step", "fused");
      cells.push(rounds.median("fused").toFixed(2), faster.toFixed(2), ratio.toFixed(2), `step/fused ≤ ${FUSED_LIMIT}`);
      passed &&= ratio <= FUSED_LIMIT;
    } else {
      cells.push("", faster.toFixed(2), "", `default/step ≥ ${DEFAULT_FACTOR}`);
      passed &&= faster >= DEFAULT_FACTOR;
    }
  }
  return { cells, passed };
}

/** Watches one step and gives what repeats its kernels' loads and stores, on the same arrays, without arithmetic. */
function twinOf(step: () => void): () => void {
  const jobs: { kernel: ElementwiseKernel; pieces: { runs: Run[]; count: number }[] }[] = [];
  const { reset, push } = ElementwiseJob.prototype;
  ElementwiseJob.prototype.reset = function (kernel) {
    jobs.push({ kernel: memoryTwin(kernel), pieces: [] });
    reset.call(this, kernel);
  };
  ElementwiseJob.prototype.push = function (runs, count) {
    jobs[jobs.length - 1].pieces.push({ runs: runs.map(({ storage, offset }) => ({ storage, offset })), count });
    push.call(this, runs, count);
  };
  try {
    step();
  } finally {
    Object.assign(ElementwiseJob.prototype, { reset, push });
  }
  const elements = jobs.flatMap(({ pieces }) => pieces).reduce((sum, { count }) => sum + count, 0);
  if (elements !== resnet50Elements) throw new Error(`the step's kernels saw ${elements} elements`);
  const job = new ElementwiseJob();
  return () => {
    for (const { kernel, pieces } of jobs) {
      job.reset(kernel);
      for (const { runs, count } of pieces) job.push(runs, count);
      job.run([0]);
    }
  };
}

/** A step that is fast because it ran into NaNs or did nothing would prove nothing. */
function check(parameters: readonly Tensor[]): void {
  const sum = parameters.reduce((total, parameter) => total + parameter.detach().abs().mean().item(), 0);
  if (!Number.isFinite(sum) || sum === 0) throw new Error("the parameters are not what training leaves behind");
}
