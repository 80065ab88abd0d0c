import { readFileSync } from "node:fs";
import {
  arange,
  cat,
  compile,
  type DType,
  empty,
  eye,
  full,
  linspace,
  manualSeed,
  nn,
  ones,
  rand,
  randint,
  randn,
  randperm,
  stack,
  type Tensor,
  tensor,
  where,
  zeros,
} from "downhill";
import { describe, expect, it } from "vitest";

type Result = readonly [DType, readonly (number | string | boolean)[]] | { readonly message: string };

const fixture = JSON.parse(
  readFileSync(new URL("../../../../reference/fixtures/dtypes.json", import.meta.url), "utf8"),
) as {
  readonly binary: readonly [string, DType, DType, Result][];
  readonly scalars: readonly [string, DType, Result][];
  readonly unary: readonly [string, DType, Result][];
  readonly conversions: readonly [DType, DType, Result][];
  readonly random: Readonly<Record<string, Readonly<Record<string, Result>>>>;
  readonly texts: readonly [number[], DType, string][];
  readonly types: readonly [DType, string][];
};

const VALUES = [0, 1, -1, 7, 100, -128, 3, 2.5, -0.75, 200];
const DIVISORS = [1, -3, 7, 2, -1, 5, 100, 3, 1.5, 9];
const CONVERTED = [0, 1.5, -1.5, 127.9, -128, 255, 300, -3, 65504, 70000, 1e-7, 2147483000];

function of(values: readonly number[], dtype: DType): Tensor {
  return tensor(values, { dtype: "float64" }).to(dtype);
}

const SPECIAL: Readonly<Record<string, number>> = { nan: Number.NaN, inf: Infinity, "-inf": -Infinity };

function expectResult(compute: () => Tensor, expected: Result): void {
  if ("message" in expected) {
    expect(compute, expected.message).toThrow();
    return;
  }
  const [dtype, values] = expected;
  const out = compute();
  expect(out.dtype).toBe(dtype);
  const actual = Array.from(out.toTypedArray() as ArrayLike<number>, Number);
  const wanted = values.map((value) => (typeof value === "string" ? SPECIAL[value] : Number(value)));
  expect(actual).toEqual(wanted);
}

const BINARY: Readonly<Record<string, (a: Tensor, b: Tensor) => Tensor>> = {
  add: (a, b) => a.add(b),
  sub: (a, b) => a.sub(b),
  mul: (a, b) => a.mul(b),
  div: (a, b) => a.div(b),
  floor: (a, b) => a.div(b, { roundingMode: "floor" }),
  trunc: (a, b) => a.div(b, { roundingMode: "trunc" }),
  remainder: (a, b) => a.remainder(b),
  maximum: (a, b) => a.maximum(b),
  lt: (a, b) => a.lt(b),
  eq: (a, b) => a.eq(b),
  where: (a, b) => where(b.gt(2), a, b),
  add0: (a, b) => a.add(b.select(0, 0)),
};

const SCALARS: Readonly<Record<string, (a: Tensor) => Tensor>> = {
  add3: (a) => a.add(3),
  "add2.5": (a) => a.add(2.5),
  addTrue: (a) => a.add(true),
  add300: (a) => a.add(300),
  "mul-1": (a) => a.mul(-1),
  rsub: (a) => tensor(5n).sub(a).to(a.dtype),
  div2: (a) => a.div(2),
  floor300: (a) => a.div(300, { roundingMode: "floor" }),
  lt300: (a) => a.lt(300),
  pow2: (a) => a.pow(2),
  pow3: (a) => a.pow(3),
  clamp: (a) => a.clamp(2, 50),
  add_: (a) => a.clone().add_(2),
  "add_2.5": (a) => a.clone().add_(2.5),
  fill_: (a) => a.clone().fill_(300),
  "fill_-3": (a) => a.clone().fill_(-3),
  zero_: (a) => a.clone().zero_(),
};

const UNARY: Readonly<Record<string, (a: Tensor) => Tensor>> = {
  neg: (a) => a.neg(),
  abs: (a) => a.abs(),
  sign: (a) => a.sign(),
  floor: (a) => a.floor(),
  sqrt: (a) => a.sqrt(),
  exp: (a) => a.exp(),
  sum: (a) => a.sum(),
  prod: (a) => a.prod(),
  mean: (a) => a.mean(),
  max: (a) => a.max(),
  min: (a) => a.min(),
  argmax: (a) => a.argmax(),
  argmin: (a) => a.argmin(),
  std: (a) => a.std(),
  isnan: (a) => a.isnan(),
  square: (a) => a.square(),
  cumsum: (a) => a.cumsum(0),
  sum1: (a) => a.reshape([2, -1]).sum(1),
  sumSame: (a) => a.sum(null, { dtype: a.dtype }),
  max1: (a) => a.reshape([2, -1]).max(1).values,
  softmax: (a) => a.softmax(0),
  matmul: (a) => a.reshape([2, 5]).matmul(a.reshape([5, 2])),
  select: (a) => a.index(tensor([3, 0], { dtype: "int32" })),
  mask: (a) => a.index(a.gt(1)),
  cat: (a) => cat([a, a]),
  flip: (a) => a.flip(0),
  index_add: (a) => a.indexAdd(0, tensor([1n, 1n]), a.narrow(0, 3, 2)),
  mixed: (a) => stack([a, ones([10], { dtype: "int16" })]).sum(),
};

const RANDOM: Readonly<Record<string, (dtype: DType) => Tensor>> = {
  rand: (dtype) => rand([5], { dtype }),
  randn4: (dtype) => randn([4], { dtype }),
  randn32: (dtype) => randn([32], { dtype }),
  randn40: (dtype) => randn([40], { dtype }),
  randint: (dtype) => randint(100, [5], { dtype }),
  "randint-": (dtype) => randint(-100, 100, [5], { dtype }),
  randint300: (dtype) => randint(300, [5], { dtype }),
  randperm: (dtype) => randperm(20, { dtype }),
  randperm300: (dtype) => randperm(300, { dtype }).narrow(0, 0, 4),
  bernoulli: (dtype) => empty([6], { dtype }).bernoulli_(full([6], 0.5)),
  exponential: (dtype) => empty([5], { dtype }).exponential_(2),
  cauchy: (dtype) => empty([5], { dtype }).cauchy_(1, 2),
  geometric: (dtype) => empty([5], { dtype }).geometric_(0.3),
  log_normal: (dtype) => empty([5], { dtype }).logNormal_(0, 0.5),
  arange: (dtype) => arange(-2, 5, { dtype }),
  "arange0.5": (dtype) => arange(0, 3, 0.5, { dtype }),
  linspace: (dtype) => linspace(0, 3, 4, { dtype }),
  eye: (dtype) => eye(2, 3, { dtype }),
  full: (dtype) => full([2], 2.7, { dtype }),
};

describe("small integers and floats of two bytes", () => {
  it.each(Object.keys(BINARY))("%s of two tensors has PyTorch's type and values", (name) => {
    for (const [op, a, b, expected] of fixture.binary) {
      if (op !== name) continue;
      expectResult(() => BINARY[op](of(VALUES, a), of(DIVISORS, b)), expected);
    }
  });

  it.each(fixture.scalars)("%s of %s", (name, dtype, expected) => {
    expectResult(() => SCALARS[name](of(VALUES, dtype)), expected);
  });

  it.each(fixture.unary)("%s of %s", (name, dtype, expected) => {
    expectResult(() => UNARY[name](of(VALUES, dtype)), expected);
  });

  it("are converted to and from each other as PyTorch converts them", () => {
    for (const [from, to, expected] of fixture.conversions) {
      expectResult(() => of(CONVERTED, from).to(to), expected);
    }
  });

  it.each(Object.keys(fixture.random))("%s is made with PyTorch's numbers", (dtype) => {
    for (const [name, expected] of Object.entries(fixture.random[dtype])) {
      manualSeed(11);
      expectResult(() => RANDOM[name](dtype as DType), expected);
    }
  });

  it("print as PyTorch prints them", () => {
    for (const [values, dtype, text] of fixture.texts) expect(String(of(values, dtype))).toBe(text);
  });

  it("have PyTorch's names of types, and go by them", () => {
    for (const [dtype, name] of fixture.types) {
      expect(ones([1], { dtype }).type()).toBe(name);
      expect(zeros([2]).type(name as "torch.FloatTensor").dtype).toBe(dtype);
      expect(zeros([2]).typeAs(ones([1], { dtype })).dtype).toBe(dtype);
    }
    const x = zeros([1]);
    const made = [x.half(), x.bfloat16(), x.int(), x.short(), x.char(), x.byte(), x.type("int8")];
    expect(made.map(({ dtype }) => dtype)).toEqual(["float16", "bfloat16", "int32", "int16", "int8", "uint8", "int8"]);
  });

  it("refuse values that no element can hold", () => {
    expect(() => tensor([300], { dtype: "uint8" })).toThrow("value cannot be converted to type uint8_t");
    expect(() => tensor([40000], { dtype: "int16" })).toThrow(RangeError);
    expect(tensor([-1], { dtype: "uint8" }).item()).toBe(255);
    expect(tensor([70000], { dtype: "float16" }).item()).toBe(Infinity);
  });

  it("index: int32 by places, uint8 as a mask", () => {
    const x = tensor([10, 20, 30]);
    expect(x.index(tensor([2, 0], { dtype: "int32" })).toArray()).toEqual([30, 10]);
    expect(x.index(tensor([1, 0, 2], { dtype: "uint8" })).toArray()).toEqual([10, 30]);
    expect(() => x.index(tensor([1], { dtype: "int16" }))).toThrow("tensors used as indices must be long, int, byte");
    expect(x.gather(0, tensor([1], { dtype: "int32" })).toArray()).toEqual([20]);
  });

  it("give arrays of their width, those of two bytes as float32", () => {
    expect(tensor([1, -2]).short().toTypedArray()).toEqual(Int16Array.of(1, -2));
    expect(tensor([1, 2.5]).bfloat16().toTypedArray()).toEqual(Float32Array.of(1, 2.5));
  });

  it("pass gradients on: floats of two bytes as they are, in their own type", () => {
    const x = tensor([1, 2.5, -3], { requiresGrad: true });
    const half = x.half();
    half.retainGrad();
    half.mul(half).sum().backward();
    expect(half.grad?.dtype).toBe("float16");
    expect(x.grad?.toArray()).toEqual([2, 5, -6]);
    const leaf = tensor([1, 2], { dtype: "bfloat16", requiresGrad: true });
    leaf.mul(3).sum().backward();
    leaf.mul(3).sum().backward();
    expect(leaf.grad?.toArray()).toEqual([6, 6]);
    expect(() => tensor([1], { dtype: "int32", requiresGrad: true })).toThrow(TypeError);
  });

  it("are computed with in compiled functions", () => {
    const step = (x: Tensor, y: Tensor) => x.add(y).mul(3).sub(x.float()).sum();
    const run = compile(step);
    for (const shift of [1, 2, 3]) {
      const x = tensor([100, 2, 200]).add(shift).byte();
      const y = tensor([1, -2.5, 3]).bfloat16();
      expect(run(x, y).item()).toBe(step(x, y).item());
      expect(run(x, x.short()).item()).toBe(step(x, x.short()).item());
    }
  });

  it("are types of a module's parameters", () => {
    const layer = new nn.Linear(2, 2).half();
    expect(layer.weight.dtype).toBe("float16");
    expect(layer.forward(ones([1, 2], { dtype: "float16" })).dtype).toBe("float16");
  });
});
