import { matmul, noGrad, ones, type Tensor, tensor } from "downhill";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { clearGrad } from "../../src/autograd/accumulate.ts";
import { heap } from "../../src/memory/heap.ts";

/** A leaf as an optimizer takes it: in the shared heap. */
function taken(values: number[]): Tensor {
  const leaf = tensor(values, { requiresGrad: true });
  expect(leaf.storage.moveToHeap()).toBe(true);
  return leaf;
}

describe("the gradient slot of a leaf in the heap", () => {
  it("is one place, used step after step by one tensor", () => {
    const x = taken([1, 2]);
    x.mul(3).sum().backward();
    const first = x._grad;
    const address = x._gradSlot?.storage.address;
    expect(address).toBeGreaterThan(0);
    const used = heap.statistics.used;
    for (let i = 1; i < 5; i++) {
      clearGrad(x);
      expect(x._grad).toBe(null);
      x.mul(i).sum().backward();
      x.mul(i).sum().backward();
      expect([x._grad, x._gradSlot?.storage.address]).toEqual([first, address]);
      expect(Array.from(x._grad!.toTypedArray(), Number)).toEqual([2 * i, 2 * i]);
    }
    expect(heap.statistics.used).toBe(used);
  });

  it("leaves its values to whoever was handed the gradient", () => {
    const x = taken([1, 2]);
    x.mul(3).sum().backward();
    const held = x.grad!;
    const view = held.narrow(0, 1, 1);
    clearGrad(x);
    x.mul(5).sum().backward();
    expect([held.toArray(), view.toArray(), x.grad?.toArray()]).toEqual([[3, 3], [3], [5, 5]]);
    expect([held.storage.block, x.grad!.storage.block === null]).toEqual([null, false]);
    expect(x.grad).not.toBe(held);
  });

  it("copies the first gradient with the signs of its zeros", () => {
    const x = taken([1]);
    x.clone().backward(tensor([7]));
    clearGrad(x);
    x.clone().backward(tensor([-0]));
    expect(Object.is(x.grad?.item(), -0)).toBe(true);
  });

  it("is not for gradients that the user assigned", () => {
    const x = taken([1, 2]);
    const mine = ones([2]);
    x.grad = mine;
    x.mul(2).sum().backward();
    expect([x.grad, mine.toArray(), mine.storage.block, x._gradSlot]).toEqual([mine, [3, 3], null, null]);
    clearGrad(x);
    expect(mine.toArray()).toEqual([3, 3]);
  });

  it("is not for gradients with a history", () => {
    const x = taken([2]);
    x.pow(3).sum().backward(null, { createGraph: true });
    expect([x.grad?.item(), x.grad?.requiresGrad, x._gradSlot]).toEqual([12, true, null]);
  });

  it("follows the leaf when its elements are replaced", () => {
    const x = taken([1, 2]);
    x.sum().backward();
    clearGrad(x);
    const used = heap.statistics.used;
    noGrad(() => {
      x.data = ones([3]);
    });
    x.storage.moveToHeap();
    x.mul(2).sum().backward();
    expect(x.grad?.toArray()).toEqual([2, 2, 2]);
    expect(heap.statistics.used).toBe(used + 64);
  });

  it("has the layout of a dense leaf", () => {
    const x = ones([2, 3]).t().requiresGrad_();
    x.storage.moveToHeap();
    x.mul(
      tensor([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
    )
      .sum()
      .backward();
    expect([x.grad?.stride(), x.grad?.toArray()]).toEqual([
      [1, 3],
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ]);
  });
});

/** How often elements are copied from one array to another while a function runs. */
function copies(run: () => void): number {
  const set = vi.spyOn(Float32Array.prototype, "set");
  const slice = vi.spyOn(Float32Array.prototype, "slice");
  try {
    run();
    return set.mock.calls.length + slice.mock.calls.length;
  } finally {
    set.mockRestore();
    slice.mockRestore();
  }
}

describe("a gradient that is read in every step", () => {
  const step = (x: Tensor, factor: number) => {
    clearGrad(x);
    x.mul(factor).sum().backward();
  };

  it("is not copied once more than one that is not", () => {
    const [read, unread] = [taken(new Array(100).fill(1)), taken(new Array(100).fill(1))];
    for (let i = 0; i < 2; i++) {
      step(read, i);
      step(unread, i);
      expect(read.grad).not.toBe(null);
    }
    const used = heap.statistics.used;
    const held: Tensor[] = [];
    for (let i = 2; i < 6; i++) {
      const usual = copies(() => step(unread, i));
      const whenRead = copies(() => {
        step(read, i);
        held.push(read.grad as Tensor);
      });
      expect([usual > 0, whenRead]).toEqual([true, usual]);
    }
    held.forEach((grad, i) => {
      expect(grad.toArray()).toEqual(new Array(100).fill(i + 2));
    });
    expect(heap.statistics.used).toBe(used);
  });

  it("is copied when it was changed in place, into memory that is there already", () => {
    const x = taken(new Array(100).fill(1));
    step(x, 1);
    const first = x.grad as Tensor;
    step(x, 2);
    const second = (x.grad as Tensor).mul_(10);
    clearGrad(x);
    step(x, 3);
    expect([first, second, x.grad as Tensor].map((grad) => grad.narrow(0, 99, 1).item())).toEqual([1, 20, 3]);
  });
});

type Action = { kind: string; leaf: number; which: number };

/** What a program sees of gradients: of leaves in the heap the same as of leaves that aren't. */
function observe(actions: readonly Action[], inHeap: boolean): unknown[] {
  const leaves = [ones([2, 3]), ones([3, 2]).t()].map((leaf) => leaf.requiresGrad_());
  if (inHeap) for (const leaf of leaves) leaf.storage.moveToHeap();
  const factor = tensor([
    [1, -2, 3],
    [-4, 5, -6],
  ]);
  const given = tensor([
    [7, 8, 9],
    [10, 11, 12],
  ]);
  const held: Tensor[] = [given, factor];
  const seen: unknown[] = [];
  const forms: ((x: Tensor, other: Tensor) => void)[] = [
    (x) => x.mul(factor).sum().backward(),
    (x) => x.sum().backward(),
    (x) => x.clone().backward(given),
    (x) => x.view([2, 3]).backward(given),
    (x, other) => x.add(other).mul(factor).sum().backward(),
    (x, other) => x.mul(other).sum().backward(),
    (x) => x.mul(2).add(x.mul(factor)).sum().backward(),
    (x) => x.add(x).backward(given),
    (x) => matmul(x, factor.t()).sum().backward(),
    (x, other) => matmul(x.t(), other).square().sum().backward(),
  ];
  for (const { kind, leaf, which } of actions) {
    const x = leaves[leaf];
    const grad = held[which % held.length];
    if (kind === "backward") {
      // A view of the second leaf's layout can't be had.
      const form = forms[which % forms.length];
      form(leaf === 1 && form === forms[3] ? leaves[0] : x, leaves[1 - leaf]);
    } else if (kind === "read" && x.grad !== null) held.push(x.grad);
    else if (kind === "view" && x.grad !== null) held.push(x.grad.select(0, which % 2));
    else if (kind === "clear") x.grad = null;
    else if (kind === "zero") noGrad(() => x._grad?.zero_());
    else if (kind === "change") noGrad(() => grad.mul_(2).sub_(1));
    else if (kind === "assign" && grad.ndim === 2 && grad !== factor) x.grad = grad;
    seen.push([...held, ...leaves.map((each) => each._grad)].map((each) => each?.toArray() ?? null));
  }
  return seen;
}

it("handles of gradients see what they see in ordinary memory, in any order of things", () => {
  const kinds = [
    "backward",
    "backward",
    "backward",
    "read",
    "read",
    "view",
    "clear",
    "clear",
    "zero",
    "change",
    "assign",
  ];
  const action = fc.record({ kind: fc.constantFrom(...kinds), leaf: fc.nat(1), which: fc.nat(20) });
  fc.assert(
    fc.property(fc.array(action, { minLength: 5, maxLength: 40 }), (actions) => {
      expect(observe(actions, true)).toEqual(observe(actions, false));
    }),
    { numRuns: 500 },
  );
});
