import { type DType, nn, optim, sparseCooTensor, Tensor, tensor, zeros } from "downhill";
import { optimizers } from "downhill/registry";
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
    expect(compareTensors(a, b)).toMatchObject({
      count: 1,
      maxUlp: null,
      maxDifference: 1,
      maxRelative: 1 / 3,
      place: 1,
    });
    expect(compareTensors(a, a.clone())).toBe(null);
    expect(() => compareTensors(tensor([1]), tensor([1, 2]))).toThrow(TypeError);
    const row = tensor([1, 2]);
    expect(compareTensors(row.expand([2, 2]), row.view([2, 1]).expand([2, 2]))).toMatchObject({ count: 2, place: 1 });
  });

  it("takes what is close for the same, as allclose does", () => {
    const [a, b] = [tensor([1, 100, 0, Number.NaN, Infinity]), tensor([1.001, 100.2, -1e-9, Number.NaN, Infinity])];
    const outside = (rtol: number, atol: number) => compareTensors(a, b, { rtol, atol })?.outside;
    expect(compareTensors(a, b)).toMatchObject({ count: 3, outside: 3 });
    expect(outside(0, 0)).toBe(3);
    expect(outside(1e-2, 0)).toBe(1); // nothing is close to zero by relation
    expect(outside(0, 1e-2)).toBe(1);
    expect(outside(2e-3, 1e-8)).toBe(0);
    const one = (value: number) => tensor([value]);
    expect(compareTensors(one(1), one(Number.NaN), { rtol: 1, atol: 1 })?.outside).toBe(1);
    expect(compareTensors(one(1), one(Infinity), { rtol: 1, atol: 1 })?.outside).toBe(1);
    const whole = (value: bigint) => tensor(BigInt64Array.of(value));
    expect(compareTensors(whole(100n), whole(101n), { rtol: 0.01, atol: 0 })?.outside).toBe(0);
    const complex = (value: number) => tensor([value]).to("complex64");
    expect(compareTensors(complex(1), complex(1.5), { rtol: 0, atol: 0.5 })?.outside).toBe(0);
    expect(compareTensors(complex(1), complex(1.5), { rtol: 0, atol: 0.4 })?.outside).toBe(1);
  });

  it("counts ulp only where numbers are near", () => {
    const apart = (units: number) => compareTensors(tensor([1, 5]), tensor([1 + units * 2 ** -23, 5]))?.maxUlp;
    expect([1, 1024, 1025].map(apart)).toEqual([1n, 1024n, null]);
    expect(compareTensors(tensor([1e-9]), tensor([-1e-9]))).toMatchObject({ maxUlp: null, maxRelative: 2 });
    expect(compareTensors(tensor([0]), tensor([1]))).toMatchObject({ maxRelative: 1 });
    const half = (value: number) => tensor([value]).to("bfloat16");
    expect(compareTensors(half(1), half(1.125))).toMatchObject({ maxUlp: 16n });
    expect(compareTensors(half(1), half(1.25))).toMatchObject({ maxUlp: null });
  });

  it("counts each element as often as a view repeats it, and tells its place in the view", () => {
    const [a, b] = [1, 2].map((last) =>
      tensor([[1], [last]])
        .expand([2, 3])
        .t()
        .expand([4, 3, 2]),
    );
    expect(compareTensors(a, b)).toMatchObject({ count: 12, numel: 24, place: 1 });
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
      { path: "same", kind: "type", first: "tuple", second: "list" },
      { path: "e", kind: "type", first: "list", second: "dict" },
      { path: "extra", kind: "missing", from: "first" },
      {
        path: "a",
        kind: "elements",
        count: 1,
        outside: 1,
        numel: 2,
        maxUlp: null,
        maxDifference: 0.5,
        maxRelative: 0.2,
        place: 1,
      },
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

  it("tells types that JavaScript has one of", async () => {
    const numbers = async (first: string, second: string) => {
      const file = (text: string) => deserializeLazily(new TextEncoder().encode(`{"downhill": 1, "value": ${text}}`));
      return (await compareFiles(await file(first), await file(second))).differences;
    };
    const type = (first: string, second: string, path = "") => [{ path, kind: "type", first, second }];
    expect(await numbers("1", '{"float": "1.0"}')).toEqual(type("int", "float"));
    expect(await numbers("1", "true")).toEqual([{ path: "", kind: "value", first: "1", second: "True" }]);
    expect(await numbers('{"dict": [["a", 1]]}', '{"dict": [["a", {"float": "1.0"}]]}')).toEqual(
      type("int", "float", "a"),
    );
    expect(await numbers("[1]", '[{"float": "1.0"}]')).toEqual(type("int", "float", "0"));
    expect(await numbers("[2]", '[{"float": "1.0"}]')).toEqual([
      { path: "0", kind: "value", first: "2", second: "1.0" },
    ]);
    expect(await numbers("[]", '{"tuple": []}')).toEqual(type("list", "tuple"));
    expect(await numbers('{"dict": []}', '{"OrderedDict": []}')).toEqual(type("dict", "OrderedDict"));
    expect(await numbers('{"size": [1]}', '{"tuple": [1]}')).toEqual(type("torch.Size", "tuple"));
    expect(await numbers('{"set": [1]}', '{"frozenset": [1]}')).toEqual(type("set", "frozenset"));
    expect(await numbers('{"OrderedDict": [], "attributes": [["v", 1]]}', '{"OrderedDict": []}')).toEqual([
      { path: "__dict__", kind: "value", first: "a container of 1 item", second: "{}" },
    ]);
    const parameter = (requiresGrad: boolean) => new nn.Parameter(tensor([1]), requiresGrad);
    expect(await compare({ x: parameter(true) }, { x: tensor([1]) })).toEqual(["x: type"]);
    expect(await compare({ x: parameter(true) }, { x: parameter(false) })).toEqual(["x.requires_grad: value"]);
  });

  it("does not ask safetensors what kind of dict a file of tensors was", async () => {
    const state = new nn.Linear(1, 2).stateDict();
    const plain = serialize(Object.fromEntries(state), { format: "safetensors" });
    const comparison = await compareFiles(await open(state), await deserializeLazily(plain));
    expect(comparison).toMatchObject({ differences: [{ path: "__dict__" }], equal: 2 });
    state.attributes.clear();
    expect((await compareFiles(await open(state), await deserializeLazily(plain))).differences).toEqual([]);
  });

  it("sums up how many tensors differ, and by how much", async () => {
    const first = { a: tensor([1, 2]), b: tensor([3]), c: tensor([1]), list: [tensor([1]), tensor([2])], lr: 0.1 };
    const second = { a: tensor([1, 2.5]), b: tensor([3]), c: tensor([1, 1]), d: tensor([1]), lr: 0.1 + 1e-9 };
    const [x, y] = [await open(first), await open(second)];
    const counts = { tensors: 3, equal: 1, close: 0, changed: 2, onlyInFirst: 2, onlyInSecond: 1 };
    const largest = { maxRelative: { value: 0.2, path: "a" }, maxDifference: { value: 0.5, path: "a" } };
    expect(await compareFiles(x, y)).toMatchObject({ ...counts, ...largest });
    const close = await compareFiles(x, y, { rtol: 0.2 });
    expect(close).toMatchObject({ ...counts, ...largest, changed: 1, close: 1 });
    expect(close.differences.map(({ path }) => path)).toEqual(["c", "list", "d"]);
    expect((await compareFiles(x, y, { atol: 0 })).differences).toHaveLength(4); // lr is close by the usual rtol
    await expect(compareFiles(x, y, { rtol: -1 })).rejects.toThrow("rtol must be a number from 0 on, got -1");
  });

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

  it("tells keys that are tensors apart, as in the state of an optimizer that was pickled whole", async () => {
    const state = (a: number, b: number) =>
      new Map([
        [tensor([1]), { step: tensor(a) }],
        [tensor([2]), { step: tensor(b) }],
      ]);
    expect(await compare({ state: state(1, 2) }, { state: state(1, 2) })).toEqual([]);
    const [difference, ...others] = await compare({ state: state(1, 2) }, { state: state(1, 3) });
    expect(difference).toMatch(/^state\.LazyTensor\(.*\)~2\.step: elements$/);
    expect(others).toEqual([]);
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
    expect(guessOptimizer({ state: new Map(), param_groups: [{ lr: 1, depth: 3, beta: 0.9 }] })).toBe(null);
    expect(guessOptimizer({ state: new Map(), param_groups: [] })).toBe(null);
    expect(isOptimizerState(new nn.Linear(1, 1).stateDict())).toBe(false);
    expect(isOptimizerState(new optim.SGD([tensor([1], { requiresGrad: true })], {}).stateDict())).toBe(true);
    expect(isOptimizerState(null)).toBe(false);
  });
});

describe.each([...optimizers])("a state dict of $name", ({ name, optimizer, closure, gradients }) => {
  const parameter = () => tensor([[1, 2]], { requiresGrad: true });

  it("is told before the first step and after it", () => {
    const param = parameter();
    const made = new optimizer([param]);
    expect(guessOptimizer(made.stateDict())).toBe(name);
    const gradient = () => {
      const row = sparseCooTensor(tensor([[0]], { dtype: "int64" }), tensor([[0.5, 1]]), [1, 2]);
      param.grad = gradients === "sparse" ? row : tensor([[0.5, 1]]);
      return 1;
    };
    gradient();
    if (closure) made.step(gradient);
    else made.step();
    expect(guessOptimizer(made.stateDict())).toBe(name);
  });

  it("is told without one of its options, as a damaged one may be", () => {
    const names = Object.keys(new optimizer([parameter()]).stateDict().param_groups[0]);
    for (const option of ["lr", "eps"].filter((one) => names.includes(one))) {
      const state = new optimizer([parameter()]).stateDict();
      delete state.param_groups[0][option];
      expect(guessOptimizer(state), option).toBe(name);
    }
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
