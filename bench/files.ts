import { spawnSync } from "node:child_process";
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
const PEAK = `Number(/VmHWM:\\s*(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? 0) * 1024`;

/** By how many bytes one load makes a fresh process grow. */
function memoryOfLoad(path: string): number {
  const program = `
    import { readFileSync } from "node:fs";
    import { load } from "downhill/node";
    const before = ${PEAK};
    const value = await load(${JSON.stringify(path)});
    console.log(${PEAK} - before, typeof value);`;
  const child = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], {
    encoding: "utf8",
  });
  if (child.status !== 0) throw new Error(child.stderr);
  return Number(child.stdout.split(" ")[0]);
}

/** Saving and loading a checkpoint of 400 MB, beside PyTorch, whose saving is timed with an fsync since ours is durable. */
export async function benchFiles(): Promise<boolean> {
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
    const growth = (process.resourceUsage().maxRSS - before) * 1024;
    await pytorch?.file("load", path);
    await pytorch?.file("save", path);
    await load(path);
    for (let round = 0; round < ROUNDS; round++) {
      await time("save", () => save(value, path));
      if (pytorch !== null) rounds.add("PyTorch's save", 1000 * (await pytorch.file("save", `${path}.pytorch`)));
      await time("load", () => load(path));
      if (pytorch !== null) rounds.add("PyTorch's load", 1000 * (await pytorch.file("load", path)));
    }
    const { size } = await stat(path);
    const memory = { save: growth, load: memoryOfLoad(path) };
    let good = true;
    const rows = (["save", "load"] as const).map((name) => {
      const row = [name, `${rounds.median(name).toFixed(0)} ms`, `${(memory[name] / MEGABYTE).toFixed(0)} MB`];
      good &&= memory[name] <= MAX_MEMORY * size;
      if (pytorch === null) return [...row, "", ""];
      const ratio = rounds.ratio(name, `PyTorch's ${name}`);
      good &&= ratio <= MAX_RATIO;
      return [...row, `${rounds.median(`PyTorch's ${name}`).toFixed(0)} ms`, ratio.toFixed(2)];
    });
    console.log(`ResNet-50 with Adam's state, a file of ${(size / MEGABYTE).toFixed(0)} MB`);
    printTable(["", "Downhill", "memory beside it", `PyTorch ${pytorch?.version ?? ""}`, "ratio"], rows);
    console.log(`wanted: a ratio of at most ${MAX_RATIO}, at most ${MAX_MEMORY} times the file in memory`);
    return good;
  } finally {
    pytorch?.close();
    await rm(folder, { recursive: true });
  }
}
