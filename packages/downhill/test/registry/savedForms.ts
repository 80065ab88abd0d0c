import { join } from "node:path";
import { ones, type Tensor } from "downhill";
import { type OptimizerInfo, optimizers } from "downhill/registry";
import { toSnakeCase } from "../../src/optim/names.ts";
import type { SavedForm } from "../../src/optim/savedForms.ts";
import { ROOT } from "./texts.ts";

/** What state dicts of each optimizer consist of: `npm run docs` writes it to src/optim/savedForms.ts. */

export const FORMS_PATH = join(ROOT, "packages/downhill/src/optim/savedForms.ts");

/** Options that are there in every version, or in none that matters, and that users set as they like. */
const IMPLEMENTATION: ReadonlySet<string> = new Set(["foreach", "capturable", "differentiable", "fused"]);

function formOf({ optimizer, options, state }: OptimizerInfo): SavedForm {
  const { defaults, traits } = new optimizer([ones([1, 1]).requiresGrad_() as Tensor]);
  const names = Object.keys(defaults);
  const isLater = (name: string) => Object.hasOwn(traits.added, name);
  const fixed = names.filter((name) => !Object.hasOwn(options, name) && !IMPLEMENTATION.has(name));
  const spelled = (list: readonly string[]) => list.map(toSnakeCase);
  return {
    options: spelled(names.filter((name) => !isLater(name))),
    later: spelled(names.filter(isLater)),
    fixed: Object.fromEntries(fixed.map((name) => [toSnakeCase(name), defaults[name] as unknown])),
    state: spelled(Object.keys(state)),
  };
}

/** The forms by the optimizers' names. */
export function savedForms(): Record<string, SavedForm> {
  return Object.fromEntries(Array.from(optimizers, (info) => [info.name, formOf(info)]));
}

/** The module that `npm run docs` writes, but for its formatting. */
export function formsModule(): string {
  return `/** What state dicts of each optimizer consist of. Written by \`npm run docs\`: don't edit it by hand. */

/** What is saved of an optimizer, in PyTorch's spelling. */
export interface SavedForm {
  readonly options: readonly string[];
  /** Further options, which state dicts of older versions lack. */
  readonly later: readonly string[];
  /** The values of options that nobody can set otherwise. */
  readonly fixed: Readonly<Record<string, unknown>>;
  /** The names of what it remembers for each parameter. */
  readonly state: readonly string[];
}

export const savedForms: Readonly<Record<string, SavedForm>> = ${JSON.stringify(savedForms())};
`;
}
