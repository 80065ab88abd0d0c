import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { mul, nn, ones, SparseTensor, sparseCooTensor, sum, type Tensor, tensor, zeros } from "../../src/index.ts";
import { noise } from "../optim/support/streams.ts";

type Packed = { dense: number[] } | { indices: number[]; values: number[]; coalesced: boolean };

const fixture = JSON.parse(
  readFileSync(new URL("../../../../reference/fixtures/sparse.json", import.meta.url), "utf8"),
) as {
  coalescing: {
    stream: number;
    indices: number[][];
    size: number[];
    shape: number[];
    coalesced: Packed;
    dense: Packed;
  }[];
  gradients: { stream: number; passes: { uses: { ids: number[]; sparse: boolean }[]; grad: Packed }[] }[];
};

function values(stream: number, shape: readonly number[]): Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  return tensor(noise("float32", count, stream, 0)).reshape(shape);
}

function pack(t: Tensor): Packed {
  const list = (part: Tensor) => Array.from(part.toTypedArray(), Number);
  if (!t.isSparse) return { dense: list(t) };
  const sparse = t as SparseTensor;
  return { indices: list(sparse._indices()), values: list(sparse._values()), coalesced: sparse.isCoalesced() };
}

const sparse = (indices: number[], data: number[], n = 5) => sparseCooTensor([indices], data, [n]);

describe("sparse tensors", () => {
  it("coalesce and become dense with PyTorch's bits", () => {
    for (const { stream, indices, size, shape, coalesced, dense } of fixture.coalescing) {
      const index = tensor(indices.flat(), { dtype: "int64" }).reshape([indices.length, shape[0]]);
      const t = sparseCooTensor(index, values(stream, shape), size);
      expect(pack(t.coalesce())).toEqual(coalesced);
      expect(pack(t.toDense())).toEqual(dense);
    }
  });

  it("keep the sign of zero until they are added to something", () => {
    const t = sparse([0, 0], [-0, -0]);
    expect(t.coalesce().values().toArray()).toEqual([-0]);
    expect(t.toDense().toArray()).toEqual([0, 0, 0, 0, 0]);
  });

  it("tell what they are", () => {
    const t = sparseCooTensor(
      [
        [0, 1, 1],
        [2, 0, 2],
      ],
      [3n, 4n, 5n],
      [2, 3],
    );
    expect([t.isSparse, t.dtype, t.shape, t.numel(), t._nnz(), t.sparseDim(), t.denseDim()]).toEqual([
      true,
      "int64",
      [2, 3],
      6,
      3,
      2,
      0,
    ]);
    const c = t.coalesce();
    expect(c.coalesce()).toBe(c);
    expect(c.indices().toArray()).toEqual([
      [0, 1, 1],
      [2, 0, 2],
    ]);
    expect(c.values().toArray()).toEqual([3, 4, 5]);
    expect(t.clone().toString()).toBe(t.toString());
    expect(t.detach()._values().storage).toBe(t._values().storage);
    expect(sparseCooTensor([[0, 4]], [1, 2]).shape).toEqual([5]);
    expect(sparseCooTensor([[3]], tensor([[1, 2]])).shape).toEqual([4, 2]);
    expect(sparseCooTensor([[0]], [1], [2], { dtype: "float64" }).dtype).toBe("float64");
    expect(ones([2, 3]).toDense().shape).toEqual([2, 3]);
    expect([ones([2, 3]).sparseDim(), ones([2, 3]).denseDim()]).toEqual([0, 2]);
  });

  it("print as in PyTorch", () => {
    expect(String(sparse([0, 1], [1, 2], 3))).toBe(
      "tensor(indices=tensor([[0, 1]]),\n       values=tensor([1., 2.]),\n       size=(3,), nnz=2, layout=torch.sparse_coo)",
    );
    // As files hold them: of types that are not computed with.
    const indices = tensor([[0, 1]], { dtype: "int64" });
    const half = SparseTensor.of(indices, tensor([1, 2.5]).to("float16"), [3], false);
    expect(String(half)).toBe(
      "tensor(indices=tensor([[0, 1]]),\n       values=tensor([1.0000, 2.5000]),\n" +
        "       size=(3,), nnz=2, dtype=torch.float16, layout=torch.sparse_coo)",
    );
    const complex = SparseTensor.of(indices, tensor([1, 2.5]).to("complex64"), [3], false);
    expect(String(complex)).toBe("tensor(..., size=(3,), dtype=torch.complex64)");
  });

  it.each<[message: string, call: () => unknown]>([
    ["coalesce expected sparse coordinate tensor layout but got Strided", () => ones([2]).coalesce()],
    ["indices expected sparse coordinate tensor layout but got Strided", () => ones([2]).indices()],
    [
      "Cannot get indices on an uncoalesced tensor, please call .coalesce() first",
      () => sparse([1, 1], [1, 2]).indices(),
    ],
    ["Cannot get values on an uncoalesced tensor", () => sparse([1, 1], [1, 2]).values()],
    ["size is inconsistent with indices: for dim 0, size is 5 but found index 5", () => sparse([5], [1])],
    ["found negative index -1 for dim 0", () => sparse([-1], [1])],
    [
      "indices and values must have same nnz, but got nnz from indices: 2, nnz from values: 1",
      () => sparse([0, 1], [1]),
    ],
    [
      "'len(size) == sparse_dim + dense_dim' is not satisfied: len(size) = 2, sparse_dim = 1",
      () => sparseCooTensor([[0]], [1], [3, 3]),
    ],
    ["values has incorrect size, expected [1, 3], got [1, 2]", () => sparseCooTensor([[0]], ones([1, 2]), [3, 3])],
    ["indices must be sparse_dim x nnz, but got: [1]", () => sparseCooTensor(tensor([0n]), ones([1]), [3])],
    ["indices must be an int64 tensor", () => sparseCooTensor(ones([1, 1]), ones([1]), [3])],
    ["indices must be integers, got 0.5", () => sparse([0.5], [1])],
    ["not implemented for sparse tensors; toDense() gives a dense one", () => mul(sparse([0], [1]), 2)],
    ["not implemented for sparse tensors; toDense() gives a dense one", () => ones([5]).add(sparse([0], [1]))],
    ["not implemented for sparse tensors; toDense() gives a dense one", () => sparse([0], [1]).toArray()],
  ])("refuse: %s", (message, call) => {
    expect(call).toThrow(message);
  });
});

describe("gradients of embeddings", () => {
  it("are accumulated in PyTorch's order, sparse or dense", () => {
    for (const { stream, passes } of fixture.gradients) {
      const table = values(stream, [6, 2]).clone().requiresGrad_();
      for (const [step, { uses, grad }] of passes.entries()) {
        let total = tensor(0);
        for (const [use, { ids, sparse: isSparse }] of uses.entries()) {
          const rows = nn.functional.embedding(tensor(ids, { dtype: "int64" }), table, { sparse: isSparse });
          total = total.add(sum(mul(rows, values(100 + use + 10 * step, [ids.length, 2]))));
        }
        total.backward();
        expect(pack(table.grad!)).toEqual(grad);
      }
    }
  });

  it("stay with whoever holds them", () => {
    const table = zeros([3, 1]).requiresGrad_();
    const look = () =>
      nn.functional
        .embedding(tensor([0n, 2n, 0n]), table, { sparse: true })
        .sum()
        .backward();
    look();
    const held = table.grad!;
    look();
    expect((held as SparseTensor)._nnz()).toBe(3);
    expect((table.grad as SparseTensor).coalesce().values().toArray()).toEqual([[4], [2]]);
    table.grad = null;
    look();
    expect((table.grad as unknown as SparseTensor).toDense().toArray()).toEqual([[2], [0], [1]]);
  });
});

it("zero_ forgets all indices", () => {
  const hybrid = sparseCooTensor(
    tensor([[0n, 0n]]),
    tensor([
      [1, 2],
      [3, 4],
    ]),
    [3, 2],
  );
  expect(hybrid.zero_()).toBe(hybrid);
  expect(hybrid.isCoalesced()).toBe(true);
  expect(`${hybrid}`).toBe(
    "tensor(indices=tensor([], size=(1, 0)),\n       values=tensor([], size=(0, 2)),\n" +
      "       size=(3, 2), nnz=0, layout=torch.sparse_coo)",
  );
  expect(hybrid.toDense().toArray()).toEqual([
    [0, 0],
    [0, 0],
    [0, 0],
  ]);
});
