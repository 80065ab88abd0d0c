import * as downhill from "downhill";
import { describe, expect, it } from "vitest";

const { autograd, tensor } = downhill;

/** What JavaScript lets a program pass although the types forbid it. */
function call(target: object, name: string, ...args: unknown[]): () => unknown {
  return () => (target as Record<string, (...values: unknown[]) => unknown>)[name](...args);
}

const x = () => tensor([1, 2, 3]);

describe("arguments that are none", () => {
  it.each([
    ["full", [[2], "a"], "full(): argument 'fillValue' must be a number, a bigint or a boolean, not string 'a'"],
    ["full", [[2], null], "full(): argument 'fillValue' must be a number, a bigint or a boolean, not null"],
    ["fullLike", [x(), [1]], "fullLike(): argument 'fillValue' must be a number, a bigint or a boolean, not array"],
    ["zerosLike", [null], "zerosLike(): argument 'input' must be Tensor, not null"],
    ["emptyLike", [[1]], "emptyLike(): argument 'input' must be Tensor, not array"],
    ["normal", ["0", 1, [1]], "normal(): argument 'mean' must be a number, not string '0'"],
    ["normal", [0, "1", [1]], "normal(): argument 'std' must be a number, not string '1'"],
  ])("%s(%j)", (name, args, message) => {
    expect(call(downhill, name, ...args)).toThrow(new TypeError(message));
  });

  it.each([
    ["fill_", [], "fill_() missing 1 required positional argument: 'value'"],
    ["fill_", ["a"], "fill_(): argument 'value' must be Tensor or number, not string 'a'"],
    ["indexPut_", [[0], null], "indexPut_(): argument 'values' must be Tensor or number, not null"],
    ["indexPut_", [[0], [1]], "indexPut_(): argument 'values' must be Tensor or number, not array"],
    ["expand", ["2"], "expand(): argument 'size' must be an array of integers, not string '2'"],
    ["permute", ["0"], "permute(): argument 'dims' must be an array of integers, not string '0'"],
    ["squeeze", ["0"], "squeeze(): argument 'dim' must be an integer, an array of integers or null, not string '0'"],
    ["flip", [], "flip() missing 1 required positional argument: 'dims'"],
    ["sum", [{ keepdim: 1 }], "sum(): argument 'keepdim' must be a boolean, not number 1"],
    ["asStrided", [[2]], "asStrided() missing 1 required positional argument: 'stride'"],
    ["asStrided", [[2], [1.5]], "stride must consist of integers, got [1.5]"],
    ["add", [1, { alpha: "2" }], "add(): argument 'alpha' must be Number, not string '2'"],
    ["addcmul", [x(), x(), { value: "2" }], "addcmul(): argument 'value' must be Number, not string '2'"],
    ["addcdiv", [x(), x(), { value: "2" }], "addcdiv(): argument 'value' must be Number, not string '2'"],
    ["logicalAnd", [1], "logicalAnd(): argument 'other' must be Tensor, not number 1"],
  ])("%s(%j)", (name, args, message) => {
    const target = x();
    expect(call(target, name, ...args)).toThrow(new TypeError(message));
    expect(target.toArray()).toEqual([1, 2, 3]);
  });

  it("backward and grad", () => {
    const loss = () => x().requiresGrad_().sum();
    expect(call(loss(), "backward", { inputs: 3 })).toThrow(
      "backward(): argument 'inputs' must be Tensor or an array of Tensors, not number 3",
    );
    expect(() => loss().backward({ inputs: x() })).toThrow("One of the differentiated Tensors does not require grad");
    expect(call(autograd, "grad", undefined, x().requiresGrad_())).toThrow(
      "grad() missing 1 required positional argument: 'outputs'",
    );
    expect(call(autograd, "grad", loss(), "a")).toThrow(
      "grad(): argument 'inputs' must be Tensor or an array of Tensors, not string 'a'",
    );
  });

  it("minus zero is the size zero", () => {
    expect(Object.is(downhill.zeros([-0]).shape[0], 0)).toBe(true);
  });

  it("nested typed arrays keep their kinds, the widest of which decides", () => {
    expect(tensor([[], []]).shape).toEqual([2, 0]);
    expect(tensor([new Float64Array(2), new Float64Array(2)]).dtype).toBe("float64");
    expect(tensor([new Float32Array(2), [1, 2]]).dtype).toBe("float32");
    expect(tensor([new Int8Array(2), new Int32Array([3, 4])]).toArray()).toEqual([
      [0, 0],
      [3, 4],
    ]);
    expect(tensor([new Int8Array(2)]).dtype).toBe("int64");
    expect(tensor([new Float64Array(0)]).dtype).toBe("float64");
    expect(tensor([[true], [1n]]).dtype).toBe("int64");
  });
});
