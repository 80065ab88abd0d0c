import { type OptimizerInfo, optimizers } from "downhill/registry";
import { formatScheduler, formatSetting } from "../format.ts";
import type { OptimizerChoice } from "../training/plan.ts";

/** Who takes part: an optimizer with its settings. */
export interface Entry {
  /** Unlike all others' of the race, and safe in file names, CSS and HTML: `sgd`, `sgd-2`. */
  readonly key: string;
  /** What it is called: the optimizer's name and, beside others of that name, what tells it from them. */
  readonly name: string;
  readonly choice: OptimizerChoice;
  /** Where the settings are from. */
  readonly source: string;
}

/** A choice of settings, before it has a name in a race. */
export interface Candidate {
  readonly choice: OptimizerChoice;
  readonly source: string;
}

export function infoOf(entry: { readonly choice: OptimizerChoice }): OptimizerInfo {
  return optimizers.get(entry.choice.name);
}

/** Names the candidates; one that is there twice takes part once. */
export function nameEntries(candidates: readonly Candidate[]): Entry[] {
  const different = new Map(candidates.map((candidate) => [JSON.stringify(candidate.choice), candidate]));
  const all = [...different.values()];
  return all.map((candidate) => {
    const { name } = candidate.choice;
    const namesakes = all.filter(({ choice }) => choice.name === name);
    const place = namesakes.indexOf(candidate);
    const key = name.toLowerCase().replace(/[^a-z0-9]+/g, "");
    return {
      ...candidate,
      key: place === 0 ? key : `${key}-${place + 1}`,
      name: namesakes.length === 1 ? name : `${name} ${difference(candidate.choice, namesakes)}`,
    };
  });
}

/** The settings in which one isn't like all of its namesakes. */
function difference(choice: OptimizerChoice, namesakes: readonly Candidate[]): string {
  const textOf = (one: OptimizerChoice, option: string) => {
    if (option === "scheduler") return formatScheduler(one.scheduler);
    return formatSetting(one.settings[option] ?? (infoOf({ choice: one }).options[option]?.default as number));
  };
  const options = new Set(namesakes.flatMap((one) => Object.keys(one.choice.settings)));
  const telling = [...options, "scheduler"].filter(
    (option) => new Set(namesakes.map((one) => textOf(one.choice, option))).size > 1,
  );
  return telling.map((option) => `${option} ${textOf(choice, option)}`).join(", ");
}
