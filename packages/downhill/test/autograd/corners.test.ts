import { where, zeros } from "downhill";
import { describe, expect, it } from "vitest";

/*
 * What PyTorch does where operands hardly fit. The expected values are its own.
 */

describe("shapes that don't broadcast", () => {
  it("are told by the last dimension of several", () => {
    const message = "The size of tensor a (3) must match the size of tensor b (5) at non-singleton dimension 1";
    expect(() => zeros([2, 3]).add(zeros([4, 5]))).toThrow(message);
    expect(() => where(zeros([2, 3]).gt(0), zeros([4, 5]), 0)).toThrow(message);
    expect(() => zeros([2, 2]).mul(zeros([3, 5, 5]))).toThrow("(2) must match the size of tensor b (5)");
    expect(() => zeros([2, 2]).mul(zeros([3, 5, 5]))).toThrow("at non-singleton dimension 2");
  });
});
