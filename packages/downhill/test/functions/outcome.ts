import { autograd, linspace, manualSeed, noGrad, Tensor } from "downhill";
import { caller, callMethod, type Given, hasMethod } from "./calls.ts";
import { difference, elementsOf, gradientDifference } from "./comparing.ts";
import { decode, type Packed, type Refused, type Sample, type Table, unpack } from "./fixture.ts";

/* What comes of an entry of PyTorch's table here. */

/** Whose elements may be anything. */
const UNINITIALIZED = new Set(["empty", "empty_like", "new_empty", "resize_", "resize_as_"]);

/** Results that are determined up to signs, and what is compared of them; `reference/functions.py` has the same. */
const PROCESSED: Readonly<Record<string, (out: readonly Tensor[]) => unknown>> = {
  "linalg.eigh": ([values, vectors]) => [values, vectors.abs()],
  "linalg.svd": ([u, s, v]) => [u.abs(), s, v.abs()],
  "linalg.qr": ([q, r]) => [q.abs(), r.abs()],
  "linalg.lstsq": ([solution]) => solution,
};

/** What was counted of an entry. */
export interface Counted {
  readonly name: string;
  readonly variant: string;
  /** Whether there is such a function here at all. */
  readonly isThere: boolean;
  readonly samples: number;
  readonly equal: number;
  readonly refused: number;
  readonly refusedToo: number;
  /** How many of the refusals have PyTorch's words. */
  readonly sameWords: number;
  /** The first of the differences. */
  readonly difference: string | null;
}

/** What was tried of an entry, and what differed. */
export interface Outcome extends Counted {
  readonly differences: readonly string[];
}

/** How an entry is called: its name, and its variant if it has several. */
export function titleOf({ name, variant }: { readonly name: string; readonly variant: string }): string {
  return variant === "" ? name : `${name} (${variant})`;
}

export function outcome(table: Table): Outcome {
  const { name, variant, samples, refused } = table;
  const run = caller(name, variant);
  const counts = { name, variant, samples: samples.length, refused: refused.length };
  if (run === null) {
    return { ...counts, isThere: false, equal: 0, refusedToo: 0, sameWords: 0, difference: null, differences: [] };
  }
  const differences: string[] = [];
  let equal = 0;
  samples.forEach((sample, i) => {
    const found = attempt(() => sampleDifference(table, run, sample));
    if (found === null) equal++;
    else differences.push(`sample ${i} (${sample.dtype}) ${describe(sample)}: ${found}`);
  });
  let refusedToo = 0;
  let sameWords = 0;
  refused.forEach((error, i) => {
    const message = refusal(run, error);
    if (message === null) differences.push(`refusal ${i} ${describe(error)}: not refused (${error.message})`);
    else refusedToo++;
    if (message === error.message.trim()) sameWords++;
  });
  if (table.isMethod && !hasMethod(name)) differences.push("no method of the name");
  if (table.inPlace !== null && samples.some(({ inPlace }) => inPlace !== undefined) && !hasMethod(table.inPlace)) {
    differences.push(`no method ${table.inPlace}`);
  }
  return { ...counts, isThere: true, equal, refusedToo, sameWords, difference: differences[0] ?? null, differences };
}

function attempt(run: () => string | null): string | null {
  try {
    return run();
  } catch (error) {
    return `throws ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
  }
}

function revive(call: Sample | Refused): Given & { readonly tensors: readonly Tensor[] } {
  const tensors: Tensor[] = [];
  const input = decode(call.input, tensors);
  const args = call.args.map((value) => decode(value, tensors));
  const entries = Object.entries(call.kwargs).map(([name, value]) => [name, decode(value, tensors)] as const);
  return { input, args, kwargs: Object.fromEntries(entries), tensors };
}

function sampleDifference(table: Table, run: (given: Given) => unknown, sample: Sample): string | null {
  const given = revive(sample);
  given.tensors.forEach((tensor, i) => {
    if (sample.requires[i]) tensor.requiresGrad_();
  });
  const process = PROCESSED[table.name] ?? ((out: unknown) => out);
  manualSeed(42);
  const output = process(run(given) as readonly Tensor[]);
  const unlike = difference(output, sample.output, UNINITIALIZED.has(table.name));
  if (unlike !== null) return unlike;
  return (
    gradientsDifference(sample, given.tensors, output) ??
    methodDifference(table, sample) ??
    inPlaceDifference(table, sample)
  );
}

/** The tensors among results that require gradients. */
function tracked(value: unknown): Tensor[] {
  if (value instanceof Tensor) return value.requiresGrad ? [value] : [];
  if (typeof value !== "object" || value === null || !(Symbol.iterator in value)) return [];
  return [...(value as Iterable<unknown>)].flatMap(tracked);
}

function weights(tensor: Tensor, start: number, end: number): Tensor {
  return linspace(start, end, tensor.numel(), { dtype: "float64" }).to(tensor.dtype).reshape(tensor.shape);
}

function gradientsDifference(sample: Sample, tensors: readonly Tensor[], output: unknown): string | null {
  if (sample.grads === undefined) return null;
  const inputs = tensors.filter((tensor) => tensor.requiresGrad);
  const outputs = tracked(output);
  if (outputs.length === 0) return "no output requires a gradient";
  const gradOutputs = outputs.map((x) => weights(x, -1, 2).requiresGrad_());
  const createGraph = sample.second !== undefined;
  const first = autograd.grad(outputs, inputs, { gradOutputs, createGraph, allowUnused: true });
  const unlike = firstDifference("gradient", first, sample.grads);
  if (unlike !== null || sample.second === undefined) return unlike;
  const total = first
    .filter((x): x is Tensor => x?.requiresGrad === true)
    .map((x) => x.mul(weights(x, 0.5, -1)).sum())
    .reduce<Tensor | null>((sum, x) => (sum === null ? x : sum.add(x)), null);
  if (total === null)
    return firstDifference(
      "second gradient",
      sample.second.map(() => null),
      sample.second,
    );
  const second = autograd.grad(total, [...inputs, ...gradOutputs], { allowUnused: true });
  return firstDifference("second gradient", second, sample.second);
}

function firstDifference(
  what: string,
  actual: readonly (Tensor | null)[],
  expected: readonly (Packed | null)[],
): string | null {
  for (const [i, packed] of expected.entries()) {
    const unlike = gradientDifference(actual[i] ?? null, packed);
    if (unlike !== null) return `${what} ${i} ${unlike}`;
  }
  return null;
}

function methodDifference({ name, isMethod }: Table, sample: Sample): string | null {
  if (!isMethod || !hasMethod(name) || name in PROCESSED) return null;
  const given = revive(sample);
  if (!(given.input instanceof Tensor)) return null;
  manualSeed(42);
  const unlike = difference(callMethod(name, given), sample.output, UNINITIALIZED.has(name));
  return unlike === null ? null : `as a method ${unlike}`;
}

function inPlaceDifference({ inPlace: name }: Table, sample: Sample): string | null {
  if (name === null || sample.inPlace === undefined || !hasMethod(name)) return null;
  const given = revive(sample);
  manualSeed(42);
  const result = noGrad(() => callMethod(name, given));
  if (result !== given.input) return "in place gives another tensor";
  const expected = sample.inPlace === "same" ? sample.output : { tensor: sample.inPlace };
  const unlike = difference(result, expected);
  return unlike === null ? null : `in place ${unlike}`;
}

/** What is said of a call that PyTorch refuses; null where it isn't refused, or by chance. */
function refusal(run: (given: Given) => unknown, error: Refused): string | null {
  const given = revive(error);
  try {
    run(given);
  } catch (thrown) {
    const isMeant = thrown instanceof Error && !/Cannot read|is not a function|undefined/.test(thrown.message);
    return isMeant ? thrown.message.trim() : null;
  }
  return null;
}

/** A call in a few words. */
function describe({ input, args, kwargs }: Sample | Refused): string {
  const text = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(text).join(", ")}]`;
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    const { tensor } = value as { tensor?: Packed };
    if (tensor === undefined) return JSON.stringify(value);
    const few = tensor.shape.reduce((a, b) => a * b, 1) <= 6 && tensor.dense === undefined;
    const values = few ? ` of ${elementsOf(unpack(tensor)).join(" ")}` : "";
    return `${tensor.dtype}[${tensor.shape.join(", ")}]${tensor.strides === undefined ? "" : " strided"}${values}`;
  };
  const named = Object.entries(kwargs).map(([name, value]) => `${name}=${text(value)}`);
  return `(${[input, ...args].map(text).concat(named).join(", ")})`;
}
