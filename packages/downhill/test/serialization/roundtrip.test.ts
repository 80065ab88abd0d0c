import { describe, expect, it } from "vitest";
import "../../src/autograd/methods.ts";
import { Linear } from "../../src/nn.ts";
import { Tuple } from "../../src/python/containers.ts";
import { repr } from "../../src/python/repr.ts";
import { deserialize } from "../../src/serialization/load.ts";
import { serialize } from "../../src/serialization/save.ts";
import { fileName, fixture, index, savedAgain } from "./support/fixtures.ts";

const names = [
  ...index.values.map((name) => `values/${name}`),
  ...index.modules.map((name) => `modules/${name}`),
  ...index.optimizers.map(({ file }) => file),
];

describe("a file of PyTorch's, loaded and saved", () => {
  // Its own safe loader refuses these, so they are saved as a dict, and as bytes that it knows.
  const refused = ["values/defaultdict", "values/no bytes"];
  it.each(refused)("%s is loaded", async (name) => {
    const value = await deserialize(fixture(name));
    expect(await deserialize(serialize(value))).toEqual(
      name === "values/no bytes" ? new Uint8Array(0) : new Map([[1, [2]]]),
    );
  });

  it.each(names.filter((name) => !refused.includes(name)))("%s is the same to the byte", async (name) => {
    const value = await deserialize(fixture(name));
    expect(Buffer.from(serialize(value, { fileName: fileName(name) })).equals(savedAgain(name))).toBe(true);
  });
});

describe("a loaded value that was changed", () => {
  it("is saved as it is now, whatever its file said of strings and floats", async () => {
    type Named = Record<string, unknown>;
    // Lists with equal strings that Python had as different objects, one of them in two places.
    const value = await deserialize<string[]>(fixture("values/twins"));
    const [first, second] = [value.indexOf("fc.weight"), value.lastIndexOf("fc.weight")];
    value[first] = "other";
    expect(await deserialize(serialize(value))).toEqual(value);
    value[second] = "another";
    expect(await deserialize(serialize(value))).toEqual(value);
    const keys = await deserialize<Named[]>(fixture("values/twin keys"));
    keys[0].weight = "weight";
    keys[1].bias = "weight";
    delete keys[2].weight;
    expect(serialize(await deserialize(serialize(keys)))).toEqual(serialize(keys));
    const floats = await deserialize<Named>(fixture("values/floats"));
    floats.a = 2.5;
    floats.b = 7;
    expect(await deserialize(serialize(floats))).toEqual(floats);
  });
});

describe("keys that are two in JavaScript and one in Python", () => {
  it("are refused, as PyTorch would keep only one of them", () => {
    const pairs: [unknown, unknown][] = [
      [1, true],
      [0, false],
      [5, 5n],
    ];
    for (const [a, b] of pairs) {
      expect(() =>
        serialize({
          x: new Map([
            [a, 1],
            [b, 2],
          ]),
        }),
      ).toThrow(`${repr(a)} and ${repr(b)} at ["x"]`);
      expect(() => serialize([new Set([a, b])])).toThrow(
        `cannot save two keys that are one in Python: ${repr(a)} and ${repr(b)}`,
      );
    }
    expect(() =>
      serialize(
        new Map<unknown, number>([
          [1, 1],
          ["1", 2],
          [2.5, 3],
          [2n ** 53n, 4],
          [2n ** 53n + 1n, 5],
        ]),
      ),
    ).not.toThrow();
  });
});

describe("a list of five million numbers", () => {
  it("is loaded", async () => {
    const list = await deserialize<number[]>(serialize(Array.from({ length: 5_000_000 }, (_, i) => i & 7)));
    expect([list.length, list[4_999_999]]).toEqual([5_000_000, 7]);
  });
});

describe("what can't be saved", () => {
  it("is refused with its place", () => {
    const list: unknown[] = [1];
    list.push({ inner: list });
    expect(() => serialize({ list })).toThrow(
      new RangeError('cannot save data that contain themselves at ["list"][1]["inner"]'),
    );
    const map = new Map<string, unknown>();
    map.set("me", map);
    expect(() => serialize(map)).toThrow(RangeError);
    const tuple = Tuple.of<unknown>(1);
    tuple.push(tuple);
    expect(() => serialize(tuple)).toThrow(RangeError);
    const twice = [1];
    expect(() => serialize([twice, { twice }])).not.toThrow();
    expect(() => serialize({ model: new Linear(1, 1) })).toThrow('Linear (save its stateDict()) at ["model"]');
  });
});
