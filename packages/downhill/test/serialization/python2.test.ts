import { describe, expect, it } from "vitest";
import "../../src/autograd/methods.ts";
import type { DefaultDict } from "../../src/python/containers.ts";
import { deserialize } from "../../src/serialization/load.ts";
import { fromPython2, toPython2 } from "../../src/serialization/pickle/python2.ts";
import { index, objectFile, objectTable } from "./support/objects.ts";

type Name = readonly [module: string, name: string];

const tables = objectTable<{
  readonly names: readonly (readonly [Name, Name])[];
  readonly modules: readonly (readonly [string, string])[];
  readonly namesBack: readonly (readonly [Name, Name])[];
  readonly modulesBack: readonly (readonly [string, string])[];
}>("python2");

describe("Python 2's names", () => {
  it("are those of CPython's tables, both ways", () => {
    for (const [from, to] of tables.names) expect(fromPython2(...from)).toEqual(to);
    for (const [from, to] of tables.modules) expect(fromPython2(from, "x")).toEqual([to, "x"]);
    for (const [from, to] of tables.namesBack) expect(toPython2(...from)).toEqual(to);
    for (const [from, to] of tables.modulesBack) expect(toPython2(from, "x")).toEqual([to, "x"]);
    expect(fromPython2("numpy", "long")).toEqual(["numpy", "long"]);
    expect(toPython2("torch", "str")).toEqual(["torch", "str"]);
  });
});

describe("a defaultdict", () => {
  it.each(index.defaultdicts)("of %s is read with its factory", async (name) => {
    const value = await deserialize<DefaultDict>(objectFile("defaultdicts", name));
    const factory = ["Counter", "OrderedDict"].includes(name) ? `collections.${name}` : name;
    expect(value.defaultFactory).toBe(name === "none" ? null : factory);
    expect([...value]).toEqual([["a", 1]]);
  });
});
