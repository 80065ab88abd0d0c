import { describeOptimizer, type OptimizerConstructor, type OptimizerInfo, optimizers } from "downhill/registry";
import { compileRule, type Work, workOf } from "./compile.ts";
import { parseRule, type RuleProblem } from "./parse.ts";

/** How the visitor's optimizer is called wherever optimizers are chosen. */
export const ownName = "Own";

/** What came of a rule. */
export interface RuleResult {
  readonly problems: readonly RuleProblem[];
  /** Null where there are problems. */
  readonly work: Work | null;
}

/** The registry's entry, which stays the same object while its class changes with each edit. */
let entry: OptimizerInfo | null = null;

/** Reads a rule and registers its optimizer: every page has it among the others then. */
export function takeRule(text: string): RuleResult {
  const { rule, problems } = parseRule(text);
  if (rule === null) return { problems, work: null };
  const made = compileRule(ownName, rule);
  const described = describeOptimizer(
    made as unknown as OptimizerConstructor,
    { name: ownName, options: {}, tune: Object.keys(rule.options).slice(0, 3) },
    {
      // The page has the rule itself beside it.
      ...{ summary: "", description: "" },
      ...{ formula: null, source: null, url: null },
      options: Object.fromEntries(
        Object.entries(rule.options).map(([name, value]) => [
          name,
          { description: "", type: "number", default: value },
        ]),
      ),
      state: {},
    },
  );
  if (entry === null) {
    entry = { ...described };
    optimizers.register(entry);
  } else Object.assign(entry, described);
  return { problems, work: workOf(rule) };
}
