import { enableGrad, inferenceMode, isGradEnabled, noGrad, ones, setGradEnabled } from "downhill";
import { afterEach, describe, expect, test } from "vitest";

afterEach(() => setGradEnabled(true));

/** The mode inside and after. */
function during(run: (body: () => boolean) => boolean): [inside: boolean, after: boolean] {
  return [run(isGradEnabled), isGradEnabled()];
}

test.each<[string, (body: () => boolean) => boolean, boolean]>([
  ["noGrad", (body) => noGrad(body), false],
  ["inferenceMode", (body) => inferenceMode(body), false],
  ["inferenceMode(true)", (body) => inferenceMode(true, body), false],
  ["inferenceMode(false)", (body) => noGrad(() => inferenceMode(false, body)), true],
  ["enableGrad", (body) => noGrad(() => enableGrad(body)), true],
  ["setGradEnabled(false)", (body) => setGradEnabled(false, body), false],
  ["setGradEnabled(true)", (body) => noGrad(() => setGradEnabled(true, body)), true],
])("%s sets the mode while a function runs", (_, run, inside) => {
  expect(during(run)).toEqual([inside, true]);
  expect(() => run(() => expect.fail("thrown inside"))).toThrow("thrown inside");
  expect(isGradEnabled()).toBe(true);
  expect(() => run((async () => true) as unknown as () => boolean)).toThrow(/takes a synchronous function/);
  expect(isGradEnabled()).toBe(true);
});

describe("setGradEnabled without a function", () => {
  test("sets the mode from now on", () => {
    const weight = ones([1], { requiresGrad: true });
    expect(setGradEnabled(false)).toBe(undefined);
    expect([isGradEnabled(), weight.mul(2).requiresGrad]).toEqual([false, false]);
    setGradEnabled(true);
    expect([isGradEnabled(), weight.mul(2).requiresGrad]).toEqual([true, true]);
  });

  test("holds until the function that it is called in ends", () => {
    noGrad(() => {
      setGradEnabled(true);
      expect(isGradEnabled()).toBe(true);
    });
    setGradEnabled(false);
    expect(enableGrad(isGradEnabled)).toBe(true);
    expect(isGradEnabled()).toBe(false);
  });

  test("refuses what is no mode", () => {
    for (const mode of [1, "true", null, undefined, () => 0]) {
      expect(() => setGradEnabled(mode as never)).toThrow(TypeError);
    }
    expect(isGradEnabled()).toBe(true);
  });
});

test("inferenceMode refuses what it can't run", () => {
  for (const args of [[], [true], [1, () => 0], [{ mode: true }]]) {
    expect(() => (inferenceMode as unknown as (...args: unknown[]) => unknown)(...args)).toThrow(TypeError);
  }
});
