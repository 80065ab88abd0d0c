import {
  compile,
  getRngState,
  manualSeed,
  nn,
  noGrad,
  ones,
  optim,
  randint,
  randn,
  setNumThreads,
  Tensor,
  tensor,
  zeros,
} from "downhill";
import { optimizers } from "downhill/registry";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";

type Net = nn.Module<[Tensor], Tensor>;
type AnyOptimizer = optim.Optimizer<object, object>;
const { functional } = nn;

afterEach(() => setNumThreads(2));

/** What a training run leaves behind. */
function trace(model: nn.AnyModule, losses: readonly number[]): unknown {
  const numbers = (x: Tensor) => [...x.toTypedArray()].map(Number);
  return {
    losses,
    parameters: [...model.parameters()].map(numbers),
    gradients: [...model.parameters()].map(({ grad }) => (grad === null ? null : numbers(grad))),
    buffers: [...model.buffers()].map(numbers),
    generator: numbers(getRngState().to("int64")),
  };
}

interface Training {
  readonly model: Net;
  /** One step. */
  readonly step: (x: Tensor, y: Tensor) => Tensor;
  readonly batch: () => [Tensor, Tensor];
}

function expectSame(make: () => Training, steps = 4): void {
  const [eager, compiled] = [false, true].map((isCompiled) => {
    manualSeed(5);
    const { model, step, batch } = make();
    const run = isCompiled ? compile(step) : step;
    return trace(
      model,
      Array.from({ length: steps }, () => run(...batch()).item()),
    );
  });
  expect(compiled).toEqual(eager);
}

function training(
  model: Net,
  optimizer: AnyOptimizer,
  loss: (output: Tensor, y: Tensor) => Tensor,
  batch: () => [Tensor, Tensor],
): Training {
  const step = (x: Tensor, y: Tensor) => {
    optimizer.zeroGrad();
    const value = loss(model.forward(x), y);
    value.backward();
    nn.utils.clipGradNorm_(model.parameters(), 1);
    optimizer.step();
    return value;
  };
  return { model, step, batch };
}

const regression = () => [randn([12, 5]), randn([12, 3])] as [Tensor, Tensor];
const classes = (...shape: number[]) => [randn([8, ...shape]), randint(0, 4, [8])] as [Tensor, Tensor];
const perceptron = () => new nn.Sequential(new nn.Linear(5, 16), new nn.Tanh(), new nn.Linear(16, 3));

describe("a compiled training step has the bits of the step itself", () => {
  const names = optimizers.names.filter((name) => !["LBFGS", "SparseAdam", "Muon"].includes(name));
  it.each(names)("with %s", (name) => {
    expectSame(() => {
      const model = perceptron();
      const { optimizer } = optimizers.get(name) as unknown as {
        optimizer: new (params: Iterable<Tensor>, options: object) => AnyOptimizer;
      };
      return training(model, new optimizer(model.parameters(), { lr: 0.05 }), functional.mseLoss, regression);
    });
  });

  it("of layers that convolve along other dimensions, back, and that pad", () => {
    expectSame(() => {
      const model = new nn.Sequential(
        new nn.ReflectionPad1d(1),
        new nn.Conv1d(2, 4, 3, { padding: "same", paddingMode: "circular" }),
        new nn.ConvTranspose1d(4, 4, 3, { stride: 2, outputPadding: 1, groups: 4 }),
        new nn.ReplicationPad1d([2, 0]),
        new nn.ReLU(),
        new nn.Flatten(),
        new nn.Linear(4 * 26, 4),
      );
      const optimizer = new optim.SGD(model.parameters(), { lr: 0.05, momentum: 0.9 });
      return training(model, optimizer, functional.crossEntropy, () => classes(2, 9));
    });
  });

  it.each([true, false])("clears gradients by the module, to null: %s", (setToNone) => {
    manualSeed(3);
    const model = new nn.Linear(3, 2);
    const step = (x: Tensor) => {
      model.zeroGrad({ setToNone });
      const loss = model.forward(x).square().sum();
      loss.backward();
      return loss;
    };
    const x = randn([4, 3]);
    step(x);
    const expected = model.weight.grad!.toArray();
    model.zeroGrad();
    const compiled = compile(step);
    for (let i = 0; i < 4; i++) compiled(x);
    expect(model.weight.grad!.toArray()).toEqual(expected);
  });

  it("with Muon, on matrices", () => {
    expectSame(() => {
      const model = new nn.Sequential(
        new nn.Linear(5, 16, { bias: false }),
        new nn.Tanh(),
        new nn.Linear(16, 3, { bias: false }),
      );
      return training(model, new optim.Muon(model.parameters(), { lr: 0.02 }), functional.mseLoss, regression);
    });
  });

  it("with a maximum of gradients' values, noise, and rates that a scheduler sets inside", () => {
    expectSame(() => {
      const model = perceptron();
      const optimizer = new optim.NAdam(model.parameters(), { lr: 0.05 });
      const scheduler = new optim.lrScheduler.CosineAnnealingLR(optimizer, { tMax: 3 });
      const step = (x: Tensor, y: Tensor) => {
        optimizer.zeroGrad();
        const loss = functional.huberLoss(model.forward(x.add(randn([12, 5]).mul(0.1))), y);
        loss.backward();
        nn.utils.clipGradValue_(model.parameters(), 0.05);
        optimizer.step();
        scheduler.step();
        return loss;
      };
      return { model, step, batch: regression };
    }, 6);
  });

  it.each([1, 2])("of a convolutional network, on %i threads", (threads) => {
    setNumThreads(threads);
    expectSame(() => {
      const model = new nn.Sequential(
        new nn.Conv2d(2, 6, 3, { padding: 1 }),
        new nn.BatchNorm2d(6),
        new nn.ReLU(),
        new nn.MaxPool2d(2),
        new nn.Flatten(),
        new nn.Dropout(0.2),
        new nn.Linear(96, 4),
      );
      const optimizer = new optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9, nesterov: true });
      return training(model, optimizer, functional.crossEntropy, () => classes(2, 8, 8));
    });
  });

  it("of a large network, on two threads", () => {
    expectSame(() => {
      const model = new nn.Sequential(
        new nn.Linear(300, 400),
        new nn.GELU(),
        new nn.LayerNorm(400),
        new nn.Linear(400, 4),
      );
      const batch = () => [randn([200, 300]), randint(0, 4, [200])] as [Tensor, Tensor];
      return training(model, new optim.AdamW(model.parameters()), functional.crossEntropy, batch);
    }, 3);
  });

  it("with an embedding, tied weights and a weighted loss", () => {
    class Tied extends nn.Module<[Tensor], Tensor> {
      readonly table = new nn.Embedding(9, 6);
      forward(x: Tensor): Tensor {
        return this.table.forward(x).mean(1).matmul(this.table.weight.t());
      }
    }
    const weight = tensor([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expectSame(() => {
      const model = new Tied();
      return training(
        model,
        new optim.Adagrad(model.parameters()),
        (output, y) => functional.crossEntropy(output, y, { weight, labelSmoothing: 0.1 }),
        () => [randint(0, 9, [7, 3]), randint(0, 9, [7])],
      );
    });
  });

  it("with gradients accumulated over two batches, two optimizers and an averaged model", () => {
    expectSame(() => {
      const model = perceptron();
      const [first, , second] = [...model.children()];
      const all = [new optim.Adam(first.parameters()), new optim.RMSprop(second.parameters())];
      const average = new optim.swaUtils.AveragedModel(model);
      const step = (x: Tensor, y: Tensor) => {
        for (const optimizer of all) optimizer.zeroGrad();
        for (const [part, wanted] of [
          [x.narrow(0, 0, 6), y.narrow(0, 0, 6)],
          [x.narrow(0, 6, 6), y.narrow(0, 6, 6)],
        ]) {
          functional.mseLoss(model.forward(part), wanted).div(2).backward();
        }
        for (const optimizer of all) optimizer.step();
        average.updateParameters(model);
        return noGrad(() => average.forward(x).sum());
      };
      return { model, step, batch: regression };
    });
  });

  it("for random networks", () => {
    const layer = fc.constantFrom<(width: number) => Net>(
      (width) => new nn.Linear(width, width),
      () => new nn.ReLU(),
      () => new nn.GELU({ approximate: "tanh" }),
      () => new nn.Sigmoid(),
      () => new nn.Softmax({ dim: 1 }),
      () => new nn.Dropout(0.4),
      (width) => new nn.LayerNorm(width),
      (width) => new nn.BatchNorm1d(width),
    );
    fc.assert(
      fc.property(fc.array(layer, { maxLength: 6 }), fc.integer({ min: 1, max: 40 }), (layers, width) => {
        expectSame(() => {
          const model = new nn.Sequential(...layers.map((make) => make(width)), new nn.Linear(width, 2));
          const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
          return training(model, optimizer, functional.mseLoss, () => [randn([6, width]), randn([6, 2])]);
        }, 3);
      }),
      { numRuns: 25 },
    );
  });
});

describe("a compiled function", () => {
  it("reads learning rates and captured tensors anew", () => {
    expectSame(() => {
      const model = perceptron();
      const optimizer = new optim.SGD(model.parameters(), { lr: 1 });
      const scheduler = new optim.lrScheduler.StepLR(optimizer, { stepSize: 1, gamma: 0.5 });
      const scale = ones([]);
      const { step, batch } = training(model, optimizer, (a, b) => functional.mseLoss(a.mul(scale), b), regression);
      const next = () => {
        scheduler.step();
        scale.add_(1);
        return batch();
      };
      return { model, step, batch: next };
    });
  });

  it("is recorded anew, by itself, for other shapes, values, modes and frozen parameters", () => {
    const model = new nn.Sequential(new nn.Linear(3, 3), new nn.Dropout(0.5));
    let recorded = 0;
    const run = compile((x: Tensor, negative: boolean) => {
      recorded++;
      const y = model.forward(x).sum();
      return negative ? y.neg() : y;
    });
    const x = randn([4, 3]);
    const expectCount = (count: number) => expect(recorded).toBe(count);
    run(x, false);
    run(x.mul(2), false);
    expectCount(1);
    run(x, true);
    expectCount(2);
    run(randn([5, 3]), true);
    expectCount(3);
    model.eval();
    expect(run(x, false).item()).toBe(model.forward(x).sum().item());
    expectCount(4);
    model.train();
    run(x, false);
    expectCount(4);
    ([...model.children()][0] as nn.Linear).weight.requiresGrad = false;
    run(x, false);
    expectCount(5);
    noGrad(() => run(x, false));
    expectCount(6);
  });

  it("keeps the plans that were used last", () => {
    let recorded = 0;
    const run = compile(
      (x: Tensor) => {
        recorded++;
        return x.mul(2);
      },
      { maxSignatures: 2 },
    );
    for (const size of [1, 2, 1, 3, 1, 2]) expect(run(ones([size])).toArray()).toEqual(new Array(size).fill(2));
    expect(recorded).toBe(4);
    run[Symbol.dispose]();
    expect(run(ones([1])).toArray()).toEqual([2]);
    expect(recorded).toBe(5);
  });

  it("stops recording for numbers that are others on each call, and says so", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    let ran = 0;
    const run = compile(
      (x: Tensor, factor: number) => {
        ran++;
        return x.mul(factor);
      },
      { maxSignatures: 2 },
    );
    const x = ones([2]);
    for (let i = 0; i < 10; i++) expect(run(x, i).toArray()).toEqual([i, i]);
    expect(ran).toBe(10);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0][0]).toContain("pass what changes from call to call as a tensor");
    const factors = compile((y: Tensor, factor: Tensor) => y.mul(factor));
    for (let i = 0; i < 4; i++) expect(factors(x, tensor(i)).toArray()).toEqual([i, i]);
    warn.mockRestore();
  });

  it("gives results that no later call changes, without history", () => {
    const w = ones([3], { requiresGrad: true });
    const run = compile((x: Tensor) => ({ product: x.mul(w), parts: [x.sum(), x] }));
    const first = run(tensor([1, 2, 3]));
    const second = run(tensor([4, 5, 6]));
    expect(first.product.toArray()).toEqual([1, 2, 3]);
    expect(first.parts.map((part) => part.toArray())).toEqual([6, [1, 2, 3]]);
    expect(second.product.toArray()).toEqual([4, 5, 6]);
    expect(second.product.requiresGrad).toBe(false);
    expect(() => second.product.backward(ones([3]))).toThrow("call backward() inside the function");
  });

  it("takes dense parts of larger tensors and transposed ones", () => {
    const table = randn([10, 4]);
    const run = compile((x: Tensor) => x.mul(2).sum(0));
    for (const x of [table.narrow(0, 0, 3), table.narrow(0, 4, 3), randn([4, 3]).t(), randn([4, 3]).t()]) {
      expect(run(x).toArray()).toEqual(x.mul(2).sum(0).toArray());
    }
  });

  it("fills tensors that start with values of their own, anew on each call", () => {
    const run = compile((x: Tensor) => {
      const total = zeros([3]);
      const counts = tensor([1, 2, 3]);
      total.add_(x);
      counts.mul_(total);
      return counts.add(total);
    });
    for (const value of [1, 2, 5]) expect(run(ones([3]).mul(value)).toArray()).toEqual([2, 3, 4].map((n) => n * value));
  });

  it.each<[string, (x: Tensor) => unknown]>([
    ["item()", (x) => x.sum().item()],
    ["toArray()", (x) => x.mul(2).toArray()],
    ["a mask", (x) => x.index(x.gt(0))],
    ["allclose()", (x) => x.allclose(x)],
    ["text", (x) => String(x.mul(2))],
  ])("refuses %s with words that say what to do, and runs it as it is where that is asked for", (_name, fn) => {
    const x = tensor([1, -2, 3]);
    expect(() => compile(fn)(x)).toThrow(/in a compiled function.*fallback: true/);
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const run = compile(fn, { fallback: true });
    for (const value of [x, x.neg()]) {
      const [found, wanted] = [run(value), fn(value)].map((result) =>
        result instanceof Tensor ? result.toArray() : result,
      );
      expect(found).toEqual(wanted);
    }
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });

  it("makes its leaves anew on each call: their gradients don't add up over calls", () => {
    const step = (x: Tensor) => {
      const leaf = x.clone().requiresGrad_();
      leaf.square().sum().backward();
      const once = leaf.grad!.clone();
      leaf.mul(3).sum().backward();
      return [once, leaf.grad!.clone()];
    };
    const run = compile(step);
    for (const value of [1, 2, 5]) {
      const x = ones([3]).mul(value);
      expect(run(x).map((one) => one.toArray())).toEqual(step(x).map((one) => one.toArray()));
    }
  });

  it("refuses tensors that leave it by another way", () => {
    let kept: Tensor | null = null;
    const run = compile((x: Tensor) => {
      kept = x.mul(2);
      return kept.sum();
    });
    expect(run(ones([2])).item()).toBe(4);
    expect(() => kept?.toArray()).toThrow("only what the function returns outlives the call");
  });

  it("refuses arguments that it can't take", () => {
    const run = compile((x: Tensor) => x.sum());
    expect(() => run(ones([2], { requiresGrad: true }))).toThrow("can't require a gradient");
    expect(() => run(ones([2]).to("uint16"))).toThrow("can't be of dtype uint16");
    expect(() => compile(3 as never)).toThrow(TypeError);
    expect(() => compile(() => 1, { maxSignatures: 0 })).toThrow(RangeError);
    expect(() => compile(() => 1, { fallbck: true } as never)).toThrow("fallback");
    expect(() => compile(async () => 1)()).toThrow("synchronous");
    const optimizer = new optim.LBFGS([ones([2], { requiresGrad: true })]);
    expect(() => compile(() => optimizer.step(() => 1))()).toThrow("LBFGS");
  });

  it("goes on after an error in a later call", () => {
    const run = compile((x: Tensor, y: Tensor) => functional.crossEntropy(x, y));
    const x = ones([2, 3]);
    const wanted = run(x, tensor([0, 1], { dtype: "int64" })).item();
    expect(() => run(x, tensor([0, 7], { dtype: "int64" }))).toThrow("out of bounds");
    expect(run(x, tensor([2, 1], { dtype: "int64" })).item()).toBe(wanted);
  });

  it("says what runs", () => {
    const run = compile((x: Tensor) => x.exp().sum());
    expect(run.explain()).toContain("not recorded yet");
    run(ones([1000]));
    run(ones([1000]));
    expect(run.explain()).toMatch(/MB for intermediate arrays[\s\S]*exp +1 /);
  });

  it("says what was joined, its bytes and its operations", () => {
    const run = compile((x: Tensor, y: Tensor) => x.mul(y).add(1).add(2).relu().mm(x.t()));
    const x = ones([50, 40]);
    for (let i = 0; i < 2; i++) run(x, x);
    const text = run.explain();
    expect(text).toContain("5 steps recorded; 2 run, of which 1 does the work of several");
    expect(text).toContain("0.02 MB for intermediate arrays");
    const cells = (name: string) =>
      text
        .split("\n")
        .find((line) => line.startsWith(name))
        ?.slice(name.length)
        .trim()
        .split(/ +/);
    // Two arrays of 2000 float32 elements in, one out; a product, two sums and a maximum for each.
    expect(cells("mul + add ×2 + relu")).toEqual(["1", expect.stringMatching(/^\d/), "0.02", "0.01"]);
    expect(cells("matmul")).toEqual(["1", expect.stringMatching(/^\d/), "0.03", "0.20"]);
  });
});
