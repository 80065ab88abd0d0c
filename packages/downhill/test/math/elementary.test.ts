import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decompose, toDouble } from "../../src/math/bits.ts";
import { exp } from "../../src/math/exp.ts";
import { fma32, fma64 } from "../../src/math/fma.ts";
import { log, log1p } from "../../src/math/log.ts";
import { pow } from "../../src/math/pow.ts";
import { cos, sin } from "../../src/math/trigonometry.ts";

const fixture = JSON.parse(
  readFileSync(new URL("../../../../reference/fixtures/elementary.json", import.meta.url), "utf8"),
) as Record<string, string[][]>;

const functions: Record<string, (...x: number[]) => number> = { pow, exp, log, log1p, sin, cos, fma32, fma64 };

describe("elementary functions", () => {
  for (const [name, compute] of Object.entries(functions)) {
    it(`${name} equals Python's to the last bit`, () => {
      for (const row of fixture[name]) {
        const values = row.map((hex) => Buffer.from(hex, "hex").readDoubleBE());
        const expected = values.pop();
        expect({ x: values, y: compute(...values) }).toEqual({ x: values, y: expected });
      }
    });
  }

  it("stay within an ulp of the engine's functions", () => {
    const close = (ours: number, engine: number) =>
      Object.is(ours, engine) || Math.abs(ours - engine) <= Math.abs(engine) * 2 ** -50;
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ min: -30, max: 30 }), (x, y) => {
        expect(close(exp(y), Math.exp(y))).toBe(true);
        expect(close(sin(y), Math.sin(y))).toBe(true);
        expect(close(cos(y), Math.cos(y))).toBe(true);
        expect(close(log(x), Math.log(x))).toBe(true);
        expect(close(log1p(x), Math.log1p(x))).toBe(true);
        expect(close(pow(y, 3), y ** 3)).toBe(true);
      }),
    );
  });
});

describe("special cases, as in C", () => {
  const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

  it("pow", () => {
    const cases: [x: number, y: number, expected: number][] = [
      [1, nan, 1],
      [nan, 0, 1],
      [nan, 1, nan],
      [2, nan, nan],
      [-1, inf, 1],
      [-1, -inf, 1],
      [0.5, inf, 0],
      [0.5, -inf, inf],
      [-2, inf, inf],
      [-2, -inf, 0],
      [inf, -1, 0],
      [inf, 0.5, inf],
      [-inf, 3, -inf],
      [-inf, 2, inf],
      [-inf, -3, -0],
      [-inf, -2, 0],
      [-inf, 0.5, inf],
      [0, 2, 0],
      [-0, 3, -0],
      [-0, 2, 0],
      [-0, -3, -inf],
      [0, -3, inf],
      [-0, -2, inf],
      [-0, 0.5, 0],
      [-2, 3, -8],
      [-2, 2, 4],
      [-2, 0.5, nan],
      [10, 400, inf],
      [-10, 401, -inf],
      [10, -400, 0],
      [-10, -401, -0],
      [2, 1e300, inf],
      [0.5, 1e300, 0],
      [2, 1e-300, 1],
      [2, 1024, inf],
      [2, -1074, 5e-324],
      [2, -1075, 0],
      [-1, 1e308, 1],
      [-1, 2 ** 53 - 1, -1],
    ];
    for (const [x, y, expected] of cases) expect([x, y, pow(x, y)]).toEqual([x, y, expected]);
  });

  it("the others", () => {
    expect([nan, inf, -inf, 710, -746, 0, -0].map(exp)).toEqual([nan, inf, 0, inf, 0, 1, 1]);
    expect([nan, inf, -inf, -1, 0, -0, 1].map(log)).toEqual([nan, inf, nan, nan, -inf, -inf, 0]);
    expect([nan, inf, -inf, -2, -1, 0, -0].map(log1p)).toEqual([nan, inf, nan, nan, -inf, 0, -0]);
    expect([nan, inf, -inf, 0, -0, 5e-324].map(sin)).toEqual([nan, nan, nan, 0, -0, 5e-324]);
    expect([nan, inf, -inf, 0, -0].map(cos)).toEqual([nan, nan, nan, 1, 1]);
  });
});

it("doubles survive being taken apart", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
      const { mantissa, exponent } = decompose(x);
      expect(toDouble(mantissa, exponent)).toBe(x === 0 ? 0 : x);
      expect(toDouble(mantissa << 70n, exponent - 70)).toBe(x === 0 ? 0 : x);
    }),
  );
});
