import type { SearchRange } from "downhill/registry";
import type { Setting, Settings } from "../training/plan.ts";

/** What is searched: the learning rate and, where there is one, a second option. */
export interface Search {
  /** The settings that are not searched, and what the searched ones would be without a search. */
  readonly base: Settings;
  readonly rate: SearchRange;
  readonly second: { readonly name: string; readonly values: readonly Setting[] } | null;
  /** How many settings are tried. */
  readonly trials: number;
}

/** Settings that were tried. */
export interface TrialResult {
  readonly settings: Settings;
  /** The lower, the better; infinite where the training diverged. */
  readonly score: number;
}

/** How many trials go to the grid of rates, to the second option and to the refinement. */
function shares({ trials, second }: Search): { grid: number; second: number } {
  if (second === null) return { grid: trials < 4 ? trials : Math.ceil((2 * trials) / 3), second: 0 };
  const values = Math.min(second.values.length, Math.floor(trials / 4));
  return { grid: Math.max(1, Math.ceil(trials / 2)), second: values };
}

/** The best of what was tried, the first of equals. */
export function bestTrial(results: readonly TrialResult[]): TrialResult {
  return results.reduce((best, result) => (result.score < best.score ? result : best));
}

/**
 * What is to be tried next, given all results so far: first a grid of rates, evenly spaced by their logarithm over the
 * range; then, with the best of them, the values of the second option; then, pair by pair, the rates on both sides of the
 * best one, at half the distance each time, or further out where the best one is the outermost. Nothing when all trials
 * are spent. It depends on the results alone, so it is the same for any number of threads, and after an interruption.
 */
export function nextTrials(search: Search, results: readonly TrialResult[]): Settings[] {
  const { grid, second } = shares(search);
  if (results.length === 0) return gridRates(search, grid).map((lr) => ({ ...search.base, lr }));
  const best = bestTrial(results);
  if (results.length === grid && second > 0) {
    const { name, values } = search.second!;
    const others = values.filter((value) => !equal(value, best.settings[name]));
    if (others.length > 0) return others.slice(0, second).map((value) => ({ ...best.settings, [name]: value }));
  }
  const left = search.trials - results.length;
  const rates = left > 0 ? refinedRates(search, results, best, grid) : [];
  return rates.slice(0, left).map((lr) => ({ ...best.settings, lr }));
}

function gridRates({ base, rate: { low, high } }: Search, count: number): number[] {
  if (count === 1) return [base.lr as number];
  return Array.from({ length: count }, (_, i) => rounded(low * (high / low) ** (i / (count - 1))));
}

function refinedRates(search: Search, results: readonly TrialResult[], best: TrialResult, grid: number): number[] {
  const { low, high } = search.rate;
  const at = best.settings.lr as number;
  const rates = [...new Set(results.map(({ settings }) => settings.lr as number))].sort((a, b) => a - b);
  const place = rates.indexOf(at);
  const step = grid > 1 ? (high / low) ** (1 / (grid - 1)) : 10;
  const below = rates[place - 1];
  const above = rates[place + 1];
  const candidates = [
    below === undefined ? at / step : Math.sqrt(below * at),
    above === undefined ? at * step : Math.sqrt(at * above),
  ];
  return candidates.map(rounded).filter((rate) => !rates.includes(rate));
}

/** Three significant digits are all that a rate needs, and what one can type in again. */
function rounded(rate: number): number {
  return Number(rate.toPrecision(3));
}

function equal(a: Setting | undefined, b: Setting | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
