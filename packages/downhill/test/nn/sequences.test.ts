import { compile, manualSeed, type Tensor } from "downhill";
import { describe, expect, it, test, vi } from "vitest";
import { attempt, compareSequence, SEED, sequenceFixtures, stepOf } from "./sequenceCases.ts";
import { elements } from "./support.ts";

/*
 * Recurrent layers, attention and transformers on the samples of PyTorch's own table of modules, and on more: the bits of the
 * first state, outputs, gradients and second derivatives, training and evaluating, eager and compiled, and what PyTorch
 * refuses.
 */

describe.each(sequenceFixtures())("$file", ({ cases, refused }) => {
  const named = cases.map((one, i) => [i, one.module, one] as const);
  vi.spyOn(console, "warn").mockImplementation(() => {});

  it.each(named)("case %i, %s", (_i, _text, one) => {
    expect(compareSequence(one)).toEqual([]);
  });

  it.each(named)("case %i, %s, has the same bits when it is compiled", (_i, _text, one) => {
    const { step, inputs } = stepOf(one);
    const bits = (results: readonly (Tensor | null)[]) =>
      results.map((result) => (result === null ? null : [...result.shape, ...elements(result)]));
    const compiled = compile(step as (...given: Tensor[]) => Tensor[]);
    for (const given of [inputs, inputs.map((x) => x.mul(0.75)), inputs]) {
      manualSeed(SEED);
      const eager = bits(step(...given));
      manualSeed(SEED);
      expect(bits(compiled(...given))).toEqual(eager);
    }
  });

  test.each(refused)("refuses $module($arguments) of $inputs", (one) => {
    expect(() => attempt(one)).toThrow(one.message);
  });
});
