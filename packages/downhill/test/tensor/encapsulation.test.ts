import { deepStrictEqual } from "node:assert";
import { inspect, isDeepStrictEqual } from "node:util";
import { nn, ones, SparseTensor, sparseCooTensor, Tensor, tensor, zeros } from "downhill";
import { describe, expect, test } from "vitest";

const kinds: readonly [string, () => Tensor][] = [
  ["a tensor", () => tensor([[1, 2, 3]])],
  ["a view", () => zeros([3, 2]).t()],
  ["a result with a history", () => ones([1, 3], { requiresGrad: true }).mul(2)],
  ["a parameter", () => new nn.Parameter(ones([1, 3]))],
  ["a sparse tensor", () => sparseCooTensor([[0], [1]], [1], [2, 2])],
];

describe.each(kinds)("%s", (_, make) => {
  test("lets nobody assign its sizes, strides or dtype", () => {
    const x = make();
    const before = [x.shape, x.strides, x.dtype, String(x)];
    // @ts-expect-error read-only
    expect(() => (x.shape = [4])).toThrow(TypeError);
    // @ts-expect-error read-only
    expect(() => (x.strides = [1])).toThrow(TypeError);
    // @ts-expect-error read-only
    expect(() => (x.dtype = "float64")).toThrow(TypeError);
    // @ts-expect-error read-only
    expect(() => (x.ndim = 1)).toThrow(TypeError);
    expect([x.shape, x.strides, x.dtype, String(x)]).toEqual(before);
  });

  test("gives out sizes and strides that nobody can change", () => {
    const x = make();
    const text = String(x);
    for (const list of [x.shape, x.strides, x.size(), x.stride()] as number[][]) {
      expect(() => {
        list[0] = 7;
      }).toThrow(TypeError);
      expect(() => list.push(1)).toThrow(TypeError);
      expect(() => list.reverse()).toThrow(TypeError);
      expect(() => {
        list.length = 0;
      }).toThrow(TypeError);
    }
    expect(String(x)).toBe(text);
    expect(x.shape).toBe(x.shape);
    expect([x.size(), x.stride()]).toEqual([x.shape, x.strides]);
  });

  test("shows no internals", () => {
    const x = make();
    expect(Object.getOwnPropertyNames(x)).toEqual([]);
    expect([Object.keys(x), Object.entries(x)]).toEqual([[], []]);
    for (const value of Object.values(Object.getOwnPropertyDescriptors(x))) expect(typeof value.value).toBe("number");
    expect(structuredClone(x)).toEqual({});
    expect(inspect(x)).toBe(String(x));
    expect(inspect({ x })).toContain(String(x).slice(0, 20));
    for (const name in x) expect(name).toBe("none");
  });
});

test("a tensor is equal to itself alone where objects are compared by their properties", () => {
  const [x, y] = [tensor([1, 2]), tensor([1, 2])];
  deepStrictEqual({ x }, { x });
  for (const other of [y, x.detach(), tensor([3, 4]), zeros([2, 2])]) {
    expect(() => deepStrictEqual(x, other)).toThrow();
    expect(() => deepStrictEqual({ x: [x] }, { x: [other] })).toThrow();
    expect(isDeepStrictEqual(x, other)).toBe(false);
  }
});

test("sizes follow when data is replaced", () => {
  const x = tensor([[1, 2, 3]]);
  expect([x.shape, x.strides]).toEqual([
    [1, 3],
    [3, 1],
  ]);
  x.data = zeros([2, 2], { dtype: "float64" });
  expect([x.shape, x.strides, x.dtype, x.numel()]).toEqual([[2, 2], [2, 1], "float64", 4]);
});

test("sizes that the user gives stay the user's", () => {
  const size = [2, 3];
  const made = [zeros(size), ones([6]).view(size), ones([6]).reshape(size), ones([1, 3]).expand(size)];
  size[0] = 9;
  for (const x of made) expect(x.shape).toEqual([2, 3]);
});

describe("there is no public constructor", () => {
  const storage = { dtype: "float32", data: new Float32Array(4) };

  test("of tensors", () => {
    const Maker = Tensor as unknown as new (...values: unknown[]) => Tensor;
    // @ts-expect-error protected
    expect(() => new Tensor()).toThrow(/^Tensor has no public constructor: make tensors with tensor\(data\)/);
    for (const values of [[[1, 2]], [4], [null], [storage, [4], [1], 0, 4, true]]) {
      expect(() => new Maker(...values)).toThrow(TypeError);
    }
    class Mine extends Tensor {}
    // @ts-expect-error protected
    expect(() => new Mine()).toThrow(/^Mine has no public constructor/);
  });

  test("of sparse tensors", () => {
    const Maker = SparseTensor as unknown as new (...values: unknown[]) => SparseTensor;
    // @ts-expect-error protected
    expect(() => new SparseTensor()).toThrow(/^SparseTensor has no public constructor: make one with sparseCooTensor/);
    expect(() => new Maker([[0]], [1], [2], true)).toThrow(TypeError);
  });
});
