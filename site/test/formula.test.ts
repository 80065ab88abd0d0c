import { tensor } from "downhill";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FormulaError, longestFormula, parseFormula } from "../src/formula/parse.ts";
import { evaluate } from "../src/formula/tensors.ts";

function valueAt(formula: string, x: number, y: number): number {
  const [a, b] = [x, y].map((value) => tensor([value], { dtype: "float64" }));
  return evaluate(parseFormula(formula), a, b).item() as number;
}

describe("formulas", () => {
  test.each([
    ["1 + 2 * 3", 7],
    ["2 ^ 3 ^ 2", 512],
    ["-x^2", -9],
    ["(-x)^2", 9],
    ["2x y", 24],
    ["2(x + 1) y", 32],
    ["x - y - 1", -2],
    ["x / y / 2", 0.375],
    ["2^-1", 0.5],
    ["x² + y³", 73],
    ["x**2", 9],
    ["2 pi", 2 * Math.PI],
    ["e^x", Math.exp(3)],
    ["max(x, y) - min(x, 1)", 3],
    ["sqrt(abs(-y))", 2],
    ["cos(0) + sin(0)", 1],
    ["1.5e1 + .5", 15.5],
    ["x − y", -1],
    ["3", 3],
  ])("%s is %d at (3, 4)", (formula, expected) => {
    expect(valueAt(formula, 3, 4)).toBeCloseTo(expected, 12);
  });

  test.each([
    ["", "unfinished", 0],
    ["x +", "unfinished", 3],
    ["(x", "unfinished", 2],
    ["x)", "unexpected", 1],
    ["x $ y", "unexpected", 2],
    ["x + * y", "unexpected", 4],
    ["foo(x)", "unknown", 0],
    ["constructor", "unknown", 0],
    ["x + alert(1)", "unknown", 4],
    ["sin", "unfinished", 3],
    ["min(x)", "operands", 0],
    ["1e999", "number", 0],
    ["x".repeat(longestFormula + 1), "long", longestFormula],
  ])("%s is refused: %s", (formula, problem, position) => {
    let caught: unknown;
    try {
      parseFormula(formula);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(FormulaError);
    expect(caught).toMatchObject({ problem, position });
  });

  test("whatever is typed is a formula or an error that names a place in it", () => {
    const piece = fc.constantFrom(
      "x",
      "y",
      "2",
      "(",
      ")",
      "+",
      "-",
      "^",
      "sin(",
      ",",
      " ",
      "e",
      "²",
      "min(",
      "__proto__",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join("")),
        ),
        (formula) => {
          try {
            parseFormula(formula);
          } catch (error) {
            if (!(error instanceof FormulaError)) throw error;
            expect(error.position).toBeLessThanOrEqual(formula.length);
          }
        },
      ),
    );
  });

  test("the gradient is autograd's", () => {
    const x = tensor([3], { dtype: "float64", requiresGrad: true });
    const y = tensor([4], { dtype: "float64", requiresGrad: true });
    evaluate(parseFormula("x^2 y + sin(y)"), x, y).sum().backward();
    expect(x.grad?.item()).toBeCloseTo(24, 12);
    expect(y.grad?.item()).toBeCloseTo(9 + Math.cos(4), 12);
  });
});
