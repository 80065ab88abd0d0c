import { describe, expect, it } from "vitest";
import "../../src/autograd/methods.ts";
import { Parameter } from "../../src/nn/parameter.ts";
import { deserialize } from "../../src/serialization/load.ts";
import { serialize } from "../../src/serialization/save.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { fixture, index } from "./support/fixtures.ts";
import { type Code, call, int, join, named, pickle, storage, text, tuple } from "./support/pickles.ts";
import { torchFile } from "./support/zips.ts";

describe("files of the format before PyTorch 1.6", () => {
  it.each(index.legacy)("%s holds what today's format holds", async (name) => {
    const value = await deserialize(fixture(`legacy/${name}`));
    const bytes = serialize(value, { fileName: `${name}.zip.pt` });
    expect(Buffer.from(bytes).equals(fixture(`legacy/${name}.zip`))).toBe(true);
  });

  it.each([3, 4, 5])("are told by their magic number in protocol %i too", async (protocol) => {
    const bytes = fixture("legacy/linear");
    const frame = protocol < 4 ? [] : [0x95, 13, 0, 0, 0, 0, 0, 0, 0];
    const value = await deserialize(Uint8Array.from([0x80, protocol, ...frame, ...bytes.subarray(2)]));
    expect(serialize(value)).toEqual(serialize(await deserialize(bytes)));
  });

  it.each([
    ["a storage is cut off", (bytes: Uint8Array) => bytes.slice(0, -1), /the file ends before/],
    ["the pickles are cut off", (bytes: Uint8Array) => bytes.slice(0, 200), /the pickle ends before/],
    ["more follows", (bytes: Uint8Array) => Uint8Array.from([...bytes, 0]), /more follows the saved object/],
    ["the version is unknown", (bytes: Uint8Array) => bytes.with(18, 0xff), /Invalid protocol version: 1023/],
  ])("are refused when %s", async (_, damage, message) => {
    await expect(deserialize(damage(fixture("legacy/linear")))).rejects.toThrow(message);
  });
});

describe("objects as PyTorch 0.1 pickled them, made empty and then given their state", () => {
  const state = tuple(storage(), int(0), tuple(int(2), int(3)), tuple(int(3), int(1)));
  const rebuilt = call(
    "torch._utils",
    "_rebuild_tensor",
    storage(),
    int(0),
    tuple(int(2), int(3)),
    tuple(int(3), int(1)),
  );
  const hooks = call("collections", "OrderedDict");
  const read = <T>(...codes: readonly Code[]) => deserialize<T>(torchFile(pickle(...codes)));
  const numbers = [
    [0, 1, 2],
    [3, 4, 5],
  ];

  it.each([
    ["called", "R"],
    ["made new", [0x81]],
  ])("are parameters: %s", async (_, make) => {
    for (const [flag, requiresGrad] of [[[0x88], true] as const, [[0x89], false] as const]) {
      const data = join(named("torch.nn.parameter", "Parameter"), tuple(rebuilt), make);
      const value = await read<Record<string, Parameter>>("}", text("w"), data, tuple(flag, [0x89], hooks), "bs");
      expect(value.w).toBeInstanceOf(Parameter);
      expect(value.w.requiresGrad).toBe(requiresGrad);
      expect(value.w.toArray()).toEqual(numbers);
      expect(serialize(await deserialize(serialize(value)))).toEqual(serialize(value));
    }
  });

  it.each(["FloatTensor", "Tensor"])("are tensors: %s", async (name) => {
    for (const make of ["R", [0x81]]) {
      const made = join(named("torch", name), ")", make, "q\x05");
      const [first, second] = await read<Tensor[]>("](", made, state, "b", "h\x05", "e");
      expect(first.toArray()).toEqual(numbers);
      expect(second).toBe(first);
    }
  });
});
