import { readFileSync } from "node:fs";
import * as downhill from "downhill";
import { arange, type DType, linspace, ones, type Tensor, tensor } from "downhill";
import { describe, expect, it } from "vitest";
import { linear } from "../../src/autograd/functions/linear.ts";

interface Refused {
  readonly refused: string;
  readonly message: string;
}

interface Fixture {
  readonly special: readonly string[];
  readonly promotion: readonly [string, DType, number[], DType | "number", number[] | number, DType | Refused][];
  readonly ranges: readonly ["linspace" | "arange", number[], DType, string[]][];
  readonly specialValues: readonly [string, DType, unknown, string[]][];
  readonly integers: Readonly<Record<string, string[]>>;
  readonly refusals: Readonly<Record<string, string>>;
}

const fixture = JSON.parse(
  // Python writes NaN as it is, which JSON does not know.
  readFileSync(new URL("../../../../reference/fixtures/tensor.json", import.meta.url), "utf8").replaceAll(
    /(?<=[[,])NaN(?=[\],])/g,
    '"nan"',
  ),
) as Fixture;

const free = downhill as unknown as Record<string, (...args: unknown[]) => Tensor>;
const CAMEL: Readonly<Record<string, string>> = { logical_not: "logicalNot" };

/** The elements' bits as text. NaNs are equal whatever their payload. */
function bits(t: Tensor): string[] {
  const array = t.toTypedArray();
  const views = { float32: Int32Array, float64: BigInt64Array } as const;
  const raw = t.dtype in views ? new views[t.dtype as "float32"](array.buffer) : array;
  return Array.from(raw as ArrayLike<number | bigint>, (value, i) =>
    t.dtype === "bool" ? (value ? "True" : "False") : Number.isNaN(array[i]) ? "NaN" : String(value),
  );
}

/** Fixture bits in the same form. */
function normalized(expected: readonly string[], dtype: DType): string[] {
  return expected.map((text) => {
    if (dtype === "float32") {
      const value = new Float32Array(Int32Array.of(Number(text)).buffer)[0];
      return Number.isNaN(value) ? "NaN" : text;
    }
    if (dtype === "float64") {
      const value = new Float64Array(BigInt64Array.of(BigInt(text)).buffer)[0];
      return Number.isNaN(value) ? "NaN" : text;
    }
    return text;
  });
}

describe("type promotion", () => {
  const functions: Record<string, (a: Tensor, b: Tensor | number) => Tensor> = {
    add: (a, b) => a.add(b),
    mul: (a, b) => a.mul(b),
    div: (a, b) => a.div(b),
    pow: (a, b) => a.pow(b),
    maximum: (a, b) => a.maximum(b as Tensor),
    eq: (a, b) => a.eq(b),
    where: (a, b) => a.where(ones([3], { dtype: "bool" }), b),
  };
  for (const [name, f] of Object.entries(functions)) {
    it(name, () => {
      for (const [, a, p, b, q, expected] of fixture.promotion.filter((row) => row[0] === name)) {
        const x = ones(p, { dtype: a });
        const y = b === "number" ? (q as number) : ones(q as number[], { dtype: b });
        const what = `${name} of ${a}[${p}] and ${b} ${JSON.stringify(q)}`;
        if (typeof expected === "object") expect(() => f(x, y), what).toThrow();
        else expect(f(x, y).dtype, what).toBe(expected);
      }
    });
  }
});

describe("ranges have PyTorch's bits", () => {
  it.each(["linspace", "arange"] as const)("%s", (name) => {
    for (const [, args, dtype, expected] of fixture.ranges.filter((row) => row[0] === name)) {
      const range = name === "linspace" ? linspace : arange;
      const options = dtype === "int64" ? {} : { dtype };
      const result = (range as (...values: unknown[]) => Tensor)(...args, options);
      expect(result.dtype).toBe(dtype);
      expect(bits(result), `${name}(${args})`).toEqual(expected);
    }
  });
});

describe("exact functions have PyTorch's bits on special values", () => {
  const values = fixture.special.map((text) => Number(text.replace("inf", "Infinity").replace("nan", "NaN")));
  const pairs = values.flatMap((a) => values.map((b) => [a, b]));
  const number = (value: unknown) => (value === "nan" ? Number.NaN : value);
  for (const [name, dtype, argument, expected] of fixture.specialValues) {
    it(`${name}(${JSON.stringify(argument)}) in ${dtype}`, () => {
      const x = tensor(values, { dtype });
      const a = tensor(
        pairs.map((pair) => pair[0]),
        { dtype },
      );
      const b = tensor(
        pairs.map((pair) => pair[1]),
        { dtype },
      );
      const f = free[CAMEL[name] ?? name];
      let result: Tensor;
      if (Array.isArray(argument)) result = f(x, ...argument.map(number));
      else if (argument === "pairs") result = f(a, b);
      else if (name === "addcmul" || name === "addcdiv") result = f(a, b, a, { value: argument });
      else result = f(a, b, argument);
      expect(bits(result)).toEqual(normalized(expected, result.dtype));
    });
  }
});

describe("int64 is exact and wraps", () => {
  const { values, ...expected } = fixture.integers;
  const x = tensor(values.map(BigInt));
  const a = tensor(values.flatMap((u) => values.map(() => BigInt(u))));
  const b = tensor(values.flatMap(() => values.map(BigInt)));
  const results: Record<string, () => Tensor> = {
    float32: () => x.float(),
    float64: () => x.double(),
    bool: () => x.bool(),
    neg: () => x.neg(),
    abs: () => x.abs(),
    sign: () => x.sign(),
    square: () => x.square(),
    cube: () => x.pow(3),
    sum: () => x.sum(),
    prod: () => x.prod(),
    amax: () => x.amax(),
    argmin: () => x.argmin(),
    add: () => a.add(b),
    sub: () => a.sub(b),
    mul: () => a.mul(b),
    add3: () => a.add(b, { alpha: 3 }),
    lt: () => a.lt(b),
    maximum: () => a.maximum(b),
    matmul: () =>
      x
        .narrow(0, 0, 9)
        .view([3, 3])
        .matmul(x.narrow(0, 2, 9).view([3, 3])),
    fromFloat: () => tensor([1.9, -1.9, 2 ** 53, 1e300, -1e300, Infinity, Number.NaN], { dtype: "float64" }).long(),
  };
  it.each(Object.keys(expected))("%s", (name) => {
    expect(bits(results[name]())).toEqual(expected[name]);
  });
});

describe("refusals read like PyTorch's", () => {
  const o = ones;
  const bools = o([3], { dtype: "bool" });
  const doubles = (size: number[]) => o(size, { dtype: "float64" });
  const calls: Record<string, () => unknown> = {
    add: () => o([2, 3]).add(o([2, 4])),
    subBools: () => bools.sub(bools),
    powNegative: () => arange(3).pow(-1),
    mm: () => o([2, 3]).matmul(o([4, 5])),
    mv: () => o([2, 2]).mv(o([3])),
    dot: () => o([2]).matmul(o([3])),
    bmm: () => o([2, 2, 3]).matmul(o([2, 4, 5])),
    bmmBatch: () => o([2, 2, 3]).matmul(o([3, 3, 5])),
    matmulScalar: () => tensor(1).matmul(o([3, 3])),
    matmulTypes: () => o([2, 3]).matmul(doubles([3, 2])),
    linear: () => linear(o([2, 3]), o([4, 5]), o([4])),
    linearBias: () => linear(o([2, 3]), o([4, 3]), o([5])),
    view: () => o([2, 3]).t().view([6]),
    reshape: () => o([2, 3]).reshape([4, 2]),
    reshapeTwice: () => o([2, 3]).reshape([-1, -1]),
    reshapeUnknown: () => o([2, 3]).reshape([4, -1]),
    reshapeEmpty: () => o([0, 3]).reshape([0, -1]),
    expand: () => o([2, 3]).expand([2, 4]),
    expandNew: () => o([2, 3]).expand([-1, 2, 3]),
    t: () => o([2, 3, 1]).t(),
    dim: () => o([2, 3]).sum(5),
    dimScalar: () => tensor(1).sum(1),
    dimTwice: () => o([2, 3]).sum([0, -2]),
    meanIntegers: () => arange(3).mean(),
    maxEmpty: () => o([2, 0]).max(1),
    amaxEmpty: () => o([0]).amax(),
    argmaxEmpty: () => o([0]).argmax(),
    argmaxBool: () => bools.argmax(),
    varIntegers: () => arange(3).var(),
    normIntegers: () => arange(3).norm(),
    clamp: () => o([3]).clamp(),
    item: () => o([2]).item(),
    linspace: () => linspace(0, 1, -1),
    arangeStep: () => arange(0, 5, 0),
    arangeSign: () => arange(5, 0, 1),
    uneven: () => tensor([[1, 2], [1]]),
    allclose: () => o([2]).allclose(doubles([2])),
    negativeSize: () => ones([2, -1]),
  };
  /** The same message with Python's words for this language's. */
  const translated = (message: string) =>
    message
      .replace("must not be None", "must not be null")
      .replace("`^` or `logical_xor()` operator", "`logicalXor()` or `logicalNot()` operator");

  it.each(Object.keys(fixture.refusals))("%s", (name) => {
    expect(calls[name]).toThrow(translated(fixture.refusals[name]));
  });
});
