import { add, arange, normal, ones, randint, relu, type Tensor, tensor, zeros } from "downhill";
import { describe, expect, it } from "vitest";
import { BOOLEAN, INTEGER, listOf, NUMBER, orNull } from "../../src/signatures/kinds.ts";
import { overloads } from "../../src/signatures/overloads.ts";
import { optional } from "../../src/signatures/parameters.ts";
import { method, publish } from "../../src/signatures/publish.ts";
import { signature } from "../../src/signatures/signature.ts";
import { nearest } from "../../src/signatures/suggest.ts";

const convolve = signature(
  "convolve",
  { channels: INTEGER, kernel: optional(INTEGER) },
  { stride: NUMBER, padding: optional(NUMBER, 0) },
  { bias: BOOLEAN },
);

/** What a function got. */
const echo = publish(convolve, (...args: unknown[]) => args) as (...args: unknown[]) => unknown[];

describe("a published function", () => {
  it("gets arguments that are in their places as they are", () => {
    const options = { stride: 2, bias: true };
    expect(echo(1)).toEqual([1, undefined]);
    expect(echo(1, 2)).toEqual([1, 2]);
    expect(echo(1, 2, options)[2]).toBe(options);
    expect(echo(1, undefined, options)).toEqual([1, undefined, options]);
    expect(echo(1, 2, undefined)).toEqual([1, 2]);
  });

  it("gets options that stand earlier, and named parameters, in their places", () => {
    expect(echo(1, { stride: 2 })).toEqual([1, undefined, { stride: 2 }]);
    expect(echo(1, { kernel: 3, stride: 2 })).toEqual([1, 3, { stride: 2 }]);
    expect(echo({ channels: 1, kernel: 3 })).toEqual([1, 3, {}]);
    expect(echo(1, { kernel: undefined })).toEqual([1, undefined, {}]);
  });

  it("changes no object of options", () => {
    const options = Object.freeze({ kernel: 3, stride: 2 });
    expect(echo(1, options)[2]).toEqual({ stride: 2 });
    expect(options).toEqual({ kernel: 3, stride: 2 });
  });

  it.each<[message: string, args: unknown[]]>([
    ["convolve() missing 1 required positional argument: 'channels'", []],
    ["convolve() missing 1 required positional argument: 'channels'", [{ stride: 1 }]],
    ["convolve(): argument 'channels' must be an integer, not string '1'", ["1"]],
    ["convolve(): argument 'channels' must be an integer, not number 1.5", [1.5]],
    ["convolve(): argument 'channels' must be an integer, not null", [null]],
    ["convolve(): argument 'kernel' must be an integer, not array", [1, [2]]],
    ["convolve(): argument 'stride' must be a number, not string 'a'", [1, 2, { stride: "a" }]],
    ["convolve(): argument 'stride' must be a number, not null", [1, 2, { stride: null }]],
    ["convolve(): argument 'kernel' must be an integer, not Map", [1, { kernel: new Map() }]],
    ["convolve() got multiple values for argument 'kernel'", [1, 2, { kernel: 3 }]],
    ["convolve() takes one object of options, but got two", [1, { kernel: 3 }, { stride: 2 }]],
    [
      "convolve() got an unexpected option 'stirde'; its options are stride, padding, bias, kernel; did you mean 'stride'?",
      [1, 2, { stirde: 2 }],
    ],
    [
      "convolve() got an unexpected option 'zzz'; its options are stride, padding, bias, kernel",
      [1, { zzz: undefined }],
    ],
    ["convolve() takes only channels and kernel by position: pass { stride: 2 }", [1, 2, 2]],
    ["convolve() takes only channels and kernel by position: pass { stride: 2, padding: 1 }", [1, 2, 2, 1, 7, 8]],
    [
      "convolve() takes only channels and kernel by position: pass { stride: 2, padding: [1, null], bias: true }",
      [1, 2, 2, [1, null], { bias: true }],
    ],
    ["convolve() takes only channels and kernel by position: pass { stride }", [1, 2, new Map()]],
    ["convolve() takes only channels and kernel by position: pass { stride: null }", [1, 2, null]],
    ["convolve() takes only channels and kernel by position: pass { stride: 5, bias: true }", [1, { bias: true }, 5]],
  ])("refuses: %s", (message, args) => {
    expect(() => echo(...args)).toThrow(new TypeError(message));
  });

  it("takes options without a prototype, and those named like members of objects", () => {
    expect(echo(1, 2, Object.assign(Object.create(null), { stride: 2 }))).toEqual([1, 2, { stride: 2 }]);
    for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty"]) {
      expect(() => echo(1, 2, JSON.parse(`{ "${name}": 1 }`)), name).toThrow(`unexpected option '${name}'`);
    }
  });

  it("ignores what callbacks are handed beside the element, and nothing else", () => {
    const x = tensor([-1, 2]);
    const tensors: Tensor[] = [x, x];
    expect(tensors.map(relu).map((y) => y.toArray())).toEqual([
      [0, 2],
      [0, 2],
    ]);
    expect(tensors.reduce(add as (a: Tensor, b: Tensor) => Tensor).toArray()).toEqual([-2, 4]);
    const loose = { relu, zeros, add } as unknown as Record<string, (...args: unknown[]) => unknown>;
    expect(() => loose.relu(x, x)).toThrow("relu() takes 1 positional argument but 2 were given");
    expect(() => loose.add(x, 2, x)).toThrow("add() takes 2 positional arguments but 3 were given");
    expect(() => loose.zeros(2, 3, "float64")).toThrow(
      "zeros() takes 1 positional argument but 2 were given; its options are dtype, device, requiresGrad",
    );
  });

  it("is named as what it publishes", () => {
    expect(relu.name).toBe("relu");
    expect(zeros([1]).relu_.name).toBe("relu_");
  });
});

describe("lists that may be given one after another", () => {
  const sized = publish(
    signature("sized", { size: { ...listOf<number>("integers"), isGathered: true } }, {}, { bias: BOOLEAN }),
    (...args: unknown[]) => args,
  ) as (...args: unknown[]) => unknown[];

  it("are gathered up to the options", () => {
    expect(sized([2, 3])).toEqual([[2, 3]]);
    expect(sized(2, 3)).toEqual([[2, 3]]);
    expect(sized(2, { bias: true })).toEqual([[2], { bias: true }]);
    expect(sized({ size: [2] })).toEqual([[2], {}]);
    expect(() => sized()).toThrow("sized() missing 1 required positional argument: 'size'");
    expect(() => sized("2")).toThrow("argument 'size' must be an array of integers, not string '2'");
    expect(() => sized(2, "3")).toThrow("takes 1 positional argument but 2 were given");
  });

  it("are the sizes of factories and views", () => {
    const x = ones(2, 3, { dtype: "float64" });
    expect([x.shape, x.dtype]).toEqual([[2, 3], "float64"]);
    expect(x.view(3, -1).shape).toEqual([3, 2]);
    expect(x.view(-1).shape).toEqual([6]);
    expect(x.reshape(1, 6).shape).toEqual([1, 6]);
    expect(x.permute(1, 0).shape).toEqual([3, 2]);
    expect(x.expand(4, -1, -1).shape).toEqual([4, 2, 3]);
    expect(x.flip(0, 1).shape).toEqual([2, 3]);
    expect(ones(1, 2, 1).squeeze(0, 2).shape).toEqual([2]);
  });
});

describe("several signatures", () => {
  const extreme = publish(
    overloads(
      signature("extreme", {}),
      signature("extreme", { dim: INTEGER }, { keepdim: BOOLEAN }),
      signature("extreme", { other: listOf<number>("numbers") }),
    ),
    (...args: unknown[]) => args,
  ) as (...args: unknown[]) => unknown[];

  it("the first that fits is the one that is meant", () => {
    expect(extreme()).toEqual([]);
    expect(extreme(1)).toEqual([1]);
    expect(extreme(1, { keepdim: true })).toEqual([1, { keepdim: true }]);
    expect(extreme({ dim: 1, keepdim: true })).toEqual([1, { keepdim: true }]);
    expect(extreme([1])).toEqual([[1]]);
    expect(extreme({ other: [1] })).toEqual([[1], {}]);
  });

  it.each<[message: string, args: unknown[]]>([
    ["extreme() takes only dim by position: pass { keepdim: true }", [1, true]],
    [
      "extreme() received an invalid combination of arguments - got (string 'a'), but expected one of extreme(), " +
        "extreme(dim, { keepdim }), extreme(other)",
      ["a"],
    ],
    [
      "extreme() got an unexpected option 'kepdim'; its options are keepdim; did you mean 'keepdim'?",
      [1, { kepdim: true }],
    ],
  ])("refuse: %s", (message, args) => {
    expect(() => extreme(...args)).toThrow(new TypeError(message));
  });

  it("quote the one that fits best", () => {
    const loose = { normal, randint, arange } as unknown as Record<string, (...args: unknown[]) => unknown>;
    expect(() => loose.normal(0, 1)).toThrow("normal() missing 1 required positional argument: 'size'");
    expect(() => loose.randint(1.5, [2])).toThrow("randint(): argument 'high' must be an integer, not number 1.5");
    expect(() => loose.arange()).toThrow("arange() received an invalid combination of arguments - got (), but");
  });
});

describe("a method", () => {
  const scale = method(signature("scale", { factor: NUMBER }, { bias: orNull(NUMBER) }), (...args: unknown[]) => args);
  const object = { scale };

  it("gets its object first", () => {
    expect(object.scale(2)).toEqual([object, 2]);
    expect(object.scale(2, { bias: null })).toEqual([object, 2, { bias: null }]);
    expect(object.scale({ factor: 2 })).toEqual([object, 2, {}]);
    expect(() => object.scale(2, 3)).toThrow("scale() takes only factor by position: pass { bias: 3 }");
  });
});

describe("reading a signature", () => {
  it("fills in defaults", () => {
    expect(convolve.read([1])).toEqual({
      channels: 1,
      kernel: undefined,
      stride: undefined,
      padding: 0,
      bias: undefined,
    });
    expect(convolve.read([1, 2, { padding: 3, bias: false }])).toEqual({
      channels: 1,
      kernel: 2,
      stride: undefined,
      padding: 3,
      bias: false,
    });
    expect(() => convolve.read([1, 2, 3])).toThrow("pass { stride: 3 }");
  });
});

describe("nearest", () => {
  it.each<[string, string | null]>([
    ["stirde", "stride"],
    ["Stride", "stride"],
    ["weight_decay", "weightDecay"],
    ["wieght_decay", "weightDecay"],
    ["strid", "stride"],
    ["beta", "betas"],
    ["xyz", null],
    ["lr", null],
    ["", null],
  ])("%s -> %s", (word, expected) => {
    expect(nearest(word, ["stride", "weightDecay", "betas", "eps"])).toBe(expected);
  });
});
