import { ones, optim, sparseCooTensor, type Tensor, tensor } from "downhill";
import { describeOptimizer, type NumberRange, type OptimizerInfo, optimizers } from "downhill/registry";
import { describe, expect, it } from "vitest";
import { optimizerTexts } from "../../src/registry/texts.ts";
import { torch } from "../signatures/torch.ts";
import { trials } from "./ranges.ts";

/** What the registry tells of optimizers is what they do. */

const leaf = (shape: readonly number[] = [2, 2]): Tensor => ones(shape).requiresGrad_();
const make = ({ optimizer }: OptimizerInfo, options?: object) => new optimizer([leaf()], options);

/** A gradient of ones in the first row, sparse. */
function sparseOnes(shape: readonly number[]): Tensor {
  return sparseCooTensor(tensor([[0]], { dtype: "int64" }), ones([1, ...shape.slice(1)]), [...shape]);
}

describe("the registry of optimizers", () => {
  it("has every class of optim, and no other", () => {
    const classes = Object.entries(optim).filter(
      ([name, value]) =>
        typeof value === "function" && value.prototype instanceof optim.Optimizer && name !== "ElementwiseOptimizer",
    );
    expect([...optimizers.names].sort()).toEqual(classes.map(([name]) => name).sort());
    for (const { name, optimizer } of optimizers) expect(optim[name as keyof typeof optim]).toBe(optimizer);
  });

  it("takes others, such as one's own", () => {
    class Walk extends optim.defineOptimizer<{ lr?: number }, object>({
      name: "Walk",
      defaults: { lr: 0.1 },
      state: () => ({}),
      scalars: ({ lr }) => ({ lr }),
      flags: () => ({}),
      update: ({ param, grad }, { lr }) => ({
        param: optim.expressions.addScaled(param, grad, optim.expressions.neg(lr)),
      }),
    }) {}
    const texts = { summary: "Walks.", description: "Walks.", formula: null, source: null, url: null, state: {} };
    const spec = { name: "Walk", tune: ["lr"], options: { lr: { type: "number", minimum: 0 } as const } };
    const walk = describeOptimizer(Walk, spec, {
      ...texts,
      options: { lr: { description: "Learning rate.", type: "number" } },
    });
    expect(() => describeOptimizer(Walk, spec)).toThrow("there are no texts of Walk");
    expect(walk).toMatchObject({ name: "Walk", optimizer: Walk, elementwise: true, gradients: "dense" });
    expect(walk.options.lr).toEqual({
      type: "number",
      minimum: 0,
      default: 0.1,
      description: "Learning rate.",
      nullable: false,
    });
  });
});

for (const info of optimizers) {
  const { name, options, tune } = info;

  describe(name, () => {
    it("is documented: a sentence, a formula, PyTorch's page, and what each option does", () => {
      expect(info.summary).toMatch(/^\p{Lu}.*\.$/u);
      expect(info.description.startsWith(info.summary)).toBe(true);
      expect(info.formula).toContain("←");
      const page = `https://docs.pytorch.org/docs/stable/generated/torch.optim.${name}.html`;
      expect(info.url).toBe(Object.hasOwn(torch.optimizers, name) ? page : null);
      for (const { description } of Object.values(options)) expect(description).toMatch(/^\S.*\S$/);
    });

    it("remembers what is told, and nothing else", () => {
      const names = new Set(Object.keys(info.state));
      for (const description of Object.values(info.state)) expect(description).toMatch(/^\S.*\S$/);
      const seen = new Set<string>();
      // Vectors and single numbers are remembered otherwise than matrices by some.
      for (const shape of info.parameters === "matrices" ? [[2, 2]] : [[2, 2], [3]]) {
        for (const along of [{}, { momentum: 0.9 }, { amsgrad: true }, { centered: true }]) {
          const known = Object.keys(along).every((key) => Object.hasOwn(info.optimizer.defaults, key));
          const optimizer = new info.optimizer([leaf(shape)], known ? along : {});
          const [param] = optimizer.paramGroups[0].params as Tensor[];
          const gradient = () => {
            param.grad = info.gradients === "sparse" ? sparseOnes(shape) : param.detach().mul(0.5);
            return tensor(param.detach().square().sum().item());
          };
          for (let i = 0; i < 2; i++) {
            gradient();
            if (info.closure) optimizer.step(gradient);
            else optimizer.step();
          }
          for (const key of Object.keys(optimizer.state.get(param) ?? {})) seen.add(key);
        }
      }
      expect([...seen].sort()).toEqual([...names].sort());
    });

    it("has the defaults that are told", () => {
      const { defaults } = make(info);
      for (const [option, { default: value }] of Object.entries(options)) {
        if (name === "LBFGS" && option === "maxEval") expect([value, defaults[option]]).toEqual([null, 25]);
        else expect(defaults[option], option).toEqual(value);
      }
      for (const [option, text] of Object.entries(optimizerTexts[name].options)) {
        if ("default" in text) expect(options[option].default, `what is documented of ${option}`).toEqual(text.default);
      }
      const others = Object.keys(defaults).filter((option) => !Object.hasOwn(options, option));
      const implementation = ["foreach", "capturable", "differentiable", "fused"];
      if (name === "AdamW") implementation.push("decoupledWeightDecay");
      expect(implementation).toEqual(expect.arrayContaining(others));
    });

    it("takes values within the ranges that are told, and none outside", () => {
      for (const { option, inside, outside } of trials(options)) {
        for (const value of inside) expect(() => make(info, { [option]: value }), `${option}: ${value}`).not.toThrow();
        for (const value of outside) {
          const trial = () => {
            // Muon looks at its number of steps when it steps.
            const optimizer = make(info, { [option]: value });
            for (const param of optimizer.paramGroups[0].params) param.grad = ones([2, 2]);
            optimizer.step();
          };
          expect(trial, `${option}: ${value}`).toThrow(RangeError);
        }
      }
    });

    it("takes true and false, null and the texts that are told", () => {
      for (const [option, of] of Object.entries(options)) {
        const values: unknown[] =
          of.type === "boolean" ? [true, false] : of.type === "string" ? [...(of.enum ?? [])] : [];
        if (of.nullable === true) values.push(null);
        const along = option === "nesterov" ? { momentum: 0.9 } : {};
        for (const value of values) expect(() => make(info, { ...along, [option]: value })).not.toThrow();
        if (of.nullable !== true) expect(() => make(info, { [option]: null }), option).toThrow(TypeError);
      }
    });

    it("has options that are worth tuning first, each with values worth trying", () => {
      expect(tune[0]).toBe("lr");
      expect(tune.length).toBeGreaterThan(1);
      for (const option of tune) {
        const of = options[option];
        const ranges = of.type === "array" ? of.items : [of as NumberRange];
        const values = (of.type === "array" ? of.default : [of.default]) as number[];
        ranges.forEach(({ search }, i) => {
          expect(search, option).toBeDefined();
          expect(search?.low).toBeLessThanOrEqual(Math.max(values[i], search?.low as number));
          expect(search?.low as number).toBeLessThan(search?.high as number);
        });
      }
    });

    it("takes the gradients, parameters and closures that are told", () => {
      const dense = () => ones([2, 2]);
      const sparse = () => sparseOnes([2, 2]);
      const step = (grad: Tensor) => () => {
        const optimizer = make(info);
        const [param] = optimizer.paramGroups[0].params as Tensor[];
        param.grad = grad;
        if (info.closure) optimizer.step(() => tensor(1));
        else optimizer.step();
      };
      if (info.gradients === "sparse") expect(step(dense())).toThrow("does not support dense gradients");
      else expect(step(dense())).not.toThrow();
      if (!info.closure) {
        if (info.gradients === "dense") expect(step(sparse())).toThrow("does not support sparse gradients");
        else expect(step(sparse())).not.toThrow();
      }
      const vector = () => new info.optimizer([leaf([3])]);
      if (info.parameters === "matrices") expect(vector).toThrow(RangeError);
      else expect(vector).not.toThrow();
      if (info.closure) expect(() => make(info).step()).toThrow("missing 1 required positional argument: 'closure'");
      expect(info.elementwise).toBe(make(info) instanceof optim.ElementwiseOptimizer);
    });
  });
}
