import { type DType, nn, optim, sparseCooTensor, Tensor, tensor, zeros } from "downhill";
import {
  compareFiles,
  compareTensors,
  deserialize,
  deserializeLazily,
  FileFormatError,
  fromJson,
  guessOptimizer,
  isOptimizerState,
  MetaTensor,
  PythonName,
  SparseCompressedTensor,
  StorageObject,
  serialize,
  Tuple,
  tensorStatistics,
  toJson,
} from "downhill/serialization";
import { describe, expect, it } from "vitest";
import { fixture, index } from "./support/fixtures.ts";

const open = (value: unknown) => deserializeLazily(serialize(value));

describe("statistics of tensors", () => {
  it("count what is there", () => {
    expect(tensorStatistics(tensor([1, -2, 0, Number.NaN, Infinity, 4]))).toEqual({
      min: -2,
      max: 4,
      mean: 0.75,
      zeros: 1,
      nans: 1,
      infinities: 1,
    });
    const none = { min: null, max: null, mean: null, zeros: 0, nans: 0, infinities: 0 };
    expect(tensorStatistics(zeros([0, 3]))).toEqual(none);
    expect(tensorStatistics(tensor([Number.NaN]))).toEqual({ ...none, nans: 1 });
    const integers = tensor(BigInt64Array.of(-5n, 0n, 2n ** 62n));
    expect(tensorStatistics(integers)).toMatchObject({ min: -5, max: 2n ** 62n, zeros: 1 });
    expect(tensorStatistics(tensor([true, false, true]))).toMatchObject({ min: 0, max: 1, mean: 2 / 3, zeros: 1 });
    expect(tensorStatistics(tensor([1, 2.5]).to("float16"))).toMatchObject({ min: 1, max: 2.5, mean: 1.75 });
    expect(tensorStatistics(tensor([-1]).to("uint64"))).toMatchObject({ min: 2n ** 64n - 1n });
    expect(tensorStatistics(tensor([1]).to("complex64"))).toBe(null);
  });

  it("look at each element of a view once, however often it repeats them", () => {
    const view = tensor([0, 3]).expand([1_000_000, 1_000_000, 2]);
    expect(tensorStatistics(view)).toMatchObject({ min: 0, max: 3, mean: 1.5, zeros: 1e12 });
    const middle = tensor([
      [1, 2],
      [3, 4],
    ]).select(1, 1);
    expect(tensorStatistics(middle)).toMatchObject({ min: 2, max: 4, mean: 3 });
  });
});

describe("the comparison of tensors", () => {
  const next = (x: number, dtype: DType) => {
    const base = tensor([x], { dtype: "float64" }).to(dtype).to("float64").item();
    // The next number of the type, found by going on until it changes.
    let step = Math.abs(base) * 2 ** -60 || 2 ** -200;
    for (;;) {
      const y = tensor([base + step], { dtype: "float64" }).to(dtype);
      if (y.to("float64").item() !== base) return y;
      step *= 2;
    }
  };

  it.each(["float64", "float32", "float16", "bfloat16", "float8_e4m3fn", "float8_e5m2"] as const)(
    "counts ulp of %s",
    (dtype) => {
      for (const x of [1, 1.5, 2, -0.75, 240]) {
        const a = tensor([x, x], { dtype: "float64" }).to(dtype);
        const b = tensor([x, next(x, dtype).to("float64").item()], { dtype: "float64" }).to(dtype);
        expect(compareTensors(a, a.clone())).toBe(null);
        expect(compareTensors(a, b)).toMatchObject({ count: 1, numel: 2, maxUlp: 1n, place: 1 });
      }
    },
  );

  it("counts across zero, and knows NaNs and types that have no ulp", () => {
    const smallest = 2 ** -149;
    expect(compareTensors(tensor([-smallest]), tensor([smallest]))).toMatchObject({ maxUlp: 2n });
    expect(compareTensors(tensor([0]), tensor([-0]))).toMatchObject({ count: 1, maxUlp: 0n, maxDifference: 0 });
    expect(compareTensors(tensor([Number.NaN]), tensor([Number.NaN]))).toBe(null);
    expect(compareTensors(tensor([1, 2]), tensor([1, Number.NaN]))).toMatchObject({ count: 1, maxUlp: null, place: 1 });
    const largest = tensor([(2 - 2 ** -23) * 2 ** 127]);
    expect(compareTensors(largest, tensor([Number.POSITIVE_INFINITY]))).toMatchObject({ maxUlp: 1n });
    expect(compareTensors(tensor(BigInt64Array.of(5n)), tensor(BigInt64Array.of(9n)))).toMatchObject({
      maxUlp: null,
      maxDifference: 4,
    });
    const [a, b] = [tensor([1, 2]).to("complex64"), tensor([1, 3]).to("complex64")];
    expect(compareTensors(a, b)).toEqual({ count: 1, numel: 2, maxUlp: null, maxDifference: null, place: 1 });
    expect(compareTensors(a, a.clone())).toBe(null);
    expect(() => compareTensors(tensor([1]), tensor([1, 2]))).toThrow(TypeError);
    const row = tensor([1, 2]);
    expect(compareTensors(row.expand([2, 2]), row.view([2, 1]).expand([2, 2]))).toMatchObject({ count: 2, place: 1 });
  });

  it("finds where files differ", async () => {
    const first = await open({
      a: tensor([1, 2]),
      b: [1, 2.5, "x"],
      c: tensor([1]),
      gone: null,
      same: Tuple.of(1),
      e: [],
    });
    const second = await open({
      a: tensor([1, 2.5]),
      b: [1.0, 2, "x"],
      c: tensor([1, 1]),
      same: [1],
      extra: { x: 1 },
      e: {},
    });
    const { differences, tensors, equal } = await compareFiles(first, second);
    expect(differences).toEqual([
      { path: "b.1", kind: "value", first: "2.5", second: "2" },
      {
        path: "c",
        kind: "value",
        first: "a tensor of shape [1] and dtype float32",
        second: "a tensor of shape [2] and dtype float32",
      },
      { path: "gone", kind: "missing", from: "second" },
      { path: "e", kind: "value", first: "[]", second: "{}" },
      { path: "extra", kind: "missing", from: "first" },
      { path: "a", kind: "elements", count: 1, numel: 2, maxUlp: 2097152n, maxDifference: 0.5, place: 1 },
    ]);
    expect([tensors, equal]).toEqual([2, 0]);
    const again = await deserializeLazily(fixture("optimizers/Adam"));
    expect(await compareFiles(again, await deserializeLazily(fixture("optimizers/Adam")))).toMatchObject({
      differences: [],
    });
  });
});

describe("the comparison of files", () => {
  const compare = async (first: unknown, second: unknown) =>
    (await compareFiles(await open(first), await open(second))).differences.map(({ path, kind }) => `${path}: ${kind}`);

  it("looks into all that holds elements", async () => {
    for (const name of ["quantized", "sparse compressed", "nested", "storages", "meta", "sparse", "attributes"]) {
      const value = await deserialize(fixture(`values/${name}`));
      expect(await compare(value, value), name).toEqual([]);
    }
    const [row] = await deserialize<SparseCompressedTensor[]>(fixture("values/sparse compressed"));
    const other = new SparseCompressedTensor(
      row.layout,
      row.compressedIndices,
      row.plainIndices,
      tensor([1, 2]),
      [2, 2],
    );
    expect(await compare({ row }, { row: other })).toEqual(["row.values: elements"]);
    const storage = (values: number[]) => new StorageObject(tensor(values), false);
    expect(await compare([storage([1, 2])], [storage([1, 3])])).toEqual(["0.elements: elements"]);
    expect(await compare([storage([1])], [storage([1, 3])])).toEqual(["0.elements: value"]);
    const meta = (size: number) => new MetaTensor(new PythonName("torch", "float32"), [size], [1], false);
    expect(await compare([meta(2)], [meta(3)])).toEqual(["0.shape.0: value"]);
    const [noted] = await deserialize<Tensor[]>(fixture("values/attributes"));
    expect(await compare([noted], [noted.clone()])).toEqual(["0.__dict__: value"]);
  });

  it("does not write out views that overlap themselves", async () => {
    const view = (values: number[], shape: number[], strides: number[]) => {
      const { storage } = tensor(values);
      return Tensor.over(storage, shape, strides, 0, shape[0] * shape[1], false);
    };
    const all = (last: number) => view([...Array.from({ length: 9_999 }, () => 1), last], [5000, 5001], [1, 1]);
    expect(await compare([all(1)], [all(1)])).toEqual([]);
    expect(await compare([all(1)], [all(2)])).toEqual(["0.storage: elements"]);
    const other = view([...Array.from({ length: 10_000 }, () => 1)], [5000, 5001], [1, 0]);
    expect(await compare([all(1)], [other])).toEqual(["0: value"]);
    const huge = tensor([1]).expand([100_000, 100_000]);
    expect(await compare([huge], [huge])).toEqual([]);
    expect(() => serialize([huge], { format: "safetensors" })).toThrow(
      /takes 40000000000 bytes when it is written out/,
    );
  });

  it("knows keys by their types, and huge sparse tensors by their parts", async () => {
    expect(await compare(new Map([[1, 2]]), { 1: 2 })).toEqual(["1: missing", "1: missing"]);
    const both = (a: number) =>
      new Map<unknown, number>([
        [1, a],
        ["1", 5],
      ]);
    expect(await compare(both(2), both(3))).toEqual(["1: value"]);
    const sparse = (value: number) => sparseCooTensor([[3]], [value], [2 ** 40]);
    expect(await compare([sparse(1)], [sparse(2)])).toEqual(["0.values: elements"]);
    expect(await compare([sparse(1)], [sparse(1)])).toEqual([]);
  });
});

describe("guesses", () => {
  it("name the optimizer of a state dict", async () => {
    for (const { file, optimizer, steps } of index.optimizers) {
      const state = await deserialize(fixture(file));
      expect(isOptimizerState(state)).toBe(true);
      if (steps > 0) expect(guessOptimizer(state), file).toBe(optimizer);
      const lazy = await deserializeLazily(fixture(file));
      if (steps > 0) expect(guessOptimizer(lazy.value), file).toBe(optimizer);
    }
    expect(guessOptimizer({ state: new Map(), param_groups: [{ lr: 1 }] })).toBe(null);
    expect(isOptimizerState(new nn.Linear(1, 1).stateDict())).toBe(false);
    expect(isOptimizerState(new optim.SGD([tensor([1], { requiresGrad: true })], {}).stateDict())).toBe(true);
    expect(isOptimizerState(null)).toBe(false);
  });
});

describe("JSON", () => {
  it("holds state dicts and tensors of all types to the bit", async () => {
    for (const name of [
      "values/dtypes",
      "values/floats",
      "values/keys",
      "values/sparse",
      "values/attributes",
      "modules/sequential",
      "optimizers/Adam2",
    ]) {
      const value = await deserialize(fixture(name));
      const bytes = serialize(fromJson(toJson(value)));
      const expected = name === "values/sparse" ? null : serialize(value);
      if (expected !== null) expect(Buffer.from(bytes).equals(expected), name).toBe(true);
      else expect(String((fromJson(toJson(value)) as Tensor[])[1])).toBe(String((value as Tensor[])[1]));
    }
    const special = tensor([0, -0, Number.NaN, Infinity, -Infinity, 0.1]);
    expect(serialize(fromJson(toJson(special)))).toEqual(serialize(special));
    const wide = [tensor(BigInt64Array.of(2n ** 62n, -1n)), tensor(BigInt64Array.of(-1n)).to("uint64")];
    expect(serialize(fromJson(toJson(wide)))).toEqual(serialize(wide));
    const view = tensor([1, 2]).expand([3, 2]);
    expect((fromJson(toJson(view)) as Tensor).toArray()).toEqual(view.toArray());
  });

  it("is refused where it is not ours", () => {
    for (const text of [
      "",
      "[]",
      "null",
      '{"value": 1}',
      '{"downhill": 2, "value": 1}',
      '{"downhill": 1, "value": {"tensor": 5}}',
      '{"downhill": 1, "value": {"tensor": {"dtype": "float32", "shape": [2], "values": [1]}}}',
      '{"downhill": 1, "value": {"tensor": {"dtype": "float32", "shape": [-1], "values": []}}}',
      '{"downhill": 1, "value": {"tensor": {"dtype": "int8", "shape": [1], "values": [1.5]}}}',
      '{"downhill": 1, "value": {"tensor": {"dtype": "float32", "shape": [1], "values": ["x"]}}}',
      '{"downhill": 1, "value": {"tensor": {"dtype": "complex64", "shape": [1], "base64": "AAAA"}}}',
    ]) {
      expect(() => fromJson(text), text).toThrow(FileFormatError);
    }
    const nested = `{"downhill": 1, "value": ${"[".repeat(3_000_000)}${"]".repeat(3_000_000)}}`;
    expect(() => fromJson(nested)).toThrow(/nested too deeply/);
    const brackets = { "[[{": '"['.repeat(3000), "\\": ["]"] };
    expect(serialize(fromJson(toJson(brackets)))).toEqual(serialize(brackets));
    const deep = Array.from({ length: 499 }).reduce<unknown>((inner) => new Map([[1, inner]]), Tuple.of(1));
    expect(serialize(fromJson(toJson(deep)))).toEqual(serialize(deep));
    expect(() => toJson(zeros([21_000_000]))).toThrow(/JSON is no place/);
  });
});
