import { nn, noGrad, ones, optim, sparseCooTensor, Tensor, tensor, zeros } from "downhill";
import { optimizers } from "downhill/registry";
import { packCheckpoint, restoreCheckpoint } from "downhill/serialization";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import type { AnyOptimizer } from "../../src/optim/index.ts";
import { repr } from "../../src/python/repr.ts";

/** A step touches its own arrays only, and whatever doesn't fit is an error before anything has changed. */

type Shape = readonly number[];

const numel = (shape: Shape) => shape.reduce((product, size) => product * size, 1);
const noise = (shape: Shape, dtype: "float32" | "float64" = "float32") =>
  tensor(
    Array.from({ length: numel(shape) }, (_, i) => Math.sin(1 + i)),
    { dtype },
  ).reshape(shape);

/** Tensors in the shared heap that belong to nobody here. */
let bystanders: Tensor[] = [];
beforeEach(() => {
  bystanders = [3, 100, 1000].map((count) => tensor(new Array<number>(count).fill(0.5)).requiresGrad_());
  new optim.SGD(bystanders);
});
const bystandersAreWell = () => bystanders.every((one) => one.detach().eq(0.5).all().item());

interface Bench {
  readonly name: string;
  readonly params: Tensor[];
  readonly optimizer: AnyOptimizer;
  step(): void;
  /** All that a step may change, and all that it may not. */
  snapshot(): string;
}

/** Two parameters in two groups, where the optimizer takes several. */
function bench(name: string, options: object = {}, named = false): Bench {
  const info = optimizers.get(name);
  const shapes =
    info.parameters === "matrices"
      ? [
          [2, 3],
          [3, 2],
          [4, 4],
        ]
      : [[2, 3], [3, 2], [4]];
  const params = shapes.map((shape) => noise(shape).requiresGrad_());
  const entries: unknown[] = named ? params.map((param, i) => [`layer${i}.weight`, param]) : params;
  const groups = info.closure ? entries : [{ params: entries.slice(0, 2) }, { params: entries.slice(2) }];
  const optimizer = new info.optimizer(groups as Iterable<Tensor>, options);
  const closure = () => {
    for (const param of params) {
      const grad = noise(param.shape, param.dtype as "float32");
      param.grad = info.gradients === "sparse" ? asSparse(grad) : grad;
    }
    return tensor(1);
  };
  const step = () => {
    if (!info.closure) closure();
    optimizer.step(closure);
  };
  const snapshot = () => repr([params.map((param) => [param.dtype, param.toArray()]), optimizer.stateDict()]);
  return { name, params, optimizer, step, snapshot };
}

function asSparse(dense: Tensor): Tensor {
  const rows = dense.shape[0];
  return sparseCooTensor([Array.from({ length: rows }, (_, i) => i)], dense, dense.shape);
}

/** The tensors of the last parameter's state, by name; LBFGS has one state for all. */
function stateTensors({ params, optimizer }: Bench): [name: string, array: Tensor, entry: Record<string, unknown>][] {
  const entry = (optimizer.state.get(params[2]) ?? optimizer.state.get(params[0])) as Record<string, unknown>;
  return Object.entries(entry).flatMap(([name, value]): [string, Tensor, typeof entry][] =>
    value instanceof Tensor && value.ndim > 0 ? [[name, value, entry]] : [],
  );
}

const names = optimizers.names;
/** Options with which the optimizer keeps all that it can keep. */
const options = (name: string): object =>
  ({
    SGD: { momentum: 0.9 },
    Adam: { amsgrad: true },
    RMSprop: { momentum: 0.9, centered: true },
    LBFGS: { maxIter: 3, lineSearchFn: "strong_wolfe" },
  })[name] ?? {};

/** A bench that has made two steps, with what comes next refused and without consequences. */
function expectRefusal(of: Bench, change: () => void, message: RegExp | string): void {
  change();
  const before = of.snapshot();
  expect(() => of.step(), `${of.name} ${message}`).toThrow(message);
  expect(of.snapshot(), of.name).toBe(before);
  expect(bystandersAreWell()).toBe(true);
}

function primed(name: string, named = false): Bench {
  const of = bench(name, options(name), named);
  for (let i = 0; i < 2; i++) of.step();
  return of;
}

describe.each(names)("a step of %s refuses, before anything has changed,", (name) => {
  it("a parameter whose shape was changed", () => {
    for (const shape of [[4, 1], [1, 4], [2], [500], [2, 2, 2]]) {
      const of = primed(name);
      const last = of.params[2];
      if (name === "LBFGS" && numel(shape) === last.numel()) continue; // its vectors are flat
      expectRefusal(of, () => (last.data = noise(shape)), /can't step|only supports 2D/);
    }
    const of = primed(name, true);
    if (name === "LBFGS") return; // one state for all
    const shape = of.params[1].shape.slice().reverse();
    expectRefusal(of, () => (of.params[1].data = noise(shape)), `${name} can't step layer1.weight: its `);
  });

  it("arrays of the state that were replaced", () => {
    const count = stateTensors(primed(name)).length;
    for (let i = 0; i < count; i++) {
      for (const replacement of [
        (array: Tensor) => zeros([array.numel() + 1]),
        (array: Tensor) => zeros([1, ...array.shape]),
        (array: Tensor) => array.reshape([-1]).narrow(0, 0, 1),
        (array: Tensor) => zeros([1]).expand(array.shape),
        (array: Tensor) => array.to("int64"),
        () => "a text",
      ]) {
        const of = primed(name);
        const [key, array, entry] = stateTensors(of)[i];
        if (key === "d" && array.numel() === 1) continue;
        const changed = replacement(array);
        if (changed instanceof Tensor && changed.shape.join() === "1" && array.shape.join() === "1") continue;
        const place = optimizers.get(name).closure ? "parameter 0 of group 0" : "parameter 0 of group 1";
        expectRefusal(of, () => (entry[key] = changed), new RegExp(`^${name} can't step ${place}: .*${key}`));
      }
    }
  });

  it("arrays of the state that have become others themselves", () => {
    const of = primed(name);
    const [key, array] = stateTensors(of)[0];
    expectRefusal(of, () => (array.data = zeros([7, 7])), new RegExp(`${key} is a float32 tensor of shape \\[7, 7\\]`));
  });

  it("a gradient that has become another", () => {
    const of = primed(name);
    const { optimizer, params } = of;
    if (optimizers.get(name).gradients === "sparse") return;
    const before = of.snapshot();
    for (const data of [zeros([300]), zeros(params[2].shape, { dtype: "float64" }), zeros([4, 2]), zeros([])]) {
      const spoil = () => {
        for (const param of params) param.grad = noise(param.shape);
        (params[2].grad as Tensor).data = data;
        return tensor(1);
      };
      if (!optimizers.get(name).closure) spoil();
      expect(() => optimizer.step(spoil)).toThrow(/^\w+ can't step parameter \d of group \d: its gradient is a/);
      expect(of.snapshot()).toBe(before);
    }
    expect(bystandersAreWell()).toBe(true);
  });

  it("entries of the state that are missing", () => {
    const { optimizer, params } = primed(name);
    const entries = Object.keys((optimizer.state.get(params[2]) ?? optimizer.state.get(params[0])) as object);
    for (const entry of entries) {
      if (name === "SGD" || name === "Muon" || entry === "funcEvals" || entry === "nIter" || entry === "al") continue;
      const of = primed(name);
      const state = (of.optimizer.state.get(of.params[2]) ?? of.optimizer.state.get(of.params[0])) as object;
      const place = name === "LBFGS" ? "parameter 0 of group 0" : "parameter 0 of group 1";
      const message = `${name} can't step ${place}: its state has no '${entry}'`;
      expectRefusal(of, () => delete (state as Record<string, unknown>)[entry], message);
    }
  });

  it("options of another type", () => {
    const { defaults } = optimizers.get(name).optimizer as { defaults: Record<string, unknown> };
    for (const [key, value] of Object.entries(defaults)) {
      const wrong: unknown[] = Array.isArray(value) ? [[0.5], 0.5, ["a", "b"], null] : ["0.5", null, undefined, {}];
      if (typeof value !== "number" && !Array.isArray(value)) continue;
      for (const bad of wrong) {
        if (key === "initialAccumulatorValue" && bad === undefined) continue; // steps don't read it
        const of = primed(name);
        const group = of.optimizer.paramGroups.at(-1) as Record<string, unknown>;
        group[key] = bad;
        const params = () => repr(of.params.map((param) => param.toArray()));
        const before = params();
        expect(() => of.step(), `${key} = ${String(bad)}`).toThrow(`${name} can't step: ${key} must be `);
        expect(params()).toBe(before);
      }
    }
  });

  it("arrays that share elements", () => {
    const of = primed(name);
    const { params } = of;
    const state = stateTensors(of).filter(([, array]) => array.shape.join() === params[2].shape.join());
    for (const [key, , entry] of name === "LBFGS" ? [] : state) {
      const again = primed(name);
      const own = stateTensors(again).find(([name]) => name === key)?.[2] ?? entry;
      expectRefusal(again, () => (own[key] = again.params[2].detach()), /^\w+ can't step .* share elements; clone\(\)/);
    }
  });

  it("a parameter that repeats its elements", () => {
    const of = primed(name);
    const { params } = of;
    params[2].data = zeros([1]).expand(params[2].shape);
    const before = of.snapshot();
    expect(() => of.step()).toThrow("more than one element of the parameter refers to a single memory location");
    expect(of.snapshot()).toBe(before);
  });

  it("states of parameters in another order, when they are loaded", () => {
    const of = primed(name);
    const { optimizer } = of;
    const { state, param_groups: groups } = optimizer.stateDict();
    if (name === "LBFGS") {
      const [entry] = state.values();
      const shorter = { ...entry, d: (entry.d as Tensor).narrow(0, 1, 3) };
      const before = of.snapshot();
      expect(() => optimizer.loadStateDict({ state: new Map([[0, shorter]]), param_groups: groups })).toThrow(
        "LBFGS can't load the state of parameter 0 of group 0: its d is a float32 tensor of shape [3], but should be a",
      );
      expect(of.snapshot()).toBe(before);
      return;
    }
    const swapped = new Map([...state].map(([number, entry]) => [[1, 0, 2][number], entry]));
    const before = of.snapshot();
    const message = new RegExp(
      `^${name} can't load the state of parameter 1 of group 0: its \\w+ is a float32 tensor of shape .*, but should be a`,
    );
    expect(() => optimizer.loadStateDict({ state: swapped, param_groups: groups })).toThrow(message);
    expect(of.snapshot()).toBe(before);
  });
});

describe("two models that differ in the order of their layers", () => {
  class First extends nn.Module {
    p1 = new nn.Linear(2, 512, { bias: false });
    p2 = new nn.Linear(512, 1, { bias: false });

    forward(x: Tensor): Tensor {
      return this.p2.forward(this.p1.forward(x));
    }
  }
  class Second extends nn.Module {
    p2 = new nn.Linear(512, 1, { bias: false });
    p1 = new nn.Linear(2, 512, { bias: false });

    forward(x: Tensor): Tensor {
      return this.p2.forward(this.p1.forward(x));
    }
  }

  function trained(model: nn.Module, named: boolean) {
    const params = named ? model.namedParameters() : model.parameters();
    const optimizer = new optim.SGD(params as Iterable<Tensor>, { lr: 0.1, momentum: 0.9 });
    for (const param of model.parameters()) param.grad = ones(param.shape);
    optimizer.step();
    return optimizer;
  }

  it("don't take each other's state, from an optimizer or a checkpoint", () => {
    const [a, b] = [new First(), new Second()];
    const [optimizerA, optimizerB] = [trained(a, false), trained(b, true)];
    const before = repr([optimizerB.stateDict(), ...b.stateDict()]);
    const saved = optimizerA.stateDict();
    const message =
      "SGD can't load the state of p2.weight: its momentum_buffer is a float32 tensor of shape [512, 2], " +
      "but should be a float32 tensor of shape [1, 512]";
    expect(() => optimizerB.loadStateDict(saved)).toThrow(message);
    const checkpoint = packCheckpoint({ optimizer: optimizerA, model: a });
    expect(() => restoreCheckpoint(checkpoint, { model: b, optimizer: optimizerB })).toThrow(`optimizer: ${message}`);
    expect(repr([optimizerB.stateDict(), ...b.stateDict()])).toBe(before);
  });

  it("keep their state, to the object, when a checkpoint is refused later on", () => {
    const model = new First();
    const [first, second] = [trained(model, false), new optim.Adam(model.parameters())];
    const checkpoint = packCheckpoint({ first, second });
    const entries = [...first.state.values()];
    const [group] = first.paramGroups;
    const parts = { first, second: new optim.Adam([ones([2]).requiresGrad_()]) };
    expect(() => restoreCheckpoint(checkpoint, parts)).toThrow("second: loaded state dict contains a parameter group");
    expect([...first.state.values()]).toEqual(entries);
    expect([...first.state.values()].every((entry, i) => entry === entries[i])).toBe(true);
    expect(first.paramGroups[0]).toBe(group);
  });
});

describe("model.double() between steps", () => {
  function run(make: (params: Iterable<Tensor>) => AnyOptimizer): number {
    const model = new nn.Linear(4, 3);
    noGrad(() => {
      for (const param of model.parameters()) param.fill_(1);
    });
    const optimizer = make(model.parameters());
    const step = () => {
      for (const param of model.parameters()) param.grad = ones(param.shape, { dtype: param.dtype });
      optimizer.step();
    };
    for (let i = 0; i < 2; i++) step();
    model.double();
    for (let i = 0; i < 3; i++) step();
    expect(bystandersAreWell()).toBe(true);
    return model.weight.select(0, 0).select(0, 0).item();
  }

  it("goes on where PyTorch does, with its numbers", () => {
    expect(run((params) => new optim.SGD(params, { lr: 0.1, momentum: 0.9 }))).toBe(-0.31441000699996957);
  });

  it("is an error that names the parameter and the remedy where PyTorch raises one", () => {
    for (const name of ["Adam", "AdamW", "NAdam", "RAdam", "Adamax"] as const) {
      expect(() => run((params) => new optim[name](params))).toThrow(
        `${name} can't step parameter 0 of group 0: its expAvg is a float32 tensor of shape [3, 4], but the parameter has ` +
          "dtype float64; optimizer.loadStateDict(optimizer.stateDict()) converts the state",
      );
    }
  });

  it("is no error for an optimizer that hasn't stepped", () => {
    for (const name of names) {
      const of = bench(name, options(name));
      for (const param of of.params) param.data = param.data.to("float64");
      of.step();
    }
  });

  it("is no error after the state was converted", () => {
    for (const name of names) {
      const of = primed(name);
      for (const param of of.params) param.data = param.data.to("float64");
      of.optimizer.loadStateDict(of.optimizer.stateDict());
      of.step();
    }
  });
});

describe("parameters of two dtypes", () => {
  it("step in LBFGS in the wider one, and are rounded to their own, as in PyTorch", () => {
    const expected = {
      none: [
        1.938951015472412, 2.071582555770874, 2.2042131423950195, 1.986985587978009, 2.113612389480756,
        2.2402391909835067,
      ],
      strong_wolfe: [
        2.9993526935577393, 2.9994335174560547, 2.999514579772949, 3.0011812333016183, 3.001033579138916,
        3.000885924976214,
      ],
    };
    for (const lineSearchFn of [null, "strong_wolfe"] as const) {
      const thirds = (dtype: "float32" | "float64") => tensor([1, 2, 3], { dtype }).div(3).requiresGrad_();
      const [single, double] = [thirds("float32"), thirds("float64")];
      const optimizer = new optim.LBFGS([single, double], { lr: 0.1, maxIter: 5, lineSearchFn });
      for (let i = 0; i < 2; i++) {
        optimizer.step(() => {
          optimizer.zeroGrad();
          const [one, other] = [single, double].map((param) => param.sub(3).square().sum());
          const loss = one.to("float64").add(other.mul(2));
          loss.backward();
          return loss;
        });
      }
      const actual = [single, double].flatMap((param) => param.toArray<number[]>());
      actual.forEach((value, i) => {
        expect(value).toBeCloseTo(expected[lineSearchFn ?? "none"][i], i < 3 ? 6 : 12);
      });
      expect(single.dtype).toBe("float32");
    }
    expect(bystandersAreWell()).toBe(true);
  });
});

describe("parameters that come to share elements", () => {
  it("are stepped one after the other, whether they were tied before or after the optimizer was made", () => {
    const results = [false, true].map((late) => {
      const [a, b] = [noise([3]), noise([3])].map((param) => param.requiresGrad_());
      if (!late) b.data = a.data;
      const optimizer = new optim.SGD([a, b], { lr: 0.1, momentum: 0.9 });
      if (late) b.data = a.data;
      for (let i = 0; i < 3; i++) {
        for (const param of [a, b]) param.grad = ones([3]);
        optimizer.step();
      }
      return a.toArray();
    });
    expect(results[1]).toEqual(results[0]);
  });

  it("see what was made of a parameter that is their gradient, as in PyTorch", () => {
    const [a, b] = [ones([3]), ones([3])].map((param) => param.requiresGrad_());
    const optimizer = new optim.SGD([a, b], { lr: 0.5 });
    a.grad = ones([3]);
    b.grad = a.detach();
    optimizer.step();
    expect(b.toArray()).toEqual([0.75, 0.75, 0.75]);
  });
});

describe("a gradient that comes later", () => {
  function after(steps: number) {
    const [a, b] = [ones([3]), ones([3])].map((param) => param.requiresGrad_());
    const optimizer = new optim.SGD([a, b], { lr: 0.5, momentum: 0.5 });
    for (let i = 0; i < steps; i++) {
      for (const param of [a, b]) param.grad = zeros([3]);
      optimizer.step();
    }
    return { a, b, optimizer };
  }

  it("may be another's state, or another parameter, that the same step has changed before", () => {
    for (const steps of [0, 1, 2, 3]) {
      const { a, b, optimizer } = after(steps);
      a.grad = ones([3]);
      b.grad = a.detach();
      optimizer.step();
      expect(b.toArray(), `after ${steps} steps`).toEqual([0.75, 0.75, 0.75]);
    }
    for (const steps of [1, 2, 3]) {
      const { a, b, optimizer } = after(steps);
      a.grad = ones([3]);
      b.grad = optimizer.state.get(a)?.momentumBuffer as Tensor;
      optimizer.step();
      expect(b.toArray(), `after ${steps} steps`).toEqual([0.5, 0.5, 0.5]);
    }
  });

  it("may not be the parameter's own state, nor the parameter", () => {
    for (const steps of [1, 2, 3]) {
      const { a, optimizer } = after(steps);
      for (const grad of [optimizer.state.get(a)?.momentumBuffer as Tensor, a.detach()]) {
        a.grad = grad;
        const before = repr([a.toArray(), optimizer.stateDict()]);
        expect(() => optimizer.step()).toThrow(/^SGD can't step parameter 0 of group 0: .* share elements; clone\(\)/);
        expect(repr([a.toArray(), optimizer.stateDict()])).toBe(before);
      }
    }
  });
});

describe("whatever is done to parameters, gradients and state", () => {
  const shapes = fc.constantFrom<Shape>([2, 3], [3, 2], [6], [4], [1], [2, 1, 3], [100], [1, 0]);
  const dtypes = fc.constantFrom("float32" as const, "float64" as const);
  const change = fc.record({
    what: fc.constantFrom("param", "grad", "state" as const),
    which: fc.nat(2),
    shape: shapes,
    dtype: dtypes,
    inPlace: fc.boolean(),
  });

  it("a step is made or refused as a whole, and touches nothing else", () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.array(change, { minLength: 1, maxLength: 3 }), (name, changes) => {
        const of = primed(name);
        for (const { what, which, shape, dtype, inPlace } of changes) {
          const param = of.params[which];
          const fresh = noise(shape, dtype);
          if (what === "param") param.data = fresh;
          else if (what === "state") {
            const entry = of.optimizer.state.get(param) as Record<string, unknown> | undefined;
            for (const [key, value] of Object.entries(entry ?? {})) {
              if (!(value instanceof Tensor)) continue;
              if (inPlace) value.data = fresh;
              else (entry as Record<string, unknown>)[key] = fresh;
            }
          }
        }
        const spoilt = changes.filter(({ what }) => what === "grad");
        const closure = () => {
          for (const { which, shape, dtype } of spoilt) {
            const { grad } = of.params[which];
            if (grad !== null && !grad.isSparse) grad.data = noise(shape, dtype);
          }
          return tensor(1);
        };
        for (const step of [() => of.step(), () => void of.optimizer.step(closure)]) {
          const before = of.snapshot();
          try {
            step();
          } catch (error) {
            expect((error as Error).message).toMatch(/can't step|only supports 2D/);
            expect(of.snapshot()).toBe(before);
          }
        }
        expect(bystandersAreWell()).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});
