import { ones } from "downhill";
import { describe, expect, it } from "vitest";
import { addScaled, mul, neg, oneMinus } from "../../src/ir/expression.ts";
import type { Update } from "../../src/kernels/rule.ts";
import { defineOptimizer } from "../../src/optim/defineOptimizer.ts";

function stepWith(update: Update): void {
  const Custom = defineOptimizer<{ lr?: number }, object>({
    name: "Custom",
    defaults: { lr: 0.1 },
    state: () => ({}),
    scalars: ({ lr }) => ({ lr }),
    flags: () => ({}),
    update,
  });
  const param = ones([2], { requiresGrad: true });
  param.grad = ones([2]);
  new Custom([param]).step();
}

describe("an update with a mistake", () => {
  it("is told of names that there are not", () => {
    const updates: Update[] = [
      ({ param, grad }, { rate }) => ({ param: addScaled(param, grad, neg(rate)) }),
      ({ param }, { rate }) => ({ param: mul(param, oneMinus(rate)) }),
      ({ param }, { rate }) => ({ param: mul(param, rate) }),
      ({ param, gradient }, { lr }) => ({ param: addScaled(param, gradient, lr) }),
    ];
    for (const update of updates) expect(() => stepWith(update)).toThrow("update computes with undefined");
  });

  it("is told that it returns no expression", () => {
    const values: unknown[] = [{ param: 3 }, { param: Number.NaN }, undefined];
    for (const value of values) {
      expect(() => stepWith(() => value as ReturnType<Update>)).toThrow("update must return an expression for param");
    }
  });
});
