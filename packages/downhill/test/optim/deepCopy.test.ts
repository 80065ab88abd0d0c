import {
  type Copier,
  deepCopy,
  deepCopyOf,
  Generator,
  nn,
  noGrad,
  OrderedDict,
  ones,
  optim,
  randn,
  repr,
  sparseCooTensor,
  type Tensor,
  tensor,
} from "downhill";
import { describe, expect, it, vi } from "vitest";

const values = (tensors: Iterable<Tensor>) => [...tensors].map((one) => one.toArray());

class Tied extends nn.Module {
  encoder = new nn.Linear(3, 3, { bias: false });
  decoder = new nn.Linear(3, 3);
  readonly layers = [new nn.Linear(1, 1)];
  readonly names = new Map([["a", { depth: 1 }]]);
  readonly since = new Date(0);
  constructor() {
    super();
    this.decoder.weight = this.encoder.weight;
    this.registerBuffer("seen", tensor([1, 2]), { persistent: false });
  }
  forward(x: Tensor): Tensor {
    return this.decoder.forward(this.encoder.forward(x));
  }
}

describe("deepCopy", () => {
  it("copies modules with shared parameters, buffers, modes and fields of one's own", () => {
    const model = new Tied();
    model.eval();
    model.encoder.weight.requiresGrad = false;
    const copy = deepCopy(model);
    expect(copy).toBeInstanceOf(Tied);
    expect(copy.training).toBe(false);
    expect(copy.decoder.weight).toBe(copy.encoder.weight);
    expect(copy.encoder.weight).toBeInstanceOf(nn.Parameter);
    expect(copy.encoder.weight.requiresGrad).toBe(false);
    expect(copy.encoder.weight).not.toBe(model.encoder.weight);
    expect(values(copy.parameters())).toEqual(values(model.parameters()));
    expect([...copy.stateDict().keys()]).toEqual([...model.stateDict().keys()]);
    expect([...copy.namedBuffers()].map(([name]) => name)).toEqual(["seen"]);
    expect(copy.layers[0]).not.toBe(model.layers[0]);
    expect(copy.names).toEqual(model.names);
    expect(copy.names.get("a")).not.toBe(model.names.get("a"));
    noGrad(() => copy.encoder.weight.zero_());
    expect(model.encoder.weight.abs().sum().item()).toBeGreaterThan(0);
    expect(`${copy}`).toBe(`${model}`);
  });

  it("keeps what is shared, cycles and views of one storage", () => {
    const base = tensor([1, 2, 3, 4]);
    const cyclic: Record<string, unknown> = { base, row: base.reshape([2, 2]).select(0, 1) };
    cyclic.self = cyclic;
    const copy = deepCopy(cyclic) as { base: Tensor; row: Tensor; self: unknown };
    expect(copy.self).toBe(copy);
    copy.base.zero_();
    expect(copy.row.toArray()).toEqual([0, 0]);
    expect(base.toArray()).toEqual([1, 2, 3, 4]);
  });

  it("copies every kind of tensor and container", () => {
    const dict = new OrderedDict<string, Tensor>([["a", ones([2])]]);
    dict.attributes.set("_metadata", { version: 1 });
    const copy = deepCopy(dict);
    expect(copy).toBeInstanceOf(OrderedDict);
    expect(copy.attributes.get("_metadata")).toEqual({ version: 1 });
    expect(
      deepCopy(ones([2]).to("float16"))
        .to("float32")
        .toArray(),
    ).toEqual([1, 1]);
    const sparse = sparseCooTensor([[1]], [2], [3]);
    expect(deepCopy(sparse).toDense().toArray()).toEqual([0, 2, 0]);
    expect(deepCopy(tensor([1n], { dtype: "int64" })).dtype).toBe("int64");
    const leaf = ones([2], { requiresGrad: true });
    leaf.grad = ones([2]);
    const other = deepCopy(leaf);
    expect(other.grad?.toArray()).toEqual([1, 1]);
    expect(other.grad).not.toBe(leaf.grad);
  });

  it("asks a class that knows better", () => {
    class Secret {
      #data: Tensor;
      constructor(data: Tensor) {
        this.#data = data;
      }
      get data(): Tensor {
        return this.#data;
      }
      [deepCopyOf](copy: Copier): Secret {
        return new Secret(copy(this.#data));
      }
    }
    const data = ones([1]);
    const copy = deepCopy({ data, secret: new Secret(data) });
    expect(copy.secret.data).toBe(copy.data);
    expect(copy.data).not.toBe(data);
  });
});

describe("deepCopy of schedulers and generators", () => {
  const { lrScheduler, SGD, swaUtils } = optim;
  type Scheduler = InstanceType<(typeof lrScheduler)["LRScheduler"]>;
  const make = (build: (optimizer: InstanceType<typeof SGD>) => Scheduler) => {
    const optimizer = new SGD([ones([1]).requiresGrad_()], { lr: 0.1, momentum: 0.9 });
    return { optimizer, scheduler: build(optimizer) };
  };

  it.each<[string, (optimizer: InstanceType<typeof SGD>) => Scheduler]>([
    ["StepLR", (o) => new lrScheduler.StepLR(o, { stepSize: 2 })],
    ["CyclicLR", (o) => new lrScheduler.CyclicLR(o, { baseLr: 0.1, maxLr: 1, stepSizeUp: 3, scaleFn: (x) => 1 / x })],
    ["OneCycleLR", (o) => new lrScheduler.OneCycleLR(o, { maxLr: 1, totalSteps: 9 })],
    ["restarts", (o) => new lrScheduler.CosineAnnealingWarmRestarts(o, { t0: 2, tMult: 2 })],
    ["ReduceLROnPlateau", (o) => new lrScheduler.ReduceLROnPlateau(o, { patience: 0 })],
    ["SWALR", (o) => new swaUtils.SWALR(o, { swaLr: 0.5, annealEpochs: 4 })],
    [
      "SequentialLR",
      (o) =>
        new lrScheduler.SequentialLR(o, {
          schedulers: [new lrScheduler.ConstantLR(o), new lrScheduler.ExponentialLR(o, { gamma: 0.9 })],
          milestones: [3],
        }),
    ],
  ])("%s goes on by itself, with an optimizer of its own", (_, build) => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const { optimizer, scheduler } = make(build);
    const step = (one: Scheduler) => {
      one.optimizer.step();
      (one.step as (metric: number) => void)(
        ...((one instanceof lrScheduler.ReduceLROnPlateau ? [1] : []) as [number]),
      );
    };
    optimizer.step();
    const [copy, copied] = deepCopy([scheduler, optimizer] as const);
    expect(copy).toBeInstanceOf(scheduler.constructor);
    expect(copy.optimizer).toBe(copied);
    expect(copied).not.toBe(optimizer);
    expect(repr(copy.stateDict())).toBe(repr(scheduler.stateDict()));
    for (let t = 0; t < 5; t++) step(copy);
    expect(scheduler.getLastLr()).toEqual(make(build).scheduler.getLastLr());
    for (let t = 0; t < 5; t++) step(scheduler);
    expect(copied.paramGroups[0].lr).toBe(optimizer.paramGroups[0].lr);
    expect(repr(copy.stateDict())).toBe(repr(scheduler.stateDict()));
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it("a copied generator draws the same numbers, by itself", () => {
    const generator = new Generator().manualSeed(3);
    randn([3], { generator });
    const copy = deepCopy({ generator }).generator;
    const drawn = randn([5], { generator: copy }).toArray();
    expect(randn([5], { generator }).toArray()).toEqual(drawn);
    expect(copy.initialSeed()).toBe(3);
  });
});
