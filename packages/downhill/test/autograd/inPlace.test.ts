import { noGrad, ones, type Tensor, tensor, zeros } from "downhill";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gradcheck, leaf } from "./support/gradcheck.ts";

const MODIFIED = /modified by an inplace operation/;

/** One step of a random program over a base, its views, and views of those. */
type Step =
  | { readonly kind: "view"; readonly of: number; readonly how: number }
  | { readonly kind: "change"; readonly of: number; readonly how: number }
  | { readonly kind: "read"; readonly of: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("view" as const), of: fc.nat(9), how: fc.nat(4) }),
  fc.record({ kind: fc.constant("change" as const), of: fc.nat(9), how: fc.nat(8) }),
  fc.record({ kind: fc.constant("read" as const), of: fc.nat(9) }),
);

const views: ((t: Tensor) => Tensor)[] = [
  (t) => (t.ndim > 0 ? t.select(0, t.shape[0] - 1) : t),
  (t) => (t.ndim > 0 && t.shape[t.ndim - 1] > 1 ? t.narrow(-1, 1, t.shape[t.ndim - 1] - 1) : t),
  (t) => (t.ndim > 1 ? t.transpose(0, -1) : t),
  (t) => t.unsqueeze(0),
  (t) => (t.isContiguous() ? t.view([-1]) : t),
];

const changes: ((t: Tensor, x: Tensor, y: Tensor) => void)[] = [
  (t, x) => t.mul_(x),
  (t, _, y) => t.add_(y, { alpha: 0.5 }),
  (t, x) => t.copy_(x),
  (t) => t.zero_(),
  (t) => t.mul_(t),
  (t, x, y) => t.addcmul_(t, y, { value: 0.3 }).lerp_(x.expand(t.shape), 0.4),
  (t, x) => t.fill_(x),
  (t) => t.tanh_(),
  (t) => t.sub_(1),
];

function run(program: readonly Step[], x: Tensor, y: Tensor, fromLeaf: boolean): Tensor {
  const base = fromLeaf ? x.mul(ones([2, 3]).double()) : zeros([2, 3], { dtype: "float64" });
  const tensors = [base];
  let total = x.mul(0.1).add(y);
  for (const { kind, of, ...rest } of program) {
    const t = tensors[of % tensors.length];
    if (kind === "view") tensors.push(views[(rest as { how: number }).how](t));
    // What is read is copied first: a later change may not touch what backward needs.
    else if (kind === "read") total = total.add(t.clone().square().sum());
    else changes[(rest as { how: number }).how](t, x, y);
  }
  for (const t of tensors) total = total.add(t.clone().sin().sum());
  return total;
}

describe("changes in place", () => {
  it("have right gradients through any web of views", () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 10 }),
        fc.nat(1000),
        fc.boolean(),
        (program, s, fromLeaf) => {
          gradcheck((x, y) => run(program, x, y, fromLeaf), [leaf(s + 1, []), leaf(s + 2, [])], { second: true });
        },
      ),
      { numRuns: 300 },
    );
  });

  it("keep the tensor's identity and count one version each", () => {
    const t = zeros([3]);
    const version = t.version;
    expect(t.add_(1)).toBe(t);
    expect(t.version).toBe(version + 1);
    t.mul_(2)
      .clamp_(0, 1)
      .fill_(3)
      .copy_(ones([3]))
      .zero_()
      .exp_();
    expect(t.version).toBe(version + 7);
    expect(t.toArray()).toEqual([1, 1, 1]);
  });

  it("are noticed by backward when they touch what it needs", () => {
    const a = ones([3], { requiresGrad: true });
    const b = a.mul(2);
    const product = b.mul(b);
    b.add_(1);
    expect(() => product.sum().backward()).toThrow(
      "one of the variables needed for gradient computation has been modified by an inplace operation: " +
        "[torch.FloatTensor [3]], which is output 0 of Add, is at version 1; expected version 0 instead.",
    );
    const c = a.mul(2);
    const e = c.exp();
    e.add_(1);
    expect(() => e.sum().backward()).toThrow(MODIFIED);
    const d = a.mul(2);
    const square = d.select(0, 1).mul(d.select(0, 2));
    d.zero_();
    expect(() => square.backward()).toThrow(MODIFIED);
    const w = ones([3], { requiresGrad: true });
    const out = w.mul(w).sum();
    noGrad(() => w.add_(1));
    expect(() => out.backward()).toThrow("[torch.FloatTensor [3]] is at version 1; expected version 0 instead");
  });

  it("don't disturb what backward does not need", () => {
    const a = ones([3], { requiresGrad: true });
    const b = a.mul(2);
    const c = b.add(1);
    b.add_(1);
    c.sum().backward();
    expect(a.grad?.toArray()).toEqual([2, 2, 2]);
  });

  it("are noticed when the elements of a tensor are replaced", () => {
    const w = ones([3], { requiresGrad: true });
    const out = w.mul(w).sum();
    w.data = zeros([3]);
    expect(() => out.backward()).toThrow(MODIFIED);
    expect(w.toArray()).toEqual([0, 0, 0]);
  });

  it("are refused on leaves that require gradients, and on their views", () => {
    const w = ones([2, 2], { requiresGrad: true });
    for (const change of [() => w.add_(1), () => w.zero_(), () => w.copy_(ones([2, 2])), () => w.exp_()]) {
      expect(change).toThrow("a leaf Variable that requires grad is being used in an in-place operation.");
    }
    expect(() => w.select(0, 0).mul_(2)).toThrow(
      "a view of a leaf Variable that requires grad is being used in an in-place operation.",
    );
    noGrad(() => w.select(0, 0).mul_(2));
    expect(w.toArray()).toEqual([
      [2, 2],
      [1, 1],
    ]);
    expect(w.requiresGrad && w.isLeaf).toBe(true);
  });

  it("are refused on views made under noGrad", () => {
    const x = ones([3], { requiresGrad: true }).mul(2);
    const view = noGrad(() => x.select(0, 0));
    expect(() => view.mul_(x.detach().sum().requiresGrad_())).toThrow("A view was created in noGrad mode");
    expect(() => view.view([1]).add_(x.sum())).toThrow(
      "Output 0 of View is a view of a view which was created in noGrad mode and is being modified inplace with grad mode",
    );
    expect(noGrad(() => view.add_(1)).item()).toBe(3);
  });

  it("are refused on views that a function returned several of", () => {
    const x = ones([4], { requiresGrad: true }).mul(2);
    const reason =
      "modified inplace. This view is the output of a function that returns multiple views. Such functions do not " +
      "allow the output views to be modified inplace. You should replace the inplace operation by an out-of-place one.";
    expect(() => x.split(2)[1].add_(1)).toThrow(`Output 1 of Split is a view and is being ${reason}`);
    expect(() => x.split([1, 3])[1].add_(1)).toThrow(`Output 1 of SplitWithSizes is a view and is being ${reason}`);
    expect(() => x.chunk(4)[2].mul_(2)).toThrow(`Output 2 of Split is a view and is being ${reason}`);
    expect(() => x.unbind()[3].zero_()).toThrow(`Output 3 of Unbind is a view and is being ${reason}`);
    expect(() => x.view([1, 4]).split(1)[0].squeeze(0).exp_()).toThrow(`Output 0 of Squeeze1 is a view and is being`);
    expect(() => noGrad(() => x.split(2))[0].add_(1)).toThrow(
      `A view was created in noGrad mode and is being modified inplace with grad mode enabled. This view is the output`,
    );
    expect(x.detach().split(2)[0].add_(1).toArray()).toEqual([3, 3]);
    const [part] = x.split(2);
    x.add_(1);
    expect(() => part.mul(2)).toThrow(
      `Output 0 of Split is a view and its base or another view of its base has been ${reason}`,
    );
    expect(`${part}`).toBe("tensor([4., 4.], grad_fn=<Invalid>)");
  });

  it("are refused on leaves whatever else is wrong", () => {
    const x = ones([3], { requiresGrad: true });
    const leafError = "a leaf Variable that requires grad is being used in an in-place operation.";
    expect(() => x.fill_(ones([3]))).toThrow(leafError);
    expect(() => x.copy_(ones([2]))).toThrow(leafError);
    expect(() => x.add_(x.narrow(0, 0, 1))).toThrow(leafError);
    expect(() => x.indexPut_([[5]], 1)).toThrow(leafError);
  });

  it("tell a leaf from a view of one", () => {
    const x = ones([2, 2]).view([4]).requiresGrad_();
    expect(() => x.add_(1)).toThrow("a view of a leaf Variable that requires grad is being used in an in-place");
    expect(() => x.select(0, 0).add_(1)).toThrow("a view of a leaf Variable that requires grad is being used");
    expect(() => ones([2], { requiresGrad: true }).add_(1)).toThrow(
      /^a leaf Variable that requires grad is being used/,
    );
  });

  it("may have no bounds that changed since", () => {
    const x = ones([2], { requiresGrad: true });
    const [lower, upper] = [zeros([2]), ones([2])];
    for (const bound of [lower, upper]) {
      const out = x.clamp(lower, upper).sum();
      bound.add_(3);
      expect(() => out.backward()).toThrow(MODIFIED);
    }
    const out = x.clamp(null, upper).sum();
    upper.add_(3);
    expect(() => out.backward()).toThrow(MODIFIED);
  });

  it("reach no base that shows other elements by now", () => {
    const w = ones([2], { requiresGrad: true });
    const base = zeros([2]);
    const view = base.narrow(0, 0, 1);
    base.data = ones([2]);
    view.add_(w.sum());
    expect([base.requiresGrad, view.requiresGrad, base.toArray(), view.toArray()]).toEqual([false, true, [1, 1], [2]]);
    view.sum().backward();
    expect(w.grad?.toArray()).toEqual([1, 1]);
  });

  it("are refused where one element shows several times", () => {
    const t = ones([1, 3]).expand([2, 3]);
    expect(() => t.add_(1)).toThrow(
      "more than one element of the written-to tensor refers to a single memory location",
    );
    expect(() => t.neg_()).toThrow("single memory location");
  });

  it("are refused when the result has another shape or type, and change nothing", () => {
    const t = ones([3]);
    const n = tensor([1n, 2n]);
    expect(() => t.add_(ones([2, 3]))).toThrow("output with shape [3] doesn't match the broadcast shape [2, 3]");
    expect(() => t.copy_(ones([2, 3]))).toThrow("output with shape [3] doesn't match the broadcast shape [2, 3]");
    expect(() => t.add_(ones([4]))).toThrow(
      "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 0",
    );
    expect(() => n.add_(1.5)).toThrow("result type Float can't be cast to the desired output type Long");
    expect(() => n.div_(2)).toThrow("result type Float can't be cast to the desired output type Long");
    expect(() => t.fill_(ones([1]))).toThrow("fill_ only supports 0-dimension value tensor");
    expect(t.version + n.version).toBe(0);
    expect([t.toArray(), n.toArray()]).toEqual([
      [1, 1, 1],
      [1, 2],
    ]);
  });

  it("take the target itself as operand, but no part of it", () => {
    const t = tensor([
      [1, 2],
      [3, 4],
    ]);
    const overlaps = "some elements of the input tensor and the written-to tensor refer to a single memory location.";
    expect(() => t.add_(t.t())).toThrow(overlaps);
    expect(() => t.copy_(t.select(0, 1))).toThrow(overlaps);
    expect(() => t.indexPut_([0], t.view([4]).narrow(0, 1, 2))).toThrow(overlaps);
    const first = tensor([[0n, 0n]]);
    expect(() => t.scatterAdd_(0, first, t)).toThrow(overlaps);
    expect(() => t.indexAdd_(0, tensor([0n, 1n]), t)).toThrow(overlaps);
    expect(t.toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(
      t
        .clone()
        .indexPut_([null], t.view([1, 2, 2]))
        .equal(t),
    ).toBe(true);
    expect(t.indexPut_([null], t).select(0, 1).toArray()).toEqual([3, 4]);
    t.mul_(t).div_(t);
    expect(t.toArray()).toEqual([
      [1, 1],
      [1, 1],
    ]);
    const u = tensor([1, 2, 3, 4]);
    expect(() => u.narrow(0, 1, 3).copy_(u.narrow(0, 0, 3))).toThrow(overlaps);
    expect(
      u
        .narrow(0, 2, 2)
        .add_(u.narrow(0, 0, 2))
        .toArray(),
    ).toEqual([4, 6]);
  });

  it("make a tensor require gradients, and its views with it", () => {
    const w = tensor([3], { requiresGrad: true });
    const b = zeros([2, 2]);
    const row = b.select(0, 1);
    const corner = row.narrow(0, 0, 1);
    corner.copy_(w);
    expect([b.requiresGrad, row.requiresGrad, b.gradFn?.name, row.gradFn?.name]).toEqual([
      true,
      true,
      "CopySlices",
      "AsStridedBackward0",
    ]);
    row.square().sum().backward();
    expect(w.grad?.toArray()).toEqual([6]);
  });

  it("move a retained gradient to what the tensor is now", () => {
    const a = ones([2], { requiresGrad: true });
    const b = a.mul(3);
    b.retainGrad();
    b.mul_(2);
    b.sum().backward();
    expect(b.grad?.toArray()).toEqual([1, 1]);
    expect(a.grad?.toArray()).toEqual([6, 6]);
  });
});

describe("what is overwritten", () => {
  it.each([
    ["zero_", (t: Tensor) => t.zero_(), "ZeroBackward0"],
    ["fill_", (t: Tensor) => t.fill_(3), "FillBackward2"],
    ["fill_ by a tensor", (t: Tensor) => t.fill_(tensor(3)), "FillBackward3"],
    ["copy_", (t: Tensor) => t.copy_(ones([2])), "CopyBackwards"],
  ])("by %s gets a gradient of zeros, not none", (_, overwrite, name) => {
    const x = tensor([1, 2], { requiresGrad: true });
    const y = overwrite(x.mul(2));
    expect(y.gradFn?.name).toBe(name);
    y.sum().backward();
    expect(x.grad?.toArray()).toEqual([0, 0]);
  });

  it("integers keep no history", () => {
    const source = tensor([1.5], { requiresGrad: true });
    expect(tensor([0n]).copy_(source).requiresGrad).toBe(false);
  });
});

describe("division to whole numbers", () => {
  it("is exact for integers and refuses zero", () => {
    const x = tensor([5n, -5n]);
    expect(x.div(2n, { roundingMode: "floor" }).toArray()).toEqual([2, -3]);
    expect(x.div(2n, { roundingMode: "trunc" }).toArray()).toEqual([2, -2]);
    expect(x.div(2.5, { roundingMode: "floor" }).toArray()).toEqual([2, -2]);
    expect(x.remainder(3n).toArray()).toEqual([2, 1]);
    expect(() => x.div(0n, { roundingMode: "floor" })).toThrow("ZeroDivisionError");
    expect(() => x.remainder(tensor([1n, 0n]))).toThrow("ZeroDivisionError");
    expect(() => x.div(2n, { roundingMode: "up" as "floor" })).toThrow(
      "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found 'up'",
    );
    expect(() => tensor([true]).remainder(tensor([true]))).toThrow("\"remainder_cpu\" not implemented for 'Bool'");
  });

  it("knows infinities, zeros and their signs", () => {
    const x = tensor([5, -5, 0]);
    expect(x.div(0, { roundingMode: "floor" }).toArray()).toEqual([Infinity, -Infinity, Number.NaN]);
    expect(x.remainder(Infinity).toArray()).toEqual([5, Infinity, 0]);
    expect(x.remainder(0).toArray()).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(tensor([-0.5]).div(Infinity, { roundingMode: "floor" }).toArray()).toEqual([-1]);
  });

  it("works in place", () => {
    const x = tensor([5, -5], { requiresGrad: true });
    const y = x.mul(1).remainder_(3).div_(2, { roundingMode: "floor" });
    expect(y.toArray()).toEqual([1, 0]);
    expect(y.gradFn?.name).toBe("DivBackward2");
  });
});

describe("bools", () => {
  it.each(["abs", "floor", "ceil", "round", "trunc"] as const)("have no %s", (name) => {
    expect(() => tensor([true])[name]()).toThrow("not implemented for 'Bool'");
  });
});

it("lerp wants one dtype, but for weights without dimensions", () => {
  const x = zeros([2]);
  expect(() => x.lerp(x.double(), 0.5)).toThrow("expected dtype float32 for `end` but got dtype float64");
  expect(() => x.lerp(x, x.double())).toThrow("expected dtype float32 for `weight` but got dtype float64");
  expect(x.lerp(ones([2]), tensor(0.5, { dtype: "float64" })).toArray()).toEqual([0.5, 0.5]);
});

describe("dtypes of arithmetic are PyTorch's", () => {
  const [yes, no] = [tensor([true]), tensor([false])];

  it("bools stay bools when scaled, and are never subtracted", () => {
    expect(yes.add(yes, { alpha: -1 }).equal(yes)).toBe(true);
    expect(no.add(yes, { alpha: 3 }).equal(yes)).toBe(true);
    expect(no.add(yes, { alpha: 0 }).equal(no)).toBe(true);
    expect(no.add(true, { alpha: 2 }).equal(yes)).toBe(true);
    expect(tensor([true]).add_(yes, { alpha: 2 }).dtype).toBe("bool");
    const refused = "Subtraction, the `-` operator, with a bool tensor is not supported.";
    expect(() => ones([1]).sub(true)).toThrow(refused);
    expect(() => ones([1]).sub_(yes)).toThrow(refused);
    expect(() => yes.sub(1)).toThrow(refused);
    expect(() => yes.sub(false)).toThrow("with two bool tensors is not supported.");
  });

  it("integers take no fraction as alpha, and lose that of addcmul's value", () => {
    const refused = "For integral input tensors, argument alpha must not be a floating point number.";
    const x = tensor([1n]);
    expect(() => x.add(2, { alpha: 0.5 })).toThrow(refused);
    expect(() => yes.add(true, { alpha: 0.5 })).toThrow(refused);
    expect(x.add(1.5, { alpha: 0.5 }).toArray()).toEqual([1.75]);
    expect(() => tensor([1n]).sub_(-2.5, { alpha: 2 })).toThrow("result type Float can't be cast to the desired");
    expect(x.addcmul(tensor([3n]), tensor([4n]), { value: 2.9 }).toArray()).toEqual([25]);
    expect(() => yes.addcmul(yes, yes)).toThrow("\"addcmul_cpu_out\" not implemented for 'Bool'");
    expect(yes.addcmul(ones([1]), yes).toArray()).toEqual([2]);
  });

  it("a number beyond int64 is a float", () => {
    expect(tensor([1n]).lt(1e30).toArray()).toEqual([true]);
    expect(tensor([1n]).mul(1e30).dtype).toBe("float32");
    expect(() => tensor([1n]).mul(10n ** 30n)).toThrow("without overflow");
  });

  it("reductions convert before and after, and pass no gradient through integers", () => {
    const x = tensor([
      [3, 2],
      [0, 4],
    ]);
    expect(x.sum(1, { dtype: "bool" }).toArray()).toEqual([true, true]);
    expect(x.prod(1, { dtype: "bool" }).toArray()).toEqual([true, false]);
    expect(() => x.cumsum(0, { dtype: "bool" })).toThrow("\"cumsum_out_cpu\" not implemented for 'Bool'");
    expect(() => x.mean(0, { dtype: "int64" })).toThrow("Optional dtype must be either a floating point");
    expect(x.sum(0, { dtype: "int32" }).dtype).toBe("int32");
    x.requiresGrad_();
    for (const reduce of [
      () => x.sum(0, { dtype: "int64" }),
      () => x.prod(0, { dtype: "int64" }),
      () => x.cumsum(0, { dtype: "int64" }),
    ]) {
      expect(reduce).toThrow("Autograd not support dtype: Long");
      expect(noGrad(reduce).dtype).toBe("int64");
    }
    expect(x.sum().gradFn?.name).toBe("SumBackward0");
    expect(x.sum(undefined, { keepdim: true }).gradFn?.name).toBe("SumBackward1");
    expect(x.mean([]).gradFn?.name).toBe("MeanBackward1");
  });

  it("bools are clamped only by a tensor", () => {
    expect(() => yes.clamp(false, true)).toThrow("\"clamp_scalar_cpu\" not implemented for 'Bool'");
    expect(() => yes.clamp(true)).toThrow("\"clamp_min_scalar_cpu\" not implemented for 'Bool'");
    expect(() => yes.clamp(null, true)).toThrow("\"clamp_max_scalar_cpu\" not implemented for 'Bool'");
    expect(() => yes.clamp(no, yes)).toThrow("\"clamp_cpu\" not implemented for 'Bool'");
    expect(yes.clamp(no).toArray()).toEqual([true]);
    expect(yes.clamp(0, 1).dtype).toBe("int64");
  });
});
