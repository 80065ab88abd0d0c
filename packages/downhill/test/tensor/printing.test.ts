import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { type DType, viewArray } from "../../src/memory/dtype.ts";
import { setDefaultDtype } from "../../src/tensor/defaultDtype.ts";
import { formatSparse, formatTensor, type Printable } from "../../src/tensor/printing.ts";
import {
  getPrintOptions,
  type PrintOptionsUpdate,
  printOptions,
  setPrintOptions,
} from "../../src/tensor/printOptions.ts";

interface Description {
  dtype: DType;
  shape: number[];
  strides: number[];
  offset: number;
  bytes?: string;
  rule?: { count: number; step: number; modulus: number; shift: number; scale: number };
}

interface Case extends Description {
  text: string;
  options: PrintOptionsUpdate;
  gradFn: string | null;
  requiresGrad: boolean;
  indices?: Description;
  values?: Description;
}

const { cases } = JSON.parse(
  readFileSync(new URL("../../../../reference/fixtures/printing.json", import.meta.url), "utf8"),
) as { cases: Case[] };

function printable({ dtype, shape, strides, offset, bytes, rule }: Description): Printable {
  if (rule !== undefined) {
    const element = (i: number) => (((i * rule.step) % rule.modulus) - rule.shift) * rule.scale;
    const numbers = Array.from({ length: rule.count }, (_, i) => element(i));
    const data =
      dtype === "float32"
        ? Float32Array.from(numbers)
        : dtype === "float64"
          ? numbers
          : numbers.map((x) => BigInt(dtype === "bool" ? Number(x !== 0) : Math.trunc(x)));
    return { dtype, shape, strides, offset, data };
  }
  const buffer = Uint8Array.from(Buffer.from(bytes!, "base64")).buffer;
  const itemSize = dtype === "bool" ? 1 : dtype === "float32" ? 4 : 8;
  return { dtype, shape, strides, offset, data: viewArray(dtype, buffer, 0, buffer.byteLength / itemSize) };
}

afterEach(() => {
  setDefaultDtype("float32");
  setPrintOptions({ profile: "default" });
});

describe("tensors print as in PyTorch", () => {
  it.each(cases.map((item, index) => [index, item] as const))("case %i", (_, item) => {
    const text = printOptions(item.options, () =>
      item.indices !== undefined
        ? formatSparse(
            {
              shape: item.shape,
              nnz: item.indices.shape[1],
              layout: "torch.sparse_coo",
              parts: [
                ["indices", printable(item.indices)],
                ["values", printable(item.values!)],
              ],
            },
            item,
          )
        : formatTensor(printable(item), item),
    );
    expect(text).toBe(item.text);
  });
});

it("names the dtype that is not the default one", () => {
  const vector = (dtype: DType) => ({ dtype, shape: [1], strides: [1], offset: 0, data: [1] });
  setDefaultDtype("float64");
  expect(formatTensor(vector("float64"))).toBe("tensor([1.])");
  expect(formatTensor(vector("float32"))).toBe("tensor([1.], dtype=torch.float32)");
  expect(formatTensor({ ...vector("float32"), shape: [0], data: [] })).toBe("tensor([], dtype=torch.float32)");
});

describe("print options", () => {
  it("start from a profile and keep what is not given, except the notation", () => {
    setPrintOptions({ precision: 2, sciMode: true });
    setPrintOptions({ linewidth: 100 });
    expect(getPrintOptions()).toEqual({ precision: 2, threshold: 1000, edgeitems: 3, linewidth: 100, sciMode: null });
    setPrintOptions({ profile: "full", edgeitems: 1 });
    expect(getPrintOptions()).toEqual({
      precision: 4,
      threshold: Number.POSITIVE_INFINITY,
      edgeitems: 1,
      linewidth: 80,
      sciMode: null,
    });
  });

  it("go back after a block, also when it throws", () => {
    const before = getPrintOptions();
    expect(() =>
      printOptions({ precision: 1 }, () => {
        expect(getPrintOptions().precision).toBe(1);
        throw new Error("stop");
      }),
    ).toThrow("stop");
    expect(getPrintOptions()).toEqual(before);
  });

  it("refuse what is not of their kind, changing nothing", () => {
    const before = getPrintOptions();
    expect(() => setPrintOptions({ linewidth: 100, precision: 1.5 })).toThrow("precision must be an integer, got 1.5");
    expect(() => setPrintOptions({ edgeitems: -1 })).toThrow("edgeitems must be non-negative, got -1");
    expect(() => setPrintOptions({ precision: 101 })).toThrow("precision must be from 0 to 100, got 101");
    expect(() => setPrintOptions({ sciMode: 1 as never })).toThrow("sciMode must be true, false or null");
    expect(() => setPrintOptions({ profile: "long" as never })).toThrow('profile must be "default"');
    expect(() => setPrintOptions({ width: 3 } as never)).toThrow('unknown print option "width"');
    expect(getPrintOptions()).toEqual(before);
  });
});
