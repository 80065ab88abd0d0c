import type { NumberRange, OptionInfo } from "downhill/registry";

/** Values of an option: such as it takes, and such as it doesn't. */
export interface Trial {
  readonly option: string;
  readonly inside: readonly unknown[];
  readonly outside: readonly unknown[];
}

/** Values that a range has at its bounds and near them, within and outside. */
function valuesAt({ type, minimum, exclusiveMinimum, maximum, exclusiveMaximum, search }: NumberRange) {
  const gap = type === "integer" ? 1 : 1e-3;
  const inside = search === undefined ? [] : [search.low, search.high];
  const outside: number[] = [];
  if (minimum !== undefined) {
    inside.push(minimum);
    outside.push(minimum - gap);
  }
  if (maximum !== undefined) {
    inside.push(maximum);
    outside.push(maximum + gap);
  }
  if (exclusiveMinimum !== undefined) outside.push(exclusiveMinimum);
  if (exclusiveMaximum !== undefined) outside.push(exclusiveMaximum);
  return { inside, outside };
}

/** Trials of each option that takes a number, or a list of so many. */
export function trials(options: Readonly<Record<string, OptionInfo>>): Trial[] {
  return Object.entries(options).flatMap(([option, of]): Trial[] => {
    if (of.type === "number" || of.type === "integer") return [{ option, ...valuesAt(of) }];
    if (of.type !== "array") return [];
    const usual = of.default as readonly number[];
    return of.items.map((item, i) => {
      const { inside, outside } = valuesAt(item);
      const list = (value: number) => usual.map((other, k) => (k === i ? value : other));
      return { option, inside: inside.map(list), outside: outside.map(list) };
    });
  });
}
