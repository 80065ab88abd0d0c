import { autograd, type FloatDType, Tensor } from "downhill";
import { describe, expect, it } from "vitest";
import { apply, type Case, cases } from "./support/cases.ts";
import { expectClose, unpack } from "./support/packed.ts";

function check(example: Case, dtype: FloatDType): void {
  const expected = example[dtype];
  const inputs = example.inputs.map((packed) => unpack(packed, dtype));
  const leaves = expected.grads === undefined ? [] : inputs.filter((input) => input.isFloatingPoint());
  for (const leaf of leaves) leaf.requiresGrad = true;
  const result = apply(example, inputs);
  const out = result instanceof Tensor ? result : result.values;
  expectClose(out, expected.out, "value");
  if (expected.indices !== undefined) {
    expectClose((result as { indices: Tensor }).indices, expected.indices, "indices");
  }
  if (expected.gradient === undefined || expected.grads === undefined) return;
  expect(out.gradFn?.name).toBe(expected.gradFn);

  const gradient = unpack(expected.gradient);
  const plain = autograd.grad(out, leaves, { gradOutputs: gradient, retainGraph: true, allowUnused: true });
  plain.forEach((grad, i) => {
    if (grad === null) expect(expected.grads![i].values.every((value) => Number(value) === 0)).toBe(true);
    else expectClose(grad, expected.grads![i], `gradient ${i}`, 4);
  });
  if (expected.second === undefined) return;

  gradient.requiresGrad = true;
  const recorded = autograd.grad(out, leaves, { gradOutputs: gradient, createGraph: true });
  const total = recorded.map((grad, i) => grad.sum().mul(0.5 + i)).reduce((sum, part) => sum.add(part));
  const second = autograd.grad(total, [...leaves, gradient], { allowUnused: true });
  second.forEach((grad, i) => {
    if (grad === null) expect(expected.second![i].values.every((value) => Number(value) === 0)).toBe(true);
    else expectClose(grad, expected.second![i], `second derivative ${i}`, 16);
  });
}

describe.each(["float32", "float64"] as const)("PyTorch's values and derivatives in %s", (dtype) => {
  cases.forEach((example, i) => {
    const sizes = example.inputs.map(({ shape }) => `[${shape}]`).join(" ");
    it(`${i}: ${example.name}(${JSON.stringify(example.args).slice(1, -1)}) of ${sizes}`, () => check(example, dtype));
  });
});
