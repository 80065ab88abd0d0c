import { spawnSync } from "node:child_process";
import { setImmediate as macrotask } from "node:timers/promises";
import { linspace, manualSeed, nn, optim, randn } from "downhill";
import { finish, progress } from "./support/progress.ts";
import { printTable } from "./support/table.ts";

const MB = 2 ** 20;
const STEPS = 100_000;
const MODELS = 200;

interface Result {
  readonly before: number;
  readonly after: number;
  readonly most: number;
}

interface Check {
  readonly title: string;
  readonly limit: string;
  run(): Result | Promise<Result>;
  holds(result: Result): boolean;
}

const flat = { limit: "after ≤ before + 32", holds: ({ before, after }: Result) => after <= before + 32 };

/** Each runs in a process of its own; figures are resident memory in MB. */
const checks: Readonly<Record<string, Check>> = {
  training: {
    title: `${STEPS} training steps in one synchronous loop`,
    ...flat,
    run: () => training(),
  },
  leaves: {
    title: `${STEPS} steps, each with a new leaf that requires gradients`,
    ...flat,
    run: () => newLeaves(),
  },
  sweep: {
    title: `${MODELS} models of 10 MB built, trained and dropped`,
    limit: "most < 500",
    holds: ({ most }) => most < 500,
    run: () => sweep(),
  },
};

/** Whether memory stays flat, whatever a program drops and however seldom it yields. */
export async function benchMemory([name]: readonly string[]): Promise<boolean> {
  if (name !== undefined) {
    console.log(JSON.stringify(await checks[name].run()));
    return true;
  }
  const rows: string[][] = [];
  let holds = true;
  for (const [key, check] of Object.entries(checks)) {
    progress(check.title);
    const { stdout } = spawnSync(process.execPath, [process.argv[1], "memory", key], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    const result = JSON.parse(stdout) as Result;
    const passed = check.holds(result);
    holds &&= passed;
    const { before, after, most } = result;
    rows.push([
      check.title,
      ...[before, after, most].map((mb) => mb.toFixed(0)),
      check.limit,
      passed ? "PASS" : "OVER",
    ]);
  }
  finish();
  console.log("Resident memory in MB. Before: after the 1,000th step, or the first model\n");
  printTable(["", "before", "after", "most", "limit", ""], rows);
  return holds;
}

/** Follows this process's resident memory. */
class Watch {
  before = 0;
  most = 0;

  look(): number {
    const now = process.memoryUsage.rss() / MB;
    this.most = Math.max(this.most, now);
    return now;
  }

  start(): void {
    this.before = this.look();
  }

  result(): Result {
    return { before: this.before, after: this.look(), most: this.most };
  }
}

function smallNetwork() {
  manualSeed(0);
  const x = linspace(-1, 1, 32).unsqueeze(1);
  const y = x.square().add(randn(x.shape).mul(0.1));
  const model = new nn.Sequential(new nn.Linear(1, 20), new nn.ReLU(), new nn.Linear(20, 1));
  const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
  return { x, y, model, optimizer, criterion: new nn.MSELoss() };
}

function training(): Result {
  const { x, y, model, optimizer, criterion } = smallNetwork();
  const watch = new Watch();
  for (let step = 1; step <= STEPS; step++) {
    optimizer.zeroGrad();
    const loss = criterion.forward(model.forward(x), y);
    loss.backward();
    optimizer.step();
    if (!Number.isFinite(loss.item())) throw new Error("the loss is not finite");
    if (step === 1000) watch.start();
    else if (step % 1000 === 0) watch.look();
  }
  return watch.result();
}

/** As adversarial training does: the gradient at an input that is moved anew in each step. */
function newLeaves(): Result {
  const { x, y, model, optimizer, criterion } = smallNetwork();
  const watch = new Watch();
  for (let step = 1; step <= STEPS; step++) {
    const input = x.add(randn(x.shape).mul(0.01)).requiresGrad_();
    criterion.forward(model.forward(input), y).backward();
    if (input.grad === null) throw new Error("the new leaf got no gradient");
    const moved = input.detach().add(input.grad.sign().mul(0.01));
    optimizer.zeroGrad();
    criterion.forward(model.forward(moved), y).backward();
    optimizer.step();
    if (step === 1000) watch.start();
    else if (step % 1000 === 0) watch.look();
  }
  return watch.result();
}

/** Models of 1600 by 1600 weights; with gradients and Adam's state each takes 40 MB while it trains. */
async function sweep(): Promise<Result> {
  const watch = new Watch();
  const size = 1600;
  for (let i = 0; i < MODELS; i++) {
    manualSeed(i);
    const model = new nn.Linear(size, size);
    const optimizer = new optim.Adam(model.parameters(), { lr: 0.001 });
    const x = randn([4, size]);
    for (let step = 0; step < 3; step++) {
      optimizer.zeroGrad();
      model.forward(x).square().mean().backward();
      optimizer.step();
    }
    if (i === 0) watch.start();
    else watch.look();
    if (i % 4 === 3) await macrotask(); // now and then
  }
  return watch.result();
}
