import { type OptimizerInfo, optimizers } from "downhill/registry";
import { UsageError } from "../errors.ts";
import { didYouMean } from "../suggest.ts";
import type { OptimizerChoice, SchedulerChoice, Setting, Settings } from "../training/plan.ts";
import { choosableSchedulers } from "../training/schedule.ts";
import { type Candidate, type Entry, nameEntries } from "./entries.ts";
import { bare, divide, ExpectedError, parseDecimal, parseSetting, splitOutside } from "./optionText.ts";
import { published } from "./published.ts";

/** Where the settings are from that the user doesn't give: somebody's publication, or PyTorch's defaults. */
export type Defaults = "published" | "pytorch";

/** One item of `--optimizers`: who, and what stands in the parentheses. */
interface Item {
  readonly info: OptimizerInfo;
  readonly given: Settings;
  readonly scheduler: SchedulerChoice | null;
}

/** What a user can set: all but the direction, which is downhill. */
function findOptimizerOption(info: OptimizerInfo, name: string): string {
  const names = Object.keys(info.options).filter((option) => option !== "maximize");
  return findOption(info.name.toLowerCase(), names, name);
}

/**
 * The items of `--optimizers`: `adam,sgd`, `sgd(lr=0.1, momentum=0.9)`, `all`. None given means all, by themselves.
 *
 * @param texts - every value given
 */
export function parseOptimizers(texts: readonly string[]): Item[] {
  if (texts.length === 0) return everyone();
  return texts.flatMap((text) => {
    const parts = splitOutside(text, ",")?.map((part) => part.trim());
    if (parts === undefined || parts.includes("")) {
      throw new UsageError(
        `--optimizers wants names separated by commas, such as adam,sgd or "sgd(lr=0.1, momentum=0.9)", not "${text}"`,
      );
    }
    return parts.flatMap((part) => (bare(part) === "all" ? everyone() : [parseItem(part)]));
  });
}

function everyone(): Item[] {
  return Array.from(optimizers, (info) => ({ info, given: {}, scheduler: null }));
}

function parseItem(text: string): Item {
  const { name, options } = parseCall(text);
  const info = findOptimizer(name);
  const given: Record<string, Setting> = {};
  let scheduler: SchedulerChoice | null = null;
  for (const [option, value] of options) {
    if (bare(option) === "scheduler") scheduler = parseScheduler(value);
    else {
      const key = findOptimizerOption(info, option);
      given[key] = read(text, () => parseSetting(value, info.options[key]!));
    }
  }
  return { info, given, scheduler };
}

/** `name(option=value, ...)` or `name`. */
function parseCall(text: string): { name: string; options: [string, string][] } {
  const match = /^([^()]*)(?:\((.*)\))?$/s.exec(text);
  const inside = match?.[2]?.trim() ?? "";
  const parts = inside === "" ? [] : splitOutside(inside, ",");
  const options = parts?.map((part) => divide(part, "="));
  if (match === null || options === undefined || options.some(([name, value]) => name === "" || value === "")) {
    throw new UsageError(`expected a name and options, such as "sgd(lr=0.1, momentum=0.9)", not "${text}"`);
  }
  return { name: match[1]!.trim(), options };
}

const schedulerNicknames: Readonly<Record<string, string>> = {
  cosine: "CosineAnnealingLR",
  restarts: "CosineAnnealingWarmRestarts",
  plateau: "ReduceLROnPlateau",
};

/** A scheduler's name without case and ending. */
const short = (name: string) => bare(name).replace(/lr$/, "");

/** What the schedulers that can be chosen are called in short. */
export function schedulerNames(): string[] {
  const nicknames = new Map(Object.entries(schedulerNicknames).map(([nickname, name]) => [name, nickname]));
  return choosableSchedulers().map(({ name }) => nicknames.get(name) ?? short(name));
}

function parseScheduler(text: string): SchedulerChoice | null {
  const { name, options } = parseCall(text);
  if (bare(name) === "none") return null;
  const all = choosableSchedulers();
  const wanted = schedulerNicknames[bare(name)] ?? name;
  const info = all.find((one) => short(one.name) === short(wanted));
  if (info === undefined) {
    const names = [...Object.keys(schedulerNicknames), ...all.map((one) => one.name)];
    throw new UsageError(`no scheduler "${name}"; there are ${names.join(", ")}${didYouMean(name, names)}`);
  }
  const settings = options.map(([option, value]) => {
    const key = findOption(info.name, Object.keys(info.options), option);
    return [key, read(text, () => parseSetting(value, info.options[key]!))] as const;
  });
  return { name: info.name, settings: Object.fromEntries(settings) };
}

/**
 * Who takes part with which settings. In parentheses stand an optimizer's settings, and what isn't among them is
 * PyTorch's default; without them (or with nothing but a scheduler there) it runs with published settings, or those of
 * `defaults`. Over these come `--lr` for all, `--lr` by name and `--set`; what is in parentheses has the last word.
 *
 * @param rates - every value given to `--lr`: `0.01`, `adam=0.01,sgd=0.1`
 * @param assignments - every value given to `--set`: `sgd.momentum=0.9`, `adam.betas=0.9,0.99`
 */
export function resolveEntries(
  items: readonly Item[],
  rates: readonly string[],
  assignments: readonly string[],
  defaults: Defaults = "published",
): Entry[] {
  const changes = new Map<OptimizerInfo, Record<string, Setting>>(items.map(({ info }) => [info, {}]));
  const of = (name: string) => {
    const info = findOptimizer(name);
    const found = changes.get(info);
    if (!found) throw new UsageError(`"${name}" is given a setting, but --optimizers leaves it out of the race`);
    return { info, found };
  };
  const parts = rates.flatMap((rate) => rate.split(",")).map((part) => part.trim());
  for (const part of parts.filter((part) => !part.includes("="))) {
    const lr = parseRate(part, part);
    for (const found of changes.values()) found.lr = lr;
  }
  for (const part of parts.filter((part) => part.includes("="))) {
    const [name, value] = divide(part, "=");
    of(name).found.lr = parseRate(value, part);
  }
  for (const assignment of assignments) {
    const [path, value] = divide(assignment, "=");
    const [name, option] = divide(path, ".");
    if (name === "" || option === "" || value === "") {
      throw new UsageError(`--set wants OPTIMIZER.OPTION=VALUE, such as sgd.momentum=0.9, not "${assignment}"`);
    }
    const { info, found } = of(name);
    const key = findOptimizerOption(info, option);
    found[key] = read(`--set ${assignment}`, () => parseSetting(value, info.options[key]!));
  }
  return nameEntries(items.map((item) => resolve(item, changes.get(item.info)!, defaults)));
}

function resolve({ info, given, scheduler }: Item, changes: Settings, defaults: Defaults): Candidate {
  const exact = Object.keys(given).length > 0;
  const own = exact || defaults === "pytorch" ? undefined : published[info.name];
  const base: Settings = own?.settings ?? { lr: info.options.lr!.default as number };
  const settings = { ...base, ...changes, ...given };
  const choice: OptimizerChoice = { name: info.name, settings, scheduler };
  const changed = exact || Object.keys(changes).length > 0;
  const rest = own?.source ?? (info.url === null ? "its defaults" : "PyTorch's defaults");
  return { choice, source: changed ? `the command line, else ${rest}` : rest };
}

export function findOptimizer(name: string): OptimizerInfo {
  if (optimizers.has(name)) return optimizers.get(name);
  const names = optimizers.names.map((one) => one.toLowerCase());
  throw new UsageError(`no optimizer "${name}"; there are ${names.join(", ")}${didYouMean(name, names)}`);
}

function findOption(owner: string, names: readonly string[], name: string): string {
  const found = names.find((option) => bare(option) === bare(name));
  if (found !== undefined) return found;
  throw new UsageError(`${owner} has no option "${name}"; it has ${names.join(", ")}${didYouMean(name, names)}`);
}

export function parseRate(value: string, given: string): number {
  const lr = parseDecimal(value);
  if (lr === null || lr < 0) {
    throw new UsageError(`--lr wants a learning rate such as 0.01, or adam=0.01,sgd=0.1, not "${given}"`);
  }
  return lr;
}

/** Tells where a value stands that is not what was expected. */
function read(place: string, parse: () => Setting): Setting {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    throw new UsageError(`${place}: ${error.message}`);
  }
}
