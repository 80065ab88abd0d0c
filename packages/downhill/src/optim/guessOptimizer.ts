import { dictEntries, isDict } from "../python/containers.ts";
import { type SavedForm, savedForms } from "./savedForms.ts";

function keysOf(value: unknown): Set<unknown> {
  return new Set(isDict(value) ? dictEntries(value).map(([key]) => key) : []);
}

function valueAt(value: unknown, key: string): unknown {
  if (!isDict(value)) return undefined;
  return value instanceof Map ? value.get(key) : value[key];
}

/** Whether a value has the form of an optimizer's state dict. */
export function isOptimizerState(value: unknown): boolean {
  const keys = keysOf(value);
  return keys.has("state") && Array.isArray(valueAt(value, "param_groups"));
}

/**
 * The optimizer that a state dict seems to belong to, by its options and what it remembers; null for one that PyTorch
 * doesn't know. Before 2.9, Adam's and AdamW's look alike: `"Adam or AdamW"`.
 */
export function guessOptimizer(stateDict: unknown): string | null {
  const [group] = (valueAt(stateDict, "param_groups") as unknown[] | undefined) ?? [];
  const state = valueAt(stateDict, "state");
  const [[, entry] = [null, null]] = isDict(state) ? dictEntries(state) : [];
  const scores = Object.entries(savedForms).map(
    ([name, form]) => [name, likeness(form, group, keysOf(entry))] as const,
  );
  const best = Math.max(...scores.map(([, score]) => score));
  if (!(best > 0)) return null;
  return scores.flatMap(([name, score]) => (score > best - EVEN ? [name] : [])).join(" or ");
}

/** Less than anything counts for: scores so near are even. */
const EVEN = 1e-6;
/** What it counts against an optimizer that an option is missing which state dicts of older versions lack. */
const LATER = 0.01;

/** How much a group's options and a parameter's state are like an optimizer's. */
function likeness({ options, later, fixed, state }: SavedForm, group: unknown, entry: ReadonlySet<unknown>): number {
  const given = keysOf(group);
  for (const [name, value] of Object.entries(fixed)) {
    if (given.has(name) && valueAt(group, name) !== value) return -1;
  }
  let score = given.size > 0 && Object.keys(fixed).some((name) => given.has(name)) ? LATER : 0;
  for (const [name, weight] of optionWeights) {
    if (given.has(name)) score += options.includes(name) || later.includes(name) ? weight : -weight;
    else if (options.includes(name)) score -= weight;
    else if (later.includes(name)) score -= LATER;
  }
  for (const [name, weight] of stateWeights) if (entry.has(name)) score += state.includes(name) ? weight : -weight;
  return score;
}

/** A name tells the more the fewer optimizers have it. */
function weigh(lists: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  const names = new Set(lists.flat());
  return new Map(Array.from(names, (name) => [name, 1 / lists.filter((list) => list.includes(name)).length]));
}

const forms = Object.values(savedForms);
const optionWeights = weigh(forms.map(({ options, later }) => [...options, ...later]));
const stateWeights = weigh(forms.map(({ state }) => state));
