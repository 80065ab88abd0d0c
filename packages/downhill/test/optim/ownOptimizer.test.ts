import { noGrad, ones, optim, type Tensor, zeros } from "downhill";
import { describe, expect, it } from "vitest";

const param = () => {
  const made = ones([2], { requiresGrad: true });
  made.grad = ones([2]);
  return made;
};

interface SignOptions {
  lr?: number;
  betas?: [number, number];
}

/** An optimizer as one writes it in PyTorch: parameters and defaults go to the base, and nothing else. */
class Sign extends optim.Optimizer<SignOptions, { seen: Tensor }> {
  constructor(params: optim.Params<SignOptions>, { lr = 0.5, betas = [0.5, 1] }: SignOptions = {}) {
    super(params, { lr, betas });
  }

  protected update(): void {
    noGrad(() => {
      for (const { params, lr } of this.paramGroups) {
        for (const param of params) {
          if (param.grad === null) continue;
          if (!this.state.has(param)) this.state.set(param, { seen: zeros(param.shape) });
          this.state.get(param)!.seen.add_(1);
          param.sub_(param.grad.sign().mul(lr));
        }
      }
    });
  }
}

describe("an optimizer of one's own", () => {
  it("needs no more than PyTorch's base does: its parameters and its defaults", () => {
    const weight = param();
    const optimizer = new Sign([weight]);
    optimizer.step();
    expect(weight.toArray()).toEqual([0.5, 0.5]);
    expect(String(optimizer)).toBe("Sign (\nParameter Group 0\n    betas: (0.5, 1)\n    lr: 0.5\n)");
    const other = new Sign([param()], { lr: 1 });
    other.loadStateDict(optimizer.stateDict());
    expect(other.paramGroups[0].lr).toBe(0.5);
    expect(() => other.addParamGroup({ params: param(), betsa: [0, 0] } as never)).toThrow("did you mean 'betas'?");
  });

  it("is told what its base can't be made of", () => {
    // biome-ignore lint/suspicious/noExplicitAny: what plain JavaScript may pass
    const make = (...args: any[]) => Reflect.construct(optim.Optimizer, args);
    const params = [param()];
    expect(() => make()).toThrow("Optimizer() missing 2 required positional arguments: 'params' and 'defaults'");
    expect(() => make(params)).toThrow("Optimizer() missing 1 required positional argument: 'defaults'");
    expect(() => make(params, 0.1)).toThrow("argument 'defaults' must be an object of options, not number 0.1");
    expect(() => make(params, { lr: 1 }, 6)).toThrow("argument 'traits' must be an object of options, not number 6");
    expect(() => make(params, { lr: 1 }, { floats: ["lr"] })).toThrow("'floats' must be a Set of names of options");
    expect(() => make(params, { lr: 1 }, { naem: "X" })).toThrow("did you mean 'name'?");
    expect(() => make(params, { lr: 1 }).step()).toThrow("Optimizer has no method update() to make a step with");
  });

  it("is told what no class of elementwise optimizers can be made of", () => {
    const make = (...args: unknown[]) => Reflect.construct(optim.ElementwiseOptimizer, args);
    expect(() => make()).toThrow(TypeError);
    expect(() => make()).toThrow("defineOptimizer() missing 6 required positional arguments");
    expect(() => make({ name: "X" }, [param()])).toThrow("defineOptimizer() missing 5 required positional arguments");
  });
});

describe("a group whose parameters were exchanged", () => {
  const cases: [string, (group: optim.ParamGroup<object>) => unknown, string][] = [
    ["for a text", (group) => Object.assign(group, { params: "weights" }), "parameter group 0 has no array of params"],
    ["for nothing", (group) => Reflect.deleteProperty(group, "params"), "group 0 has no array of params"],
    ["for null", (group) => group.params.push(null as never), "must be a Tensor, but is NoneType"],
    ["for a name", (group) => group.params.push("w" as never), "params[1] of parameter group 0 must be a Tensor"],
  ];

  for (const name of ["SGD", "Adafactor", "LBFGS"] as const) {
    it.each(cases)(`${name}: %s, is told so before anything has changed`, (_, change, message) => {
      const weight = param();
      const optimizer = new optim[name]([weight]);
      change(optimizer.paramGroups[0]);
      expect(() => optimizer.step(() => weight.sum())).toThrow(message);
      expect(weight.toArray()).toEqual([1, 1]);
    });
  }
});
