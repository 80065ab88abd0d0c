import { getNumThreads, manualSeed, optim, randn } from "downhill";
import { type Contestant, here, inTurns } from "./support/measure.ts";
import { finish, progress } from "./support/progress.ts";
import { PyTorch } from "./support/pytorch.ts";
import { resnet50 } from "./support/resnet50.ts";
import { printTable } from "./support/table.ts";

interface Entry {
  readonly title: string;
  /** The class's name, here and in PyTorch. */
  readonly name: "SGD" | "Adam" | "Adafactor" | "Muon";
  /** Options that are spelled alike on both sides. */
  readonly options?: { readonly lr?: number; readonly momentum?: number };
  readonly shapes: readonly (readonly number[])[];
  /** The most that a step may take of the time of PyTorch's; null where nothing is wanted. */
  readonly limit: number | null;
  /** Whether PyTorch's fused step is what it is compared with, instead of the default one. */
  readonly fused?: boolean;
  readonly rounds: number;
}

const SMALL = new Array<readonly number[]>(10_000).fill([100]);
const LARGE = [[100_000_000]];
const MATRICES = new Array<readonly number[]>(4).fill([1024, 1024]);

const ENTRIES: readonly Entry[] = [
  { title: "SGD, momentum; 10,000 of 100", name: "SGD", options: { lr: 1e-3, momentum: 0.9 }, ...small() },
  { title: "Adam; 10,000 of 100", name: "Adam", ...small() },
  { title: "Adam; one of 10^8", name: "Adam", shapes: LARGE, limit: null, fused: true, rounds: 5 },
  { title: "Adafactor; ResNet-50", name: "Adafactor", shapes: resnet50, limit: 2, rounds: 7 },
  { title: "Adafactor; 4 of 1024 × 1024", name: "Adafactor", shapes: MATRICES, limit: 2, rounds: 11 },
  { title: "Muon; one of 1024 × 1024", name: "Muon", shapes: MATRICES.slice(0, 1), limit: null, rounds: 7 },
];

function small() {
  return { shapes: SMALL, limit: 1 / 5, rounds: 11 };
}

/**
 * Steps on parameters unlike ResNet-50's, in turns with PyTorch: very many, very large, and those of the optimizers that
 * are not elementwise.
 */
export async function benchShapes(): Promise<boolean> {
  const pytorch = await PyTorch.find();
  console.log(`Milliseconds a step on float32 parameters, ${getNumThreads()} threads; medians of turns`);
  if (pytorch !== null) console.log(`PyTorch ${pytorch.version}, ${pytorch.threads} threads`);
  console.log();
  const results = [];
  for (const [i, entry] of ENTRIES.entries()) {
    progress(`${entry.title}, ${i + 1} of ${ENTRIES.length}`);
    results.push(await race(entry, pytorch));
  }
  finish();
  await pytorch?.close();
  const header = pytorch === null ? ["", "step"] : ["", "step", "PyTorch", "", "step/PyTorch", "limit", ""];
  printTable(
    header,
    results.map(({ cells }) => cells),
  );
  return results.every(({ passed }) => passed);
}

async function race(
  { title, name, options = {}, shapes, limit, fused, rounds: count }: Entry,
  pytorch: PyTorch | null,
): Promise<{ cells: string[]; passed: boolean }> {
  manualSeed(0);
  const parameters = shapes.map((shape) => randn(shape, { requiresGrad: true }));
  for (const parameter of parameters) parameter.grad = randn(parameter.shape);
  const optimizer = new optim[name](parameters, options);
  const contestants: Contestant[] = [here("step", () => optimizer.step())];
  if (pytorch !== null) {
    await pytorch.optimizer("pytorch", name, fused === true ? { ...options, fused } : options, shapes);
    contestants.push({
      name: "pytorch",
      time: async (steps) => ((await pytorch.steps("pytorch", steps)) * 1000) / steps,
    });
  }
  const rounds = await inTurns(contestants, count, 1);
  await pytorch?.drop("pytorch");
  optimizer[Symbol.dispose]();
  const moved = parameters.reduce((sum, parameter) => sum + parameter.detach().abs().mean().item(), 0);
  if (!Number.isFinite(moved) || moved === 0) throw new Error("the parameters are not what training leaves behind");

  const cells = [title, rounds.median("step").toFixed(2)];
  if (pytorch === null) return { cells, passed: true };
  const ratio = rounds.ratio("step", "pytorch");
  const passed = limit === null || ratio <= limit;
  cells.push(rounds.median("pytorch").toFixed(2), fused === true ? "fused" : "default", ratio.toFixed(2));
  cells.push(limit === null ? "" : `≤ ${limit}`, limit === null ? "" : passed ? "PASS" : "OVER");
  return { cells, passed };
}
