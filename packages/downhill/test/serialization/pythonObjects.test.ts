import { describe, expect, it } from "vitest";
import "../../src/autograd/methods.ts";
import { Linear, Sequential } from "../../src/nn.ts";
import { type DefaultDict, Tuple } from "../../src/python/containers.ts";
import { repr, reprItem } from "../../src/python/repr.ts";
import { FileFormatError } from "../../src/serialization/errors.ts";
import { deserializeLazily } from "../../src/serialization/lazy.ts";
import { deserialize } from "../../src/serialization/load.ts";
import { DateTime, PlainDate, PlainTime, TimeDelta, TimeZone } from "../../src/serialization/objects/dates.ts";
import { NumpyArray, NumpyScalar } from "../../src/serialization/objects/numpy.ts";
import { NumpyDType } from "../../src/serialization/objects/numpyDType.ts";
import { PythonObject } from "../../src/serialization/objects/pythonObject.ts";
import { Decimal, Path, Range, Slice } from "../../src/serialization/objects/values.ts";
import { serialize } from "../../src/serialization/save.ts";
import { Complex, FrozenSet, PythonName } from "../../src/serialization/torch/objects.ts";
import { tensor } from "../../src/tensor/factories.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { index, objectFile, objectTable } from "./support/objects.ts";

const KEEP = { unknown: "keep" } as const;
const texts = objectTable<Readonly<Record<string, readonly string[]>>>("plain");

type Values = Record<string, unknown>;

const plain = <T = unknown[]>(name: string) => deserialize<T>(objectFile("plain", name));
const opaque = <T = Values>(name: string) => deserialize<T>(objectFile("opaque", name), KEEP);

/** Of these NumPy and Python's decimal, or PyTorch's safe loader, know more than is told here. */
const SHOWN = Object.keys(texts).filter(
  (name) => !["other scalars", "complex scalars", "floats", "texts", "numbers", "sets"].includes(name),
);

describe("Python's and NumPy's plain values", () => {
  it.each(SHOWN)("%s have Python's text", async (name) => {
    const values = await plain(name);
    expect(values.map((value, i) => reprItem(values, i, value))).toEqual(texts[name]);
  });

  it("are numbers, truth values and texts where JavaScript has those", async () => {
    expect(await plain("floats")).toEqual([0.5, Math.fround(0.1), 1.5, 3, 0.5, Number.NaN, -0]);
    expect(await plain("integers")).toEqual([9007199254740993n, -1, 7, -7, 127, 255, 1, 2 ** 32 - 1, 2n ** 64n - 1n]);
    expect(await plain("booleans")).toEqual([true, false, true]);
    expect(await plain("complex scalars")).toEqual([new Complex(1, 2), new Complex(-0, -1)]);
    expect(await plain("texts")).toEqual(["hey", "", Uint8Array.of(97, 98), Uint8Array.of(97)]);
    expect(await plain<unknown>("alone")).toBe(2);
    const floats = await plain("floats");
    expect(repr(floats)).toBe(
      "[np.float64(0.5), np.float32(0.10000000149011612), np.float16(1.5), np.float64(3.0), np.float64(0.5), np.float64(nan), np.float64(-0.0)]",
    );
  });

  it("are found under the keys that equal them", async () => {
    const keys = await plain<Map<unknown, unknown>>("keys");
    expect([keys.get(3), keys.get(0.5), keys.get("text"), keys.get(true)]).toEqual(["int", "float", 1, 5]);
    expect([...keys.keys()].map(String)).toEqual([
      "3",
      "0.5",
      "text",
      "2024-01-01",
      "/data/runs",
      "1,2",
      "true",
      "range(0, 3)",
    ]);
  });

  it("have classes of their own where JavaScript has none", async () => {
    const types = async (name: string) => new Set((await plain(name)).map((value) => (value as object).constructor));
    expect(await types("dates")).toEqual(new Set([PlainDate, DateTime, PlainTime]));
    expect(await types("durations")).toEqual(new Set([TimeDelta, TimeZone]));
    expect(await types("decimals")).toEqual(new Set([Decimal]));
    expect(await types("paths")).toEqual(new Set([Path]));
    expect(await types("ranges")).toEqual(new Set([Range]));
    expect(await types("slices")).toEqual(new Set([Slice]));
    expect(await types("dtypes")).toEqual(new Set([NumpyDType]));
    expect(await types("sets")).toEqual(new Set([Set, FrozenSet]));
    const [date, delta, structured] = (await plain("other scalars")).filter((_, i) => i !== 2);
    expect([date, delta].map(String)).toEqual(["np.datetime64(18292, 'D')", "np.timedelta64(5, 'ms')"]);
    expect(structured).toBeInstanceOf(NumpyScalar);
    expect(repr(await plain("types"))).toBe("[numpy.float32, numpy.int64, numpy.ndarray, builtins.float]");
  });

  it("are usable", async () => {
    const dates = await plain("dates");
    expect(dates.map(String)).toEqual([
      "2024-02-29",
      "2024-01-02T03:04:05.000600",
      "0001-01-01T00:00:00",
      "2024-10-27T02:30:00+05:30",
      "9999-12-31T00:00:00+00:00",
      "00:00:00",
      "23:59:59.999999",
      "01:02:00-03:00:20.000005",
    ]);
    expect(new Date(String(dates[3])).toISOString()).toBe("2024-10-26T21:00:00.000Z");
    const durations = (await plain("durations")) as TimeDelta[];
    expect(durations.slice(0, 4).map(String)).toEqual([
      "0:00:00",
      "1 day, 0:00:02.000003",
      "-1 day, 23:59:59",
      "3 days, 0:00:00",
    ]);
    expect(durations[2].totalSeconds()).toBe(-1);
    expect((await plain("paths")).map(String)).toEqual([
      "/data/runs",
      "a",
      ".",
      "/",
      "c:\\Users\\x",
      "a\\b",
      "/data/runs",
      "a\\b",
    ]);
    expect((await plain("decimals")).map(Number)).toEqual([1.5, -Infinity, Number.NaN, -Infinity]);
    const ranges = (await plain("ranges")) as Range[];
    expect(ranges.map(({ length }) => length)).toEqual([5, 3, 10, 0, 2]);
    expect([...ranges[1]]).toEqual([2, 5, 8]);
    expect([...ranges[4]]).toEqual([2n ** 60n, 2n ** 60n + 1n]);
  });

  it.each(index.plain.filter((name) => name !== "alone" && name !== "sets"))(
    "%s are written back to the byte",
    async (name) => {
      const bytes = objectFile("plain", name);
      for (const options of name === "texts" || name === "dtypes" ? [KEEP] : [{}, KEEP]) {
        expect(
          Buffer.from(serialize(await deserialize(bytes, options), { fileName: `${name}.pt` })).equals(bytes),
        ).toBe(true);
      }
    },
  );

  it("are written as Python would have them when they were made here", async () => {
    const utc = new TimeZone(new TimeDelta(0));
    const made = [
      new PlainDate(2024, 2, 29),
      new DateTime(2024, 10, 27, { hour: 2, minute: 30, fold: 1, tzinfo: utc }),
      new PlainTime({ hour: 1, microsecond: 5 }),
      new TimeDelta(1, 2, 3),
      new TimeZone(new TimeDelta(-1, 3600), "X"),
      new Decimal("1.50"),
      new Path(["/", "a"]),
      new Range(0, 5),
      new Slice(1, null),
      NumpyArray.from(tensor([[1, 2]])),
      new NumpyScalar(new NumpyDType("M", 8, { unit: { name: "D", count: 1 } }), new Uint8Array(8)),
      new NumpyDType("U", 20),
    ];
    const again = await deserialize<unknown[]>(serialize(made));
    expect(again.map((value) => repr(value))).toEqual(made.map((value) => repr(value)));
    expect(serialize(again)).toEqual(serialize(made));
  });

  it("can't be what does not exist", () => {
    const folded = new DateTime(2024, 1, 2, { fold: 1, tzinfo: new TimeZone(new TimeDelta(0)) });
    expect(repr(folded)).toBe("datetime.datetime(2024, 1, 2, 0, 0, fold=1, tzinfo=datetime.timezone.utc)");
    expect(repr(folded.time)).toBe("datetime.time(0, 0, tzinfo=datetime.timezone.utc, fold=1)");
    expect(() => new PlainDate(2023, 2, 29)).toThrow(new RangeError("day must be from 1 to 28, got 29"));
    expect(() => new DateTime(2023, 1, 1, { hour: 24 })).toThrow("hour must be from 0 to 23, got 24");
    expect(() => new TimeDelta(1, 86_400)).toThrow(RangeError);
    expect(() => new Decimal("1.5.")).toThrow("a Decimal must be a number, got '1.5.'");
    expect(() => new Range(0, 1, 0)).toThrow("the step of a range must not be zero");
    expect(() => new Range(0.5, 1)).toThrow(RangeError);
    expect(() => new NumpyDType("x", 1)).toThrow(RangeError);
    expect(() => new NumpyArray(new NumpyDType("f", 4), [2], new Uint8Array(4))).toThrow(
      "an array of float32 and shape [2] needs 8 bytes, got 4",
    );
  });
});

describe("an array of NumPy's", () => {
  const lists = objectTable<Readonly<Record<string, { dtype: string; shape: number[]; list: unknown }>>>("arrays");

  it.each(Object.keys(lists))("of %s is read", async (name) => {
    const array = await deserialize<NumpyArray>(objectFile("arrays", name));
    const { dtype, shape, list } = lists[name];
    expect([array.dtype.kind === "U" ? "str" : array.dtype.name, array.shape]).toEqual([
      dtype.startsWith("str") ? "str" : dtype,
      shape,
    ]);
    expect(array.toArray()).toEqual(list);
    if (array.dtype.torch === null) return;
    const copy = array.toTensor();
    expect(copy.shape).toEqual(shape);
    expect(copy.to(copy.dtype === "bool" ? "bool" : "float64").toArray()).toEqual(list);
    expect(NumpyArray.from(copy).toArray()).toEqual(list);
  });

  it("of dates, structures, bytes and objects is read", async () => {
    const array = (name: string) => deserialize<NumpyArray>(objectFile("arrays", name), KEEP);
    expect(String(await array("dates"))).toBe(
      "array([np.datetime64(18262, 'D'), np.datetime64('NaT', 'D')], shape=(2,), dtype=datetime64[D])",
    );
    const structured = await array("structured");
    expect(structured.dtype.fields?.map(({ name, dtype, offset }) => [name, dtype.name, offset])).toEqual([
      ["a", "int32", 0],
      ["b", "float64", 4],
    ]);
    expect((await array("bytes")).toArray()).toEqual([Uint8Array.of(97), Uint8Array.of(98, 99, 100)]);
    const objects = await array("objects");
    expect(objects.objects?.slice(0, 3)).toEqual([1, "x", null]);
    expect(String(objects.objects?.[3])).toBe("tensor([1., 1.])");
    expect(() => objects.toTensor()).toThrow(TypeError);
    const [rows, columns] = await deserialize<NumpyArray[]>(objectFile("arrays", "protocol 5"));
    expect([rows.byColumns, columns.byColumns, columns.toArray()]).toEqual([false, true, rows.toArray()]);
  });

  it.each(index.arrays)("of %s is written back to the byte", async (name) => {
    const bytes = objectFile("arrays", name);
    const value = await deserialize(bytes, KEEP);
    expect(Buffer.from(serialize(value, { fileName: `${name}.pt` })).equals(bytes)).toBe(true);
  });

  it("is saved as it is now", async () => {
    const array = await deserialize<NumpyArray>(objectFile("arrays", "float64"));
    array.bytes.set(new Uint8Array(new Float64Array([7]).buffer));
    const again = await deserialize<NumpyArray>(serialize(array));
    expect(again.toArray()).toEqual([
      [7, 1, 2],
      [3, 4, 5],
    ]);
  });
});

describe("objects of unknown classes", () => {
  it.each(index.opaque)("are refused unless they are to be kept: %s", async (name) => {
    await expect(deserialize(objectFile("opaque", name))).rejects.toThrow(FileFormatError);
    await expect(deserialize(objectFile("opaque", name), { unknown: "x" as "keep" })).rejects.toThrow(
      'unknown must be "refuse" or "keep", got x',
    );
  });

  it.each(index.opaque)("are written back to the byte: %s", async (name) => {
    const bytes = objectFile("opaque", name);
    const value = await deserialize(bytes, KEEP);
    expect(Buffer.from(serialize(value, { fileName: `${name}.pt` })).equals(bytes)).toBe(true);
  });

  it("tell what Python would call, and the state it would give", async () => {
    const namespace = await opaque<PythonObject>("namespace");
    expect(namespace).toMatchObject({ className: "argparse.Namespace", how: "new", items: null, entries: null });
    expect(Object.keys(namespace.attributes as Values)).toEqual(["a", "b"]);
    const enums = await opaque<Map<PythonObject, PythonObject>>("enums");
    expect([...enums].slice(0, 2).map(String)).toEqual([
      "pytorch_lightning.trainer.states.Stage('fit'),pytorch_lightning.trainer.states.Stage('test')",
      "low,__main__.Level(1)",
    ]);
    const [bounded, one, none, many] = await opaque<PythonObject[]>("deques");
    expect([bounded.args, bounded.items]).toEqual([Tuple.of<unknown>(Tuple.of(), 5), [1, 2]]);
    expect([one.items, none.items, many.items?.length]).toEqual([[3], null, 2001]);
    const slots = await opaque<PythonObject>("slots");
    expect([...(slots.attributes as Map<string, unknown>).keys()]).toEqual(["c", "a"]);
    const [numbers, , , text, , dict] = await opaque<PythonObject[]>("subclasses");
    expect([numbers.items, text.args, (dict.entries as Map<number, number>).get(1000)]).toEqual([
      [1, 2],
      Tuple.of("text"),
      1000,
    ]);
    const [inner, method] = (await opaque<PythonObject[]>("inner")).filter((_, i) => i !== 1);
    expect([inner.className, method.className]).toEqual(["__main__.Outer.Inner", "builtins.getattr"]);
    const names = await opaque<PythonName[]>("names");
    expect(names.map(String)).toContain("torch.nn.functional.relu");
    expect((await opaque<DateTime>("zone")).time.tzinfo).toMatchObject({ className: "zoneinfo.ZoneInfo._unpickle" });
    const [list] = await opaque<DefaultDict[]>("factories");
    expect(list.defaultFactory).toBe("list");
    expect(String(await opaque<PythonObject>("matrix"))).toBe(
      "numpy._core.multiarray._reconstruct(numpy.matrix, …, …)",
    );
  });

  it("may contain themselves, and each other's owners", async () => {
    const [loop, holder] = await opaque<[PythonObject, Values]>("cycles");
    expect((loop.attributes as Values).me).toBe(loop);
    expect(((holder.object as PythonObject).attributes as Values).holder).toBe(holder);
  });

  it("hold tensors, which are found under their names", async () => {
    const names = async (name: string) => [
      ...(await deserializeLazily(objectFile("opaque", name), KEEP)).tensors.keys(),
    ];
    expect(await names("slots")).toEqual(["c"]);
    expect(await names("namespace")).toEqual(["b.0"]);
    expect(await names("tuples")).toEqual(["0.args.1"]);
    expect(await names("state")).toEqual(["0.state.1.0", "1.state.1.0"]);
    expect((await names("ultralytics")).slice(0, 3)).toEqual([
      "model.anchors",
      "model.model.0.conv.weight",
      "model.model.0.bn.weight",
    ]);
    const lazy = await deserializeLazily(objectFile("opaque", "tensors"), KEEP);
    expect([...lazy.tensors.values()].map(({ className }) => className)).toEqual([
      "__main__.Labelled",
      "torch.Tensor",
      "__main__.Labelled",
    ]);
    for (const one of lazy.tensors.values()) expect(String(await one.load())).toMatch(/^tensor\(\[1\./);
  });

  it("give modules their parameters and buffers by dotted names", async () => {
    const { model } = await opaque<{ model: PythonObject }>("ultralytics");
    const state = model.stateDict();
    expect([...state.keys()].slice(0, 3)).toEqual(["model.0.conv.weight", "model.0.bn.weight", "model.0.bn.bias"]);
    expect(state.has("anchors")).toBe(false); // not persistent
    const [sequential] = await opaque<PythonObject[]>("modules");
    const twin = new Sequential(new Linear(2, 2), new Linear(2, 2));
    twin.loadStateDict(sequential.stateDict() as never);
    expect(twin.stateDict().get("1.weight")?.toString()).toBe(String(sequential.stateDict().get("0.weight")));
    const other = new PythonObject(new PythonName("a", "B"), Tuple.of());
    expect(() => other.stateDict()).toThrow("a.B is no torch.nn.Module");
    const names = ["legacy", "state"].map((name) => deserialize(objectFile(".", `module.${name}`), KEEP));
    const [legacy, expected] = (await Promise.all(names)) as [PythonObject, Map<string, Tensor>];
    expect([...legacy.stateDict().keys()]).toEqual([...expected.keys()]);
  });

  it.each(index.opaque.filter((name) => name !== "cycles"))("survive safetensors and JSON: %s", async (name) => {
    const value = await deserialize(objectFile("opaque", name), KEEP);
    for (const format of ["safetensors", "json"] as const) {
      const bytes = serialize(value, { format });
      const again = await deserialize(bytes, KEEP);
      expect(serialize(again, { format })).toEqual(bytes);
      expect(await deserializeLazily(bytes, KEEP)).toBeDefined();
      await expect(deserialize(bytes)).rejects.toThrow(/is not among the harmless ones/);
    }
  });

  it("that lead back to the list or dict around them fit no other format", async () => {
    const value = await opaque("cycles");
    expect(() => serialize(value, { format: "json" })).toThrow(
      "cannot save data that contain themselves at 1.object.holder",
    );
  });
});
