import { type optim, tensor } from "downhill";
import { optimizers } from "downhill/registry";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileRule, workOf } from "../src/rules/compile.ts";
import { takeRule } from "../src/rules/engine.ts";
import { RULES } from "../src/rules/examples.ts";
import { parseRule } from "../src/rules/parse.ts";
import { trace } from "../src/surfaces/engine.ts";

const descent = { formula: "x^2 + 10 y^2", start: [3, 1] as const, steps: 20, noise: 0 };
const way = (name: string, options: object = {}) =>
  trace(descent, [{ optimizer: { name, options: options as Record<string, unknown> }, scheduler: null }])[0];

describe("rules", () => {
  test("Adam's and SGD's go the way of the library's own", () => {
    takeRule(RULES.Adam);
    const adam = way("Adam", { lr: 0.05 });
    expect(way("Own").error).toBeNull();
    for (const [i, value] of way("Own").positions.entries()) expect(value).toBeCloseTo(adam.positions[i], 12);
    takeRule(RULES.Momentum);
    const sgd = way("SGD", { lr: 0.001, momentum: 0.9 });
    for (const [i, value] of way("Own").positions.entries()) expect(value).toBeCloseTo(sgd.positions[i], 12);
    expect(optimizers.names.filter((name) => name === "Own")).toHaveLength(1);
    expect(way("Own", { lr: 0 }).losses[20]).toBe(way("Own").losses[0]);
  });

  test("every example is one, on float32 too", () => {
    for (const text of Object.values(RULES)) {
      const { rule, problems } = parseRule(text);
      expect(problems).toEqual([]);
      if (rule === null) continue;
      const Own = compileRule("Own", rule);
      const param = tensor([1, -2, 3], { requiresGrad: true });
      const optimizer = new Own([param]) as optim.AnyOptimizer;
      param.grad = tensor([0.5, -0.5, 0]);
      optimizer.step();
      expect((param.toArray() as number[]).every(Number.isFinite)).toBe(true);
    }
  });

  test("all functions compute what they do of numbers", () => {
    const { rule } = parseRule(
      "option a = 0.3\nstate s = 0\ns = sin(grad) + cos(grad) + tan(grad) + exp(grad) + log(grad) + sqrt(grad) + abs(grad) + sign(grad) + tanh(grad) + sinh(grad) + cosh(grad) + sigmoid(grad) + relu(grad) + min(grad, a) + max(grad, a) + grad^a + grad^2 - -grad\nn = sin(a) + cos(a) + tan(a) + exp(a) + log(a) + sqrt(a) + abs(a) + sign(a) + tanh(a) + sinh(a) + cosh(a) + sigmoid(a) + relu(a) + min(a, a) + max(a, a) + a^a + a^2 - -a\nparam = s - n",
    );
    const param = tensor([7], { dtype: "float64", requiresGrad: true });
    param.grad = tensor([0.3], { dtype: "float64" });
    (new (compileRule("Own", rule as NonNullable<typeof rule>))([param]) as optim.AnyOptimizer).step();
    expect(param.item()).toBeCloseTo(0, 12);
  });

  test.each([
    ["param = param - lr * grad", "unknown", "lr", 16],
    ["option lr = 0.1\nparam = param - lr * (grad", "unfinished", "", 42],
    ["option lr = fast", "number", "fast", 12],
    ["option grad = 1", "taken", "grad", 7],
    ["grad = 2 grad\nparam = grad", "assigned", "grad", 0],
    ["alert(1)", "line", "alert(1)", 0],
    ["state m = 0\nm = grad", "still", "", 0],
    ["param = constructor", "unknown", "constructor", 8],
  ])("%j is refused: %s", (text, kind, part, from) => {
    const { rule, problems } = parseRule(text);
    expect(rule).toBeNull();
    expect(problems[0]).toMatchObject({ kind, part, from });
  });

  test("whatever is typed is a rule or has problems inside the text", () => {
    const piece = fc.constantFrom(
      "option ",
      "state ",
      "lr",
      "m",
      " = ",
      "0.1",
      "\n",
      "param",
      "grad",
      "-",
      "*",
      "(",
      "#",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join("")),
        ),
        (text) => {
          const { rule, problems } = parseRule(text);
          expect(rule === null).toBe(problems.length > 0);
          for (const { from } of problems) expect(from).toBeLessThanOrEqual(text.length);
        },
      ),
    );
  });

  test("an element's work is told", () => {
    const { rule } = parseRule(RULES.Momentum);
    expect(workOf(rule as NonNullable<typeof rule>)).toEqual({
      loads: ["param", "grad", "velocity"],
      stores: ["param", "velocity"],
      operations: 4,
    });
  });
});
