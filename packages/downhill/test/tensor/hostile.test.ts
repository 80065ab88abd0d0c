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
    ["full", [[2], "a"], "fillValue must be a number, a bigint or a boolean, got string"],
    ["full", [[2], null], "fillValue must be a number, a bigint or a boolean, got null"],
    ["fullLike", [x(), [1]], "fillValue must be a number, a bigint or a boolean, got object"],
    ["zerosLike", [null], "input must be a Tensor, got object"],
    ["emptyLike", [[1]], "input must be a Tensor, got object"],
    ["normal", ["0", 1, [1]], "normal(): argument 'mean' must be Number, not string"],
    ["normal", [0, "1", [1]], "normal(): argument 'std' must be Tensor, not string"],
  ])("%s(%j)", (name, args, message) => {
    expect(call(downhill, name, ...args)).toThrow(new TypeError(message));
  });

  it.each([
    ["fill_", [], "fill_(): argument 'value' must be Tensor or number, not undefined"],
    ["fill_", ["a"], "fill_(): argument 'value' must be Tensor or number, not string"],
    ["indexPut_", [[0], null], "index_put_(): argument 'values' must be Tensor or number, not null"],
    ["indexPut_", [[0], [1]], "index_put_(): argument 'values' must be Tensor or number, not object"],
    ["expand", [2, 3], "sizes must be an array of integers, got 2"],
    ["permute", ["0"], "dims must be an array of integers, got 0"],
    ["squeeze", ["0"], "dim must be an array of integers, got 0"],
    ["flip", [], "dims must be an array of integers, got undefined"],
    ["sum", [{ keepdim: true }], "dim must be an array of integers, got [object Object]"],
    ["asStrided", [[2]], "stride must be an array of integers, got undefined"],
    ["asStrided", [[2], [1.5]], "stride must consist of integers, got [1.5]"],
    ["add", [1, { alpha: "2" }], "add(): argument 'alpha' must be Number, not string"],
    ["addcmul", [x(), x(), { value: "2" }], "addcmul(): argument 'value' must be Number, not string"],
    ["addcdiv", [x(), x(), { value: "2" }], "addcdiv(): argument 'value' must be Number, not string"],
    ["logicalAnd", [1], "logicalAnd(): argument 'other' must be Tensor, not number"],
  ])("%s(%j)", (name, args, message) => {
    const target = x();
    expect(call(target, name, ...args)).toThrow(new TypeError(message));
    expect(target.toArray()).toEqual([1, 2, 3]);
  });

  it("backward and grad", () => {
    const loss = () => x().requiresGrad_().sum();
    expect(call(loss(), "backward", { inputs: 3 })).toThrow("inputs must be Tensors, got number");
    expect(() => loss().backward({ inputs: x() })).toThrow("One of the differentiated Tensors does not require grad");
    expect(call(autograd, "grad", undefined, x().requiresGrad_())).toThrow("outputs must be Tensors, got undefined");
    expect(call(autograd, "grad", loss(), "a")).toThrow("inputs must be Tensors, got string");
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
