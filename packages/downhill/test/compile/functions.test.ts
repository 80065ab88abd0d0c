import { autograd, compile, Tensor } from "downhill";
import { describe, expect, it } from "vitest";
import { apply, type Case, cases } from "../autograd/support/cases.ts";
import { unpack } from "../autograd/support/packed.ts";

/*
 * Every function with derivatives, on the inputs of its fixtures: compiled, its values and gradients have the bits that
 * it has by itself, also on inputs that weren't there when it was recorded.
 */

/** Functions whose results have a size that depends on elements, for some of the fixtures' arguments. */
const REFUSED = new Set(["maskedSelect", "index", "indexPut", "indexPut_"]);

function program(example: Case) {
  return (given: readonly Tensor[], gradient: Tensor | null) => {
    const inputs = given.map((x) => (x.isFloatingPoint() ? x.clone().requiresGrad_() : x));
    const leaves = inputs.filter((x) => x.requiresGrad);
    const result = apply(example, inputs);
    const out = result instanceof Tensor ? result : result.values;
    if (gradient === null || example.float32.grads === undefined || !out.requiresGrad) return [result];
    return [result, autograd.grad(out, leaves, { gradOutputs: gradient, allowUnused: true })];
  };
}

function bits(value: unknown): unknown {
  if (value instanceof Tensor) return [value.dtype, value.shape, [...value.toTypedArray()]];
  if (Array.isArray(value)) return value.map(bits);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value).map(([key, item]) => [key, bits(item)]);
}

describe.each(["float32", "float64"] as const)("compiled, in %s, there are the same bits for", (dtype) => {
  it.each(cases.map((example, i) => [i, example.name, example] as const))("case %i, %s", (_i, name, example) => {
    const inputs = example.inputs.map((packed) => unpack(packed, dtype));
    const { gradient } = example[dtype];
    const grad = gradient === undefined ? null : unpack(gradient, dtype);
    const others = inputs.map((x) => (x.isFloatingPoint() ? x.mul(0.75) : x));
    const run = program(example);
    const compiled = compile(run);
    for (const given of [inputs, others, inputs]) {
      const wanted = bits(run(given, grad));
      let found: unknown;
      try {
        found = bits(compiled(given, grad));
      } catch (error) {
        expect(String(error)).toContain("in a compiled function");
        expect(REFUSED).toContain(name);
        return;
      }
      expect(found).toEqual(wanted);
    }
  });
});
