import { readdirSync, readFileSync } from "node:fs";
import { autograd, compile, linspace, nn, repr, type Tensor, tensor, zeros } from "downhill";
import { describe, expect, it, test } from "vitest";
import { camelCase, digest, elements } from "./support.ts";

/*
 * Modules on the samples of PyTorch's own table of modules, and on more, as `reference/modules.py` has written them: outputs
 * and gradients in both dtypes, training and evaluating, eager and compiled, and what PyTorch refuses.
 */

type FloatDType = "float32" | "float64";

interface Packed {
  readonly dtype: FloatDType;
  readonly shape: readonly number[];
  readonly bytes?: string;
  /** In place of the elements, where they are copies. */
  readonly hash?: string;
}

interface Results {
  readonly output: Packed;
  readonly inputGrads: readonly Packed[];
  readonly grads: Readonly<Record<string, Packed>>;
}

type Options = Readonly<Record<string, unknown>>;

interface Case extends Readonly<Record<FloatDType, Results>> {
  readonly module: keyof typeof nn;
  readonly arguments: Options;
  readonly forward: Options;
  readonly text: string;
  readonly state: Readonly<Record<string, Packed>>;
  readonly inputs: readonly Packed[];
}

interface Refused {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  readonly pad?: readonly number[];
  readonly options: Options;
  readonly message: string;
}

interface Fixture {
  readonly cases: readonly Case[];
  readonly refused: readonly Refused[];
}

const FOLDER = new URL("../../../../reference/fixtures/modules/", import.meta.url);
const fixtures = readdirSync(FOLDER).map(
  (file) => [file, JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as Fixture] as const,
);

function unpack({ dtype, shape, bytes = "" }: Packed): Tensor {
  const { buffer, byteOffset, byteLength } = Uint8Array.from(Buffer.from(bytes, "base64"));
  const count = byteLength / (dtype === "float32" ? 4 : 8);
  const data = new (dtype === "float32" ? Float32Array : Float64Array)(buffer, byteOffset, count);
  return tensor(data).reshape(shape);
}

const RELATIVE = { float32: 1e-5, float64: 1e-10 };

/** Expects every element within a tolerance relative to it, or to what is small among all of them. */
function expectClose(actual: Tensor | null, packed: Packed, what: string): void {
  expect([actual?.dtype, [...(actual?.shape ?? [])]], what).toEqual([packed.dtype, packed.shape]);
  if (packed.hash !== undefined) {
    expect(digest(actual as Tensor), what).toBe(packed.hash);
    return;
  }
  const wanted = elements(unpack(packed));
  const scale = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  elements(actual as Tensor).forEach((value, i) => {
    const tolerance = RELATIVE[packed.dtype] * (Math.abs(wanted[i]) + 0.1 * scale);
    if (!(Math.abs(value - wanted[i]) <= tolerance)) expect.fail(`${what} [${i}]: ${value}, expected ${wanted[i]}`);
  });
}

function camelNames(options: Options): Options {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [camelCase(name), value]));
}

type Layer = nn.Module<unknown[]>;

function make({ module, arguments: given, state }: Case, dtype: FloatDType): Layer {
  const layer = new (nn[module] as unknown as new (options: Options) => Layer)(camelNames(given));
  layer.loadStateDict(Object.fromEntries(Object.entries(state).map(([key, packed]) => [key, unpack(packed)])));
  return layer.to(dtype);
}

/** Output and gradients, of the inputs and then of the parameters. */
function run(layer: Layer, forward: Options, given: readonly Tensor[]): readonly Tensor[] {
  const inputs = given.map((input) => input.clone().requiresGrad_());
  const output = layer.forward(...inputs, ...(Object.keys(forward).length > 0 ? [camelNames(forward)] : []));
  const gradOutputs = linspace(-1, 2, output.numel(), { dtype: output.dtype }).reshape([...output.shape]);
  return [output, ...autograd.grad(output, [...inputs, ...layer.parameters()], { gradOutputs })];
}

describe.each(fixtures)("modules of %s", (_, { cases, refused }) => {
  const named = cases.map((one, i) => [i, one.text, one] as const);

  it.each(named)("case %i, %s", (_i, text, one) => {
    for (const dtype of ["float32", "float64"] as const) {
      const layer = make(one, dtype);
      expect(repr(layer)).toBe(text);
      expect([...layer.stateDict().keys()]).toEqual(Object.keys(one.state));
      const inputs = one.inputs.map((packed) => unpack(packed).to(dtype));
      const { output, inputGrads, grads } = one[dtype];
      for (const training of [true, false]) {
        layer.train(training);
        const [found, ...gradients] = run(layer, one.forward, inputs);
        expectClose(found, output, `${dtype} output`);
        const wanted = [...inputGrads, ...[...layer.namedParameters()].map(([name]) => grads[name])];
        expect(gradients).toHaveLength(wanted.length);
        wanted.forEach((packed, i) => {
          expectClose(gradients[i], packed, `${dtype} gradient ${i}`);
        });
      }
    }
  });

  it.each(named)("case %i, %s, has the same bits when it is compiled", (_i, _text, one) => {
    const bits = (results: readonly Tensor[]) => results.map((x) => [...x.shape, ...elements(x)]);
    const layer = make(one, "float32");
    const step = (...inputs: Tensor[]) => run(layer, one.forward, inputs);
    const compiled = compile(step);
    const inputs = one.inputs.map(unpack);
    const others = inputs.map((x) => x.mul(0.75).add(1));
    for (const given of [inputs, others, inputs]) expect(bits(compiled(...given))).toEqual(bits(step(...given)));
  });

  test.each(refused)("refuses $name($shapes, $pad, $options)", ({ name, shapes, pad, options, message }) => {
    const call = nn.functional[camelCase(name) as "conv1d"] as unknown as (...args: unknown[]) => Tensor;
    const rest = pad === undefined ? [] : [pad];
    expect(() => call(...shapes.map((shape) => zeros(shape)), ...rest, camelNames(options))).toThrow(message);
  });
});
