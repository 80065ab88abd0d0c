import { asTensor, cat, clip, nn, noGrad, ones, stack, type Tensor, tensor, zeros } from "downhill";
import { describe, expect, test } from "vitest";

/** A tensor as plain JavaScript has it, which checks no types. */
// biome-ignore lint/suspicious/noExplicitAny: what TypeScript refuses is what is tried
const untyped = (x: Tensor): any => x;

describe("an operator is a TypeError that names the method", () => {
  const x = untyped(tensor([0.5, 2]));
  const one = untyped(tensor(0.25));
  const weight = untyped(new nn.Parameter(ones([2])));

  test.each<[string, RegExp, () => unknown]>([
    ["x + y", /x\.add\(y\) for x \+ y/, () => x + one],
    ["x + 1", /x\.add\(y\)/, () => x + 1],
    ["1 + x", /x\.add\(y\)/, () => 1 + x],
    ["x += 1", /x\.add\(y\)/, () => [x].reduce((sum, each) => sum + each, 0)],
    ["weight + x", /x\.add\(y\)/, () => weight + x],
    ["text + x", /`\$\{x\}` where its text is wanted/, () => ["loss: ", one].reduce((text, each) => text + each)],
    // biome-ignore lint/suspicious/noDoubleEquals: what is tried
    ["x == 1", /x\.eq\(y\) for x == y/, () => one == 0.25],
    ["x * 2", /x\.mul\(y\) for x \* y/, () => x * 2],
    ["2 * weight", /x\.mul\(y\)/, () => 2 * weight],
    ["x - y", /x\.sub\(y\) for x - y/, () => x - one],
    ["x / y", /x\.div\(y\) for x \/ y/, () => x / one],
    ["x ** 2", /x\.pow\(y\)/, () => x ** 2],
    ["x % 2", /x\.remainder\(y\)/, () => x % 2],
    ["-x", /x\.neg\(\)/, () => -x],
    ["+x", /x\.item\(\)/, () => +one],
    ["x < 0.1", /x\.lt\(y\) for x < y/, () => one < 0.1],
    ["0.1 >= x", /x\.ge\(y\)/, () => 0.1 >= one],
    ["Math.min(x, 1)", /Math\.min\(x\.item\(\), 1\)/, () => Math.min(one, 1)],
    ["Math.sqrt(x)", /x\.item\(\) is the number/, () => Math.sqrt(one)],
    ["Math.max(...x)", /x\.item\(\)/, () => Math.max(...x)],
    ["Number(x)", /x\.item\(\)/, () => Number(one)],
    ["isNaN(x)", /x\.item\(\)/, () => Number.isNaN(Number(one))],
    ["x | 0", /x\.item\(\)/, () => one | 0],
  ])("%s", (_, message, operate) => {
    expect(operate).toThrow(TypeError);
    expect(operate).toThrow(message);
  });

  test("but texts are texts, and comparison with nothing is none", () => {
    expect(`${one}`).toBe("tensor(0.2500)");
    expect(String(one)).toBe("tensor(0.2500)");
    expect([one, one].join(" ")).toBe("tensor(0.2500) tensor(0.2500)");
    expect("loss: ".concat(one)).toBe("loss: tensor(0.2500)");
    expect([one == null, x === x]).toEqual([false, true]);
  });
});

describe("for (const row of x)", () => {
  const x = tensor([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);

  test("goes along the first dimension", () => {
    const rows: number[][] = [];
    for (const row of x) rows.push(row.toArray<number[]>());
    expect(rows).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const [first, , third] = x;
    expect([first.toArray(), third.toArray()]).toEqual([
      [1, 2],
      [5, 6],
    ]);
    expect([...x.select(0, 1)].map((each) => each.item())).toEqual([3, 4]);
    expect([...zeros([0, 2])]).toEqual([]);
    expect(Array.from(x, (row) => row.shape)).toEqual([[2], [2], [2]]);
  });

  test("gives views, through which gradients flow", () => {
    const weight = ones([2, 2], { requiresGrad: true });
    const [first, second] = weight;
    first.sum().add(second.mul(3).sum()).backward();
    expect([first.gradFn?.name, weight.grad?.toArray()]).toEqual([
      "UnbindBackward0",
      [
        [1, 1],
        [3, 3],
      ],
    ]);
    noGrad(() => {
      for (const row of weight) row.zero_();
    });
    expect(weight.toArray()).toEqual(zeros([2, 2]).toArray());
  });

  test("is not for tensors without dimensions", () => {
    expect(() => [...tensor(1)]).toThrow(new TypeError("iteration over a 0-d tensor"));
    expect(() => {
      const [value] = tensor(1);
      return value;
    }).toThrow(TypeError);
  });

  test("makes no list of tensors out of one where lists are wanted", () => {
    for (const join of [cat, stack]) expect(() => join(untyped(x))).toThrow(TypeError);
    expect(() => new nn.ModuleList(untyped(x))).toThrow(TypeError);
  });
});

describe("JSON.stringify(x)", () => {
  test("is the elements, nested", () => {
    const x = tensor([
      [1, 2.5],
      [-3, 0],
    ]);
    expect(JSON.stringify(x)).toBe("[[1,2.5],[-3,0]]");
    expect(JSON.stringify({ loss: tensor(0.5), mask: x.gt(0), t: x.t() })).toBe(
      '{"loss":0.5,"mask":[[true,true],[false,false]],"t":[[1,-3],[2.5,0]]}',
    );
    expect(JSON.stringify(new nn.Parameter(ones([2])))).toBe("[1,1]");
    expect(JSON.stringify(zeros([0, 3]))).toBe("[]");
  });

  test("is null for what JSON has no number for, and an error for integers that would be rounded", () => {
    expect(JSON.stringify(tensor([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]))).toBe(
      "[null,null,null]",
    );
    expect(JSON.stringify(tensor([2n ** 53n - 1n]))).toBe("[9007199254740991]");
    expect(() => JSON.stringify(tensor([2n ** 53n]))).toThrow(RangeError);
    expect(JSON.stringify(tensor([1.5]).to("bfloat16"))).toBe("[1.5]");
    expect(() => JSON.stringify(tensor([1]).to("complex64"))).toThrow(/complex64/);
  });
});

test("toArray takes the type that is known", () => {
  const rows: number[][] = ones([2, 3]).toArray<number[][]>();
  const value: number = tensor(1).toArray<number>();
  const flags: boolean[] = ones([2]).gt(0).toArray<boolean[]>();
  expect([rows, value, flags]).toEqual([
    [
      [1, 1, 1],
      [1, 1, 1],
    ],
    1,
    [true, true],
  ]);
});

describe("a tensor is on the processor", () => {
  const x = ones([1]);

  test("and can be sent there", () => {
    expect([x.device, new nn.Parameter(ones([1])).device]).toEqual(["cpu", "cpu"]);
    for (const same of [x.cpu(), x.to("cpu"), x.to({ device: "cpu" }), x.to(x.device)]) expect(same).toBe(x);
    expect(x.to("cpu", "float64").dtype).toBe("float64");
    for (const made of [zeros([1], { device: "cpu" }), ones(1, { device: x.device }), tensor(1, { device: "cpu" })]) {
      expect(made.device).toBe("cpu");
    }
  });

  test.each(["cuda", "cuda:0", "mps", "xpu", "meta"])("and not to %s", (device) => {
    const refused = [
      () => x.to(device as never),
      () => x.to(device as never, "float64"),
      () => x.to({ device } as never),
      () => zeros([2], { device } as never),
      () => asTensor(1, { device } as never),
    ];
    for (const send of refused) {
      expect(send).toThrow(TypeError);
      expect(send).toThrow(`argument 'device' must be "cpu" (the only device there is), not string '${device}'`);
    }
  });
});

test("asTensor leaves tensors as they are", () => {
  const x = ones([2], { requiresGrad: true });
  expect([asTensor(x) === x, asTensor(x, { dtype: "float32" }) === x]).toEqual([true, true]);
  expect(String(asTensor(x, { dtype: "float64" }))).toBe(
    "tensor([1., 1.], dtype=torch.float64, grad_fn=<ToCopyBackward0>)",
  );
  expect([asTensor([1, 2]).toArray(), asTensor(3, { dtype: "int64" }).dtype]).toEqual([[1, 2], "int64"]);
  const data = new Float32Array([1, 2]);
  const made = asTensor(data);
  data[0] = 9;
  expect(made.toArray()).toEqual([1, 2]);
});

test("clip is clamp", () => {
  const x = tensor([-1, 0.5, 2]);
  expect([x.clip(0, 1), x.clip({ max: 1 }), clip(x, 0), x.clone().clip_(0, 1)].map((each) => each.toArray())).toEqual([
    [0, 0.5, 1],
    [-1, 0.5, 1],
    [0, 0.5, 2],
    [0, 0.5, 1],
  ]);
});
