import { createReadStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { optim, rand, type Tensor } from "downhill";
import { save } from "downhill/node";
import { Loader, peakMemory } from "./support/loader.ts";
import { Rounds } from "./support/measure.ts";
import { finish, progress } from "./support/progress.ts";
import { PyTorch } from "./support/pytorch.ts";
import { resnet50 } from "./support/resnet50.ts";
import { printTable } from "./support/table.ts";

const ROUNDS = 7;
/** After so many loads both sides get back memory they had before; the first ones of a process find theirs anew. */
const WARM_UP = 10;
const MEGABYTE = 1e6;
/** What makes this program a process that loads. */
const SERVE = "serve";

/** What one side leaves to the system, such as an old file's bytes, is none of the other's turn. */
const rest = () => new Promise((resolve) => setTimeout(resolve, 300));

/** The time limit beside PyTorch's in the same run, and the memory limit beside the file. */
const MAX_RATIO = 2;
const MAX_MEMORY = 1.2;

/** What is timed, and what of PyTorch's is timed beside it. */
const ROWS = [
  { title: "save, to a new file", ours: "save", theirs: "save" },
  { title: "save again, over the file that is there", ours: "save again", theirs: "save again" },
  { title: "the same, PyTorch by way of a new file, too", ours: "save again", theirs: "replace" },
  { title: "load, in a fresh process", ours: "load", theirs: "load" },
  { title: "load, in a fresh process, after saving over it", ours: "load after", theirs: "load after" },
  { title: "load again, in the same process", ours: "load again", theirs: "load again" },
] as const;

/** ResNet-50's parameters and three averages of Adam's for each: 409 MB. */
function checkpoint() {
  const params = resnet50.map((shape) => rand([...shape], { requiresGrad: true }));
  const optimizer = new optim.Adam(params, { amsgrad: true });
  for (const param of params) param.grad = rand([...param.shape]);
  optimizer.step();
  const model = new Map(params.map((param, i): [string, Tensor] => [`parameter ${i}`, param.detach()]));
  return { model, optimizer: optimizer.stateDict() };
}

/** Brings a file into the system's cache. */
async function readThrough(path: string): Promise<void> {
  for await (const _ of createReadStream(path, { highWaterMark: 2 ** 20 }));
}

/** Times both sides and remembers by how much memory Downhill's grew. */
class Race {
  readonly rounds = new Rounds();
  readonly memory = new Map<string, number>();
  readonly pytorch: PyTorch | null;

  constructor(pytorch: PyTorch | null) {
    this.pytorch = pytorch;
  }

  async save(name: string, value: unknown, path: string): Promise<void> {
    const start = performance.now();
    await save(value, path);
    this.rounds.add(name, performance.now() - start);
  }

  async load(name: string, loader: Loader, path: string): Promise<void> {
    const { milliseconds, growth } = await loader.load(path);
    this.rounds.add(name, milliseconds);
    this.memory.set(name, Math.max(this.memory.get(name) ?? 0, growth));
  }

  /** A load in a process of its own. */
  async firstLoad(name: string, path: string): Promise<void> {
    const loader = await Loader.start(["files", SERVE]);
    await this.load(name, loader, path);
    await loader.close();
  }

  async theirs(name: string, work: (pytorch: PyTorch) => Promise<number>): Promise<void> {
    if (this.pytorch === null) return;
    await rest();
    this.rounds.add(`PyTorch's ${name}`, 1000 * (await work(this.pytorch)));
    await rest();
  }

  async theirFirstLoad(name: string, path: string): Promise<void> {
    await this.theirs(name, async () => {
      const pytorch = await PyTorch.find();
      if (pytorch === null) throw new Error("PyTorch was there, and is gone");
      try {
        return await pytorch.file("load", path);
      } finally {
        await pytorch.close();
      }
    });
  }
}

/** One round: all rows once, the sides in turns. */
async function round(race: Race, value: unknown, loader: Loader, path: string): Promise<void> {
  const theirPath = `${path}.pytorch`;
  await rm(path, { force: true });
  await rm(theirPath, { force: true });
  await rest();
  for (const name of ["save", "save again"]) {
    await race.save(name, value, path);
    await race.theirs(name, (pytorch) => pytorch.file("save", theirPath));
  }
  await race.theirs("replace", (pytorch) => pytorch.file("replace", theirPath));
  // What was just saved over a file is not in the system's cache here; on either side it is read from the disk.
  await save(value, path);
  await rest();
  await race.firstLoad("load after", path);
  await save(value, path);
  await race.theirFirstLoad("load after", path);
  await readThrough(path);
  await race.firstLoad("load", path);
  await race.theirFirstLoad("load", path);
  await race.load("load again", loader, path);
  await race.theirs("load again", (pytorch) => pytorch.file("load", path));
}

/** Prints what was measured; false if any of it is beyond its limit. */
function report({ rounds, memory, pytorch }: Race, size: number): boolean {
  let good = true;
  const rows = ROWS.map(({ title, ours, theirs }) => {
    const bytes = memory.get(ours) ?? 0;
    // A process that loads again has two checkpoints, or those the collector has not seen yet.
    good &&= ours === "load again" || bytes <= MAX_MEMORY * size;
    const row = [title, `${rounds.median(ours).toFixed(0)} ms`];
    const beside = ours === "load again" ? "" : `${(bytes / MEGABYTE).toFixed(0)} MB`;
    if (pytorch === null) return [...row, "", "", beside];
    const ratio = rounds.ratio(ours, `PyTorch's ${theirs}`);
    good &&= ratio <= MAX_RATIO;
    return [...row, `${rounds.median(`PyTorch's ${theirs}`).toFixed(0)} ms`, ratio.toFixed(2), beside];
  });
  console.log(`ResNet-50 with Adam's state, a file of ${(size / MEGABYTE).toFixed(0)} MB`);
  console.log(
    `Medians of ${ROUNDS} rounds; a ratio is the median of the rounds' ratios, not the ratio of the medians\n`,
  );
  printTable(["", "Downhill", `PyTorch ${pytorch?.version ?? ""}`, "ratio", "memory beside it"], rows);
  console.log(`wanted: a ratio of at most ${MAX_RATIO}, at most ${MAX_MEMORY} times the file in memory`);
  return good;
}

/**
 * Saving and loading a checkpoint of 400 MB, beside PyTorch, whose saving is timed with an fsync since ours is durable.
 * PyTorch empties a file that it saves over; one row has it write a new file, sync and rename it, as Downhill does.
 */
export async function benchFiles([task]: readonly string[]): Promise<boolean> {
  if (task === SERVE) {
    Loader.serve();
    return true;
  }
  const race = new Race(await PyTorch.find());
  const loader = await Loader.start(["files", SERVE]);
  const folder = await mkdtemp(join(tmpdir(), "downhill-bench-"));
  const path = join(folder, "checkpoint.pt");
  try {
    progress("making the checkpoint");
    const value = checkpoint();
    for (const name of ["save", "save again"]) {
      const before = peakMemory();
      await save(value, path);
      race.memory.set(name, peakMemory() - before); // the first time, when it grows most
    }
    for (let i = 0; i < WARM_UP; i++) {
      progress(`warming up: load ${i + 1} of ${WARM_UP}`);
      await loader.load(path);
      await race.pytorch?.file("load", path);
    }
    for (let i = 0; i < ROUNDS; i++) {
      progress(`round ${i + 1} of ${ROUNDS}`);
      await round(race, value, loader, path);
    }
    finish();
    return report(race, (await stat(path)).size);
  } finally {
    await loader.close();
    await race.pytorch?.close();
    await rm(folder, { recursive: true });
  }
}
