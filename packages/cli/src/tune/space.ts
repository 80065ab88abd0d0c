import type { OptionInfo, SearchRange } from "downhill/registry";
import { type Entry, infoOf } from "../entries/entries.ts";
import type { Setting } from "../training/plan.ts";
import type { Search } from "./search.ts";

/** What is tuned: the learning rate, or also the most telling one of the other options. */
export type Tuned = "rate" | "all";

/** Where an optimizer's rate isn't told. */
const anyRate: SearchRange = { low: 1e-4, high: 1, scale: "log" };

/** Values worth trying where an option holds several numbers, of which not every combination makes sense. */
const pairs: Readonly<Record<string, readonly (readonly number[])[]>> = {
  betas: [
    [0.9, 0.99],
    [0.95, 0.999],
    [0.8, 0.999],
  ],
  etas: [
    [0.5, 1.05],
    [0.5, 1.5],
    [0.7, 1.2],
  ],
};

/** The search for an entry's settings. */
export function searchOf(entry: Entry, tuned: Tuned, trials: number): Search {
  const { options, tune } = infoOf(entry);
  const { lr } = options;
  const rate = lr !== undefined && "search" in lr && lr.search !== undefined ? lr.search : anyRate;
  const name = tuned === "all" ? tune.find((option) => option !== "lr") : undefined;
  const second = name === undefined ? null : { name, values: valuesOf(name, options[name]!) };
  const base = second === null ? {} : { [second.name]: options[second.name]!.default as Setting };
  return { base: { ...base, ...entry.choice.settings }, rate, second, trials };
}

/** Three values inside the range that is worth searching. */
function valuesOf(name: string, option: OptionInfo): readonly Setting[] {
  if (option.type === "array") return pairs[name] ?? [];
  if (option.type === "boolean") return [!option.default];
  if (option.type === "string") return option.enum ?? [];
  if (option.type === "other" || option.type === "numbers" || option.search === undefined) return [];
  const { search } = option;
  const values = [0.75, 0.5, 0.25].map((share) => valueAt(search, share));
  return option.type === "integer" ? values.map(Math.round) : values;
}

function valueAt({ low, high, scale }: SearchRange, share: number): number {
  const between = (from: number, to: number) => from * (to / from) ** share;
  const value =
    scale === "linear"
      ? low + share * (high - low)
      : scale === "log"
        ? between(low, high)
        : 1 - between(1 - low, 1 - high);
  return Number(value.toPrecision(2));
}
