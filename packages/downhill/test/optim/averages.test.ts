import { deepCopy, nn, optim, randn, type Tensor, zeros } from "downhill";
import { describe, expect, it } from "vitest";
import { averagesFixture, compareAverage } from "./support/averaging.ts";
import { elements } from "./support/replay.ts";

const { AveragedModel, getEmaAvgFn, getEmaMultiAvgFn, getSwaAvgFn, getSwaMultiAvgFn, updateBn } = optim.swaUtils;

const messageOf = (name: string) => averagesFixture.errors.find((error) => error.name === name)?.message as string;

class Net extends nn.Module {
  readonly first = new nn.Linear(5, 4);
  readonly norm = new nn.BatchNorm1d(4, { momentum: 0.3 });
  readonly last = new nn.Linear(4, 2);
  forward(x: Tensor): Tensor {
    return this.last.forward(this.norm.forward(this.first.forward(x)));
  }
}

describe("AveragedModel", () => {
  for (const of of averagesFixture.averaged) {
    it(`${of.way}, ${of.dtype}: the bits of PyTorch`, () => {
      expect(compareAverage(of).differences).toEqual([]);
    });
  }

  it("is told what is no model", () => {
    const average = new AveragedModel(new Net());
    for (const wrong of [5, null, {}, Net] as unknown as Net[]) {
      expect(() => new AveragedModel(wrong)).toThrow(/^AveragedModel\(\).*'model'/);
      expect(() => average.updateParameters(wrong)).toThrow(/^updateParameters\(\).*'model'/);
      expect(() => updateBn([], wrong)).toThrow(/^updateBn\(\).*'model'/);
    }
  });

  it("leaves the model alone, and computes with its own weights", () => {
    const model = new Net();
    const before = [...model.parameters()].map((param) => [...elements(param)]);
    const average = new AveragedModel(model);
    for (const param of average.parameters()) param.data = zeros(param.shape);
    expect([...elements(average.eval().forward(randn([3, 5])))]).toEqual([0, 0, 0, 0, 0, 0]);
    expect([...model.parameters()].map((param) => [...elements(param)])).toEqual(before);
  });

  it("copies buffers, or averages them with useBuffers", () => {
    const model = new Net();
    const copied = new AveragedModel(model);
    const averaged = new AveragedModel(model, { useBuffers: true, multiAvgFn: getEmaMultiAvgFn(0.5) });
    const means: number[][] = [];
    for (let t = 0; t < 3; t++) {
      model.forward(randn([6, 5]));
      copied.updateParameters(model);
      averaged.updateParameters(model);
      means.push([...elements(model.norm.runningMean as Tensor)]);
    }
    expect([...elements(copied.module.norm.runningMean as Tensor)]).toEqual(means[2]);
    expect(copied.module.norm.numBatchesTracked?.item()).toBe(3);
    const actual = elements(averaged.module.norm.runningMean as Tensor);
    means[0].forEach((first, i) => {
      expect(actual[i]).toBeCloseTo((first / 2 + means[1][i] / 2) / 2 + means[2][i] / 2, 6);
    });
    expect(averaged.module.norm.numBatchesTracked?.item()).toBe(2); // 1, then 1.5 and 2 without their fractions
  });

  it("saves and loads its state", () => {
    const model = new Net();
    const average = new AveragedModel(model, { multiAvgFn: getEmaMultiAvgFn() });
    average.updateParameters(model);
    const other = new AveragedModel(new Net(), { multiAvgFn: getEmaMultiAvgFn() });
    other.loadStateDict(average.stateDict());
    expect(other.nAveraged.item()).toBe(1);
    expect(elements(other.module.first.weight)).toEqual(elements(model.first.weight));
  });

  it("refuses two functions, decays out of range, and other models", () => {
    const model = new nn.Linear(2, 2);
    const both = () => new AveragedModel(model, { avgFn: getSwaAvgFn(), multiAvgFn: getSwaMultiAvgFn() });
    expect(both).toThrow(messageOf("both averages"));
    expect(() => getEmaMultiAvgFn(1.5)).toThrow(messageOf("decay above 1"));
    expect(() => getEmaAvgFn(-0.5)).toThrow(messageOf("decay below 0"));
    const average = new AveragedModel(model);
    expect(() => average.updateParameters(new nn.Linear(2, 3))).toThrow(RangeError);
    expect(() => average.updateParameters(new Net())).toThrow(RangeError);
    expect(average.nAveraged.item()).toBe(0);
  });
});

describe("updateBn", () => {
  it("is the mean over the batches, and leaves mode and momentum as they were", () => {
    const model = new Net().eval();
    const batches = [randn([8, 5]), randn([8, 5]), randn([8, 5])];
    const means = batches.map((batch) => elements(model.first.forward(batch).mean(0).detach()));
    updateBn(
      batches.map((batch) => [batch, "label"] as const),
      model,
    );
    const actual = elements(model.norm.runningMean as Tensor);
    actual.forEach((value, i) => {
      expect(value).toBeCloseTo((means[0][i] + means[1][i] + means[2][i]) / 3, 5);
    });
    expect(model.norm.momentum).toBe(0.3);
    expect(model.training).toBe(false);
    expect(model.norm.training).toBe(false);
  });

  it("does nothing to a model without batch normalization", () => {
    const model = new nn.Linear(2, 2);
    const never: Tensor[] = [];
    Object.defineProperty(never, Symbol.iterator, {
      value: () => {
        throw new Error("read");
      },
    });
    expect(() => updateBn(never, model)).not.toThrow();
  });
});

describe("deepCopy", () => {
  it("copies a model and its optimizer together, ties kept", () => {
    const model = new Net();
    const optimizer = new optim.AdamW(model.parameters(), { lr: 0.01 });
    const input = randn([6, 5]);
    const step = (of: Net, by: optim.AdamW) => {
      by.zeroGrad();
      of.forward(input).square().sum().backward();
      by.step();
    };
    step(model, optimizer);
    const [otherModel, otherOptimizer] = deepCopy([model, optimizer] as const);
    expect(otherModel).toBeInstanceOf(Net);
    expect(otherOptimizer.paramGroups[0].params).toEqual([...otherModel.parameters()]);
    expect(otherModel.first.weight.grad).toBeNull(); // PyTorch's copies of parameters have none
    step(model, optimizer);
    const weights = [...elements(model.last.weight)];
    expect([...elements(otherModel.last.weight)]).not.toEqual(weights);
    step(otherModel, otherOptimizer);
    expect([...elements(otherModel.last.weight)]).toEqual(weights);
    expect(String(otherOptimizer)).toBe(String(optimizer));
  });

  it("copies every optimizer with its state", () => {
    const classes = [optim.SGD, optim.Adam, optim.Adagrad, optim.Rprop, optim.ASGD, optim.Adafactor, optim.Muon];
    for (const Class of classes) {
      const param = randn([3, 4]);
      const optimizer = new Class([["w", param]], { lr: 0.1 }) as optim.AnyOptimizer;
      const grads = [randn([3, 4]), randn([3, 4])];
      param.grad = grads[0];
      optimizer.step();
      const copy = deepCopy(optimizer);
      const [other] = copy.paramGroups[0].params as Tensor[];
      expect(copy.paramGroups[0].paramNames).toEqual(["w"]);
      for (const [of, by] of [
        [param, optimizer],
        [other, copy],
      ] as const) {
        of.grad = grads[1];
        by.step();
      }
      expect(elements(other)).toEqual(elements(param));
    }
  });

  it("keeps what is shared shared: tied weights, views of one storage, cycles", () => {
    const tied = new nn.Sequential(new nn.Linear(3, 3), new nn.Linear(3, 3));
    (tied.at(1) as nn.Linear).weight = (tied.at(0) as nn.Linear).weight;
    const copy = deepCopy(tied);
    expect((copy.at(1) as nn.Linear).weight).toBe((copy.at(0) as nn.Linear).weight);
    expect((copy.at(0) as nn.Linear).weight).not.toBe((tied.at(0) as nn.Linear).weight);

    const base = randn([4]);
    const [copied, view] = deepCopy([base, base.narrow(0, 1, 2)]);
    copied.fill_(7);
    expect([...elements(view)]).toEqual([7, 7]);
    expect(base.sum().item()).not.toBe(28);

    const loop: { self?: object; list: unknown[] } = { list: [new Map([["a", new Set([1])]])] };
    loop.self = loop;
    const other = deepCopy(loop);
    expect(other.self).toBe(other);
    expect(other.list).toEqual(loop.list);
    expect(other.list[0]).not.toBe(loop.list[0]);
  });

  it("keeps frozen parameters, evaluation and buffers", () => {
    const model = new Net().eval().requiresGrad_(false);
    const copy = deepCopy(model);
    expect(copy.training).toBe(false);
    expect(copy.norm.training).toBe(false);
    expect([...copy.parameters()].every(({ requiresGrad }) => !requiresGrad)).toBe(true);
    expect([...copy.stateDict().keys()]).toEqual([...model.stateDict().keys()]);
    expect(copy.norm.runningMean).not.toBe(model.norm.runningMean);
    expect(copy.forward(randn([2, 5])).shape).toEqual([2, 2]);
  });

  it("refuses results of operations", () => {
    expect(() => deepCopy(randn([2]).requiresGrad_().mul(2))).toThrow(/Only Tensors created explicitly by the user/);
  });
});
