import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { autograd, compile, linspace, manualSeed, nn, repr, Tensor, tensor } from "downhill";
import { describe, expect, it, test, vi } from "vitest";
import { camelCase, elements } from "./support.ts";

/*
 * Recurrent layers, attention and transformers on the samples of PyTorch's own table of modules, and on more, as
 * `reference/sequences.py` has written them: the bits of the first state, outputs, gradients and second derivatives,
 * training and evaluating, eager and compiled, and what PyTorch refuses.
 */

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

/** A tensor's shape, and three sums over its elements. */
type Sketch = readonly [shape: readonly number[], cosines: number, sines: number, sizes: number] | null;

interface Results {
  readonly outputs: readonly Sketch[];
  readonly grads: readonly Sketch[];
  readonly second?: readonly Sketch[];
}

interface Case {
  readonly module: string;
  readonly arguments: Options;
  readonly inputs: readonly Encoded[];
  readonly forward: Options;
  readonly text: string;
  readonly state: string;
  readonly both?: Results;
  readonly training?: Results;
  readonly evaluating?: Results;
}

interface Refused {
  readonly module: string;
  readonly arguments: Options;
  readonly inputs: readonly Encoded[] | null;
  readonly forward: Options;
  readonly message: string;
}

const FOLDER = new URL("../../../../reference/fixtures/sequences/", import.meta.url);
const fixtures = readdirSync(FOLDER).map((file) => {
  const { cases, refused } = JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as {
    cases: readonly Case[];
    refused: readonly Refused[];
  };
  return [file, cases, refused] as const;
});

const SEED = 5;
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
function run(layer: Layer, one: Case, dtype: "float32" | "float64", second: boolean): (readonly (Tensor | null)[])[] {
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

function expectSketch(actual: Tensor | null, wanted: Sketch, dtype: "float32" | "float64", what: string): void {
  if (wanted === null) {
    // PyTorch sends zeros where Downhill knows that there is no gradient, and the other way round.
    if (actual !== null) expect(actual.abs().sum().item(), what).toBe(0);
    return;
  }
  const [shape, ...sums] = wanted;
  if (actual === null) {
    expect(sums[2], what).toBe(0);
    return;
  }
  expect([actual.dtype, [...actual.shape]], what).toEqual([dtype, shape]);
  const found = [0, 0, 0];
  elements(actual).forEach((value, i) => {
    found[0] += value * Math.cos(i);
    found[1] += value * Math.sin(3 * i);
    found[2] += Math.abs(value);
  });
  const tolerance = RELATIVE[dtype] * (sums[2] + 1e-2);
  found.forEach((value, i) => {
    if (Math.abs(value - sums[i]) <= tolerance || (Number.isNaN(value) && Number.isNaN(sums[i]))) return;
    expect.fail(`${what}, sum ${i}: ${value}, expected ${sums[i]}`);
  });
}

function hashOf(layer: Layer): string {
  const hash = createHash("sha256");
  for (const [name, value] of layer.stateDict()) {
    const array = value.contiguous().toTypedArray();
    hash.update(name).update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  }
  return hash.digest("hex").slice(0, 16);
}

describe.each(fixtures)("%s", (_, cases, refused) => {
  const named = cases.map((one, i) => [i, one.text.split("\n")[0], one] as const);
  vi.spyOn(console, "warn").mockImplementation(() => {});

  it.each(named)("case %i, %s", (_i, _text, one) => {
    manualSeed(SEED);
    const layer = make(one.module, one.arguments);
    expect(hashOf(layer)).toBe(one.state);
    expect(repr(layer)).toBe(one.text);
    for (const dtype of ["float64", "float32"] as const) {
      layer.to(dtype);
      for (const training of [true, false]) {
        const wanted = (one.both ?? (training ? one.training : one.evaluating)) as Results;
        const second = wanted.second !== undefined && dtype === "float64";
        const found = run(layer.train(training), one, dtype, second);
        for (const [k, kind] of (["outputs", "grads", ...(second ? (["second"] as const) : [])] as const).entries()) {
          const sketches = wanted[kind] as readonly Sketch[];
          expect(found[k], kind).toHaveLength(sketches.length);
          sketches.forEach((sketch, i) => {
            expectSketch(found[k][i], sketch, dtype, `${dtype} ${training ? "training" : "evaluating"} ${kind} ${i}`);
          });
        }
      }
    }
  });

  it.each(named)("case %i, %s, has the same bits when it is compiled", (_i, _text, one) => {
    manualSeed(SEED);
    const layer = make(one.module, one.arguments);
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
    const bits = (results: readonly (Tensor | null)[]) =>
      results.map((result) => (result === null ? null : [...result.shape, ...elements(result)]));
    const compiled = compile(step as (...inputs: Tensor[]) => Tensor[]);
    const tensors = given.flatMap(tensorsIn);
    for (const inputs of [tensors, tensors.map((x) => x.mul(0.75)), tensors]) {
      manualSeed(SEED);
      const eager = bits(step(...inputs));
      manualSeed(SEED);
      expect(bits(compiled(...inputs))).toEqual(eager);
    }
  });

  test.each(refused)(
    "refuses $module($arguments) of $inputs",
    ({ module, arguments: given, inputs, forward, message }) => {
      const action = () => {
        const layer = make(module, given);
        if (inputs !== null) call(layer, inputs.map(decode), camelNames(forward));
      };
      expect(action).toThrow(message);
    },
  );
});
