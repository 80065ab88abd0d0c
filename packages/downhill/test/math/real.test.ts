import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { erf } from "../../src/math/erf.ts";
import * as real from "../../src/math/real.ts";
import { tanh } from "../../src/math/tanh.ts";

const path = new URL("../../../../reference/fixtures/real.json", import.meta.url);
const fixtures = JSON.parse(readFileSync(path, "utf8")) as Record<string, [x: number, value: number, rest: number][]>;
const FUNCTIONS: Readonly<Record<string, (x: number) => number>> = { ...real, tanh, erf };

describe.each(Object.keys(fixtures))("%s", (name) => {
  const f = FUNCTIONS[name];

  it("is within a unit of the last place", () => {
    let worst = 0;
    let at = 0;
    for (const [x, value, rest] of fixtures[name]) {
      const unit = 2 ** (Math.max(-1022, Math.floor(Math.log2(Math.abs(value)))) - 52);
      const error = Math.abs(f(x) - value - rest) / unit;
      if (error > worst) [worst, at] = [error, x];
    }
    expect({ at, worst }).toEqual({ at, worst: expect.toSatisfy((error: number) => error < 1) });
  });

  it("keeps zeros' signs, NaN, and knows the infinite ends", () => {
    expect(f(Number.NaN)).toBeNaN();
    const { exp, expm1, log, log1p, sin, cos } = real;
    const { POSITIVE_INFINITY: more, NEGATIVE_INFINITY: less } = Number;
    for (const odd of [expm1, log1p, sin, tanh, erf]) expect([odd(0), odd(-0)]).toEqual([0, -0]);
    expect([exp(less), exp(more), exp(710), exp(-746), exp(0)]).toEqual([0, more, more, 0, 1]);
    expect([expm1(less), expm1(more)]).toEqual([-1, more]);
    expect([log(0), log(-0), log(-1), log(more), log(1)]).toEqual([less, less, Number.NaN, more, 0]);
    expect([log1p(-1), log1p(-2), log1p(more)]).toEqual([less, Number.NaN, more]);
    expect([sin(more), cos(less), cos(0)]).toEqual([Number.NaN, Number.NaN, 1]);
    expect([tanh(more), tanh(less), erf(more), erf(less)]).toEqual([1, -1, 1, -1]);
  });
});
