import { UsageError } from "../errors.ts";
import { didYouMean } from "../suggest.ts";
import { type Contestant, contestants, type OptionKind, type Setting, type Settings } from "./contestants.ts";

/** A contestant with the settings it runs with. */
export interface Entry {
  readonly contestant: Contestant;
  readonly settings: Settings;
}

/** Names are compared without case, `-` and `_`, so PyTorch's `weight_decay` is our `weightDecay`. */
function bare(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, "");
}

function findContestant(name: string): Contestant {
  const found = contestants.find(({ key }) => key === bare(name));
  if (found) return found;
  const keys = contestants.map(({ key }) => key);
  throw new UsageError(`no optimizer "${name}"; there are ${keys.join(", ")}${didYouMean(name, keys)}`);
}

/** `adam,sgd` as contestants, in their usual order whatever the order given; null means all. */
export function parseOptimizers(text: string | null): readonly Contestant[] {
  if (text === null) return contestants;
  const names = text.split(",").map((name) => name.trim());
  if (names.some((name) => name === "")) {
    throw new UsageError(`--optimizers wants names separated by commas, such as adam,sgd, not "${text}"`);
  }
  const chosen = new Set(names.map(findContestant));
  return contestants.filter((contestant) => chosen.has(contestant));
}

/**
 * The settings everyone runs with: the race's own, then `--lr` for all, then `--lr` by name, then `--set`.
 *
 * @param rates - every value given to `--lr`: `0.01`, `adam=0.01,sgd=0.1`
 * @param assignments - every value given to `--set`: `sgd.momentum=0.9`, `adam.betas=0.9,0.99`
 */
export function resolveSettings(
  chosen: readonly Contestant[],
  rates: readonly string[],
  assignments: readonly string[],
): Entry[] {
  const settings = new Map(chosen.map((contestant) => [contestant, { ...contestant.settings }]));
  const of = (name: string) => {
    const contestant = findContestant(name);
    const found = settings.get(contestant);
    if (!found) throw new UsageError(`"${name}" is given a setting, but --optimizers leaves it out of the race`);
    return { contestant, found };
  };
  const parts = rates.flatMap((rate) => rate.split(",")).map((part) => part.trim());
  for (const part of parts.filter((part) => !part.includes("="))) {
    const lr = parseRate(part, part);
    for (const found of settings.values()) found.lr = lr;
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
    const { contestant, found } = of(name);
    const key = findOption(contestant, option);
    found[key] = parseSetting(value, contestant.options[key]!, assignment);
  }
  return chosen.map((contestant) => ({ contestant, settings: settings.get(contestant)! }));
}

/** `a=b=c` as `["a", "b=c"]`; without the separator the second part is empty. */
function divide(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text.trim(), ""] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function parseRate(value: string, given: string): number {
  const lr = parseDecimal(value);
  if (lr === null || lr < 0) {
    throw new UsageError(`--lr wants a learning rate such as 0.01, or adam=0.01,sgd=0.1, not "${given}"`);
  }
  return lr;
}

function findOption(contestant: Contestant, name: string): string {
  const names = Object.keys(contestant.options);
  const found = names.find((option) => bare(option) === bare(name));
  if (found !== undefined) return found;
  throw new UsageError(
    `${contestant.key} has no option "${name}"; it has ${names.join(", ")}${didYouMean(name, names)}`,
  );
}

function parseSetting(text: string, kind: OptionKind, assignment: string): Setting {
  const refuse = (expected: string) => new UsageError(`--set ${assignment}: expected ${expected}, not "${text}"`);
  if (typeof kind !== "string") {
    const choice = kind.find((value) => bare(value ?? "none") === bare(text));
    if (choice === undefined) throw refuse(kind.map((value) => value ?? "none").join(" or "));
    return choice;
  }
  switch (kind) {
    case "number": {
      const value = parseDecimal(text);
      if (value === null) throw refuse("a number");
      return value;
    }
    case "whole number": {
      const value = parseDecimal(text);
      if (value === null || !Number.isSafeInteger(value) || value < 0) throw refuse("a whole number");
      return value;
    }
    case "yes or no": {
      if (/^(true|yes|on|1)$/i.test(text)) return true;
      if (/^(false|no|off|0)$/i.test(text)) return false;
      throw refuse("true or false");
    }
    case "two numbers": {
      const values = text
        .replace(/^[([]|[)\]]$/g, "")
        .split(",")
        .map(parseDecimal);
      const [first, second] = values;
      if (values.length !== 2 || first == null || second == null) throw refuse("two numbers such as 0.9,0.999");
      return [first, second];
    }
  }
}

/** A finite decimal number, or null: unlike `Number`, no empty text, no hexadecimal. */
function parseDecimal(text: string): number | null {
  const value = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}
