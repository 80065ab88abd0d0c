/**
 * Formulas of two variables as people write them: `(1 - x)^2 + 100 (y - x^2)^2`. They are read here and computed with
 * tensors (tensors.ts); nothing of what is typed is ever run as a program.
 */

/** What a formula is made of. */
export type Term =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "call"; readonly name: FunctionName; readonly args: readonly Term[] }
  | { readonly kind: "negated"; readonly of: Term }
  | { readonly kind: "operation"; readonly operator: Operator; readonly left: Term; readonly right: Term };

export type Operator = "+" | "-" | "*" | "/" | "^";

/** The functions there are, and how many operands each takes. */
export const FUNCTIONS = {
  sin: 1,
  cos: 1,
  tan: 1,
  exp: 1,
  log: 1,
  sqrt: 1,
  abs: 1,
  sign: 1,
  tanh: 1,
  sinh: 1,
  cosh: 1,
  sigmoid: 1,
  relu: 1,
  min: 2,
  max: 2,
} as const;

export type FunctionName = keyof typeof FUNCTIONS;

const COORDINATES: ReadonlySet<string> = new Set(["x", "y"]);

export const CONSTANTS: Readonly<Record<string, number>> = { pi: Math.PI, π: Math.PI, e: Math.E };

/** What is wrong with a formula: where, and what kind of mistake it is, so that pages can say it in their language. */
export class FormulaError extends Error {
  constructor(
    readonly problem: "unexpected" | "unfinished" | "unknown" | "operands" | "long" | "number",
    /** The offending part; empty at the end. */
    readonly part: string,
    /** Where it begins, counted from 0. */
    readonly position: number,
  ) {
    super(`${problem} ${JSON.stringify(part)} at ${position + 1}`);
    this.name = "FormulaError";
  }
}

interface Token {
  readonly text: string;
  readonly kind: "number" | "name" | "sign";
  readonly position: number;
}

/** Longer formulas are refused, and so those nested deeper than any stack. */
export const longestFormula = 500;

const TOKEN =
  /\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([a-zA-Z_][a-zA-Z_0-9]*|π)|(\*\*|[-+*/^(),²³·×−]))/y;

function tokensOf(formula: string): Token[] {
  if (formula.length > longestFormula) throw new FormulaError("long", "", longestFormula);
  const tokens: Token[] = [];
  let at = 0;
  while (formula.slice(at).trim() !== "") {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(formula);
    const start = at + (formula.slice(at).length - formula.slice(at).trimStart().length);
    if (found === null) throw new FormulaError("unexpected", [...formula.slice(start)][0], start);
    at = TOKEN.lastIndex;
    const [, number, name, sign] = found;
    const text = number ?? name ?? sign;
    tokens.push({ text, position: at - text.length, kind: number ? "number" : name ? "name" : "sign" });
  }
  return tokens;
}

const SUMS: Readonly<Record<string, Operator>> = { "+": "+", "-": "-", "−": "-" };
const PRODUCTS: Readonly<Record<string, Operator>> = { "*": "*", "/": "/", "·": "*", "×": "*" };

/**
 * Reads a formula of x and y: numbers, + − * / ^, parentheses, products without a sign (`2x`), the functions and constants
 * above. Powers bind first and to the right, then signs: −x^2 is −(x^2).
 *
 * @param variables the names that stand for values; default: x and y
 * @throws {FormulaError} that says where it goes wrong
 */
export function parseFormula(formula: string, variables: ReadonlySet<string> = COORDINATES): Term {
  const tokens = tokensOf(formula);
  let at = 0;
  const peek = () => tokens[at]?.text;
  const unexpected = (): FormulaError => {
    const token = tokens[at];
    return token === undefined
      ? new FormulaError("unfinished", "", formula.length)
      : new FormulaError("unexpected", token.text, token.position);
  };
  const take = (text: string) => {
    if (peek() !== text) throw unexpected();
    at++;
  };

  function sum(): Term {
    let left = product();
    for (let operator = SUMS[peek() ?? ""]; operator !== undefined; operator = SUMS[peek() ?? ""]) {
      at++;
      left = { kind: "operation", operator, left, right: product() };
    }
    return left;
  }

  function product(): Term {
    let left = signed();
    for (;;) {
      const operator = PRODUCTS[peek() ?? ""];
      if (operator !== undefined) {
        at++;
        left = { kind: "operation", operator, left, right: signed() };
      } else if (startsFactor()) left = { kind: "operation", operator: "*", left, right: power() };
      else return left;
    }
  }

  /** Whether what comes next multiplies what was before without a sign. */
  function startsFactor(): boolean {
    const token = tokens[at];
    return token !== undefined && (token.kind !== "sign" || token.text === "(");
  }

  function signed(): Term {
    const text = peek();
    if (text === "+") {
      at++;
      return signed();
    }
    if (text === "-" || text === "−") {
      at++;
      return { kind: "negated", of: signed() };
    }
    return power();
  }

  function power(): Term {
    const base = primary();
    const text = peek();
    if (text === "²" || text === "³") {
      at++;
      const right: Term = { kind: "number", value: text === "²" ? 2 : 3 };
      return { kind: "operation", operator: "^", left: base, right };
    }
    if (text !== "^" && text !== "**") return base;
    at++;
    return { kind: "operation", operator: "^", left: base, right: signed() };
  }

  function primary(): Term {
    const token = tokens[at];
    if (token === undefined) throw unexpected();
    at++;
    if (token.kind === "number") {
      const value = Number(token.text);
      if (!Number.isFinite(value)) throw new FormulaError("number", token.text, token.position);
      return { kind: "number", value };
    }
    if (token.text === "(") {
      const inner = sum();
      take(")");
      return inner;
    }
    if (token.kind === "name") return named(token);
    at--;
    throw unexpected();
  }

  function named({ text, position }: Token): Term {
    if (variables.has(text)) return { kind: "variable", name: text };
    if (Object.hasOwn(CONSTANTS, text)) return { kind: "number", value: CONSTANTS[text] };
    if (!Object.hasOwn(FUNCTIONS, text)) throw new FormulaError("unknown", text, position);
    const name = text as FunctionName;
    take("(");
    const args = [sum()];
    while (peek() === ",") {
      at++;
      args.push(sum());
    }
    take(")");
    if (args.length !== FUNCTIONS[name]) throw new FormulaError("operands", text, position);
    return { kind: "call", name, args };
  }

  const result = sum();
  if (at < tokens.length) throw unexpected();
  return result;
}
