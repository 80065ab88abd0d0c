import { deepCopy, nn, noGrad, ones, optim, randn, type Tensor } from "downhill";
import { describe, expect, it } from "vitest";

const { AveragedModel, getEmaAvgFn, getEmaMultiAvgFn, updateBn } = optim.swaUtils;

function net() {
  return new nn.Sequential(new nn.Linear(5, 7), new nn.BatchNorm1d(7), new nn.ReLU(), new nn.Linear(7, 3));
}

function shake(model: nn.Module): void {
  noGrad(() => {
    for (const param of model.parameters()) param.add_(randn([...param.shape]));
  });
}

const values = (tensors: Iterable<Tensor>) => [...tensors].map((one) => one.toArray());

describe("PyTorch's TestSWAUtils", () => {
  for (const ema of [true, false]) {
    it(`test_averaged_model_all_devices, ema ${ema}`, () => {
      const model = net();
      const average = new AveragedModel(model, ema ? { multiAvgFn: getEmaMultiAvgFn(0.999) } : {});
      const sum = [...model.parameters()].map((param) => param.detach().mul(0));
      for (let i = 0; i < 10; i++) {
        shake(model);
        [...model.parameters()].forEach((param, k) => {
          const now = param.detach();
          sum[k] = !ema ? sum[k].add(now.div(10)) : i === 0 ? now.clone() : sum[k].mul(0.999).add(now.mul(1 - 0.999));
        });
        average.updateParameters(model);
      }
      [...average.parameters()].forEach((param, k) => {
        expect(param.detach().sub(sum[k]).abs().max().item()).toBeLessThan(1e-5);
      });
      expect(average.nAveraged.item()).toBe(10);
    });
  }

  it("test_averaged_model_state_dict", () => {
    const model = net();
    const [one, other] = [new AveragedModel(model), new AveragedModel(model)];
    for (let i = 0; i < 10; i++) {
      shake(model);
      one.updateParameters(model);
    }
    other.loadStateDict(one.stateDict());
    expect(values(other.parameters())).toEqual(values(one.parameters()));
    expect(other.nAveraged.item()).toBe(10);
  });

  it("test_averaged_model_default_avg_fn_picklable: the copy of an average goes on as it does", () => {
    const model = net();
    const average = new AveragedModel(model);
    average.updateParameters(model);
    const copy = deepCopy(average);
    shake(model);
    average.updateParameters(model);
    copy.updateParameters(model);
    expect(values(copy.parameters())).toEqual(values(average.parameters()));
    expect(copy.nAveraged.item()).toBe(2);
  });

  for (const [useMulti, useBuffers] of [
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ]) {
    it(`test_averaged_model_exponential, multi ${useMulti}, buffers ${useBuffers}`, () => {
      const decay = 0.9;
      const options = useMulti ? { multiAvgFn: getEmaMultiAvgFn(decay) } : { avgFn: getEmaAvgFn(decay) };
      const model = net();
      const average = new AveragedModel(model, { ...options, useBuffers });
      const running: number[] = [];
      for (let i = 0; i < 5; i++) {
        shake(model);
        model.forward(randn([4, 5]));
        average.updateParameters(model);
        const mean = (model.at(1) as nn.BatchNorm1d).runningMean as Tensor;
        const now = mean.select(0, 0).item();
        running.push(i === 0 || !useBuffers ? now : decay * running[i - 1] + (1 - decay) * now);
      }
      const averaged = (average.module.at(1) as nn.BatchNorm1d).runningMean as Tensor;
      expect(averaged.select(0, 0).item()).toBeCloseTo(running[4], 5);
      const batches = (average.module.at(1) as nn.BatchNorm1d).numBatchesTracked as Tensor;
      expect(batches.item()).toBe(useBuffers ? 1 : 5); // whole numbers are cut off at each update
    });
  }

  it("test_update_bn_dnn", () => {
    const model = net();
    const batches = Array.from({ length: 6 }, () => randn([8, 5]));
    const norm = model.at(1) as nn.BatchNorm1d;
    const hidden = batches.map((batch) => noGrad(() => (model.at(0) as nn.Linear).forward(batch)));
    const wanted = hidden
      .map((one) => one.mean(0))
      .reduce((sum, mean) => sum.add(mean))
      .div(6);
    model.eval();
    updateBn(
      batches.map((batch) => [batch, ones([8])] as const),
      model,
    );
    expect((norm.runningMean as Tensor).sub(wanted).abs().max().item()).toBeLessThan(1e-6);
    expect((norm.numBatchesTracked as Tensor).item()).toBe(6);
    expect(model.training).toBe(false);
  });

  it("test_update_bn_cnn", () => {
    const model = new nn.Sequential(new nn.Conv2d(2, 3, 3), new nn.BatchNorm2d(3));
    const batches = Array.from({ length: 4 }, () => randn([3, 2, 6, 6]));
    const hidden = batches.map((batch) => noGrad(() => (model.at(0) as nn.Conv2d).forward(batch)));
    const channel = hidden.map((one) => one.select(1, 1).mean().item()).reduce((sum, mean) => sum + mean / 4, 0);
    updateBn(batches, model);
    expect(((model.at(1) as nn.BatchNorm2d).runningMean as Tensor).select(0, 1).item()).toBeCloseTo(channel, 5);
    expect(model.training).toBe(true);
  });

  it("test_bn_update_eval_momentum", () => {
    const model = new nn.Sequential(new nn.BatchNorm1d(5, { momentum: 0.3 }));
    model.eval();
    updateBn([randn([4, 5])], model);
    expect((model.at(0) as nn.BatchNorm1d).momentum).toBe(0.3);
    expect(model.at(0).training).toBe(false);
  });
});
