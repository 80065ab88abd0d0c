import { optim } from "downhill";
import type { FunctionName, Operator, Term } from "../formula/parse.ts";
import type { Rule } from "./parse.ts";

const e = optim.expressions;
type Operand = Parameters<typeof e.add>[0];
type Numbers = Readonly<Record<string, number>>;

/** What an update does with each element. */
export interface Work {
  readonly loads: readonly string[];
  readonly stores: readonly string[];
  readonly operations: number;
}

/**
 * The class of a rule's optimizer: numbers of options and of the step are computed once a step, the rest is an update that
 * the library compiles.
 */
export function compileRule(name: string, rule: Rule) {
  const arrays = ["param", "grad", ...Object.keys(rule.state)];
  const scalars = scalarTerms(rule);
  const keys = new Map([...scalars.keys()].map((term, i) => [term, `s${i}`]));
  const changed = new Set(rule.steps.map((step) => step.name));
  const stored = ["param", ...Object.keys(rule.state).filter((array) => changed.has(array))];
  return optim.defineOptimizer<Record<string, number>, Record<string, unknown>>({
    name,
    defaults: { ...rule.options },
    state: () => ({ ...rule.state }),
    scalars(group, { step }) {
      const values: Record<string, number> = { ...pick(group, rule.options), t: step };
      const result: Record<string, number> = {};
      for (const { name: target, term } of rule.steps) {
        for (const part of partsOf(term)) {
          const key = keys.get(part);
          if (key !== undefined) result[key] = numberOf(part, values);
        }
        if (scalars.has(term)) values[target] = numberOf(term, values);
      }
      return result;
    },
    flags: () => ({}),
    update(inputs, given) {
      const values: Record<string, Operand> = Object.fromEntries(
        arrays.map((array) => [array, (inputs as Readonly<Record<string, Operand>>)[array]]),
      );
      const scalarOf = (term: Term) => {
        const key = keys.get(term);
        return key === undefined ? undefined : (given as Readonly<Record<string, Operand>>)[key];
      };
      for (const { name: target, term } of rule.steps) values[target] = expressionOf(term, values, scalarOf);
      // An array must be an expression, also where a rule sets it to a number.
      const entries = stored.map((array) => [array, e.add(values[array], 0)] as const);
      return Object.fromEntries(entries);
    },
  });
}

/** What a compiled step of a rule loads, computes and stores for each element. */
export function workOf(rule: Rule): Work {
  const scalars = scalarTerms(rule);
  const used = new Set<string>(["param"]);
  let operations = 0;
  for (const { term } of rule.steps) {
    if (scalars.has(term)) continue;
    const count = (part: Term): void => {
      if (scalars.has(part)) return;
      if (part.kind === "variable") used.add(part.name);
      else if (part.kind !== "number") operations++;
      for (const child of childrenOf(part)) count(child);
    };
    count(term);
  }
  const changed = new Set(rule.steps.map((step) => step.name));
  const arrays = ["param", "grad", ...Object.keys(rule.state)];
  return {
    loads: arrays.filter((array) => used.has(array)),
    stores: arrays.filter((array) => changed.has(array)),
    operations,
  };
}

const pick = (group: Numbers, options: Numbers): Record<string, number> =>
  Object.fromEntries(Object.keys(options).map((name) => [name, Number(group[name])]));

function childrenOf(term: Term): readonly Term[] {
  switch (term.kind) {
    case "negated":
      return [term.of];
    case "operation":
      return [term.left, term.right];
    case "call":
      return term.args;
    default:
      return [];
  }
}

function* partsOf(term: Term): Generator<Term> {
  yield term;
  for (const child of childrenOf(term)) yield* partsOf(child);
}

/** The largest terms of each step that have no array in them, and steps that are numbers as a whole. */
function scalarTerms({ options, steps }: Rule): Map<Term, true> {
  const numbers = new Set(["t", ...Object.keys(options)]);
  const found = new Map<Term, true>();
  const isScalar = (term: Term): boolean =>
    term.kind === "variable" ? numbers.has(term.name) : childrenOf(term).every(isScalar);
  for (const { name, term } of steps) {
    const visit = (part: Term): void => {
      if (isScalar(part)) found.set(part, true);
      else childrenOf(part).forEach(visit);
    };
    visit(term);
    if (isScalar(term)) numbers.add(name);
    else numbers.delete(name);
  }
  return found;
}

function numberOf(term: Term, values: Numbers): number {
  switch (term.kind) {
    case "number":
      return term.value;
    case "variable":
      return values[term.name];
    case "negated":
      return -numberOf(term.of, values);
    case "operation":
      return OPERATIONS[term.operator](numberOf(term.left, values), numberOf(term.right, values));
    case "call":
      return CALLS[term.name](...(term.args.map((arg) => numberOf(arg, values)) as [number, number]));
  }
}

const OPERATIONS: Readonly<Record<Operator, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "^": (a, b) => a ** b,
};

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const { sin, cos, tan, exp, log, sqrt, abs, sign, tanh, sinh, cosh, min, max } = Math;
const CALLS: Readonly<Record<FunctionName, (a: number, b: number) => number>> = {
  ...{ sin, cos, tan, exp, log, sqrt, abs, sign, tanh, sinh, cosh, min, max, sigmoid },
  relu: (a) => Math.max(a, 0),
};

function expressionOf(
  term: Term,
  values: Readonly<Record<string, Operand>>,
  scalarOf: (term: Term) => Operand | undefined,
): Operand {
  const scalar = scalarOf(term);
  if (scalar !== undefined) return scalar;
  const of = (part: Term) => expressionOf(part, values, scalarOf);
  switch (term.kind) {
    case "number":
      return term.value;
    case "variable":
      return values[term.name];
    case "negated":
      return e.mul(of(term.of), -1);
    case "operation":
      return combine(term.operator, of(term.left), term.right, of);
    case "call":
      return apply(term.name, term.args.map(of));
  }
}

function combine(operator: Operator, left: Operand, rightTerm: Term, of: (term: Term) => Operand): Operand {
  if (operator === "^" && rightTerm.kind === "number") {
    if (rightTerm.value === 2) return e.mul(left, left);
    if (rightTerm.value === 0.5) return e.sqrt(left);
  }
  const right = of(rightTerm);
  switch (operator) {
    case "+":
      return e.add(left, right);
    case "-":
      return e.sub(left, right);
    case "*":
      return e.mul(left, right);
    case "/":
      return e.div(left, right);
    case "^":
      return e.narrow(e.pow(e.widen(left), e.widen(right)));
  }
}

/** A function that is computed in double precision and rounded once. */
const wide = (compute: (x: Operand) => Operand) => (x: Operand) => e.narrow(compute(e.widen(x)));

const APPLIED: Readonly<Record<Exclude<FunctionName, "min" | "max">, (x: Operand) => Operand>> = {
  ...{ sqrt: e.sqrt, abs: e.abs, sign: e.sign },
  sin: wide(e.sin),
  cos: wide(e.cos),
  tan: wide((x) => e.div(e.sin(x), e.cos(x))),
  exp: wide(e.exp),
  log: wide(e.log),
  tanh: wide(e.tanh),
  sinh: wide((x) => e.div(e.sub(e.exp(x), e.exp(e.mul(x, -1))), 2)),
  cosh: wide((x) => e.div(e.add(e.exp(x), e.exp(e.mul(x, -1))), 2)),
  sigmoid: wide((x) => e.div(1, e.add(1, e.exp(e.mul(x, -1))))),
  relu: (x) => e.max(x, 0),
};

function apply(name: FunctionName, [a, b]: readonly Operand[]): Operand {
  if (name === "min") return e.min(a, b);
  if (name === "max") return e.max(a, b);
  return APPLIED[name](a);
}
