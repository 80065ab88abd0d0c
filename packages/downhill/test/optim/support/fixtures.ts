import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { tensor } from "downhill";
import type { FloatArray, FloatName } from "./streams.ts";

/** An option as it stands in a fixture, with PyTorch's name. */
export type PackedOption = number | string | boolean | null | PackedTensor | readonly PackedOption[];
export type PackedOptions = Readonly<Record<string, PackedOption>>;
export interface PackedTensor {
  readonly tensor: number | readonly number[];
  readonly dtype: FloatName;
}

export interface PackedGroup {
  readonly shapes: readonly (readonly number[])[];
  readonly options?: PackedOptions;
}

interface Change {
  readonly step: number;
  readonly group?: number;
  readonly set?: PackedOptions;
  readonly add?: PackedGroup;
}

/** For one parameter: its elements, and its state's arrays and numbers. Where elements are sampled, those. */
export type PackedState = Readonly<Record<string, string | number | readonly number[]>>;
export type Results = Readonly<Record<string, readonly PackedState[]>>;

/** One run of an optimizer; reference/optimizers.py says what the fields mean. */
export interface Case {
  readonly name: string;
  readonly options: PackedOptions;
  readonly groups: readonly PackedGroup[];
  readonly changes?: readonly Change[];
  readonly absent?: Readonly<Record<string, readonly number[]>>;
  readonly scale?: Readonly<Record<FloatName, number>>;
  readonly special?: boolean;
  readonly twice?: boolean;
  readonly large?: boolean;
  readonly coupling?: number;
  readonly sparse?: { readonly entries: readonly number[]; readonly dims: number };
  readonly results: Readonly<Record<FloatName, Results>>;
}

export interface OptimizerFixture {
  readonly optimizer: string;
  readonly coupling: number;
  readonly cases: readonly Case[];
}

export function readFixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../../../../reference/fixtures/${name}`, import.meta.url), "utf8")) as T;
}

export function optimizerFixture(name: string): OptimizerFixture {
  return readFixture(`optimizers/${name.toLowerCase()}.json`);
}

/** `weight_decay` → `weightDecay`. */
export function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

export function unpackOption(value: PackedOption): unknown {
  if (Array.isArray(value)) return value.map(unpackOption);
  if (value === "inf" || value === "-inf" || value === "nan") return Number(value.replace("inf", "Infinity"));
  if (typeof value === "object" && value !== null) {
    const { tensor: data, dtype } = value as PackedTensor;
    return tensor(data, { dtype });
  }
  return value;
}

/** Options with the library's names, tensors made anew. */
export function unpackOptions(options: PackedOptions = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [camelCase(name), unpackOption(value)]));
}

/** Up to four elements in hex, more of them by hash; every NaN as the same one. */
export function packArray(array: FloatArray): string {
  const copy = array.slice();
  for (let i = 0; i < copy.length; i++) if (Number.isNaN(copy[i])) copy[i] = Number.NaN;
  const bytes = new Uint8Array(copy.buffer);
  if (array.length <= 4) return Buffer.from(bytes).toString("hex");
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}

export function packNumber(value: number): number | string {
  if (Number.isFinite(value)) return value;
  return String(value).replace("Infinity", "inf").replace("NaN", "nan");
}
