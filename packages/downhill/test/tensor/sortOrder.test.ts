import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sortOrder } from "../../src/tensor/sortOrder.ts";
import { readFixture } from "../optim/support/fixtures.ts";
import { bits } from "../optim/support/streams.ts";

interface SortCase {
  readonly count: number;
  readonly range: number;
  readonly arrangement: string;
  readonly hash: string;
}

const { cases } = readFixture<{ cases: readonly SortCase[] }>("sort-order.json");

/** The keys of reference/sort_order.py. */
function keysOf({ count, range, arrangement }: SortCase): number[] {
  if (arrangement === "hostile") return hostile(count);
  const drawn = Array.from({ length: count }, (_, i) => Math.floor((bits(count, 1, i) * range) / 2 ** 20));
  const ascending = (keys: number[]) => keys.sort((a, b) => a - b);
  if (arrangement === "sorted") return ascending(drawn);
  if (arrangement === "reversed") return ascending(drawn).reverse();
  if (arrangement === "halves") {
    return [0, 1].flatMap((half) => ascending(drawn.filter((_, i) => i % 2 === half)));
  }
  return drawn;
}

function hostile(count: number): number[] {
  const keys = new Array<number>(count).fill(0);
  const half = count / 2;
  for (let i = 1; i <= half; i++) {
    if (i % 2 === 1) {
      keys[i - 1] = i;
      keys[i] = half + i;
    }
    keys[half + i - 1] = 2 * i;
  }
  return keys;
}

describe("sortOrder", () => {
  for (const of of cases) {
    it(`${of.count} keys below ${of.range}, ${of.arrangement}`, () => {
      const order = Int32Array.from(sortOrder(keysOf(of)));
      const digest = createHash("sha256").update(new Uint8Array(order.buffer)).digest("hex");
      expect(digest.slice(0, 16)).toBe(of.hash);
    });
  }

  it("is a permutation that sorts", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 200 }), (keys) => {
        const order = Array.from(sortOrder(keys));
        expect([...order].sort((a, b) => a - b)).toEqual(keys.map((_, i) => i));
        expect(order.map((i) => keys[i])).toEqual([...keys].sort((a, b) => a - b));
      }),
    );
  });
});
