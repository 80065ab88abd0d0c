import { describe, expect, it } from "vitest";
import "../../src/autograd/methods.ts";
import { Tuple } from "../../src/python/containers.ts";
import { FileFormatError } from "../../src/serialization/errors.ts";
import { deserializeLazily } from "../../src/serialization/lazy.ts";
import { deserialize } from "../../src/serialization/load.ts";
import { serialize } from "../../src/serialization/save.ts";
import { toJson } from "../../src/serialization/tools/json.ts";
import { tensor } from "../../src/tensor/factories.ts";
import { processorTime } from "./support/processorTime.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** A safetensors file without elements. */
function safetensors(header: string): Uint8Array {
  const text = bytesOf(header);
  const bytes = new Uint8Array(8 + text.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

async function refusal(bytes: Uint8Array): Promise<string> {
  const error: unknown = await deserialize(bytes).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(FileFormatError);
  return (error as Error).message;
}

describe("the memory that a structure takes", () => {
  it.each(["pt", "json", "safetensors"] as const)("is bounded by an option: %s", async (format) => {
    const value = Array.from({ length: 100 }, (_, i) => ({ i, x: tensor([i]) }));
    const bytes = serialize(value, { format });
    await expect(deserialize(bytes, { maxStructureBytes: 5000 })).rejects.toThrow(
      /of more than the 5000 bytes it may take \(the option maxStructureBytes allows more\)/,
    );
    expect(await deserialize(bytes, { maxStructureBytes: 1_000_000 })).toHaveLength(100);
  });

  it("is counted for keys, and for the texts of safetensors' metadata", async () => {
    const numbers = Array.from({ length: 1000 }, (_, i) => i);
    for (const value of [{ dict: numbers.map((i) => [i, i]) }, { set: numbers }]) {
      const bytes = bytesOf(JSON.stringify({ downhill: 1, value }));
      await expect(deserialize(bytes, { maxStructureBytes: 300_000 })).rejects.toThrow(/the JSON makes dicts and sets/);
      await deserialize(bytes, { maxStructureBytes: 500_000 });
    }
    const texts = Object.fromEntries(numbers.map((i) => [`key ${i}`, ""]));
    const header = safetensors(JSON.stringify({ __metadata__: texts }));
    await expect(deserialize(header, { maxStructureBytes: 100_000 })).rejects.toThrow(
      /makes tensors and texts of more/,
    );
    await deserialize(header, { maxStructureBytes: 300_000 });
  });

  it("is bounded however large the file", async () => {
    const lists = `{"downhill":1,"value":[${"[],".repeat(12_000_000)}1]}`;
    expect(await refusal(bytesOf(lists))).toMatch(/the JSON makes objects of more than/);
    const entries = Array.from({ length: 400_000 }, (_, i) => `"${i}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`);
    const header = safetensors(`{${entries.join(",")},"x":${"[".repeat(100)}`);
    expect(await refusal(header)).toMatch(/the header's entry "x" is no JSON object/);
  });

  it("is not taken by what nobody wants to know", async () => {
    const junk = "[],".repeat(1_000_000);
    const file = safetensors(`{"a":{"more":[${junk}{}],"dtype":"U8","shape":[0],"data_offsets":[0,0]}}`);
    expect(Object.keys(await deserialize<object>(file))).toEqual(["a"]);
    expect(await refusal(safetensors(`{"a":{"more":${"[".repeat(100)}`))).toMatch(/nested too deeply/);
  });

  it("is what can be written, too", () => {
    let value: unknown = ["x"];
    for (let i = 0; i < 40; i++) value = [value, value];
    for (const format of ["pt", "json"] as const) expect(() => serialize(value, { format })).toThrow(RangeError);
    const long = new Array(100_000).fill("x".repeat(1_000_000));
    for (const format of ["pt", "json"] as const) expect(() => serialize(long, { format })).toThrow(RangeError);
    expect(() => toJson(new Array(600).fill("x".repeat(1_000_000)))).toThrow(/too long, for JSON/);
  });
});

describe("the names of tensors", () => {
  it("are found quickly however many want the same", async () => {
    const x = tensor([1]);
    const value = new Map(Array.from({ length: 50_000 }, (_, i) => [Tuple.of(i), x]));
    const start = processorTime();
    const { tensors } = await deserializeLazily(serialize(value));
    expect(processorTime() - start).toBeLessThan(10_000);
    expect([...tensors.keys()].slice(0, 3)).toEqual(["key", "key~2", "key~3"]);
    expect(tensors.size).toBe(50_000);
    const many = Array.from({ length: 3000 }, (_, i) => [Tuple.of(i), tensor([i])] as const);
    const { tensors: flattened } = await deserializeLazily(serialize(new Map(many), { format: "safetensors" }));
    expect([...flattened.keys()].at(-1)).toBe("key~3000");
  });

  it("don't grow with the keys", async () => {
    const x = tensor([1]);
    const key = "k".repeat(1_000_000);
    const { tensors } = await deserializeLazily(serialize({ [key]: new Array(10_000).fill(x) }));
    expect(tensors.size).toBe(10_000);
    const [first] = tensors.keys();
    expect(first.length).toBeLessThanOrEqual(300);
    expect(first).toMatch(/^k+\.\.\.k+\.0$/);
  });
});
