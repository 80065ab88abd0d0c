import { autograd, enableGrad, isGradEnabled, noGrad, ones, type Tensor, tensor, zeros } from "downhill";
import { describe, expect, it } from "vitest";

const leaf = (...values: number[]) => tensor(values, { requiresGrad: true });

describe("backward", () => {
  it("accumulates into leaves, once per use and once per call", () => {
    const x = leaf(1, 2, 3);
    x.mul(x).add(x).sum().backward();
    expect(x.grad?.toArray()).toEqual([3, 5, 7]);
    x.mul(10).sum().backward();
    expect(x.grad?.toArray()).toEqual([13, 15, 17]);
    const scalar = tensor(3, { requiresGrad: true });
    scalar.backward();
    expect(scalar.grad?.item()).toBe(1);
  });

  it("copies the first gradient, so that signs of zero survive and nothing is shared", () => {
    const x = leaf(1);
    const gradient = tensor([-0]);
    x.clone().backward(gradient);
    expect(Object.is(x.grad?.item(), -0)).toBe(true);
    gradient.fill_(5);
    expect(x.grad?.item()).toBe(-0);
    const a = leaf(1);
    const b = leaf(1);
    a.add(b).backward(tensor([2]));
    noGrad(() => a.grad?.mul_(3));
    expect(b.grad?.item()).toBe(2);
  });

  it("takes a gradient for results that are no scalars", () => {
    const x = leaf(1, 2, 3);
    expect(() => x.mul(2).backward()).toThrow("grad can be implicitly created only for scalar outputs");
    x.mul(2).backward(tensor([1, 10, 100]));
    expect(x.grad?.toArray()).toEqual([2, 20, 200]);
    expect(() => x.mul(2).backward(ones([2]))).toThrow(
      "Mismatch in shape: grad_output[0] has a shape of torch.Size([2]) and output[0] has a shape of torch.Size([3]).",
    );
    expect(() => ones([3]).sum().backward()).toThrow(
      "element 0 of tensors does not require grad and does not have a grad_fn",
    );
    expect(() => x.sum().backward(1 as never)).toThrow("gradients can be either Tensors or null, but got number");
  });

  it("frees the graph unless told to keep it", () => {
    const x = leaf(1, 2);
    const square = x.mul(x).sum();
    square.backward(null, { retainGraph: true });
    square.backward({ retainGraph: false });
    expect(x.grad?.toArray()).toEqual([4, 8]);
    expect(() => square.backward()).toThrow(/^Trying to backward through the graph a second time/);
    // Nothing is saved for a sum, so there is nothing to be missed.
    const sum = x.add(1).sum();
    sum.backward();
    sum.backward();
    expect(x.grad?.toArray()).toEqual([6, 10]);
  });

  it("gives gradients to the chosen inputs only", () => {
    const x = leaf(2);
    const y = leaf(3);
    const product = x.mul(y);
    product
      .mul(2)
      .sum()
      .backward(null, { inputs: [y, product] });
    expect([x.grad, y.grad?.item(), product.grad?.item()]).toEqual([null, 4, 2]);
  });

  it("sums to the shape and converts to the type of what was broadcast", () => {
    const x = tensor([[1], [2]], { requiresGrad: true });
    const y = tensor([1, 2, 3], { dtype: "float64", requiresGrad: true });
    x.mul(y).sum().backward();
    expect([x.grad?.dtype, y.grad?.dtype]).toEqual(["float32", "float64"]);
    expect([x.grad?.toArray(), y.grad?.toArray()]).toEqual([
      [[6], [6]],
      [3, 3, 3],
    ]);
  });

  it("goes through chains too long for recursion", () => {
    const x = leaf(1);
    let y: Tensor = x;
    for (let i = 0; i < 50_000; i++) y = y.add(1);
    y.sum().backward();
    expect(x.grad?.item()).toBe(1);
  });

  it("gives dense leaves gradients of the same layout, others row-major ones", () => {
    const transposed = zeros([2, 3]).t().requiresGrad_();
    transposed.mul(2).sum().backward();
    expect(transposed.grad?.stride()).toEqual(transposed.stride());
    const gappy = zeros([2, 4]).narrow(1, 0, 3).requiresGrad_();
    gappy.mul(2).sum().backward();
    expect(gappy.grad?.stride()).toEqual([3, 1]);
  });

  it("leaves everything as it was when a hook throws", () => {
    const x = leaf(1);
    const y = x.mul(2);
    y.registerHook(() => {
      throw new Error("from the hook");
    });
    expect(() => y.sum().backward()).toThrow("from the hook");
    expect([x.grad, isGradEnabled()]).toEqual([null, true]);
  });
});

describe("autograd.grad", () => {
  it("returns gradients and accumulates none", () => {
    const x = leaf(1, 2);
    const y = x.mul(3);
    const [byY, byX] = autograd.grad(y.mul(y).sum(), [y, x]);
    expect([byY.toArray(), byX.toArray(), x.grad]).toEqual([[6, 12], [18, 36], null]);
    expect(autograd.grad([x.mul(2).sum(), x.mul(3)], x, { gradOutputs: [null, tensor([1, 2])] })[0].toArray()).toEqual([
      5, 8,
    ]);
  });

  it("differentiates again with createGraph", () => {
    const x = leaf(2);
    let value: Tensor = x.pow(4).sum();
    const derivatives = [4 * 8, 12 * 4, 24 * 2, 24];
    for (const expected of derivatives) {
      [value] = autograd.grad(value.sum(), x, { createGraph: true });
      expect(value.item()).toBe(expected);
    }
    // A gradient penalty, through backward itself.
    const w = leaf(3);
    const [slope] = autograd.grad(w.pow(3).sum(), w, { createGraph: true });
    slope.square().sum().backward();
    expect(w.grad?.item()).toBe(2 * 27 * 18);
    const v = leaf(3);
    v.pow(3).sum().backward(null, { createGraph: true });
    expect([v.grad?.item(), v.grad?.requiresGrad]).toEqual([27, true]);
  });

  it("says which input plays no part", () => {
    const x = leaf(1);
    const y = leaf(1);
    const z = x.mul(2).sum();
    expect(() => autograd.grad(z, [x, y], { retainGraph: true })).toThrow(
      "The differentiated Tensor at index 1 appears to not have been used in the graph. Set allowUnused: true",
    );
    expect(autograd.grad(z, [x, y], { allowUnused: true })[1]).toBe(null);
    expect(() => autograd.grad(z, [ones([1])])).toThrow("One of the differentiated Tensors does not require grad");
    expect(() => autograd.grad(z, [])).toThrow("`inputs` argument to `grad()` cannot be empty.");
  });

  it("leaves alone what does not lead to the inputs", () => {
    const x = leaf(1);
    const y = leaf(2);
    const called: string[] = [];
    const unneeded = y.mul(y);
    unneeded.registerHook(() => void called.push("unneeded"));
    const needed = x.mul(x);
    needed.registerHook(() => void called.push("needed"));
    autograd.grad(needed.add(unneeded).sum(), x);
    expect(called).toEqual(["needed"]);
  });
});

describe("hooks", () => {
  it("see and replace gradients, in the order of registration, until removed", () => {
    const x = leaf(1, 2);
    const seen: unknown[] = [];
    const first = x.registerHook((grad) => {
      seen.push(grad.toArray());
      return grad.mul(2);
    });
    x.registerHook((grad) => {
      seen.push(grad.toArray());
    });
    x.mul(3).add(x).sum().backward(); // once, with the sum of both uses
    expect(seen).toEqual([
      [4, 4],
      [8, 8],
    ]);
    expect(x.grad?.toArray()).toEqual([8, 8]);
    first.remove();
    first.remove();
    x.sum().backward();
    expect(x.grad?.toArray()).toEqual([9, 9]);
    const y = x.mul(2);
    y.registerHook((grad) => grad.mul(10));
    expect(autograd.grad(y.sum(), x)[0].toArray()).toEqual([21 - 1, 20]);
    x.registerHook(() => ones([3]));
    expect(() => x.sum().backward()).toThrow("hook has changed the size of value");
    expect(() => ones([1]).registerHook(() => null)).toThrow(
      "cannot register a hook on a tensor that doesn't require gradient",
    );
  });

  it("retainGrad keeps gradients of results, after their hooks", () => {
    const x = leaf(1);
    const y = x.mul(2);
    y.registerHook((grad) => grad.mul(5));
    y.retainGrad();
    y.mul(3).sum().backward();
    expect([y.grad?.item(), x.grad?.item(), y.retainsGrad, x.retainsGrad]).toEqual([15, 30, true, false]);
    expect(() => ones([1]).retainGrad()).toThrow("can't retain_grad on Tensor that has requires_grad=False");
  });
});

describe("grad mode", () => {
  it("switches recording off and on, and survives errors", () => {
    const x = leaf(1);
    expect(noGrad(() => [isGradEnabled(), x.mul(2).requiresGrad, enableGrad(() => x.mul(2).requiresGrad)])).toEqual([
      false,
      false,
      true,
    ]);
    expect(() =>
      noGrad(() => {
        throw new Error("inside");
      }),
    ).toThrow("inside");
    expect(isGradEnabled()).toBe(true);
  });

  it("refuses asynchronous functions, which it could not cover", () => {
    expect(() => noGrad(async () => 1)).toThrow("noGrad takes a synchronous function, but it returned a promise");
    expect(isGradEnabled()).toBe(true);
  });

  it("does not keep backward from working", () => {
    const x = leaf(3);
    const y = x.mul(x).sum();
    noGrad(() => y.backward());
    expect([x.grad?.item(), x.grad?.requiresGrad]).toEqual([6, false]);
  });
});

describe("requiresGrad", () => {
  it("is for floating point leaves", () => {
    expect(() => tensor([1n], { requiresGrad: true })).toThrow(
      "only Tensors of floating point and complex dtype can require gradients",
    );
    const x = leaf(1);
    const y = x.mul(2);
    expect(() => {
      y.requiresGrad = false;
    }).toThrow("you can only change requires_grad flags of leaf variables.");
    expect([x.isLeaf, y.isLeaf, y.detach().isLeaf, y.detach().requiresGrad]).toEqual([true, false, true, false]);
    expect(x.requiresGrad_(false).mul(2).requiresGrad).toBe(false);
  });

  it("detach shares elements, detach_ leaves the graph", () => {
    const x = leaf(1);
    const y = x.mul(2);
    const d = y.detach();
    d.add_(1);
    expect(y.item()).toBe(3);
    y.detach_();
    expect([y.requiresGrad, y.gradFn]).toEqual([false, null]);
    expect(() => x.mul(2).view([1]).detach_()).toThrow("Can't detach views in-place");
  });
});

describe("grad", () => {
  it("is checked when it is assigned", () => {
    const x = leaf(1, 2, 3);
    expect(() => {
      x.grad = ones([2]);
    }).toThrow("attempting to assign a gradient of size '[2]' to a tensor of size '[3]'.");
    expect(() => {
      x.grad = ones([3], { dtype: "float64" });
    }).toThrow("attempting to assign a gradient with dtype 'float64'");
    expect(() => {
      x.grad = 3 as unknown as Tensor;
    }).toThrow("assigned grad expected to be a Tensor or null but got grad of type number");
    expect(() => {
      x.grad = x;
    }).toThrow("can't assign Variable as its own grad");
    expect(x.grad).toBe(null);
    const mine = ones([3]);
    x.grad = mine;
    x.sum().backward();
    expect(x.grad).toBe(mine);
    expect(mine.toArray()).toEqual([2, 2, 2]);
    x.grad = null;
    expect(x.grad).toBe(null);
  });

  it("that repeats elements is replaced rather than overwritten", () => {
    const x = leaf(1, 2, 3);
    const repeated = ones([1]).expand([3]);
    x.grad = repeated;
    x.mul(tensor([1, 2, 3]))
      .sum()
      .backward();
    expect([x.grad?.toArray(), repeated.toArray()]).toEqual([
      [2, 3, 4],
      [1, 1, 1],
    ]);
  });

  it("comes to no leaf that was frozen since", () => {
    const [x, y] = [leaf(1, 2, 3), leaf(1, 2, 3)];
    const out = x.mul(y).sum();
    x.requiresGrad_(false);
    out.backward();
    expect([x.grad, y.grad?.toArray()]).toEqual([null, [1, 2, 3]]);
  });

  it("finds no way from a view made under noGrad", () => {
    const x = leaf(1, 2, 3);
    const view = noGrad(() => x.narrow(0, 0, 2));
    expect([view.requiresGrad, view.isLeaf, x.data.requiresGrad, x.detach().view([3]).requiresGrad]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(`${view}`).toBe("tensor([1., 2.], requires_grad=True)");
    const out = view.mul(x.narrow(0, 1, 2)).sum();
    out.backward();
    expect([view.grad, x.grad?.toArray()]).toEqual([null, [0, 1, 2]]);
  });

  it("reaches a view of a tensor without one through `asStrided`", () => {
    const x = ones([4]).narrow(0, 1, 2).requiresGrad_();
    x.asStrided([2, 2], [1, 1], 0)
      .mul(
        tensor([
          [1, 2],
          [3, 4],
        ]),
      )
      .sum()
      .backward();
    expect(x.grad?.toArray()).toEqual([5, 4]);
  });

  it("is that of PyTorch for empty tensors whose dimensions are squeezed or summed", () => {
    const x = ones([0, 2, 4], { requiresGrad: true });
    x.squeeze(0).transpose(1, 2).sum(1).sum().backward();
    x.flatten(1).prod(0).sum().backward();
    expect(x.grad?.shape).toEqual([0, 2, 4]);
  });
});

describe("hooks", () => {
  it("may return nothing but tensors of the gradient's dtype", () => {
    const x = leaf(1, 2, 3);
    const first = x.registerHook(() => 2 as unknown as Tensor);
    expect(() => x.sum().backward()).toThrow("expected Variable, but hook returned 'number'");
    first.remove();
    x.registerHook((grad) => grad.double());
    expect(() => x.sum().backward()).toThrow(
      "hook has changed the type of value (was torch.FloatTensor got torch.DoubleTensor)",
    );
  });
});
