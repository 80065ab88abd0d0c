import type { NumberRange, OptimizerInfo, OptionInfo, SearchRange } from "downhill/registry";
import fc from "fast-check";
import { optimizers as registry } from "../../../src/registry/optimizers.ts";
import type { FloatName } from "./streams.ts";

/** Valid options for each elementwise optimizer, as the registry tells of them. */

/** A number between two, spread as the range says. */
function between(low: number, high: number, scale: SearchRange["scale"]): fc.Arbitrary<number> {
  const evenly = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  if (scale === "log") return evenly(Math.log(low), Math.log(high)).map(Math.exp);
  if (scale === "linear") return evenly(low, high);
  return evenly(Math.log(1 - high), Math.log(1 - low)).map((x) => 1 - Math.exp(x));
}

function numbers({ type, search, minimum }: NumberRange): fc.Arbitrary<number> {
  if (search === undefined) throw new TypeError("no values worth trying");
  const { low, high, scale } = search;
  const value = type === "integer" ? fc.integer({ min: low, max: high }) : between(low, high, scale);
  return minimum === undefined
    ? value
    : fc.oneof({ arbitrary: value, weight: 3 }, { arbitrary: fc.constant(minimum), weight: 1 });
}

function values(option: OptionInfo): fc.Arbitrary<unknown> {
  if (option.type === "number" || option.type === "integer") return numbers(option);
  if (option.type === "array") return fc.tuple(...option.items.map(numbers));
  if (option.type === "boolean") return fc.boolean();
  throw new TypeError(`no values for an option of the type ${option.type}`);
}

/** What options need of one another, or of a test. */
const TOGETHER: Readonly<Record<string, (options: Record<string, unknown>) => Record<string, unknown>>> = {
  // Averages within the few steps that a test makes.
  ASGD: (options) => ("t0" in options ? { ...options, t0: Math.min(options.t0 as number, 10) } : options),
  SGD: (options) => (options.nesterov === true ? { ...options, momentum: 0.9, dampening: 0 } : options),
};

function optionsOf({ name, optimizer, options }: OptimizerInfo): fc.Arbitrary<Record<string, unknown>> {
  const all = Object.entries(options).map(([key, option]) => [key, values(option)] as const);
  // PyTorch's two implementations round otherwise here and there, and so does this one.
  const foreach = "foreach" in optimizer.defaults ? { foreach: fc.boolean() } : {};
  const record = fc.record({ ...Object.fromEntries(all), ...foreach }, { requiredKeys: [] });
  return record.map(TOGETHER[name] ?? ((given) => given as Record<string, unknown>));
}

/** An elementwise optimizer that takes dense gradients, with options. */
export const optimizers: fc.Arbitrary<{ name: string; options: object }> = fc.oneof(
  ...[...registry]
    .filter(({ elementwise, gradients }) => elementwise && gradients !== "sparse")
    .map((info) => fc.record({ name: fc.constant(info.name), options: optionsOf(info) })),
);

export const dtypes: fc.Arbitrary<FloatName> = fc.constantFrom("float32", "float64");

export const shapes: fc.Arbitrary<number[]> = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 4 });
