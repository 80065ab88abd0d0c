import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { autograd, linspace, manualSeed, nn, repr, Tensor, tensor } from "downhill";
import { camelCase, elements } from "./support.ts";

/* Modules of sequences, as `reference/sequences.py` has written them. */

const { PackedSequence } = nn.utils.rnn;

interface PackedTensor {
  readonly dtype: "float32" | "float64" | "int64" | "bool";
  readonly shape: readonly number[];
  readonly bytes: string;
}

type Encoded =
  | PackedTensor
  | { readonly packed: readonly Encoded[] }
  | { readonly module: string; readonly arguments: Options }
  | { readonly function: string }
  | readonly Encoded[]
  | number
  | string
  | boolean
  | null;

type Options = Readonly<Record<string, Encoded>>;

/** A tensor's shape, and two sums over its elements. */
type Sketch = readonly [shape: readonly number[], cosines: number, sizes: number] | null;

interface Results {
  readonly outputs: readonly Sketch[];
  readonly grads: readonly Sketch[];
  readonly second?: readonly Sketch[];
}

export interface SequenceCase {
  readonly module: string;
  /** Whether it is a sample of PyTorch's own table. */
  readonly table: boolean;
  readonly arguments: Options;
  readonly inputs: readonly Encoded[];
  readonly forward: Options;
  /** What it prints, or a hash of that. */
  readonly text: string;
  readonly state: string;
  readonly both?: Results;
  readonly training?: Results;
  readonly evaluating?: Results;
}

export interface RefusedSequence {
  readonly module: string;
  readonly arguments: Options;
  readonly inputs: readonly Encoded[] | null;
  readonly forward: Options;
  readonly message: string;
}

const FOLDER = new URL("../../../../reference/fixtures/sequences/", import.meta.url);

export interface SequenceFixture {
  readonly file: string;
  readonly cases: readonly SequenceCase[];
  readonly refused: readonly RefusedSequence[];
}

export function sequenceFixtures(): SequenceFixture[] {
  return readdirSync(FOLDER).map((file) => {
    const read = JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as Omit<SequenceFixture, "file">;
    return { file, ...read };
  });
}

/** What random numbers start from, of a first state and of a call. */
export const SEED = 5;
const ARRAYS = { float32: Float32Array, float64: Float64Array, int64: BigInt64Array, bool: Uint8Array };

type Layer = nn.Module<unknown[], unknown>;

function decode(value: Encoded): unknown {
  if (Array.isArray(value)) return (value as readonly Encoded[]).map(decode);
  if (typeof value !== "object" || value === null) return value;
  if ("bytes" in value) {
    const { buffer, byteOffset, byteLength } = Uint8Array.from(Buffer.from(value.bytes, "base64"));
    const type = ARRAYS[value.dtype];
    const data = new type(buffer, byteOffset, byteLength / type.BYTES_PER_ELEMENT);
    return tensor(Array.from(data as ArrayLike<number>), { dtype: value.dtype }).reshape(value.shape);
  }
  if ("packed" in value) {
    const [data, batchSizes, sorted, unsorted] = value.packed.map(decode) as [Tensor, Tensor, Tensor, Tensor];
    return new PackedSequence(data, batchSizes, sorted, unsorted);
  }
  if ("function" in value) return nn.functional[value.function as "relu"];
  const { module, arguments: given } = value as { module: string; arguments: Options };
  return make(module, given);
}

function camelNames(options: Options): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [camelCase(name), decode(value)]));
}

function make(module: string, given: Options): Layer {
  return new (nn[module as "LSTM"] as unknown as new (options: object) => Layer)(camelNames(given));
}

/** All tensors in a value, in order. */
function tensorsIn(value: unknown): Tensor[] {
  if (value instanceof Tensor) return value.isFloatingPoint() ? [value] : [];
  if (value instanceof PackedSequence) return [value.data];
  return Array.isArray(value) ? value.flatMap(tensorsIn) : [];
}

/** A value whose floating point tensors are copies in a dtype, which may want gradients. */
function converted(value: unknown, dtype: "float32" | "float64", requiresGrad: boolean): unknown {
  if (value instanceof Tensor) {
    if (!value.isFloatingPoint()) return value;
    const copy = value.to(dtype);
    return requiresGrad ? copy.clone().requiresGrad_() : copy;
  }
  if (value instanceof PackedSequence) {
    const { data, batchSizes, sortedIndices, unsortedIndices } = value;
    const copy = converted(data, dtype, requiresGrad) as Tensor;
    return new PackedSequence(copy, batchSizes, sortedIndices, unsortedIndices);
  }
  return Array.isArray(value) ? value.map((item) => converted(item, dtype, requiresGrad)) : value;
}

function call(layer: Layer, inputs: readonly unknown[], forward: Record<string, unknown>): Tensor[] {
  const options = Object.keys(forward).length > 0 ? [forward] : [];
  return tensorsIn(layer.forward(...inputs, ...options));
}

/** Outputs, gradients and second derivatives. */
function run(
  layer: Layer,
  one: SequenceCase,
  dtype: "float32" | "float64",
  second: boolean,
): (readonly (Tensor | null)[])[] {
  const inputs = one.inputs.map((value) => converted(decode(value), dtype, true));
  const forward = Object.fromEntries(
    Object.entries(camelNames(one.forward)).map(([name, value]) => [name, converted(value, dtype, false)]),
  );
  manualSeed(SEED);
  const outputs = call(layer, inputs, forward);
  const wanted = [...inputs.flatMap(tensorsIn), ...layer.parameters()];
  const weighed = outputs.map((out) => out.mul(linspace(-1, 2, out.numel(), { dtype }).reshape(out.shape)).sum());
  const loss = weighed.reduce((a, b) => a.add(b));
  const grads = autograd.grad(loss, wanted, { allowUnused: true, createGraph: second });
  if (!second) return [outputs, grads];
  const total = grads
    .flatMap((grad) => grad ?? [])
    .map((grad) => grad.mul(cosines(grad.numel(), dtype).reshape(grad.shape)).sum())
    .reduce((a, b) => a.add(b));
  return [outputs, grads, autograd.grad(total, wanted, { allowUnused: true })];
}

function cosines(count: number, dtype: "float32" | "float64"): Tensor {
  return tensor(
    Array.from({ length: count }, (_, i) => Math.cos(i)),
    { dtype },
  );
}

const RELATIVE = { float32: 1e-5, float64: 1e-10 };

/** What is wrong with a result; null if nothing is. */
function difference(actual: Tensor | null, wanted: Sketch, dtype: "float32" | "float64"): string | null {
  // PyTorch sends zeros where Downhill knows that there is no gradient, and the other way round.
  if (wanted === null) return actual === null || actual.abs().sum().item() === 0 ? null : "a gradient";
  const [shape, ...sums] = wanted;
  if (actual === null) return sums[1] === 0 ? null : "no gradient";
  const form = `${actual.dtype} [${actual.shape}]`;
  if (form !== `${dtype} [${shape}]`) return `${form}, expected ${dtype} [${shape}]`;
  const found = [0, 0];
  elements(actual).forEach((value, i) => {
    found[0] += value * Math.cos(i);
    found[1] += Math.abs(value);
  });
  const tolerance = RELATIVE[dtype] * (sums[1] + 0.1);
  const wrong = found.findIndex((value, i) => !(Math.abs(value - sums[i]) <= tolerance || Object.is(value, sums[i])));
  return wrong < 0 ? null : `sum ${wrong} is ${found[wrong]}, expected ${sums[wrong]}`;
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

function hashOf(layer: Layer): string {
  const hash = createHash("sha256");
  for (const [name, value] of layer.stateDict()) {
    const array = value.contiguous().toTypedArray();
    hash.update(name).update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  }
  return hash.digest("hex").slice(0, 16);
}

/** The module of a case, as it is when it was made. */
export function makeSequence(one: SequenceCase): Layer {
  manualSeed(SEED);
  return make(one.module, one.arguments);
}

/** How a module's first state, text, outputs, gradients and second derivatives differ from PyTorch's: nothing, in words. */
export function compareSequence(one: SequenceCase): string[] {
  const layer = makeSequence(one);
  const problems: string[] = [];
  if (hashOf(layer) !== one.state) problems.push("the first state differs");
  const text = repr(layer);
  if (text !== one.text && shortHash(text) !== one.text) problems.push(`prints ${text}`);
  for (const dtype of ["float64", "float32"] as const) {
    layer.to(dtype);
    for (const training of [true, false]) {
      const wanted = (one.both ?? (training ? one.training : one.evaluating)) as Results;
      const second = wanted.second !== undefined && dtype === "float64";
      const found = run(layer.train(training), one, dtype, second);
      for (const [k, kind] of (["outputs", "grads", ...(second ? (["second"] as const) : [])] as const).entries()) {
        const sketches = wanted[kind] as readonly Sketch[];
        if (found[k].length !== sketches.length) problems.push(`${found[k].length} ${kind}, not ${sketches.length}`);
        sketches.forEach((sketch, i) => {
          const problem = difference(found[k][i] ?? null, sketch, dtype);
          const mode = training ? "training" : "evaluating";
          if (problem !== null) problems.push(`${dtype}, ${mode}, ${kind} ${i}: ${problem}`);
        });
      }
    }
  }
  return problems;
}

/** A function of the tensors that a case gives a module, and these. */
export function stepOf(one: SequenceCase): { step: (...inputs: Tensor[]) => (Tensor | null)[]; inputs: Tensor[] } {
  const layer = makeSequence(one);
  const given = one.inputs.map((value) => converted(decode(value), "float32", false));
  const forward = camelNames(one.forward);
  const step = (...inputs: Tensor[]) => {
    let next = 0;
    // The tensors in the places of those that were given.
    const place = (value: unknown): unknown => {
      if (value instanceof Tensor) return inputs[next++];
      if (value instanceof PackedSequence) {
        const { batchSizes, sortedIndices, unsortedIndices } = value;
        return new PackedSequence(inputs[next++], batchSizes, sortedIndices, unsortedIndices);
      }
      return Array.isArray(value) ? value.map(place) : value;
    };
    const outputs = call(layer, given.map(place), forward);
    const loss = outputs.map((out) => out.square().sum()).reduce((a, b) => a.add(b));
    return [...outputs, ...autograd.grad(loss, [...layer.parameters()], { allowUnused: true })];
  };
  return { step, inputs: given.flatMap(tensorsIn) };
}

/** Does what PyTorch refuses. */
export function attempt({ module, arguments: given, inputs, forward }: RefusedSequence): void {
  const layer = make(module, given);
  if (inputs !== null) call(layer, inputs.map(decode), camelNames(forward));
}
