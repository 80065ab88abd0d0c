import { describe, expect, it } from "vitest";
import "../../src/autograd/methods.ts";
import { repr } from "../../src/python/repr.ts";
import { deserialize } from "../../src/serialization/load.ts";
import { serialize } from "../../src/serialization/save.ts";
import { NestedTensor, QuantizedTensor } from "../../src/serialization/torch/tensorObjects.ts";
import { tensor } from "../../src/tensor/factories.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { index, objectFile, objectTable } from "./support/objects.ts";

const texts = objectTable<Readonly<Record<string, string>>>("texts");

describe("a tensor that is more than elements and strides", () => {
  it.each(index.tensors)("prints as in PyTorch: %s", async (name) => {
    const [value] = await deserialize<unknown[]>(objectFile("tensors", name));
    expect(String(value)).toBe(texts[name]);
    expect(repr(value)).toBe(texts[name]);
  });

  it.each(index.tensors.filter((name) => name.startsWith("quantized")))("is converted: %s", async (name) => {
    const [value, real] = await deserialize<[QuantizedTensor, Tensor]>(objectFile("tensors", name));
    expect(value).toBeInstanceOf(QuantizedTensor);
    const again = value.to("float32");
    expect([again.shape, again.dtype]).toEqual([real.shape, "float32"]);
    expect(again.toArray()).toEqual(real.contiguous().toArray());
    expect(String(value.to("float16"))).toBe(String(again.to("float16")));
    expect(String(value.to("int64"))).toBe(String(again.to("int64")));
    expect(serialize(value)).toEqual(serialize(await deserialize(serialize(value))));
  });
});

describe("a nested tensor", () => {
  it("that leads out of its buffer is refused when it is taken apart", () => {
    const parts = (size: number, offset: number) => [
      tensor([1, 2, 3]),
      tensor([[size]], { dtype: "int64" }),
      tensor([[1]], { dtype: "int64" }),
      tensor([offset], { dtype: "int64" }),
    ];
    const nested = (size: number, offset: number) =>
      new NestedTensor(...(parts(size, offset) as [Tensor, Tensor, Tensor, Tensor]));
    expect(nested(2, 1).unbind().map(String)).toEqual(["tensor([2., 3.])"]);
    expect(() => nested(2, 2).unbind()).toThrow("part 0 of a nested tensor reaches beyond its buffer of 3 elements");
    expect(() => nested(2, -1).unbind()).toThrow(RangeError);
    expect(() => String(nested(1e9, 0))).toThrow(RangeError);
  });
});
