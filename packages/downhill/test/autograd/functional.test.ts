import { readFileSync } from "node:fs";
import { autograd, ones, Tensor, tensor } from "downhill";
import { describe, expect, it } from "vitest";

/* `autograd.functional` on functions that `reference/autograd_functional.py` has, too. */

type Encoded = { readonly shape: number[]; readonly values: number[] } | readonly Encoded[];

interface Case {
  readonly name: keyof typeof autograd.functional;
  readonly function: string;
  readonly inputs: Encoded;
  readonly v?: Encoded;
  readonly options: autograd.functional.FunctionalOptions;
  readonly result?: Encoded;
  readonly error?: string;
}

const { cases } = JSON.parse(
  readFileSync(new URL("../../../../reference/fixtures/autograd-functional.json", import.meta.url), "utf8"),
) as { cases: Case[] };

const FUNCTIONS: Readonly<Record<string, (...inputs: Tensor[]) => Tensor | Tensor[]>> = {
  cube: (a) => a.pow(3),
  product: (a, b) => a.mul(b).add(b.sin()),
  pair: (a, b) => [a.mul(b).sum(), a.exp()],
  first: (a) => a.mul(2),
  energy: (a) => a.sin().mul(a).sum(),
  mixed: (a, b) => a.pow(2).mul(b).sum().add(b.exp().prod()),
  constant: () => ones([2], { dtype: "float64" }),
};

type Nested = Tensor | readonly Nested[];

function decode(value: Encoded): Nested {
  if ("shape" in value) return tensor(value.values, { dtype: "float64" }).reshape(value.shape);
  return value.map(decode);
}

function compare(found: Nested, wanted: Encoded): void {
  if (!("shape" in wanted)) {
    expect(found).toHaveLength(wanted.length);
    wanted.forEach((item, i) => {
      compare((found as readonly Nested[])[i], item);
    });
    return;
  }
  expect(found).toBeInstanceOf(Tensor);
  const result = found as Tensor;
  expect(result.requiresGrad).toBe(false);
  expect([...result.shape]).toEqual(wanted.shape);
  [...result.contiguous().toTypedArray()].forEach((value, i) => {
    expect(Math.abs(Number(value) - wanted.values[i])).toBeLessThanOrEqual(
      1e-10 * Math.max(1, Math.abs(wanted.values[i])),
    );
  });
}

type Loose = (func: unknown, inputs: Nested, ...rest: unknown[]) => Nested;

describe("autograd.functional", () => {
  const named = cases.map(
    (one, i) => [`${i}: ${one.name} of ${one.function}, ${JSON.stringify(one.options)}`, one] as const,
  );

  it.each(named)("%s", (_, { name, function: func, inputs, v, options, result, error }) => {
    const call = autograd.functional[name] as unknown as Loose;
    const vector = v === undefined ? [] : [decode(v)];
    const run = () => call(FUNCTIONS[func], decode(inputs), ...vector, options);
    if (error !== undefined) expect(run).toThrow(error);
    else compare(run(), result!);
  });

  it("gives what can be differentiated, with createGraph", () => {
    const x = tensor([0.5, 2]).requiresGrad_();
    const found = autograd.functional.jacobian((a) => a.pow(3), x, { createGraph: true }) as Tensor;
    found.sum().backward();
    expect(x.grad!.toArray()).toEqual([3, 12]);
  });

  it("refuses what is no tensor", () => {
    const call = autograd.functional.jacobian as unknown as Loose;
    expect(() => call(() => 3, ones([2]))).toThrow(
      "must be either a Tensor or an array of Tensors but the given outputs",
    );
    expect(() => call(FUNCTIONS.cube, [ones([2]), 3] as unknown as Nested)).toThrow(
      "the value at index 1 has type number",
    );
  });
});
