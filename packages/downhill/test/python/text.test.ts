import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { formatExponent, formatFixed, reprFloat, reprString } from "../../src/python/text.ts";

interface FloatCase {
  bits: string;
  repr: string;
  f0: string;
  f4: string;
  e4: string;
  e0: string;
}

const fixture = JSON.parse(
  readFileSync(new URL("../../../../reference/fixtures/python_text.json", import.meta.url), "utf8"),
) as { floats: FloatCase[]; strings: [string, string][] };

function double(hex: string): number {
  return Buffer.from(hex, "hex").readDoubleBE();
}

describe("Python's text of floats", () => {
  it("equals Python's repr", () => {
    for (const { bits, repr } of fixture.floats) expect(reprFloat(double(bits))).toBe(repr);
  });

  it("equals Python's fixed-point format, ties to even", () => {
    for (const { bits, f0, f4 } of fixture.floats) {
      expect(formatFixed(double(bits), 0)).toBe(f0);
      expect(formatFixed(double(bits), 4)).toBe(f4);
    }
    expect(formatFixed(0.03125, 4)).toBe("0.0312");
    expect(formatFixed(-0, 4)).toBe("-0.0000");
  });

  it("equals Python's exponent format", () => {
    for (const { bits, e0, e4 } of fixture.floats) {
      expect(formatExponent(double(bits), 4)).toBe(e4);
      expect(formatExponent(double(bits), 0)).toBe(e0);
    }
  });
});

it("quotes and escapes strings as Python does", () => {
  for (const [text, repr] of fixture.strings) expect(reprString(text)).toBe(repr);
  expect(reprString("\ud800")).toBe("'\\ud800'");
});
