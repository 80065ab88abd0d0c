import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { optim, rand, type Tensor } from "downhill";
import { load, save } from "downhill/node";
import { Rounds } from "./support/measure.ts";
import { PyTorch } from "./support/pytorch.ts";
import { resnet50 } from "./support/resnet50.ts";
import { printTable } from "./support/table.ts";

const ROUNDS = 7;
const MEGABYTE = 1e6;

/** What one side leaves to the system, such as an old file's bytes, is none of the other's turn. */
const rest = () => new Promise((resolve) => setTimeout(resolve, 300));

/** The time limit beside PyTorch's in the same run, and the memory limit beside the file. */
const MAX_RATIO = 2;
const MAX_MEMORY = 1.2;

/** ResNet-50's parameters and three averages of Adam's for each: 409 MB. */
function checkpoint() {
  const params = resnet50.map((shape) => rand([...shape], { requiresGrad: true }));
  const optimizer = new optim.Adam(params, { amsgrad: true });
  for (const param of params) param.grad = rand([...param.shape]);
  optimizer.step();
  const model = new Map(params.map((param, i): [string, Tensor] => [`parameter ${i}`, param.detach()]));
  return { model, optimizer: optimizer.stateDict() };
}

/** The most memory this process ever had, where the system tells it (resourceUsage() starts with the parent's). */
function peakMemory(): number {
  return Number(/VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? 0) * 1024;
}

interface FirstLoad {
  readonly milliseconds: number;
  /** By how many bytes the process grew. */
  readonly growth: number;
}

/** The work of the process that `firstLoad` starts. */
async function loadAndReport(path: string): Promise<void> {
  const before = peakMemory();
  const start = performance.now();
  await load(path);
  const result: FirstLoad = { milliseconds: performance.now() - start, growth: peakMemory() - before };
  console.log(JSON.stringify(result));
}

/** A load in a fresh process. */
function firstLoad(path: string): FirstLoad {
  const child = spawnSync(process.execPath, [process.argv[1], "files", path], { encoding: "utf8" });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout) as FirstLoad;
}

/** The milliseconds that the same takes PyTorch. */
async function firstLoadOfPyTorch(path: string): Promise<number> {
  const pytorch = await PyTorch.find();
  if (pytorch === null) throw new Error("PyTorch was there, and is gone");
  try {
    return 1000 * (await pytorch.file("load", path));
  } finally {
    await pytorch.close();
  }
}

/**
 * Saving and loading a checkpoint of 400 MB, beside PyTorch, whose saving is timed with an fsync since ours is durable.
 * What is wanted is wanted where both sides do the same: of saving to new files, and of loading in fresh processes, as
 * programs do when they start. The second times are shown beside them; there PyTorch gets back the memory of the first,
 * in the system's cache as it empties the file, and in its own process. Downhill keeps the old file until the new one is
 * safe, and leaves memory to the collector.
 */
export async function benchFiles([loaded]: readonly string[]): Promise<boolean> {
  if (loaded !== undefined) {
    await loadAndReport(loaded);
    return true;
  }
  const pytorch = await PyTorch.find();
  const folder = await mkdtemp(join(tmpdir(), "downhill-bench-"));
  const path = join(folder, "checkpoint.pt");
  try {
    const value = checkpoint();
    const rounds = new Rounds();
    const time = async (name: string, work: () => Promise<unknown>) => {
      const start = performance.now();
      await work();
      rounds.add(name, performance.now() - start);
    };
    const before = process.resourceUsage().maxRSS;
    await save(value, path);
    const memory = { save: (process.resourceUsage().maxRSS - before) * 1024, load: 0 };
    await pytorch?.file("load", path);
    await pytorch?.file("save", `${path}.pytorch`);
    await load(path);
    const pytorchPath = `${path}.pytorch`;
    const timePyTorch = async (name: string, work: () => Promise<number>) => {
      if (pytorch === null) return;
      await rest();
      rounds.add(`PyTorch's ${name}`, await work());
      await rest();
    };
    for (let round = 0; round < ROUNDS; round++) {
      await rm(path);
      await rm(pytorchPath, { force: true });
      await rest();
      for (const name of ["save", "save again"]) {
        await time(name, () => save(value, path));
        await timePyTorch(name, async () => 1000 * (await (pytorch as PyTorch).file("save", pytorchPath)));
      }
      const first = firstLoad(path);
      rounds.add("load", first.milliseconds);
      memory.load = Math.max(memory.load, first.growth);
      await timePyTorch("load", () => firstLoadOfPyTorch(path));
      await time("load again", () => load(path));
      await timePyTorch("load again", async () => 1000 * (await (pytorch as PyTorch).file("load", path)));
    }
    const { size } = await stat(path);
    let good = true;
    const rows = ["save", "load", "save again", "load again"].map((name) => {
      const again = name.endsWith("again");
      const bytes = name === "save" ? memory.save : name === "load" ? memory.load : null;
      good &&= bytes === null || bytes <= MAX_MEMORY * size;
      const ours = [name, `${rounds.median(name).toFixed(0)} ms`];
      const beside = bytes === null ? "" : `${(bytes / MEGABYTE).toFixed(0)} MB`;
      if (pytorch === null) return [...ours, "", "", beside];
      const ratio = rounds.ratio(name, `PyTorch's ${name}`);
      good &&= again || ratio <= MAX_RATIO;
      return [...ours, `${rounds.median(`PyTorch's ${name}`).toFixed(0)} ms`, ratio.toFixed(2), beside];
    });
    console.log(`ResNet-50 with Adam's state, a file of ${(size / MEGABYTE).toFixed(0)} MB`);
    printTable(["", "Downhill", `PyTorch ${pytorch?.version ?? ""}`, "ratio", "memory beside it"], rows);
    console.log(`wanted: a ratio of at most ${MAX_RATIO}, at most ${MAX_MEMORY} times the file in memory,`);
    console.log(
      "of saving to a new file and of loading in a fresh process. Again is over the file that is there, which",
    );
    console.log("PyTorch empties first and Downhill keeps until the end, and in a process that has loaded it before.");
    return good;
  } finally {
    await pytorch?.close();
    await rm(folder, { recursive: true });
  }
}
