import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as downhill from "../../src/index.ts";
import { heap } from "../../src/memory/heap.ts";
import { nursery } from "../../src/memory/nursery.ts";
import { Storage, YoungStorage } from "../../src/memory/storage.ts";

const { tensor } = downhill;

const ramp = (count: number) => downhill.arange(count, { dtype: "float32" });

/** A storage of the nursery with these elements. */
function young(values: readonly number[]): YoungStorage {
  const storage = Storage.uninitialized("float32", values.length);
  expect(storage).toBeInstanceOf(YoungStorage);
  storage.data.set(values as never);
  return storage as YoungStorage;
}

const usual = nursery.least;
beforeEach(() => {
  nursery.least = 1;
});
afterEach(() => {
  nursery.least = usual;
});

describe("the nursery", () => {
  it("gives places in the heap, and settles who is still there in ordinary memory", () => {
    const storage = young([1, 2, 3]);
    expect([storage.address > 0, storage.resident]).toEqual([true, false]);
    storage.settle();
    expect([storage.address, storage.length, ...storage.data]).toEqual([-1, 3, 1, 2, 3]);
  });

  it("hands a place over to who takes the elements into the heap for good, without a copy", () => {
    const storage = young([4, 5]);
    const { address } = storage;
    expect(storage.moveToHeap()).toBe(true);
    expect([storage.address, storage.resident, ...storage.data]).toEqual([address, true, 4, 5]);
    storage.moveOut();
    expect([storage.address, storage.resident, ...storage.data]).toEqual([-1, false, 4, 5]);
  });

  it("lets nobody read what was freed", () => {
    const storage = young([1]);
    nursery.free(storage.cell);
    expect(() => storage.data).toThrow("after the engine had freed them");
  });

  it("moves nothing during a computation", () => {
    const storage = young(new Array(1000).fill(7));
    nursery.enter();
    for (let i = 0; i < 10; i++) nursery.rest();
    nursery.leave();
    expect(storage.cell.isYoung).toBe(true);
  });

  it("is bounded, and nothing is lost, in a loop that never yields", () => {
    const kept = ramp(300_000).mul(2);
    const before = heap.statistics.capacity;
    let x = tensor(1);
    const base = ramp(300_000);
    for (let i = 0; i < 600; i++) x = base.add(i);
    expect(heap.statistics.capacity - before).toBeLessThan(400 * 2 ** 20);
    expect([kept.select(0, 299_999).item(), x.select(0, 7).item()]).toEqual([599_998, 606]);
  });
});

describe("backward", () => {
  const run = (count: number, hooked: boolean, retained: boolean) => {
    const x = ramp(count).mul(0.01).requiresGrad_();
    const seen: downhill.Tensor[] = [];
    const y = x.exp().mul(x).sin();
    if (hooked) {
      y.registerHook((grad) => {
        seen.push(grad);
      });
      x.registerHook((grad) => {
        seen.push(grad, grad.mul(2));
      });
    }
    if (retained) y.retainGrad();
    y.square().sum().backward();
    for (let i = 0; i < 5; i++) ramp(count).mul(3).requiresGrad_().exp().sum().backward();
    return [x, ...(retained ? [y] : [])].map(({ grad }) => grad!.toArray()).concat(seen.map((grad) => grad.toArray()));
  };

  it("frees its gradients between nodes, and no one that somebody else has seen", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.boolean(), fc.boolean(), (count, hooked, retained) => {
        nursery.least = 1;
        const found = run(count, hooked, retained);
        nursery.least = Number.POSITIVE_INFINITY;
        expect(found).toEqual(run(count, hooked, retained));
      }),
      { numRuns: 40 },
    );
  });

  it("keeps no list of what it has freed, step after step", () => {
    const x = ramp(100).requiresGrad_();
    for (let i = 0; i < 20; i++) x.mul(3).mul(2).sum().backward();
    expect(nursery.since(0).every(({ isYoung }) => isYoung)).toBe(true);
  });

  it("makes the next gradient in the memory of the last", () => {
    const x = ramp(10_000).requiresGrad_();
    const y = Array.from({ length: 50 }).reduce<downhill.Tensor>((value) => value.mul(1.01), x);
    const before = nursery.bytes;
    y.sum().backward();
    expect(nursery.bytes).toBeLessThanOrEqual(before);
  });
});
