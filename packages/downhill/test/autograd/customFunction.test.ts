import { autograd, compile, linspace, ones, randn, type Tensor, tensor } from "downhill";
import { describe, expect, it } from "vitest";
import { gradcheck } from "./support/gradcheck.ts";

type Context = autograd.FunctionContext;

class Mul extends autograd.Function {
  static forward(ctx: Context, x: Tensor, y: Tensor): Tensor {
    ctx.saveForBackward(x, y);
    return x.mul(y);
  }
  static backward(ctx: Context, grad: Tensor): unknown {
    const [x, y] = ctx.savedTensors;
    return [grad.mul(y), grad.mul(x)];
  }
}

class Exp extends autograd.Function {
  static forward(ctx: Context, x: Tensor): Tensor {
    const y = x.exp();
    ctx.saveForBackward(y);
    return y;
  }
  static backward(ctx: Context, grad: Tensor): Tensor {
    return grad.mul(ctx.savedTensors[0]);
  }
}

/** Scales, gives its input as it is, and says where it is positive. */
class Several extends autograd.Function {
  static seen: unknown[] = [];
  static forward(
    ctx: autograd.FunctionContext<{ by: number }>,
    x: Tensor,
    by: number,
  ): [Tensor, Tensor, Tensor, string] {
    ctx.by = by;
    const positive = x.gt(0);
    ctx.markNonDifferentiable(positive);
    return [x.mul(by), x, positive, "text"];
  }
  static backward(ctx: autograd.FunctionContext<{ by: number }>, a: Tensor, b: Tensor, ...rest: unknown[]) {
    Several.seen = [ctx.needsInputGrad, ...rest.map(String)];
    return [a.mul(ctx.by).add(b), null];
  }
}

class SetUp extends autograd.Function {
  static forward(x: Tensor): Tensor {
    return x.square();
  }
  static setupContext(ctx: Context, [x]: readonly [Tensor], _output: Tensor): void {
    ctx.saveForBackward(x);
  }
  static backward(ctx: Context, grad: Tensor): Tensor {
    return grad.mul(ctx.savedTensors[0]).mul(2);
  }
}

class Increment extends autograd.Function {
  static forward(ctx: Context, x: Tensor): Tensor {
    x.add_(1);
    ctx.markDirty(x);
    return x;
  }
  static backward(_ctx: Context, grad: Tensor): Tensor {
    return grad.mul(3);
  }
}

const leaf = (...values: number[]) => tensor(values).requiresGrad_();

describe("autograd.Function", () => {
  it("computes, is named in the graph, and sends gradients back", () => {
    const [x, y] = [leaf(1, 2), leaf(3, 4)];
    const z = Mul.apply(x, y);
    expect(z.toArray()).toEqual([3, 8]);
    expect(z.gradFn?.name).toBe("MulBackward");
    z.sum().backward();
    expect([x.grad!.toArray(), y.grad!.toArray()]).toEqual([
      [3, 4],
      [1, 2],
    ]);
    expect(() => z.sum().backward()).toThrow("backward through the graph a second time");
  });

  it("is differentiated twice, by what it saved of its results too", () => {
    const x = linspace(-1, 1, 5, { dtype: "float64" });
    gradcheck((a) => Exp.apply(a).mul(a), [x.clone().requiresGrad_()]);
    const given = x.clone().requiresGrad_();
    const [first] = autograd.grad(Exp.apply(given).sum(), given, { createGraph: true });
    const [second] = autograd.grad(first.sum(), given);
    expect(second.toArray()).toEqual(x.exp().toArray());
    const square = leaf(2);
    const [slope] = autograd.grad(Mul.apply(square, square).sum(), square, { createGraph: true });
    expect(autograd.grad(slope.sum(), square)[0].item()).toBe(2);
  });

  it("has several results, of which some have no gradient, and gets zeros for those that play no part", () => {
    const x = leaf(1, -2);
    const [a, b, positive, text] = Several.apply(x, 5);
    expect([a.requiresGrad, b.requiresGrad, positive.requiresGrad, text, b === x]).toEqual([
      true,
      true,
      false,
      "text",
      false,
    ]);
    expect(autograd.grad(b.sum(), x)[0].toArray()).toEqual([1, 1]);
    expect(Several.seen).toEqual([[true, false], "tensor([False, False])", "null"]);
    const [c, d] = Several.apply(x, 5);
    expect(autograd.grad([c.sum(), d.sum()], x)[0].toArray()).toEqual([6, 6]);
  });

  it("may say in setupContext what backward needs", () => {
    const x = leaf(3);
    SetUp.apply(x).backward();
    expect(x.grad!.item()).toBe(6);
  });

  it("changes its argument in place where it says so, but no leaf", () => {
    expect(() => Increment.apply(leaf(1))).toThrow("a leaf Variable that requires grad has been used in an in-place");
    const x = leaf(1);
    const y = x.mul(1);
    const z = Increment.apply(y);
    expect(z).toBe(y);
    expect(autograd.grad(z, x)[0].item()).toBe(3);
    const before = x.mul(2);
    const product = Mul.apply(before, before);
    Increment.apply(before);
    expect(() => product.backward()).toThrow("modified by an inplace operation");
  });

  it("refuses gradients that don't fit", () => {
    const [x, y] = [leaf(1, 2), leaf(3, 4)];
    const returning = (value: unknown) =>
      class F extends Mul {
        static override backward(): unknown {
          return value;
        }
      }
        .apply(x, y)
        .sum();
    expect(() => returning(x).backward()).toThrow(
      "function FBackward returned an incorrect number of gradients (expected 2, got 1)",
    );
    expect(() => returning([x, y, x]).backward()).toThrow("(expected 2, got 3)");
    expect(() => returning([x, y, null]).backward()).not.toThrow();
    expect(() => returning([ones([3, 3]), y]).backward()).toThrow(
      "Function FBackward returned an invalid gradient at index 0 - got [3, 3] but expected shape compatible with [2]",
    );
    expect(() => returning([3, y]).backward()).toThrow("expected Tensor or null (got number)");
    class Missing extends autograd.Function {
      static forward(_ctx: Context, a: Tensor): Tensor {
        return a.mul(2);
      }
    }
    expect(() => Missing.apply(x).sum().backward()).toThrow("You must implement either the backward or vjp method");
    class Saving extends autograd.Function {
      static forward(ctx: Context, a: Tensor): Tensor {
        ctx.saveForBackward(3 as unknown as Tensor);
        return a;
      }
    }
    const nothing = autograd.Function.apply as () => unknown;
    expect(() => nothing.call(class extends autograd.Function {})).toThrow("You must implement the forward function");
    expect(() => Saving.apply(x)).toThrow(
      "save_for_backward can only save variables, but argument 0 is of type number",
    );
  });

  it("is recorded by compile", () => {
    const step = (v: Tensor) => {
      const x = v.clone().requiresGrad_();
      const y = Mul.apply(Exp.apply(x), SetUp.apply(x));
      return [y, autograd.grad(y.sum(), x)[0]];
    };
    const compiled = compile(step);
    for (const v of [randn([4]), randn([4]), randn([4])]) {
      expect(compiled(v).map((x) => x.toArray())).toEqual(step(v).map((x) => x.toArray()));
    }
  });
});
