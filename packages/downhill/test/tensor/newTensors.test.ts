import { ones, tensor, zeros } from "downhill";
import { describe, expect, it } from "vitest";

/* What PyTorch's new_zeros and its kin give. */

const integers = ones(2, { dtype: "int64" });
const floats = ones(2);

describe("tensors made by others", () => {
  it("have their dtype, or the one that is asked for", () => {
    expect(String(integers.newZeros(2, 3))).toBe(String(zeros(2, 3, { dtype: "int64" })));
    expect(integers.newOnes([2]).dtype).toBe("int64");
    expect(integers.newEmpty(2, 0).shape).toEqual([2, 0]);
    expect(String(integers.newOnes(2, { dtype: "float64" }))).toBe("tensor([1., 1.], dtype=torch.float64)");
    expect(floats.newZeros({ size: [1], requiresGrad: true }).requiresGrad).toBe(true);
    expect(floats.newZeros([]).shape).toEqual([]);
  });

  it("convert values as PyTorch does", () => {
    expect(String(integers.newFull([2], 1.5))).toBe("tensor([1, 1])");
    expect(String(integers.newFull([2], true))).toBe("tensor([1, 1])");
    expect(String(tensor([true]).newFull([2], 3))).toBe("tensor([True, True])");
    expect(String(integers.newTensor([1.5]))).toBe("tensor([1])");
    expect(String(floats.newTensor(3))).toBe("tensor(3.)");
    expect(String(floats.newTensor([true]))).toBe("tensor([1.])");
    expect(String(floats.newTensor(integers, { requiresGrad: true }))).toBe("tensor([1., 1.], requires_grad=True)");
    expect(() => integers.newFull([2], Number.NaN)).toThrow("without overflow");
    expect(() => integers.newZeros(2, { requiresGrad: true })).toThrow("floating point");
    expect(() => floats.newZeros(-1)).toThrow("negative dimension -1");
  });

  it("are their own", () => {
    const copy = floats.newTensor(floats);
    copy.fill_(5);
    expect(floats.toArray()).toEqual([1, 1]);
  });
});
