import { compile, Tensor } from "downhill";
import { describe, expect, it, test } from "vitest";
import { callModule, callRefused, compareCase, inputsOf, makeModule, moduleFixtures, seedCall } from "./moduleCases.ts";
import { elements } from "./support.ts";

/*
 * Modules as `reference/modules` has written them: what they print, their state for a seed, outputs, gradients and second
 * derivatives in both dtypes, training and evaluating, eager and compiled, and what PyTorch refuses.
 */

/** Tensors as numbers, wherever they are in a value. */
function bits(value: unknown): unknown {
  if (value instanceof Tensor) return [...value.shape, ...elements(value)];
  return typeof value === "object" && value !== null ? Array.from(value as Iterable<unknown>, bits) : value;
}

describe.each(moduleFixtures())("modules of $topic", ({ cases, refused }) => {
  const named = cases.map((one, i) => [i, one.text, one] as const);

  it.each(named)("case %i, %s", (_i, _text, one) => {
    expect(compareCase(one)).toEqual([]);
  });

  it.each(named)("case %i, %s, has the same bits when it is compiled", (_i, _text, one) => {
    const layer = makeModule(one, "float32");
    const rest = inputsOf(one, "float32");
    const places = rest.flatMap((x, i) => (x instanceof Tensor && x.requiresGrad ? [i] : []));
    const step = (...inputs: Tensor[]) => {
      const leaves = inputs.map((x) => x.clone().detach().requiresGrad_());
      const { output, gradients } = callModule(
        layer,
        rest.map((x, i) => (places.includes(i) ? leaves[places.indexOf(i)] : x)),
      );
      return [output, gradients];
    };
    const compiled = compile(step);
    const inputs = places.map((i) => (rest[i] as Tensor).detach());
    const others = inputs.map((x) => x.mul(0.75).add(0.1));
    const seeded = (run: typeof step, values: readonly Tensor[]) => {
      seedCall();
      return bits(run(...values));
    };
    for (const values of [inputs, others, inputs]) expect(seeded(compiled, values)).toEqual(seeded(step, values));
  });

  test.each(refused.map((one) => [`${one.name ?? one.module}: ${one.message}`, one] as const))(
    "refuses %s",
    (_, one) => {
      expect(() => callRefused(one)).toThrow(one.message);
    },
  );
});
