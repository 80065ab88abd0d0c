import { autograd, clamp, gelu, logSoftmax, softmax, softplus, type Tensor, tensor, where, zeros } from "downhill";
import { describe, expect, it } from "vitest";

/*
 * What PyTorch does where operands hardly fit. The expected values are its own.
 */

const INT = { dtype: "int64" } as const;

describe("shapes that don't broadcast", () => {
  it("are told by the last dimension of several", () => {
    const message = "The size of tensor a (3) must match the size of tensor b (5) at non-singleton dimension 1";
    expect(() => zeros([2, 3]).add(zeros([4, 5]))).toThrow(message);
    expect(() => where(zeros([2, 3]).gt(0), zeros([4, 5]), 0)).toThrow(message);
    expect(() => zeros([2, 2]).mul(zeros([3, 5, 5]))).toThrow("(2) must match the size of tensor b (5)");
    expect(() => zeros([2, 2]).mul(zeros([3, 5, 5]))).toThrow("at non-singleton dimension 2");
  });
});

describe("tensors that show an element several times", () => {
  const repeated = () => zeros([1]).expand([3]);

  it("are filled, since every element gets the same", () => {
    expect(repeated().fill_(2).toArray()).toEqual([2, 2, 2]);
    expect(repeated().fill_(tensor(2)).toArray()).toEqual([2, 2, 2]);
    expect(repeated().fill_(2).zero_().toArray()).toEqual([0, 0, 0]);
    const x = zeros([1], { requiresGrad: true });
    expect(x.mul(1).expand([3]).fill_(2).toArray()).toEqual([2, 2, 2]);
  });

  it("are changed in no other way", () => {
    const message = "more than one element of the written-to tensor refers to a single memory location";
    expect(() => repeated().copy_(zeros([3]))).toThrow(message);
    expect(() => repeated().add_(1)).toThrow(message);
    expect(() => repeated().clamp_(0, 1)).toThrow(message);
  });
});

describe("assigning through a mask", () => {
  const mask = tensor([true, false, true]);

  it("fills in a single value of any dtype", () => {
    expect(zeros([3]).indexPut_([mask], tensor(3, INT)).toArray()).toEqual([3, 0, 3]);
    expect(
      zeros([3])
        .indexPut_([mask], tensor([2.5], { dtype: "float64" }))
        .toArray(),
    ).toEqual([2.5, 0, 2.5]);
    expect(zeros([3], INT).indexPut_([mask], tensor(3.5)).toArray()).toEqual([3, 0, 3]);
    const value = tensor(3, { dtype: "float64", requiresGrad: true });
    zeros([3]).indexPut_([mask], value).sum().backward();
    expect(value.grad?.toArray()).toBe(2);
    expect(value.grad?.dtype).toBe("float64");
  });

  it("takes several values, or adds, only in the same dtype", () => {
    const message = "Index put requires the source and destination dtypes match, got Float for the destination";
    expect(() => zeros([3]).indexPut_([mask], tensor([3, 4], INT))).toThrow(message);
    expect(() => zeros([3]).indexPut_([mask], tensor(3, INT), { accumulate: true })).toThrow(message);
    expect(() => zeros([3]).indexPut_([tensor([0, 1], INT)], tensor(3, INT))).toThrow(message);
  });
});

describe("integers", () => {
  it("are added at indices times a whole alpha", () => {
    const add = (alpha: number) => zeros([2], INT).indexAdd(0, tensor([0, 0], INT), tensor([5, 1], INT), { alpha });
    expect(add(1.5).toArray()).toEqual([6, 0]);
    expect(add(0.5).toArray()).toEqual([0, 0]);
    expect(add(-2.5).toArray()).toEqual([-12, 0]);
  });

  it("and bools go through no function that is for real numbers only", () => {
    const [x, yes] = [zeros([2, 2], INT), tensor([true])];
    expect(() => gelu(x)).toThrow("\"GeluKernelImpl\" not implemented for 'Long'");
    expect(() => gelu(yes, { approximate: "tanh" })).toThrow("\"GeluKernelImpl\" not implemented for 'Bool'");
    expect(() => softplus(x)).toThrow("\"softplus_cpu\" not implemented for 'Long'");
    expect(() => softmax(x, 0)).toThrow("\"softmax_kernel_impl\" not implemented for 'Long'");
    expect(() => softmax(x, 1)).toThrow("\"softmax_lastdim_kernel_impl\" not implemented for 'Long'");
    expect(() => logSoftmax(yes, 0)).toThrow("\"log_softmax_lastdim_kernel_impl\" not implemented for 'Bool'");
  });
});

describe("dtypes that differ", () => {
  it("meet at once in clamp", () => {
    const bounded = clamp(tensor(1), zeros([2], INT), tensor(2, { dtype: "float64" }));
    expect(bounded.dtype).toBe("float64");
    expect(bounded.toArray()).toEqual([1, 1]);
    const single = clamp(zeros([2]), tensor(1, { dtype: "float64" }), tensor(2, INT));
    expect(single.dtype).toBe("float32");
  });

  it("are told by each product in its own words", () => {
    const [m, v] = [zeros([2, 2]), zeros([2])];
    expect(() => m.to("int64").matmul(m)).toThrow("m1 and m2 to have the same dtype, but got: long int != float");
    expect(() => m.matmul(v.double())).toThrow(
      "addmv input tensors must have the same dtype, but got Double, Float, and Double",
    );
    expect(() => v.dot(v.long())).toThrow("dot : expected both vectors to have same dtype, but found Float and Long");
    expect(() => zeros([2, 2, 2]).matmul(zeros([2, 2, 2], { dtype: "float64" }))).toThrow(
      "expected scalar type Float but found Double",
    );
  });
});

describe("dimensions", () => {
  it("are told as they were given", () => {
    expect(() => zeros([3]).split([1, 1], -1)).toThrow("(input tensor's size at dimension -1)");
    expect(() => tensor(1).unbind(-2)).toThrow("Dimension out of range (expected to be in range of [-1, 0]");
    expect(() => tensor(1).unbind(-1)).toThrow("Dimension specified as 0 but tensor has no dimensions");
  });
});

describe("variances with more corrections than elements", () => {
  const gradient = (spread: (x: Tensor) => Tensor, values: number[]) => {
    const x = tensor(values, { requiresGrad: true });
    return autograd.grad(spread(x), x)[0].toArray();
  };

  it("have infinite gradients as a whole", () => {
    expect(gradient((x) => x.var(null, { correction: 2 }), [1, 3])).toEqual([Infinity, Infinity]);
    expect(gradient((x) => x.var(null, { correction: 5 }), [1, 2, 3])).toEqual([Infinity, Number.NaN, Infinity]);
    expect(gradient((x) => x.var(), [1])).toEqual([Number.NaN]);
  });

  it("have gradients of the other sign along a dimension", () => {
    expect(gradient((x) => x.var(0, { correction: 3 }), [1, 3])).toEqual([2, -2]);
    expect(gradient((x) => x.var(0, { correction: 2 }), [1, 3])).toEqual([-Infinity, Infinity]);
    expect(gradient((x) => x.std(0, { correction: 3 }), [1, 3])).toEqual([0, -0]);
  });
});
