import { FormulaError, parseFormula, type Term } from "../formula/parse.ts";

/**
 * The rule of an optimizer as visitors write it: a line for each option, each array that is remembered, and each step of the
 * computation.
 *
 *     option lr = 0.01
 *     option beta = 0.9
 *     state m = 0
 *     m = beta m + (1 - beta) grad
 *     param = param - lr * m
 *
 * `param` and `grad` are given, and `t`, the number of the step. `#` begins a remark. The rule is read, never run as a program.
 */
export interface Rule {
  readonly options: Readonly<Record<string, number>>;
  /** The arrays that are remembered, and what they begin with. */
  readonly state: Readonly<Record<string, number>>;
  readonly steps: readonly { readonly name: string; readonly term: Term }[];
}

/** What is wrong with a rule, and where: places are counted from the beginning of the text. */
export interface RuleProblem {
  readonly kind: FormulaError["problem"] | "line" | "assigned" | "taken" | "number" | "unused" | "still";
  readonly part: string;
  readonly from: number;
  readonly to: number;
}

const DECLARATION = /^(\s*)(option|state)(\s+)([A-Za-z_]\w*)(?:\s*=\s*(\S.*?))?\s*$/;
const STEP = /^(\s*)([A-Za-z_]\w*)(\s*=\s*)(.*?)\s*$/;
const GIVEN = ["param", "grad", "t"];

/** Reads a rule; the rule is null where there are problems. */
export function parseRule(text: string): { rule: Rule | null; problems: readonly RuleProblem[] } {
  const options: Record<string, number> = {};
  const state: Record<string, number> = {};
  const steps: { name: string; term: Term }[] = [];
  const problems: RuleProblem[] = [];
  const known = new Set(GIVEN);
  let offset = 0;
  for (const line of text.split("\n")) {
    const code = line.replace(/#.*$/, "");
    const at = (kind: RuleProblem["kind"], part: string, from: number) =>
      problems.push({ kind, part, from: offset + from, to: offset + Math.max(from + part.length, from + 1) });
    if (code.trim() !== "") readLine(code, at);
    offset += line.length + 1;
  }
  if (problems.length === 0 && !steps.some(({ name }) => name === "param")) {
    problems.push({ kind: "still", part: "", from: 0, to: 0 });
  }
  return { rule: problems.length === 0 ? { options, state, steps } : null, problems };

  function readLine(code: string, at: (kind: RuleProblem["kind"], part: string, from: number) => void): void {
    const declared = DECLARATION.exec(code);
    if (declared !== null) {
      const [, indent, word, space, name, value] = declared;
      const number = value === undefined && word === "state" ? 0 : Number(value ?? Number.NaN);
      const place = indent.length + word.length + space.length;
      if (known.has(name)) at("taken", name, place);
      else if (!Number.isFinite(number)) at("number", value ?? name, code.indexOf(value ?? name, place));
      else {
        known.add(name);
        (word === "option" ? options : state)[name] = number;
      }
      return;
    }
    const step = STEP.exec(code);
    if (step === null) {
      at("line", code.trim(), code.length - code.trimStart().length);
      return;
    }
    const [, indent, name, equals, formula] = step;
    if (name === "grad" || name === "t" || Object.hasOwn(options, name)) {
      at("assigned", name, indent.length);
      return;
    }
    const start = indent.length + name.length + equals.length;
    try {
      steps.push({ name, term: parseFormula(formula, known) });
      known.add(name);
    } catch (error) {
      if (!(error instanceof FormulaError)) throw error;
      at(error.problem, error.part, start + error.position);
    }
  }
}
