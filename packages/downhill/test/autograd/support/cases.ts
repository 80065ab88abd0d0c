import { readFileSync } from "node:fs";
import type { FloatDType, Tensor } from "downhill";
import * as functions from "../../../src/autograd/functions/index.ts";
import type { Packed } from "./packed.ts";

/** What PyTorch has of a case, in one width. */
export interface Result {
  readonly out: Packed;
  readonly indices?: Packed;
  readonly gradFn?: string;
  readonly gradient?: Packed;
  readonly grads?: readonly Packed[];
  readonly second?: readonly Packed[];
}

/** A function, and what it is applied to. */
export interface Case extends Readonly<Record<FloatDType, Result>> {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly inputs: readonly Packed[];
}

export const { cases } = JSON.parse(
  readFileSync(new URL("../../../../../reference/fixtures/autograd.json", import.meta.url), "utf8"),
) as { cases: Case[] };

/** The function of a case, applied to tensors in place of its own inputs. */
export function apply({ name, args }: Case, inputs: readonly Tensor[]): Tensor | { values: Tensor; indices: Tensor } {
  const call = (functions as unknown as Record<string, (...values: unknown[]) => Tensor>)[name];
  return call(
    ...args.map((arg) => {
      if (arg === "inf" || arg === "-inf") return arg === "inf" ? Infinity : -Infinity;
      return typeof arg === "string" ? inputs[Number(arg.slice(1))] : arg;
    }),
  );
}
