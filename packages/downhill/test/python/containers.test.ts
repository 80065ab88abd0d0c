import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  Counter,
  DefaultDict,
  dict,
  dictEntries,
  isDict,
  OrderedDict,
  Size,
  Tuple,
} from "../../src/python/containers.ts";
import { copyFloatMarks, isPythonFloat, markFloat } from "../../src/python/floats.ts";
import { repr } from "../../src/python/repr.ts";

const expected = (
  JSON.parse(readFileSync(new URL("../../../../reference/fixtures/python_text.json", import.meta.url), "utf8")) as {
    values: Record<string, string[]>;
  }
).values;

describe("containers", () => {
  it("tuples are arrays, also of one number, and derive plain arrays", () => {
    const one = Tuple.of(3);
    expect(one).toHaveLength(1);
    expect(one[0]).toBe(3);
    expect(Tuple.from(new Set([1, 2]))).toBeInstanceOf(Tuple);
    expect(Size.from([2, 3])).toBeInstanceOf(Size);
    expect(Size.of(4)).toBeInstanceOf(Tuple);
    expect(one.map((x) => x)).not.toBeInstanceOf(Tuple);
    expect(Array.isArray(one)).toBe(true);
    expect(Tuple.from({ length: 200_000, 0: 1 })).toHaveLength(200_000);
  });

  it("dicts with integer-like or other keys are maps in order, others plain objects", () => {
    const map = dict([
      ["b", 1],
      ["1", 2],
    ]);
    expect(map).toBeInstanceOf(Map);
    expect(dictEntries(map)).toEqual([
      ["b", 1],
      ["1", 2],
    ]);
    expect(dict([[0, 1]])).toBeInstanceOf(Map);
    const plain = dict([
      ["lr", 1],
      ["__proto__", 2],
    ]);
    expect(Object.getPrototypeOf(plain)).toBe(null);
    expect(dictEntries(plain)).toEqual([
      ["lr", 1],
      ["__proto__", 2],
    ]);
    expect([{}, new Map(), new OrderedDict(), [], null, new Date(), "x"].map(isDict)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it("ordered dicts carry attributes", () => {
    const state = new OrderedDict<string, number>([["weight", 1]]);
    state.attributes.set("_metadata", new OrderedDict());
    expect(state.get("weight")).toBe(1);
    expect(state.attributes.size).toBe(1);
    expect(new OrderedDict().attributes.size).toBe(0);
  });
});

describe("floats", () => {
  it("are told by value or by the container's mark", () => {
    const group = { lr: 1, momentum: 0, eps: 1e-8 };
    markFloat(group, "lr");
    expect(isPythonFloat(group.lr, group, "lr")).toBe(true);
    expect(isPythonFloat(group.momentum, group, "momentum")).toBe(false);
    expect(isPythonFloat(group.eps)).toBe(true);
    expect(isPythonFloat(-0)).toBe(true);
    expect(repr(group)).toBe("{'lr': 1.0, 'momentum': 0, 'eps': 1e-08}");
  });

  it("keep their marks in copies, at every depth", () => {
    const original = { groups: [{ betas: Tuple.of(0, 1) }], state: new Map([[0, { t: 5 }]]) };
    markFloat(original.groups[0].betas, 0);
    markFloat(original.state.get(0)!, "t");
    const copy = { groups: [{ betas: Tuple.of(0, 1) }], state: new Map([[0, { t: 5 }]]) };
    copyFloatMarks(original, copy);
    expect(repr(copy)).toBe("{'groups': [{'betas': (0.0, 1)}], 'state': {0: {'t': 5.0}}}");
  });
});

describe("repr", () => {
  const values: Record<string, unknown[]> = {
    scalars: [null, true, false, 0, -7, 10 ** 15, 0.5, -0, Number.NaN, "x"],
    tuples: [new Tuple(), Tuple.of(1), Tuple.of(0.9, 0.999), Tuple.of<unknown>(Tuple.of(1, 2), [])],
    dicts: [
      {},
      { lr: 0.001, betas: Tuple.of(0.9, 0.999), foreach: null },
      new Map<number, unknown>([
        [0, { step: 1 }],
        [1, []],
      ]),
    ],
    ordered: [
      new OrderedDict(),
      new OrderedDict<string, unknown>([
        ["a", 1],
        ["b", [true]],
      ]),
    ],
    counter: [
      new Counter(),
      new Counter([
        [30, 1],
        [80, 2],
      ]),
    ],
    set: [new Set(), new Set([5])],
    defaultdict: [new DefaultDict("dict"), new DefaultDict("list", [[1, [2]]])],
    bytes: [new Uint8Array(), Buffer.from("a'b"), Buffer.from([0, 255, 10, 92, 34, 39])],
  };
  for (const [name, list] of Object.entries(values)) {
    it(`prints ${name} as Python does`, () => expect(list.map(repr)).toEqual(expected[name]));
  }

  it("prints cycles and other objects", () => {
    class Thing {
      toString() {
        return "Thing()";
      }
    }
    expect(repr([new Thing(), [1]])).toBe("[Thing(), [1]]");
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(repr(cycle)).toBe("[[...]]");
    expect(repr(Size.of(2, 3))).toBe("torch.Size([2, 3])");
  });
});
