import { readFileSync } from "node:fs";

type Index = number | readonly number[];

/** What PyTorch gave; `reference/data.py` makes it. */
export interface Fixture {
  readonly loaders: readonly {
    n: number;
    options: Readonly<Record<string, number | boolean | null>>;
    seed: string;
    generator: string | null;
    passes: readonly Index[][];
    length: number;
    after: number;
  }[];
  readonly samplers: readonly {
    name: "RandomSampler" | "SubsetRandomSampler" | "WeightedRandomSampler";
    args: readonly [never, never];
    options: Readonly<Record<string, number | boolean>>;
    seed: number;
    generator: number | null;
    passes: readonly number[][];
    length: number;
    after: number;
  }[];
  readonly splits: readonly {
    n: number;
    lengths: readonly number[];
    seed: number;
    generator: number | null;
    parts: readonly number[][];
  }[];
  readonly workers: readonly {
    dataset: "noisy" | "stream";
    options: Readonly<Record<string, number | boolean | null>>;
    passes: readonly unknown[][];
    after: number;
  }[];
  readonly collated: Readonly<Record<string, unknown>>;
}

export const fixture = JSON.parse(
  readFileSync(new URL("../../../../reference/fixtures/data.json", import.meta.url), "utf8"),
) as Fixture;

/** PyTorch's options under their names here. */
export function camelOptions(options: Readonly<Record<string, unknown>>): Record<string, never> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value as never,
    ]),
  );
}
