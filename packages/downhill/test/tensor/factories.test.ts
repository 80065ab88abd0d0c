import {
  allclose,
  arange,
  empty,
  emptyLike,
  equal,
  eye,
  full,
  fullLike,
  getDefaultDtype,
  isclose,
  linspace,
  ones,
  onesLike,
  setDefaultDtype,
  tensor,
  zeros,
  zerosLike,
} from "downhill";
import { afterEach, describe, expect, it } from "vitest";

afterEach(() => setDefaultDtype("float32"));

describe("tensor", () => {
  it("takes numbers, bigints, booleans and nested arrays of them", () => {
    expect([tensor(1.5).dtype, tensor(1.5).shape, tensor(1.5).item()]).toEqual(["float32", [], 1.5]);
    expect(tensor([1n, 2n]).dtype).toBe("int64");
    expect(tensor([true, false]).toArray()).toEqual([true, false]);
    expect(tensor([1n, 2.5]).dtype).toBe("float32");
    const nested = tensor([[[1, 2]], [[3, 4]], [[5, 6]]]);
    expect([nested.shape, nested.toArray()]).toEqual([
      [3, 1, 2],
      [[[1, 2]], [[3, 4]], [[5, 6]]],
    ]);
    expect([tensor([]).shape, tensor([[], []]).shape, tensor([]).dtype]).toEqual([[0], [2, 0], "float32"]);
    expect(tensor([0.1], { dtype: "float64" }).item()).toBe(0.1);
    expect(tensor([0.1]).item()).toBe(Math.fround(0.1));
    expect(tensor([2.7, -2.7], { dtype: "int64" }).toArray()).toEqual([2, -2]);
    expect(tensor([0, 2, -1], { dtype: "bool" }).toArray()).toEqual([false, true, true]);
    expect(tensor([1], { requiresGrad: true }).requiresGrad).toBe(true);
  });

  it("copies typed arrays, keeping their type", () => {
    const source = Float64Array.of(1, 2);
    const t = tensor(source);
    source[0] = 7;
    expect([t.dtype, t.toArray()]).toEqual(["float64", [1, 2]]);
    expect(tensor(Float32Array.of(1)).dtype).toBe("float32");
    expect(tensor(BigInt64Array.of(2n ** 60n)).toTypedArray()).toEqual(BigInt64Array.of(2n ** 60n));
    expect([tensor(Uint8Array.of(255)).dtype, tensor(Uint8Array.of(255)).item()]).toEqual(["int64", 255]);
    expect(tensor(Int32Array.of(-1), { dtype: "float32" }).item()).toBe(-1);
    expect(tensor([Float32Array.of(1, 2), Float32Array.of(3, 4)]).shape).toEqual([2, 2]);
    const original = tensor([1, 2]);
    const copy = tensor(original);
    copy.add_(1);
    expect(original.toArray()).toEqual([1, 2]);
  });

  it("refuses what is no number, and uneven arrays", () => {
    for (const data of [["1"], [null], [[1], 2], [1, [2]], {}, undefined, [undefined], new Array(2)]) {
      expect(() => tensor(data as never), JSON.stringify(data)).toThrow(TypeError);
    }
    expect(() => tensor([[1, 2], [3]])).toThrow("expected sequence of length 2 at dim 1 (got 1)");
    expect(() => tensor([1], { dtype: "float" as never })).toThrow(/dtype must be .*, got float/);
    expect(() => tensor([2n ** 63n])).toThrow("value cannot be converted to type int64_t without overflow");
    expect(() => tensor([Number.NaN], { dtype: "int64" })).toThrow(RangeError);
  });

  it("gives elements back exactly, or says why not", () => {
    const big = tensor([2n ** 53n + 1n]);
    expect(big.toTypedArray()).toEqual(BigInt64Array.of(2n ** 53n + 1n));
    expect(() => big.item()).toThrow("the int64 value 9007199254740993 is not exact as a number; toTypedArray()");
    expect(() => big.toArray()).toThrow(RangeError);
    expect(tensor([2n ** 53n - 1n]).item()).toBe(2 ** 53 - 1);
    expect(tensor(true).item()).toBe(1);
    const t = tensor([1, 2]);
    (t.toTypedArray() as Float32Array)[0] = 9;
    expect(t.toArray()).toEqual([1, 2]);
  });
});

describe("factories", () => {
  it("make tensors of a shape and a type", () => {
    expect([zeros([2]).toArray(), ones([2]).toArray(), empty([1, 2]).shape]).toEqual([
      [0, 0],
      [1, 1],
      [1, 2],
    ]);
    expect([full([2], 7).dtype, full([2], 7n).dtype, full([], true).dtype]).toEqual(["float32", "int64", "bool"]);
    expect(eye(2, 3).toArray()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ]);
    expect([arange(3).dtype, arange(3.5).dtype, arange(0, 1, 0.25).toArray()]).toEqual([
      "int64",
      "float32",
      [0, 0.25, 0.5, 0.75],
    ]);
    expect(arange(1, 3, { dtype: "float64" }).toTypedArray()).toEqual(Float64Array.of(1, 2));
    expect(() => zeros("3" as never)).toThrow("argument 'size' must be an array of integers, not string '3'");
    expect(() => zeros([1.5])).toThrow("a shape must consist of integers, got [1.5]");
    const sizes = [2, 2];
    const t = zeros(sizes);
    sizes[0] = 5;
    expect(t.shape).toEqual([2, 2]);
  });

  it("take shape, layout and type from another tensor", () => {
    const t = ones([2, 3], { dtype: "float64" }).t();
    const like = onesLike(t);
    expect([like.dtype, like.shape, like.stride()]).toEqual(["float64", [3, 2], [1, 3]]);
    expect(zerosLike(t, { dtype: "int64" }).toTypedArray()).toEqual(new BigInt64Array(6));
    expect(fullLike(t, 3).sum().item()).toBe(18);
    expect(emptyLike(ones([1]).expand([4])).isContiguous()).toBe(true);
  });

  it("follow the default dtype", () => {
    setDefaultDtype("float64");
    expect([tensor(0.1).item(), zeros([1]).dtype, arange(2).div(2).dtype, getDefaultDtype()]).toEqual([
      0.1,
      "float64",
      "float64",
      "float64",
    ]);
    expect(() => setDefaultDtype("int64" as never)).toThrow(
      "only floating-point types are supported as the default type, got int64",
    );
  });
});

describe("closeness", () => {
  it("allows a relative and an absolute error", () => {
    const a = tensor([1, 100, Infinity, Number.NaN]);
    const b = tensor([1 + 1e-6, 100.1, Infinity, Number.NaN]);
    expect(isclose(a, b).toArray()).toEqual([true, false, true, false]);
    expect(isclose(a, b, { rtol: 1e-2, equalNan: true }).toArray()).toEqual([true, true, true, true]);
    expect([allclose(a, a), allclose(a, a, { equalNan: true }), allclose(tensor([]), tensor([]))]).toEqual([
      false,
      true,
      true,
    ]);
    expect(tensor([2n ** 53n]).allclose(tensor([2n ** 53n + 1n]), { rtol: 0, atol: 0 })).toBe(false);
    expect(() => allclose(a, b, { rtol: -1 })).toThrow("rtol must be greater than or equal to zero, but got -1");
  });

  it("equal compares shapes and elements", () => {
    expect([equal(tensor([1, 2]), tensor([1, 2])), equal(tensor([1, 2]), tensor([[1, 2]]))]).toEqual([true, false]);
    expect(tensor([Number.NaN]).equal(tensor([Number.NaN]))).toBe(false);
    expect(tensor([1]).equal(tensor([1n]))).toBe(true);
  });
});

describe("data", () => {
  it("shares elements without history, and can be replaced", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    x.data.mul_(3);
    expect([x.toArray(), x.data.requiresGrad]).toEqual([[3, 6], false]);
    const other = tensor([[5n]]);
    expect(() => {
      x.data = other;
    }).toThrow("data set to a tensor that requires gradients must be floating point or complex dtype");
    x.data = tensor([[7]]);
    expect([x.shape, x.requiresGrad, x.isLeaf]).toEqual([[1, 1], true, true]);
  });
});

it("linspace between whole numbers cuts its ends first", () => {
  expect(linspace(0, 5.5, 4, { dtype: "int64" }).toArray()).toEqual([0, 1, 3, 5]);
  expect(linspace(-2.7, 2.7, 5, { dtype: "int64" }).toArray()).toEqual([-2, -1, 0, 1, 2]);
  expect(linspace(0.5, 3.5, 1, { dtype: "bool" }).toArray()).toEqual([true]);
  expect(() => linspace(0, 5, 4, { dtype: "bool" })).toThrow("\"linspace_cpu\" not implemented for 'Bool'");
});

it("takes NaN for true", () => {
  expect(full([1], Number.NaN, { dtype: "bool" }).toArray()).toEqual([true]);
  expect(tensor([Number.NaN, 0], { dtype: "bool" }).toArray()).toEqual([true, false]);
});
