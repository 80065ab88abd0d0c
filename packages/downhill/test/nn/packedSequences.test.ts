import { readFileSync } from "node:fs";
import { autograd, linspace, nn, repr, Tensor } from "downhill";
import { describe, expect, it, test } from "vitest";
import { camelCase, elements, type Packed, unpack } from "./support.ts";

/** Functions of `nn.utils.rnn`, as `reference/packed_sequences.py` has called PyTorch's. */

const { rnn } = nn.utils;
const { PackedSequence } = rnn;

type Encoded = Packed | { readonly packed: readonly Encoded[] } | readonly Encoded[] | number | string | boolean | null;

interface Call {
  readonly name: string;
  readonly args: readonly Encoded[];
  readonly options: Readonly<Record<string, string | number | boolean>>;
}

interface Case extends Call {
  readonly result: Encoded;
  readonly text?: string;
  readonly grads?: readonly Packed[];
}

interface Fixture {
  readonly cases: readonly Case[];
  readonly refused: readonly (Call & { readonly message: string })[];
}

const FILE = new URL("../../../../reference/fixtures/packed-sequences.json", import.meta.url);
const { cases, refused } = JSON.parse(readFileSync(FILE, "utf8")) as Fixture;

function decode(value: Encoded): unknown {
  if (Array.isArray(value)) return (value as readonly Encoded[]).map(decode);
  if (typeof value !== "object" || value === null) return value;
  if (!("packed" in value)) return unpack(value as Packed);
  const [data, batchSizes, sorted, unsorted] = value.packed.map(decode) as [Tensor, Tensor, Tensor, Tensor];
  return new PackedSequence(data, batchSizes, sorted, unsorted);
}

/** A value with what it holds as plain numbers. */
function plain(value: unknown): unknown {
  if (value instanceof Tensor) return { dtype: value.dtype, shape: [...value.shape], values: elements(value) };
  if (value instanceof PackedSequence) {
    const { data, batchSizes, sortedIndices, unsortedIndices } = value;
    return { packed: [data, batchSizes, sortedIndices, unsortedIndices].map(plain) };
  }
  return Array.isArray(value) ? value.map(plain) : value;
}

function floats(value: unknown): Tensor[] {
  if (value instanceof Tensor) return value.isFloatingPoint() ? [value] : [];
  if (value instanceof PackedSequence) return floats(value.data);
  return Array.isArray(value) ? value.flatMap(floats) : [];
}

function call({ name, options }: Call, args: readonly unknown[]): unknown {
  const run = rnn[camelCase(name) as "padSequence"] as unknown as (...args: readonly unknown[]) => unknown;
  const named = Object.fromEntries(Object.entries(options).map(([key, value]) => [camelCase(key), value]));
  return run(...args, ...(Object.keys(named).length === 0 ? [] : [named]));
}

describe("nn.utils.rnn", () => {
  it.each(cases.map((one, i) => [i, one.name, one] as const))("case %i, %s", (_i, _name, one) => {
    const args = one.args.map(decode);
    const wantsGrads = one.grads !== undefined;
    const inputs = floats(args).map((tensor) => (wantsGrads ? tensor.requiresGrad_() : tensor));
    const result = call(one, args);
    expect(plain(result)).toEqual(one.result);
    if (!wantsGrads) return;
    const loss = floats(result)
      .map((out) => out.mul(linspace(1, 2, out.numel()).reshape(out.shape)).sum())
      .reduce((a, b) => a.add(b));
    autograd.grad(loss, inputs).forEach((grad, i) => {
      const wanted = unpack((one.grads as readonly Packed[])[i]);
      expect([...grad.shape]).toEqual([...wanted.shape]);
      elements(grad).forEach((value, k) => expect(value).toBeCloseTo(elements(wanted)[k], 5));
    });
  });

  it.each(cases.filter(({ text }) => text !== undefined))("prints what $name($args, $options) gives", (one) => {
    expect(repr(call(one, one.args.map(decode)))).toBe(one.text);
  });

  test.each(refused)("refuses $name($args, $options)", (one) => {
    expect(() => call(one, one.args.map(decode))).toThrow(one.message);
  });

  it("leaves what it is given as it is", () => {
    const padded = linspace(0, 11, 12).reshape([3, 2, 2]);
    const before = elements(padded);
    const [first, second] = rnn.unpadSequence(padded, [3, 1]);
    expect([[...first.shape], [...second.shape], [...padded.shape]]).toEqual([
      [3, 2],
      [1, 2],
      [3, 2, 2],
    ]);
    expect(elements(padded)).toEqual(before);
  });

  it("converts the data of packed sequences only", () => {
    const packed = rnn.packSequence([linspace(0, 1, 2), linspace(0, 1, 3)], { enforceSorted: false });
    expect(packed.to("float32")).toBe(packed);
    const double = packed.double();
    expect([double.data.dtype, double.batchSizes.dtype]).toEqual(["float64", "int64"]);
    expect(elements(double.unsortedIndices as Tensor)).toEqual([1, 0]);
  });
});
