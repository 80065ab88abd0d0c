import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PackedStorage } from "../../src/memory/packed.ts";
import { Parameter } from "../../src/nn/parameter.ts";
import "../../src/autograd/methods.ts";
import { OrderedDict, Tuple } from "../../src/python/containers.ts";
import { FileFormatError } from "../../src/serialization/errors.ts";
import { deserialize, loadSafetensors } from "../../src/serialization/load.ts";
import { saveSafetensors, serialize } from "../../src/serialization/save.ts";
import { compareTensors } from "../../src/serialization/tools/tensorDifference.ts";
import { storageBytes } from "../../src/serialization/torch/storages.ts";
import { tensor } from "../../src/tensor/factories.ts";
import { Tensor } from "../../src/tensor/tensor.ts";
import { fixture, index } from "./support/fixtures.ts";
import { generator, mutate } from "./support/mutate.ts";

const folder = new URL("../../../../reference/fixtures/files/safetensors/", import.meta.url);
const file = (name: string) => new Uint8Array(readFileSync(new URL(name, folder)));

interface HeaderCase {
  readonly name: string;
  readonly header: string;
  readonly bytes: number;
  readonly claimed: number | null;
  readonly accepted: boolean;
}

const { headers } = JSON.parse(readFileSync(new URL("headers.json", folder), "utf8")) as { headers: HeaderCase[] };

/** Where one of two entries would win, we accept neither. */
const STRICTER = new Set(["same name twice", "same name, another type", "metadata key twice"]);

const PYTHON_VALUES = "numbers constants containers keys prototype floats bytes parameter attributes".split(" ");

describe("safetensors", () => {
  it.each(["types", "names"])("%s are read, and written to the byte", async (name) => {
    const bytes = file(`${name}.safetensors`);
    const { tensors, metadata } = await loadSafetensors(bytes);
    const expected = await deserialize<Record<string, Tensor>>(file(`${name}.pt`));
    expect(new Set(tensors.keys())).toEqual(new Set(Object.keys(expected)));
    for (const [key, x] of tensors) {
      expect(x.dtype).toBe(expected[key].dtype);
      expect(serialize(x)).toEqual(serialize(expected[key]));
    }
    expect(Buffer.from(saveSafetensors(tensors, metadata)).equals(bytes)).toBe(true);
    expect(Buffer.from(saveSafetensors(expected, Object.fromEntries(metadata))).equals(bytes)).toBe(true);
    const again = await deserialize<Record<string, Tensor>>(bytes);
    expect(Object.keys(again)).toEqual([...tensors.keys()]);
  });

  it.each(headers)("header: $name", async ({ name, header, bytes, claimed, accepted }) => {
    const text = new TextEncoder().encode(header);
    const data = new Uint8Array(8 + text.length + bytes);
    new DataView(data.buffer).setBigUint64(0, BigInt(claimed ?? text.length), true);
    data.set(text, 8);
    if (accepted && !STRICTER.has(name)) await loadSafetensors(data);
    else await expect(loadSafetensors(data)).rejects.toThrow(FileFormatError);
  });

  it("holds the state dicts of optimizers and modules without a loss", async () => {
    for (const name of [
      ...index.optimizers.map(({ file: path }) => path),
      ...index.modules.map((path) => `modules/${path}`),
    ]) {
      const value = await deserialize(fixture(name));
      const again = await deserialize(serialize(value, { format: "safetensors" }));
      expect(Buffer.from(serialize(again)).equals(serialize(value)), name).toBe(true);
    }
  });

  it("holds Python's values", async () => {
    for (const name of PYTHON_VALUES) {
      const value = await deserialize(fixture(`values/${name}`));
      const again = await deserialize(serialize(value, { format: "safetensors" }));
      expect(Buffer.from(serialize(again)).equals(serialize(value)), name).toBe(true);
    }
    const sparse = await deserialize<unknown[]>(fixture("values/sparse"));
    const again = await deserialize<unknown[]>(serialize(sparse, { format: "safetensors" }));
    expect(again.map(String)).toEqual(sparse.map(String));
  });

  it("names tensors by the keys that lead to them", async () => {
    const weight = new Parameter(tensor([1, 2]));
    const value = {
      model: new OrderedDict([["a.weight", weight]]),
      state: new Map([[0, [tensor(1)]]]),
      pair: Tuple.of(weight),
    };
    const { tensors, metadata } = await loadSafetensors(serialize(value, { format: "safetensors" }));
    expect(new Set(tensors.keys())).toEqual(new Set(["model.a.weight", "state.0.0"]));
    expect([...metadata.keys()]).toEqual(["format", "downhill"]);
    expect(metadata.get("format")).toBe("pt");
    expect(JSON.parse(metadata.get("downhill") as string)).toEqual({
      dict: [
        ["model", { OrderedDict: [["a.weight", { parameter: "model.a.weight" }]] }],
        ["state", { dict: [[0, [{ tensor: "state.0.0" }]]] }],
        ["pair", { tuple: [{ parameter: "model.a.weight" }] }],
      ],
    });
    const again = await deserialize<{ pair: [Parameter]; model: OrderedDict }>(
      serialize(value, { format: "safetensors" }),
    );
    expect(again.pair[0]).toBeInstanceOf(Parameter);
    expect(again.pair[0].toArray()).toEqual([1, 2]);
  });

  it("holds the conjugates that a tensor stands for", async () => {
    const [value] = await deserialize<Tensor[]>(fixture("values/conjugate parameter"));
    for (const x of [value, await deserialize<Tensor>(fixture("values/conjugate"))]) {
      for (const format of ["safetensors", "json"] as const) {
        const again = await deserialize<Tensor>(serialize([x], { format })).then(
          (list) => (list as unknown as Tensor[])[0],
        );
        expect([...new Float32Array(storageBytes(again.storage).slice().buffer)]).toEqual([1, -2]);
        expect(compareTensors(x, again)).toBe(null);
      }
    }
  });

  it("holds every NaN, also of views", async () => {
    const x = tensor(Float32Array.of(1, 2, 3, 4));
    new Uint32Array(x.storage.data.buffer, x.storage.data.byteOffset, 4).set([0x7fa00001, 0xffc00002, 0x7f800001]);
    const view = x.reshape([2, 2]).t();
    for (const format of ["safetensors", "json"] as const) {
      const { a } = await deserialize<{ a: Tensor }>(serialize({ a: view }, { format }));
      const { buffer, byteOffset } = a.storage.data;
      expect([...new Uint32Array(buffer, byteOffset, 4)]).toEqual([0x7fa00001, 0x7f800001, 0xffc00002, 0x40800000]);
    }
  });

  it("refuses what the format can't hold", () => {
    const x = tensor([1, 2]);
    const pair = Tensor.over(new PackedStorage("float4_e2m1fn_x2", Uint8Array.of(0x12)), [], [], 0, 1, true);
    expect(() => saveSafetensors({ pair })).toThrow(/no type for the tensor "pair" of dtype float4/);
    expect(() => saveSafetensors({ a: x.to("complex128") })).toThrow(/no type for the tensor "a" of dtype complex128/);
    expect(() => saveSafetensors({ __metadata__: x })).toThrow(/__metadata__/);
    expect(() => saveSafetensors({ a: 1 as unknown as Tensor })).toThrow(/must be a dense tensor/);
    expect(() => saveSafetensors({ "\ud800": x })).toThrow(/half a character/);
    expect(() => serialize({ f: () => 1 }, { format: "safetensors" })).toThrow(/cannot save a function at f/);
    expect(() => serialize(1, { format: "zip" as "pt" })).toThrow(/format/);
  });

  it("takes long texts, and no endless shapes", async () => {
    const long = "x\n".repeat(10_000_000);
    const { metadata } = await loadSafetensors(saveSafetensors({ a: tensor(1) }, { long }));
    expect(metadata.get("long") === long).toBe(true);
    const shape = Array.from({ length: 65 }, () => 1);
    const header = `{"a":{"dtype":"F32","shape":[${shape}],"data_offsets":[0,4]}}`.padEnd(200);
    const bytes = new Uint8Array(8 + 200 + 4);
    new DataView(bytes.buffer).setBigUint64(0, 200n, true);
    bytes.set(new TextEncoder().encode(header), 8);
    await expect(loadSafetensors(bytes)).rejects.toThrow(/shape has more than 64 items/);
  });

  it("refuses damaged structures, and survives what a fuzzer makes of good ones", { timeout: 600_000 }, async () => {
    const random = generator(Number(process.env.FUZZ_SEED ?? 5));
    const good = serialize(await deserialize(fixture("optimizers/Adam1")), { format: "safetensors" });
    for (let i = 0; i < Number(process.env.FUZZ ?? 3000); i++) {
      const bytes = mutate(i % 2 === 0 ? good : file("types.safetensors"), random);
      await deserialize(bytes).catch((error: unknown) => {
        if (!(error instanceof FileFormatError)) throw new Error(`damage ${i}: ${error}`, { cause: error });
      });
    }
    for (const structure of [
      '{"tensor":"b"}',
      '{"tuple":1}',
      '{"name":"os.system"}',
      '{"x":"y"}',
      '{"float":"1_0"}',
      "{}",
      "[",
    ]) {
      const bytes = saveSafetensors({ a: tensor(1) }, { downhill: structure });
      await expect(deserialize(bytes), structure).rejects.toThrow(FileFormatError);
    }
  });
});
