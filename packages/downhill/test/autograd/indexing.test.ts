import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  arange,
  autograd,
  cat,
  flip,
  gather,
  indexAdd,
  indexSelect,
  mul,
  noGrad,
  scatterAdd,
  slice,
  stack,
  sum,
  type Tensor,
  tensor,
  zeros,
} from "../../src/index.ts";
import { gradcheck, leaf } from "./support/gradcheck.ts";

type Encoded =
  | number
  | null
  | "..."
  | number[]
  | { slice: [number | null, number | null, number] }
  | { tensor: number[]; shape: number[] }
  | { mask: boolean[]; shape: number[] }
  | { ramp: number[] };

interface Case {
  base: number[];
  dims: number[];
  call: [string, ...Encoded[]];
  error?: string;
  results?: { shape: number[]; values: number[]; gradFn: string; strides: number[] | null }[];
  gradients?: (number[] | null)[];
}

const { cases } = JSON.parse(
  readFileSync(new URL("../../../../reference/fixtures/indexing.json", import.meta.url), "utf8"),
) as { cases: Case[] };

function numbers(first: number, shape: readonly number[]): Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  return tensor(Float32Array.from({ length: count }, (_, i) => first + i)).reshape(shape);
}

/** The call of a case, on a view of a leaf; other tensors with gradients are added to `leaves`. */
function run({ base, dims, call: [name, ...encoded] }: Case, leaves: Tensor[]): Tensor[] {
  const x = numbers(0, base).clone().requiresGrad_();
  leaves.push(x);
  const view = x.permute(dims);
  const args = encoded.map((item) => {
    if (item === null || typeof item !== "object" || Array.isArray(item)) return item;
    if ("slice" in item) return slice(...item.slice);
    if ("tensor" in item) return tensor(item.tensor, { dtype: "int64" }).reshape(item.shape);
    if ("mask" in item) return tensor(item.mask, { dtype: "bool" }).reshape(item.shape);
    const ramp = numbers(100, item.ramp).clone().requiresGrad_();
    leaves.push(ramp);
    return ramp;
  });
  if (name === "cat") return [cat([view, ...(args.slice(1) as Tensor[])], args[0] as number)];
  if (name === "stack") return [stack([view, args[1] as Tensor, view], args[0] as number)];
  const method = (view as unknown as Record<string, (...args: unknown[]) => Tensor | Tensor[]>)[name];
  const result = method.apply(view, args);
  return Array.isArray(result) ? result : [result];
}

describe("indexing and views equal PyTorch's, with gradients", () => {
  it.each(cases.map((item, i) => [i, JSON.stringify(item.call), item] as const))("case %i: %s", (_, __, item) => {
    const leaves: Tensor[] = [];
    if (item.error !== undefined) {
      const words = item.error.replace("permute(sparse_coo)", "permute()");
      expect(() => run(item, leaves)).toThrow(words);
      return;
    }
    const results = run(item, leaves);
    expect(results.length).toBe(item.results!.length);
    let total = tensor(0);
    for (const [i, expected] of item.results!.entries()) {
      const result = results[i];
      expect(result.shape).toEqual(expected.shape);
      expect(Array.from(result.toTypedArray(), Number)).toEqual(expected.values);
      expect(result.gradFn?.name).toBe(expected.gradFn);
      if (expected.strides !== null && result.numel() > 1) {
        expect(result.storage).toBe(leaves[0].storage);
        const matters = (list: readonly number[]) => list.filter((_, d) => result.shape[d] > 1);
        expect(matters(result.strides)).toEqual(matters(expected.strides));
      } else if (result.numel() > 1) expect(result.storage).not.toBe(leaves[0].storage);
      total = total.add(sum(mul(result, numbers(1, result.shape))));
    }
    const gradients = autograd.grad(total, leaves, { allowUnused: true });
    for (const [k, expected] of item.gradients!.entries()) {
      const gradient = gradients[k] === null ? null : Array.from(gradients[k].toTypedArray(), Number);
      expect(gradient ?? new Array(expected?.length ?? 0).fill(0)).toEqual(expected ?? []);
    }
  });
});

const seed = fc.integer({ min: 1, max: 1e6 });
const size = fc.integer({ min: 1, max: 3 });

/** Everything that takes part of a tensor of three dimensions, differentiable twice. */
const takes: Record<string, (x: Tensor) => Tensor> = {
  slice: (x) => x.slice(1, 0, null, 2).square(),
  narrow: (x) => x.narrow(-1, 0, 1).square(),
  select: (x) => x.select(0, -1).square(),
  "squeeze and unsqueeze": (x) => x.narrow(0, 0, 1).squeeze(0).unsqueeze(-1).square(),
  permute: (x) => x.permute([2, 0, 1]).square(),
  flatten: (x) => x.transpose(0, 2).flatten(1).square(),
  split: (x) => cat(x.split(2, 0).map((part, i) => part.pow(i + 2))),
  unbind: (x) => stack(x.unbind(1).map((part, i) => part.pow(i + 2))),
  flip: (x) => flip(x, [0, 2]).square(),
  repeat: (x) => x.pow(2).repeat(2, 1, 3, 2).square(),
  "repeat no more than once": (x) => x.pow(2).repeat(1, 1, 1).square(),
  tile: (x) => x.pow(2).tile(2).square(),
  cumsum: (x) => x.cumsum(1).square(),
  "index by numbers and slices": (x) => x.index(0, slice(null, null, 2), null).square(),
  "index by tensors": (x) => x.index([0, -1, 0], slice(), [0, 0, -1]).square(),
  "index by a mask": (x) => x.index(x.detach().gt(0)).square(),
  gather: (x) => gather(x, 0, zeros([2, x.shape[1], x.shape[2]]).long()).square(),
  indexSelect: (x) => indexSelect(x, 2, tensor([0, 0, x.shape[2] - 1], { dtype: "int64" })).square(),
  asStrided: (x) => x.asStrided([2, 2], [0, 1], 0).square(),
};

describe("derivatives agree with differences, twice", () => {
  it.each(Object.entries(takes))("%s", (_, f) => {
    fc.assert(
      fc.property(seed, fc.tuple(size, fc.constant(3), size), (s, shape) => {
        gradcheck((x) => f(x), [leaf(s, shape)], { second: true, seed: s });
      }),
      { numRuns: 6 },
    );
  });

  it("of what is put together", () => {
    const index = tensor([1, 0, 1], { dtype: "int64" });
    const grid = tensor([[1, 0, 1]], { dtype: "int64" });
    const x = () => leaf(3, [2, 3]);
    gradcheck((a, b) => scatterAdd(a.square(), 0, grid, b.square()), [x(), leaf(4, [1, 3])], { second: true });
    gradcheck((a, b) => indexAdd(a.square(), 0, index, b.square(), { alpha: 3 }), [x(), leaf(4, [3, 3])], {
      second: true,
    });
    gradcheck((a, b) => a.square().indexPut_([[0, 1], 1], b.square()), [x(), leaf(5, [2])], { second: true });
    gradcheck((a, b) => a.square().indexPut_([[0, 0]], b.square(), { accumulate: true }), [x(), leaf(5, [2, 3])], {
      second: true,
    });
    gradcheck((a, b) => a.square().indexPut_([slice(), 2], b.square()), [x(), leaf(6, [2])], { second: true });
    gradcheck((a, b) => cat([a.square(), b.square(), a], 0), [x(), leaf(6, [1, 3])], { second: true });
  });
});

describe("views share elements", () => {
  it("so that a change of either shows in both", () => {
    const x = arange(6).float().reshape([2, 3]);
    const column = x.select(1, 0);
    column.fill_(9);
    expect(x.toArray()).toEqual([
      [9, 1, 2],
      [9, 4, 5],
    ]);
    x.index(0, slice(1)).mul_(10);
    x.narrow(0, 1, 1).squeeze(0).unsqueeze(1).flatten().add_(1);
    expect(x.toArray()).toEqual([
      [9, 10, 20],
      [10, 5, 6],
    ]);
    expect(column.toArray()).toEqual([9, 10]);
  });

  it("and gradients follow", () => {
    const x = tensor([1, 2, 3, 4], { requiresGrad: true });
    const y = mul(x, 1);
    const head = y.narrow(0, 0, 2);
    head.mul_(3);
    y.index(slice(2)).copy_(tensor([7, 8]));
    sum(mul(y, tensor([1, 10, 100, 1000]))).backward();
    expect(y.toArray()).toEqual([3, 6, 7, 8]);
    expect(x.grad?.toArray()).toEqual([3, 30, 0, 0]);
    expect(head.gradFn?.name).toBe("AsStridedBackward0");
  });

  it("but not on leaves that require gradients", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    expect(() => x.indexPut_([0], 5)).toThrow("a view of a leaf Variable that requires grad is being used");
    expect(() => x.indexPut_([[0]], 5)).toThrow("a leaf Variable that requires grad is being used");
    noGrad(() => x.indexPut_([0], 5));
    expect(x.toArray()).toEqual([5, 2]);
  });
});

describe("indexPut_", () => {
  it("assigns as Python does", () => {
    const z = zeros([2, 3]);
    z.indexPut_([slice(), 0], 5);
    z.indexPut_([[0, 0]], tensor([[1], [2]]));
    expect(z.toArray()).toEqual([
      [2, 2, 2],
      [5, 0, 0],
    ]);
    z.indexPut_([[true, false]], 7).indexPut_([-1, [1, 2]], tensor([8, 9]));
    z.indexPut_([0], tensor([[1, 2, 3]])); // leading dimensions of size one don't matter
    expect(z.toArray()).toEqual([
      [1, 2, 3],
      [5, 8, 9],
    ]);
    const counts = zeros([3]).indexPut_([[0, 2, 0, 0]], 1, { accumulate: true });
    expect(counts.toArray()).toEqual([3, 0, 1]);
    expect(zeros([2, 2]).indexPut_([0], 1, { accumulate: true }).toArray()).toEqual([
      [1, 1],
      [0, 0],
    ]);
    const mask = tensor([[true, false, true]]);
    expect(zeros([1, 3]).long().indexPut_([mask], 4n).toArray()).toEqual([[4, 0, 4]]);
  });

  it("refuses what does not fit, changing nothing", () => {
    const z = zeros([2, 3]);
    expect(() => z.indexPut_([5], 1)).toThrow("index 5 is out of bounds for dimension 0 with size 2");
    expect(() => z.indexPut_([[0, 7]], 1)).toThrow("index 7 is out of bounds for dimension 0 with size 2");
    expect(() => z.indexPut_([[0]], tensor([1, 2]))).toThrow(
      "shape mismatch: value tensor of shape [2] cannot be broadcast to indexing result of shape [1, 3]",
    );
    expect(() => z.indexPut_([[0]], tensor([1n]))).toThrow(
      "Index put requires the source and destination dtypes match, got Float for the destination and Long for the source",
    );
    expect(() => z.indexPut_([0], tensor([1, 2]))).toThrow(RangeError);
    expect(z.toArray()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });
});

describe("what is refused", () => {
  const x = arange(6).float().reshape([2, 3]);
  it.each<[message: string, call: () => unknown]>([
    ["too many indices for tensor of dimension 2", () => x.index(0, 0, 0)],
    ["invalid index of a 0-dim tensor", () => tensor(1).index(0)],
    ["only integers, slices", () => x.index(1.5)],
    ["only integers, slices", () => x.index("a" as never)],
    ["indices must be integers, got 0.5", () => x.index([0.5])],
    ["tensors used as indices must be long, int, byte or bool tensors", () => x.index(tensor([0.5]))],
    [
      "The shape of the mask [3] at index 0 does not match the shape of the indexed tensor [2, 3]",
      () => x.index([true, false, true]),
    ],
    ["single ellipsis", () => x.index("...", "...")],
    ["slice step cannot be zero", () => slice(0, 1, 0)],
    ["step must be greater than zero", () => x.slice(0, 0, 1, -1)],
    ["slice(): argument 'stop' must be an integer or null, not number 1.5", () => slice(0, 1.5)],
    ["narrow(): length must be non-negative.", () => x.narrow(0, 0, -1)],
    ["start out of range (expected to be in range of [-2, 2], but got 3)", () => x.narrow(0, 3, 1)],
    ["select() cannot be applied to a 0-dim tensor.", () => tensor(1).select(0, 0)],
    ["split_size can only be 0 if dimension size is 0, but got dimension size of 2", () => x.split(0)],
    ["split expects split_size be non-negative, but got split_size=-1", () => x.split(-1)],
    ["chunk expects `chunks` to be greater than 0, got: 0", () => x.chunk(0)],
    ["Dimension specified as 0 but tensor has no dimensions", () => tensor(1).unbind()],
    ["torch.cat(): expected a non-empty list of Tensors", () => cat([])],
    ["Tensors must have same number of dimensions: got 2 and 1", () => cat([x, zeros([2])])],
    ["Expected size 3 but got size 2 for tensor number 1 in the list.", () => cat([x, zeros([3, 2])])],
    ["zero-dimensional tensor (at position 0) cannot be concatenated", () => cat([tensor(1)])],
    ["stack expects a non-empty TensorList", () => stack([])],
    [
      "stack expects each tensor to be equal size, but got [2, 3] at entry 0 and [3] at entry 1",
      () => stack([x, x.select(0, 0)]),
    ],
    ["argument 'tensors[1]' must be Tensor, not number", () => cat([x, 1 as never])],
    ["index 3 is out of bounds for dimension 1 with size 3", () => x.gather(1, tensor([[3n]]))],
    ["index -1 is out of bounds for dimension 1 with size 3", () => x.gather(1, tensor([[-1n]]))],
    ["Index tensor must have the same number of dimensions as input tensor", () => x.gather(1, tensor([0n]))],
    ["gather(): Expected dtype int64 for index", () => x.gather(1, tensor([[0]]))],
    [
      "expected index [3, 1] to be no larger than self [2, 3] apart from dimension 1",
      () => x.gather(1, zeros([3, 1]).long()),
    ],
    ["to be no larger size than src [1, 2]", () => x.scatterAdd(1, zeros([2, 2]).long(), zeros([1, 2]))],
    [
      "scatter(): Expected self.dtype to be equal to src.dtype",
      () => x.scatterAdd(1, zeros([1, 1]).long(), zeros([1, 1]).double()),
    ],
    ["index out of range in self", () => x.indexSelect(0, tensor([2n]))],
    ["index_select(): Index is supposed to be a vector", () => x.indexSelect(0, tensor([[0n]]))],
    [
      "index_add_(): Number of indices (1) should be equal to source.size(dim): (2), for dim: 0",
      () => x.indexAdd(0, tensor([1n]), x),
    ],
    [
      "source tensor shape must match self tensor shape, excluding the specified dimension",
      () => x.indexAdd(0, tensor([0n]), zeros([1, 2])),
    ],
    [
      "index_add_(): self (Float) and source (Double) must have the same scalar type",
      () => x.indexAdd(0, tensor([0n]), zeros([1, 3]).double()),
    ],
    ["dim 0 appears multiple times in the list of dims", () => flip(x, [0, -2])],
    ["out of bounds for storage of 6 elements", () => x.asStrided([7], [1], 0)],
    ["as_strided: Negative strides are not supported", () => x.asStrided([2], [-1], 1)],
  ])("%s", (message, call) => {
    expect(call).toThrow(message);
  });
});

it("joins and sums in PyTorch's types", () => {
  const long = tensor([1n]);
  expect(cat([tensor([1.5]), long]).dtype).toBe("float32");
  expect(cat([long, tensor([1.5]).double(), tensor([2.5])]).dtype).toBe("float64");
  expect(cat([tensor([true]), long]).dtype).toBe("int64");
  expect(tensor([true, true]).cumsum(0).toArray()).toEqual([1, 2]);
  expect(tensor([1, 2]).cumsum(0, { dtype: "float64" }).dtype).toBe("float64");
  expect(
    tensor([2n ** 53n, 1n, 1n])
      .cumsum(0)
      .toTypedArray()[2],
  ).toBe(2n ** 53n + 2n);
  // float32 sums are kept in double precision
  expect(
    tensor([2 ** 24, 1, 1])
      .cumsum(0)
      .toArray(),
  ).toEqual([2 ** 24, 2 ** 24, 2 ** 24 + 2]);
  expect(
    tensor([true, false])
      .indexAdd(0, tensor([1n, 1n]), tensor([true, true]))
      .toArray(),
  ).toEqual([true, true]);
  expect(
    tensor([1n, 2n])
      .indexAdd_(0, tensor([0n, 0n]), tensor([5n, 6n]))
      .toArray(),
  ).toEqual([12, 2]);
  expect(
    zeros([3])
      .scatterAdd_(0, tensor([0n, 0n]), tensor([1, 2]))
      .toArray(),
  ).toEqual([3, 0, 0]);
});

it("takes a mask without dimensions as all or nothing, and null as a slice's step", () => {
  const x = tensor([1, 2]);
  expect(x.index(tensor(true)).toArray()).toEqual([[1, 2]]);
  expect(x.index(tensor(false)).shape).toEqual([0, 2]);
  expect(x.index(null, tensor(true)).shape).toEqual([1, 1, 2]);
  expect(x.index(0, tensor(true)).toArray()).toEqual([1]);
  expect(tensor(5).index(tensor(true)).toArray()).toEqual([5]);
  expect(x.index(slice(null, 1, null)).toArray()).toEqual([1]);
});

it("multiplies bools added by an index", () => {
  const sum = tensor([false, false]).indexAdd(0, tensor([1n]), tensor([true]), { alpha: 3 });
  expect(sum.toArray()).toEqual([false, true]);
});

describe("assigning to a part", () => {
  it("says as PyTorch does what does not fit", () => {
    const x = zeros([2, 3]);
    expect(() => x.indexPut_([0], zeros([2]))).toThrow(
      "The expanded size of the tensor (3) must match the existing size (2) at non-singleton dimension 0.  " +
        "Target sizes: [3].  Tensor sizes: [2]",
    );
    expect(() => x.indexPut_([0], zeros([2, 3]))).toThrow(
      "expand(torch.FloatTensor{[2, 3]}, size=[3]): the number of sizes provided (1) must be greater or equal to the " +
        "number of dimensions in the tensor (2)",
    );
    x.indexPut_([slice(0, 1)], tensor([[[1, 2, 3]]]))
      .indexPut_([1, 0], tensor([4]))
      .indexPut_([1, 1], tensor(5));
    expect(x.toArray()).toEqual([
      [1, 2, 3],
      [4, 5, 0],
    ]);
  });

  it("has PyTorch's nodes", () => {
    const x = zeros([2], { requiresGrad: true });
    expect(x.mul(1).indexPut_(["..."], 3).gradFn?.name).toBe("FillBackward3");
    expect(x.sum().indexPut_([], 3).gradFn?.name).toBe("CopyBackwards");
    expect(x.mul(1).indexPut_([], 3).gradFn?.name).toBe("FillBackward3");
    expect(x.mul(1).indexPut_([], zeros([2])).gradFn?.name).toBe("CopyBackwards");
  });
});
