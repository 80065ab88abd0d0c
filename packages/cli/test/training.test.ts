import { nn, optim, type Tensor, tensor } from "downhill";
import { optimizers } from "downhill/registry";
import { describe, expect, test } from "vitest";
import type { Task } from "../src/data/target.ts";
import { makeProblem } from "../src/problems/source.ts";
import { BatchOrder, makeBatches } from "../src/training/batches.ts";
import {
  DataObjective,
  DataTensors,
  FunctionObjective,
  type Objective,
  type Pause,
} from "../src/training/objective.ts";
import { architectureOf, budgetOf, OptimizerSet } from "../src/training/optimizer.ts";
import type { TrainingPlan } from "../src/training/plan.ts";
import { type DataProblem, outputs, type Problem } from "../src/training/problem.ts";
import { Training } from "../src/training/training.ts";
import { line } from "./line.ts";
import { entryOf } from "./runs.ts";

const pause: Pause = () => undefined;

function planOf(text: string, more: Partial<TrainingPlan> = {}): TrainingPlan {
  return {
    data: { seed: 3, testSeed: null, classWeights: null },
    hidden: [8],
    optimizer: entryOf(text).choice,
    passes: 10,
    batch: 16,
    seed: 3,
    patience: null,
    ...more,
  };
}

function trainingOf(problem: Problem, plan: TrainingPlan) {
  const objective: Objective =
    problem.kind === "function"
      ? new FunctionObjective(problem)
      : new DataObjective(
          new DataTensors(problem, new BatchOrder(problem, plan.batch, plan.seed)),
          architectureOf(plan.optimizer),
          plan,
        );
  const optimizer = new OptimizerSet(plan.optimizer, objective.module, budgetOf(plan, objective));
  return { objective, optimizer, training: new Training(plan, objective, optimizer) };
}

async function run(problem: Problem, plan: TrainingPlan): Promise<Training> {
  const { training } = trainingOf(problem, plan);
  while (training.state === "running") await training.advance(pause);
  return training;
}

const passesOf = (training: Training) => training.points.map(({ pass }) => pass);
const valuesOf = (parameters: Iterable<Tensor>) =>
  [...parameters].flatMap((one) => [...(one.toTypedArray() as Float32Array)]);

describe("Training", () => {
  const every = optimizers.names.flatMap((name) =>
    (["regression", "classification"] as const).map((task) => [name, task] as const),
  );
  test.each<readonly [string, Task]>(every)("%s learns a %s", async (name, task) => {
    const training = await run(line(128, task), planOf(name));
    expect(training.state).toBe("finished");
    expect(training.passes).toBeLessThanOrEqual(35);
    const [first, last] = [training.points[0]!, training.points.at(-1)!];
    expect(first.pass).toBe(0);
    expect(last.training).toBeLessThan(first.training);
    expect(last.validation).toBeCloseTo(last.training, 10);
  });

  test("all networks start from the same weights, and see the same batches as PyTorch would draw", async () => {
    const problem = line(64);
    const firsts = await Promise.all(
      ["sgd", "adam", "rprop", "lbfgs", "muon"].map(async (name) => {
        const { training, objective } = trainingOf(problem, planOf(name));
        await training.advance(pause);
        return valuesOf(objective.module.parameters());
      }),
    );
    for (const values of firsts) expect(values).toEqual(firsts[0]);
  });

  test("a mini-batch training has a point after each pass, and its budget is its passes", async () => {
    const training = await run(line(64), planOf("adam", { passes: 4 }));
    expect(passesOf(training)).toEqual([0, 1, 2, 3, 4]);
    const seconds = training.points.map((point) => point.seconds);
    expect(seconds).toEqual(seconds.slice().sort((a, b) => a - b));
    expect(seconds[0]).toBe(0);
  });

  test("a long training is not measured after every pass, but after the last", async () => {
    const training = await run(line(16), planOf("rprop", { passes: 1201 }));
    expect(training.points.length).toBeLessThanOrEqual(502);
    expect(passesOf(training).slice(0, 3)).toEqual([0, 3, 6]);
    expect(training.points.at(-1)!.pass).toBe(1201);
  });

  test("Rprop takes one step per pass, on all rows", async () => {
    const problem = line(5000);
    const plan = planOf("rprop", { passes: 3 });
    const { objective } = trainingOf(problem, plan);
    const byHand = new optim.Rprop(objective.module.parameters(), { lr: 0.01 });
    const batch = makeBatches(
      problem,
      problem.training,
      Array.from({ length: 5000 }, (_, i) => i),
      5000,
    )[0]!;
    for (let step = 0; step < 3; step++) {
      byHand.zeroGrad();
      new nn.MSELoss().forward((objective as DataObjective).model.predict(batch), batch.targets).backward();
      byHand.step();
    }
    const training = await run(problem, plan);
    const values = valuesOf(training.objective.module.parameters());
    for (const [i, value] of valuesOf(objective.module.parameters()).entries()) expect(values[i]).toBeCloseTo(value, 4);
  });

  test("L-BFGS makes the iterations of one long step, each evaluation a pass and none made twice", async () => {
    const problem = line(128);
    const plan = planOf("lbfgs", { passes: 30 });
    const { objective } = trainingOf(problem, plan);
    let evaluations = 0;
    const whole = new optim.LBFGS(objective.module.parameters(), {
      ...plan.optimizer.settings,
      maxIter: 100,
      maxEval: 1000,
    });
    const losses: number[] = [];
    whole.step(() => {
      evaluations++;
      whole.zeroGrad();
      losses.push(objective.whole());
      return losses.at(-1)!;
    });
    const training = await run(problem, plan);
    expect(training.passes).toBe(evaluations);
    // Every point of the curve is a place that the one long step has evaluated, after as many evaluations.
    for (const { pass, training: loss } of training.points.slice(1, -1)) {
      expect(losses.slice(0, pass).some((one) => Math.abs(one - loss) < 1e-6)).toBe(true);
    }
  });

  test("ends where nothing changes any more", async () => {
    const training = await run(
      makeProblem({ kind: "quadratic" }, planOf("sgd").data),
      planOf("lbfgs", { passes: 100_000 }),
    );
    expect(training.state).toBe("finished");
    expect(training.passes).toBeLessThan(10_000);
  });

  test("stops where the loss is no longer a number", async () => {
    for (const text of ["sgd(lr=1e12)", "rprop(lr=1e38, stepSizes=[1e38, 1e38])"]) {
      const training = await run(line(64), planOf(text));
      expect(training.state).toBe("diverged");
      for (const point of training.points) expect(point.training).toBeLessThan(Number.POSITIVE_INFINITY);
    }
  });

  test("keeps the weights with the lowest validation loss", async () => {
    const training = await run(line(64), planOf("sgd(lr=0.5)", { passes: 20 }));
    const best = Math.min(...training.points.map(({ validation }) => validation!));
    expect(training.kept!.point.validation).toBe(best);
    const { training: again } = trainingOf(line(64), planOf("sgd(lr=0.5)", { passes: 20 }));
    while (again.points.at(-1)?.pass !== training.kept!.point.pass) await again.advance(pause);
    expect(training.kept!.values.flatMap((one) => [...one])).toEqual(valuesOf(again.objective.module.parameters()));
  });

  test("stops early when the validation loss has not improved for long enough, and stays at the best", async () => {
    const problem = line(64);
    // Validation by other targets: fitting the training rows makes it worse.
    const hostile = {
      ...problem,
      validation: { ...problem.validation, targets: problem.validation.targets.map((y) => -y) },
    };
    const training = await run(hostile, planOf("adam", { passes: 100, patience: 4 }));
    expect(training.state).toBe("stopped early");
    const { pass } = training.kept!.point;
    expect(training.passes).toBe(pass + 4);
    expect(training.points.at(-1)).toMatchObject({ pass: pass + 4, validation: training.kept!.point.validation });
  });

  test("goes on as if it had never stopped", async () => {
    for (const text of [
      "adam",
      "lbfgs",
      "rprop",
      "muon",
      "sgd(lr=0.1,scheduler=step(stepSize=2))",
      "sgd(lr=0.1,scheduler=onecycle(totalSteps=60))",
    ]) {
      const whole = await run(line(64), planOf(text, { passes: 12 }));
      const first = trainingOf(line(64), planOf(text, { passes: 5 }));
      while (first.training.state === "running") await first.training.advance(pause);
      const second = trainingOf(line(64), planOf(text, { passes: 12 }));
      const progress = JSON.parse(JSON.stringify(first.training.progress()));
      second.training.catchUp(progress);
      second.objective.module.loadStateDict(first.objective.module.stateDict() as never);
      second.optimizer.keepingSettings(() => {
        for (const [i, optimizer] of second.optimizer.optimizers.entries()) {
          optimizer.loadStateDict(first.optimizer.optimizers[i]!.stateDict() as never);
        }
      });
      second.training.restore(progress, first.training.kept!.values);
      while (second.training.state === "running") await second.training.advance(pause);
      const curve = (training: Training) => training.points.map(({ seconds: _, ...point }) => point);
      expect(curve(second.training)).toEqual(curve(whole));
      expect(second.training.kept!.values).toEqual(whole.kept!.values);
    }
  });
});

describe("OptimizerSet", () => {
  const module = () => new nn.Sequential(new nn.Linear(2, 3), new nn.ReLU(), new nn.Linear(3, 1));

  test("gives what is no matrix to AdamW, with the same rate and weight decay", () => {
    const set = new OptimizerSet(entryOf("muon(lr=0.03, weightDecay=0.2)").choice, module(), { passes: 10, steps: 4 });
    expect(set.optimizers.map((one) => one.constructor.name)).toEqual(["Muon", "AdamW"]);
    const shapes = set.optimizers.map(({ paramGroups }) => paramGroups[0]!.params.map(({ shape }) => shape.length));
    expect(shapes).toEqual([
      [2, 2],
      [1, 1],
    ]);
    for (const { paramGroups } of set.optimizers) expect(paramGroups[0]).toMatchObject({ lr: 0.03, weightDecay: 0.2 });
  });

  test.each([
    ["cosine", [1, 0.5, 0]],
    ["step", [1, 0.1, 0.01]],
    ["step(stepSize=5)", [1, 0.1, 0.01]],
    ["step(stepSize=4, gamma=0.5)", [1, 0.5, 0.25]],
    ["multistep", [1, 0.1, 0.01]],
    ["exponential", [1, 0.1, 0.01]],
    ["polynomial", [1, 0.5, 0]],
    ["constant", [1 / 3, 1, 1]],
    ["linear", [1, 0.5, 0]],
    ["restarts", [1, 0.25, 0.75]],
    // These step after each batch: here 4 times a pass. The very last one is for a step that no longer comes.
    ["onecycle", [0.04, 0.766, 0.0031]],
    ["cyclic", [0.1, 0.1, 0.1]],
    ["plateau", [1, 0.01, 0.0001]],
  ])("the scheduler %s fits a budget of 10 passes", (text, rates) => {
    const set = new OptimizerSet(entryOf(`sgd(lr=1, scheduler=${text})`).choice, module(), { passes: 10, steps: 4 });
    const rate = () => Number(set.optimizers[0]!.paramGroups[0]!.lr);
    const found = [rate()];
    for (let pass = 1; pass <= 12; pass++) {
      for (let step = 0; step < 4; step++) {
        set.optimizers[0]!.step();
        set.endStep();
      }
      set.endPass(1);
      if (pass === 5 || pass === 10) found.push(rate());
    }
    for (const [i, expected] of rates.entries()) expect(found[i]).toBeCloseTo(expected, 3);
    // Beyond the budget, where L-BFGS may get, nothing changes any more.
    expect(rate()).toBe(found[2]);
  });
});

describe("objectives", () => {
  test("the gradient of all rows is the mean of theirs, weighed as in one batch", () => {
    for (const classWeights of [null, Float32Array.of(0.7, 1.9)]) {
      const problem: DataProblem = { ...line(5000, "classification"), classWeights };
      const { objective } = trainingOf(problem, planOf("lbfgs"));
      const all = Array.from({ length: 5000 }, (_, i) => i);
      const [batch] = makeBatches(problem, problem.training, all, 5000);
      const { model } = objective as DataObjective;
      const weight = classWeights && tensor(classWeights);
      const loss = new nn.CrossEntropyLoss({ weight }).forward(model.predict(batch!), batch!.targets);
      loss.backward();
      const expected = [...objective.module.parameters()].map((one) => [...(one.grad!.toTypedArray() as Float32Array)]);
      for (const one of objective.module.parameters()) one.grad = null;
      expect(objective.whole()).toBeCloseTo(Number(loss.item()), 5);
      const found = [...objective.module.parameters()].map((one) => [...(one.grad!.toTypedArray() as Float32Array)]);
      for (const [i, values] of expected.entries())
        for (const [j, value] of values.entries()) expect(found[i]![j]).toBeCloseTo(value, 5);
    }
  });

  test("the loss that is measured is weighed as the one that is trained", async () => {
    const problem: DataProblem = { ...line(64, "classification"), classWeights: Float32Array.of(0.5, 3) };
    const { objective } = trainingOf(problem, planOf("adam"));
    const { training } = await objective.measure(pause);
    expect(training).toBeCloseTo(objective.whole(), 5);
  });
});

describe("BatchOrder", () => {
  test("is the same for all, whoever asks when", () => {
    const problem = line(50);
    const one = new BatchOrder(problem, 16, 3);
    const other = new BatchOrder(problem, 16, 3);
    const rows = (order: BatchOrder, pass: number) => order.pass(pass).flatMap(({ inputs }) => valuesOf([inputs]));
    const inTurn = [0, 1, 2, 3, 4, 5, 6].map((pass) => rows(one, pass));
    expect([6, 0, 3, 2, 5, 1, 4].map((pass) => rows(other, pass))).toEqual(
      [6, 0, 3, 2, 5, 1, 4].map((pass) => inTurn[pass]),
    );
    expect(new Set(inTurn.map(String)).size).toBe(7);
    expect(inTurn[3]!.slice().sort((a, b) => a - b)).toEqual([...problem.training.inputs]);
    expect(rows(new BatchOrder(problem, 16, 4), 0)).not.toEqual(inTurn[0]);
  });

  test("cuts the rows in the given order", () => {
    const problem = line(5, "classification");
    const batches = makeBatches(problem, problem.training, [4, 0, 3, 1, 2], 2);
    expect(batches.map(({ rows }) => rows)).toEqual([2, 2, 1]);
    expect(batches[0]!.inputs.toArray()).toEqual([[1], [-1]]);
    expect(batches[1]!.bins.toArray()).toEqual([[6], [2]]);
    expect([batches[0]!.targets.dtype, batches[0]!.targets.shape]).toEqual(["int64", [2]]);
    expect(batches[2]!.targets.toArray()).toEqual([0]);
    const [regression] = makeBatches(line(5), line(5).training, [4, 0], 2);
    expect(regression!.targets.toArray()).toEqual([[2], [-2]]);
    expect(outputs(problem)).toBe(2);
  });
});
