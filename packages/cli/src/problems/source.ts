import type { Dataset } from "../data/dataset.ts";
import type { DataPlan } from "../training/plan.ts";
import type { Problem } from "../training/problem.ts";
import { quadratic, rosenbrock } from "./functions.ts";
import { parabola } from "./parabola.ts";
import { spirals } from "./spirals.ts";
import { dealRows, tableProblem } from "./table.ts";

/** Where problems come from. Plain data, so that threads can make their own. */
export type ProblemSource =
  | { readonly kind: "parabola" | "spirals" | "rosenbrock" | "quadratic" }
  | { readonly kind: "table"; readonly dataset: Dataset };

/** The problem for one training: split, scaled and encoded by its plan. */
export function makeProblem(source: ProblemSource, plan: DataPlan): Problem {
  switch (source.kind) {
    case "parabola":
      return parabola(plan.seed);
    case "spirals":
      return spirals(plan.seed);
    case "rosenbrock":
      return rosenbrock(plan.seed);
    case "quadratic":
      return quadratic(plan.seed);
    case "table":
      return tableProblem(source.dataset, dealRows(source.dataset, plan), plan.classWeights);
  }
}
