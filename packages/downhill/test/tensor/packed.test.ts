import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type DType, Tensor, tensor, zeros } from "downhill";
import { describe, expect, it } from "vitest";
import { itemSize } from "../../src/memory/dtype.ts";
import { allocateStorage, storageBytes } from "../../src/serialization/torch/storages.ts";

const expected = JSON.parse(
  readFileSync(new URL("../../../../reference/fixtures/files/conversions.json", import.meta.url), "utf8"),
) as {
  readonly decoded: Readonly<Record<DType, Readonly<Record<"float32" | "float64" | "int64", string>>>>;
  readonly encoded: Readonly<Record<DType, string>>;
};

function sha(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}

function bytesOf(x: Tensor): Uint8Array {
  return storageBytes(x.storage);
}

/** A vector of a packed type over given bytes. */
function packed(dtype: DType, bytes: Uint8Array): Tensor {
  const count = bytes.length / itemSize(dtype);
  const storage = allocateStorage(dtype, bytes.length);
  storageBytes(storage).set(bytes);
  return Tensor.over(storage, [count], [1], 0, count, true);
}

function patterns(dtype: DType): Uint8Array {
  const size = itemSize(dtype);
  if (size === 1) return Uint8Array.from({ length: 256 }, (_, i) => i);
  if (size === 2) return new Uint8Array(Uint16Array.from({ length: 65536 }, (_, i) => i).buffer);
  const longs = BigInt64Array.from({ length: 1000 }, (_, i) => BigInt.asIntN(64, BigInt(i) * 0x0123456789abcdefn));
  return new Uint8Array(longs.buffer).slice(0, 1000 * size);
}

/** The numbers of float32 that the script has: all exponents, fractions around the ties. */
function numbers(): number[] {
  const fractions = new Set([0, 2 ** 23 - 1]);
  for (let cut = 12; cut < 24; cut++) {
    for (const tie of [2 ** (cut - 1), 3 * 2 ** (cut - 1)]) {
      for (const x of [tie - 1, tie, tie + 1]) if (x >= 0 && x < 2 ** 23) fractions.add(x);
    }
  }
  const sorted = [...fractions].sort((a, b) => a - b);
  const bits = Int32Array.from({ length: 511 }, (_, e) => e).reduce<number[]>((list, e) => {
    for (const f of sorted) list.push((e << 23) | f);
    return list;
  }, []);
  return Array.from(new Float32Array(Int32Array.from(bits).buffer)).filter((x) => !Number.isNaN(x));
}

const types = Object.keys(expected.decoded) as DType[];
const isInteger = (dtype: DType) => /^u?int/.test(dtype);

describe("types that are not computed with", () => {
  it.each(types)("every %s becomes the number that PyTorch makes of it", (dtype) => {
    const source = packed(dtype, patterns(dtype));
    for (const target of Object.keys(expected.decoded[dtype]) as ("float32" | "float64" | "int64")[]) {
      expect(sha(bytesOf(source.to(target))), target).toBe(expected.decoded[dtype][target]);
    }
  });

  it.each(types)("numbers become the %s that PyTorch rounds them to", (dtype) => {
    const values = dtype === "float8_e8m0fnu" ? numbers().map(Math.abs) : numbers();
    const source = isInteger(dtype)
      ? tensor(BigInt64Array.from({ length: 2000 }, (_, i) => BigInt(i - 1000) * 0x0123456789abn))
      : tensor(new Float32Array(values));
    expect(sha(bytesOf(source.to(dtype)))).toBe(expected.encoded[dtype]);
  });

  it("are not computed with, and the error says what to do", () => {
    const half = tensor([1, 2]).to("float8_e5m2");
    const message = /tensors of dtype float8_e5m2 .* not computed with: convert it first, with \.to\("float32"\)/;
    const one = tensor([1, 1]);
    const attempts: (() => unknown)[] = [
      () => half.add(half),
      () => half.mul(2),
      () => one.add(half),
      () => half.exp(),
      () => half.sum(),
      () => half.matmul(half),
      () => tensor(1).to("float8_e5m2").item(),
      () => half.toArray(),
      () => half.zero_(),
      () => half.lt(1),
      () => half.cumsum(0),
      () => half.max(),
    ];
    for (const attempt of attempts) expect(attempt).toThrow(message);
    expect(() => tensor([1]).to("uint16").add(1)).toThrow(/\.to\("int64"\)/);
    expect(() => zeros([2], { dtype: "complex64" })).toThrow(/\.to\("complex64"\)/);
    expect(() => half.to("half" as DType)).toThrow(TypeError);
  });

  it("are copied, viewed and written to tensors of other types", () => {
    const half = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]).to("float16");
    expect(half.dtype).toBe("float16");
    expect(half.t().to("float32").toArray()).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    const copy = half.t().clone();
    expect(copy.storage === half.storage).toBe(false);
    expect(copy.to("float64").toArray()).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    expect(half.t().contiguous().strides).toEqual([2, 1]);
    expect(half.t().contiguous().to("int64").toArray()).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    const target = zeros([2, 2, 3]);
    target.copy_(half);
    expect(target.select(0, 1).toArray()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(half.to("bfloat16").to("float8_e5m2").to("uint8").to("float32").toArray()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(half.unsqueeze(0).expand([2, 2, 3]).to("bool").toArray()).toEqual(
      Array(2).fill([
        [true, true, true],
        [true, true, true],
      ]),
    );
  });

  it("print as PyTorch prints them", () => {
    expect(String(tensor([1, 2.5]).to("float16"))).toBe("tensor([1.0000, 2.5000], dtype=torch.float16)");
    expect(String(tensor([1, -2]).to("int8"))).toBe("tensor([ 1, -2], dtype=torch.int8)");
    expect(String(tensor([1]).to("complex64"))).toBe("tensor(..., size=(1,), dtype=torch.complex64)");
  });

  it("keep both parts of complex numbers between complex types", () => {
    const complex = packed("complex64", new Uint8Array(new Float32Array([1, 2, 3, -4]).buffer));
    const wide = complex.to("complex128");
    expect(Array.from(new Float64Array(bytesOf(wide).buffer))).toEqual([1, 2, 3, -4]);
    expect(Array.from(bytesOf(wide.to("complex32").to("complex64")))).toEqual(Array.from(bytesOf(complex)));
    expect(Array.from(new Float32Array(bytesOf(tensor([5, 6]).to("complex64")).buffer))).toEqual([5, 0, 6, 0]);
  });
});
