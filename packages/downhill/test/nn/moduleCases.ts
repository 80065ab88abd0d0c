import { readdirSync, readFileSync } from "node:fs";
import { autograd, linspace, manualSeed, nn, repr, Tensor, tensor, zeros } from "downhill";
import { camelCase, digest, elements } from "./support.ts";

/*
 * Modules on the samples of PyTorch's own table of modules, and on more, as `reference/modules` has written them: what makes
 * and calls one, and how it compares.
 */

export type FloatDType = "float32" | "float64";

/** A tensor: all elements (absent: zeros), every so many and a weighted sum, or a hash of what are copies. */
interface Packed {
  readonly dtype: FloatDType | "int64" | "int32" | "bool";
  readonly shape: readonly number[];
  readonly bytes?: string;
  readonly every?: number;
  readonly sum?: Encoded;
  readonly hash?: string;
  readonly requiresGrad?: boolean;
}

/** A value in a fixture; objects are tensors, floats that JSON hasn't got, functions by name, or options. */
type Encoded = null | boolean | number | string | Packed | { readonly [key: string]: Encoded } | readonly Encoded[];

type Options = Readonly<Record<string, Encoded>>;

interface Results {
  readonly output: Encoded;
  readonly inputGrads?: readonly Encoded[];
  readonly grads?: Options;
  /** Derivatives of the gradients, in float64; null where PyTorch has none. */
  readonly second?: readonly Encoded[] | null;
  /** Those that the call changed. */
  readonly buffers?: Options;
}

type ByDtype = Readonly<Record<FloatDType, Results>>;

export interface ModuleCase extends ByDtype {
  readonly module: string;
  /** Whether it is from PyTorch's table. */
  readonly table: boolean;
  readonly arguments: Options;
  /** What a lazy module prints before its first input. */
  readonly lazy?: string;
  readonly text: string;
  readonly state: Options;
  readonly inputs: readonly Encoded[];
  readonly forward: Options;
  /** The results while evaluating, where they are others. */
  readonly evaluating?: ByDtype;
}

/** A function's call, or a module, that PyTorch refuses to make (no inputs) or to call. */
export interface RefusedCall {
  readonly name?: string;
  readonly arguments?: readonly Encoded[];
  readonly module?: string;
  readonly inputs?: readonly Encoded[] | null;
  readonly forward?: Options;
  readonly options: Options;
  readonly message: string;
}

export interface ModuleFixture {
  readonly topic: string;
  readonly cases: readonly ModuleCase[];
  readonly refused: readonly RefusedCall[];
}

const FOLDER = new URL("../../../../reference/fixtures/modules/", import.meta.url);

/** The fixtures, by topic, or what else lies in a folder. */
export function moduleFixtures(folder: URL = FOLDER): readonly ModuleFixture[] {
  return readdirSync(folder).map((file) => ({
    topic: file.replace(".json", ""),
    ...(JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Omit<ModuleFixture, "topic">),
  }));
}

type Value = unknown;

const ARRAYS = { float32: Float32Array, float64: Float64Array, int64: BigInt64Array, int32: Int32Array } as const;

/** Functions that cases pass to modules, by the names that they have in `reference/modules`. */
const FUNCTIONS: Readonly<Record<string, (...args: Tensor[]) => Tensor>> = {
  chebyshev: (x1, x2) => x1.sub(x2).abs().amax(-1),
};

const isPacked = (value: Encoded): value is Packed =>
  typeof value === "object" && value !== null && "dtype" in value && "shape" in value;

function unpack({ dtype, shape, bytes }: Packed): Tensor {
  if (bytes === undefined) return zeros(shape, { dtype });
  const values = Uint8Array.from(Buffer.from(bytes, "base64"));
  if (dtype === "bool") return tensor([...values].map(Boolean), { dtype }).reshape(shape);
  return tensor(new ARRAYS[dtype](values.buffer), { dtype }).reshape(shape);
}

function decode(value: Encoded): Value {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(decode);
  if (isPacked(value)) return unpack(value).requiresGrad_(value.requiresGrad === true);
  const known = value as Options;
  if (typeof known.float === "string") return Number(known.float.replace("inf", "Infinity"));
  if (typeof known.function === "string") return FUNCTIONS[known.function];
  return options(known);
}

function options(encoded: Options): Record<string, Value> {
  return Object.fromEntries(Object.entries(encoded).map(([name, value]) => [camelCase(name), decode(value)]));
}

type Layer = nn.Module<unknown[], unknown>;

const classOf = (name: string) =>
  (nn as unknown as Readonly<Record<string, (new (given: Options | Record<string, Value>) => Layer) | undefined>>)[
    name
  ];

/** The values of a fixture, with floats of one dtype, tensors that want gradients as leaves. */
function given(value: Value, dtype: FloatDType): Value {
  if (value instanceof Tensor) {
    const copy = value.dtype === "float32" ? value.detach().to(dtype).clone() : value.detach().clone();
    return copy.requiresGrad_(value.requiresGrad);
  }
  if (Array.isArray(value)) return value.map((item) => given(item, dtype));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, given(item, dtype)]));
}

/** The tensors in a value, in order. */
function tensors(value: Value): Tensor[] {
  if (value instanceof Tensor) return [value];
  if (Array.isArray(value)) return value.flatMap(tensors);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(tensors) : [];
}

/** The inputs of a case in a dtype, with the options of the call after them. */
export function inputsOf({ inputs, forward }: ModuleCase, dtype: FloatDType): Value[] {
  const all = [...inputs.map(decode), ...(Object.keys(forward).length > 0 ? [options(forward)] : [])];
  return given(all, dtype) as Value[];
}

/** A case's module as PyTorch's has been made; null leaves its types as they are. @throws Error for one that isn't there */
export function makeModule(one: ModuleCase, dtype: FloatDType | null): Layer {
  const Class = classOf(one.module);
  if (Class === undefined) throw new Error(`there is no ${one.module}`);
  manualSeed(5);
  const layer = new Class(options(one.arguments));
  if (one.lazy !== undefined) layer.forward(...inputsOf(one, "float32"));
  return dtype === null ? layer : layer.to(dtype);
}

/** Sets the seed that a call's random numbers have been drawn with. */
export const seedCall = () => manualSeed(11);

/** The output, and gradients by inputs that want one and then by parameters. */
export function callModule(layer: Layer, inputs: readonly Value[], createGraph = false) {
  const output = layer.forward(...inputs);
  const outputs = tensors(output).filter(({ requiresGrad }) => requiresGrad);
  const leaves = tensors(inputs).filter(({ requiresGrad }) => requiresGrad);
  const wanted = [...leaves, ...layer.parameters()].filter(({ requiresGrad }) => requiresGrad);
  if (outputs.length === 0 || wanted.length === 0) return { output, wanted, gradients: [] };
  const gradOutputs = outputs.map((y) => linspace(-1, 2, y.numel(), { dtype: y.dtype }).reshape([...y.shape]));
  const gradients = autograd.grad(outputs, wanted, { gradOutputs, createGraph, allowUnused: true });
  return { output, wanted, gradients };
}

const RELATIVE = { float32: 1e-5, float64: 1e-10 };

/** What a result's largest element is at least taken for: PyTorch's own float32 loses digits where large ones cancel. */
const LARGE = { float32: 1, float64: 0.1 };

const isNamedTuple = (value: Value): value is Iterable<Value> =>
  typeof value === "object" &&
  value !== null &&
  Symbol.iterator in value &&
  !(value instanceof Tensor || Array.isArray(value));

/** Says where a value differs from a fixture's; nothing where it doesn't. */
function differences(actual: Value, wanted: Encoded, what: string): string[] {
  if (Array.isArray(wanted)) {
    if (isNamedTuple(actual)) return differences([...actual], wanted, what);
    if (!Array.isArray(actual) || actual.length !== wanted.length) return [`${what}: ${wanted.length} values expected`];
    return wanted.flatMap((item, i) => differences(actual[i], item, `${what}[${i}]`));
  }
  if (!isPacked(wanted)) {
    return Object.is(actual ?? null, decode(wanted)) ? [] : [`${what}: ${String(actual)}, expected ${String(wanted)}`];
  }
  if (!(actual instanceof Tensor)) return [`${what}: a tensor expected, got ${String(actual)}`];
  const [found, meant] = [actual, wanted].map(({ dtype, shape }) => `${dtype} [${shape.join(", ")}]`);
  if (found !== meant) return [`${what}: ${found}, expected ${meant}`];
  if (wanted.hash !== undefined) return digest(actual) === wanted.hash ? [] : [`${what}: other bits`];
  return elementDifferences(elements(actual), wanted, what);
}

/** The elements that are told of a result. */
function told(wanted: Packed): number[] {
  const count = wanted.shape.reduce((product, size) => product * size, 1);
  return elements(unpack({ ...wanted, shape: [Math.ceil(count / (wanted.every ?? 1))] }));
}

/** Every element within a tolerance relative to it, or to what is small among all of them. */
function elementDifferences(actual: readonly number[], wanted: Packed, what: string): string[] {
  const { dtype, every = 1, sum } = wanted;
  const relative = dtype === "float32" || dtype === "float64" ? RELATIVE[dtype] : 0;
  const values = told(wanted);
  const least = dtype === "float32" ? LARGE.float32 : LARGE.float64;
  const scale = values.filter(Number.isFinite).reduce((most, value) => Math.max(most, Math.abs(value)), least);
  const same = (a: number, b: number, by: number) => Object.is(a, b) || a === b || Math.abs(a - b) <= relative * by;
  for (const [i, value] of values.entries()) {
    const found = actual[i * every];
    if (!same(found, value, Math.abs(value) + 0.1 * scale))
      return [`${what} [${i * every}]: ${found}, expected ${value}`];
  }
  if (sum === undefined) return [];
  const products = actual.map((value, i) => (value * ((i * 37) % 101)) / 101);
  const [total, size] = [products.reduce((a, b) => a + b, 0), products.reduce((a, b) => a + Math.abs(b), 0)];
  // The sum of whole numbers is rounded all the same.
  if (relative === 0) return Math.abs(total - (decode(sum) as number)) <= 1e-9 ? [] : [`${what}: sum ${total}`];
  return same(total, decode(sum) as number, size + 0.1 * least * actual.length)
    ? []
    : [`${what}: sum ${total}, expected ${String(decode(sum))}`];
}

/** As `differences`, where nothing stands for zeros. */
function gradientDifferences(actual: Tensor | null, wanted: Encoded, what: string): string[] {
  if (actual !== null && wanted === null) return elements(actual).some((x) => x !== 0) ? [`${what}: not zero`] : [];
  if (actual === null && wanted !== null && isPacked(wanted)) {
    return told(wanted).some((x) => x !== 0) ? [`${what}: nothing`] : [];
  }
  return differences(actual, wanted, what);
}

function secondDerivatives(gradients: readonly (Tensor | null)[], wanted: readonly Tensor[]): (Tensor | null)[] {
  const tracked = gradients.filter((g): g is Tensor => g?.requiresGrad === true);
  const gradOutputs = tracked.map((g) => linspace(0.5, 1.5, g.numel(), { dtype: g.dtype }).reshape([...g.shape]));
  if (tracked.length === 0) return wanted.map(() => null);
  return [...autograd.grad(tracked, [...wanted], { gradOutputs, allowUnused: true })];
}

function compareResults(one: ModuleCase, dtype: FloatDType, training: boolean): string[] {
  const results = (training ? one : (one.evaluating ?? one))[dtype];
  const layer = makeModule(one, dtype).train(training);
  const state = Object.entries(one.state).map(([name, packed]) => [name, decode(packed)] as const);
  layer.loadStateDict(Object.fromEntries(state));
  seedCall();
  const { output, wanted, gradients } = callModule(layer, inputsOf(one, dtype), dtype === "float64");
  const what = `${dtype}, ${training ? "training" : "evaluating"}: `;
  const names = [...layer.namedParameters()].filter(([, { requiresGrad }]) => requiresGrad).map(([name]) => name);
  const grads = [...(results.inputGrads ?? []), ...(results.grads ? names.map((name) => results.grads![name]) : [])];
  const found = differences(output, results.output, `${what}output`);
  if (grads.length !== gradients.length) found.push(`${what}${gradients.length} gradients, expected ${grads.length}`);
  else found.push(...grads.flatMap((grad, i) => gradientDifferences(gradients[i], grad, `${what}gradient ${i}`)));
  const buffers = new Map(layer.namedBuffers());
  for (const [name, packed] of Object.entries(results.buffers ?? {})) {
    found.push(...differences(buffers.get(name), packed, `${what}buffer ${name}`));
  }
  if (results.second != null) {
    const seconds = secondDerivatives(gradients, wanted);
    found.push(
      ...results.second.flatMap((x, i) => gradientDifferences(seconds[i], x, `${what}second derivative ${i}`)),
    );
  }
  return found;
}

/** A text in which 2.0 is 2: numbers don't tell whether they were written with a point. */
const plain = (text: string) => text.replace(/(\d)\.0(?!\d)/g, "$1");

/** All in which a case differs from PyTorch's: text, state, outputs, gradients. Its errors are thrown. */
export function compareCase(one: ModuleCase): string[] {
  const found: string[] = [];
  if (one.lazy !== undefined) {
    const text = repr(new (classOf(one.module)!)(options(one.arguments)));
    if (plain(text) !== plain(one.lazy)) found.push(`prints ${text} before its first input, expected ${one.lazy}`);
  }
  const layer = makeModule(one, null);
  if (plain(repr(layer)) !== plain(one.text)) found.push(`prints ${repr(layer)}, expected ${one.text}`);
  const state = layer.stateDict();
  const keys = Object.keys(one.state);
  if ([...state.keys()].join() !== keys.join()) found.push(`has ${[...state.keys()].join()}, expected ${keys.join()}`);
  else found.push(...keys.flatMap((key) => differences(state.get(key), one.state[key], `initial ${key}`)));
  if (found.length > 0) return found;
  for (const dtype of ["float32", "float64"] as const) {
    for (const training of [true, false]) found.push(...compareResults(one, dtype, training));
  }
  return found;
}

/** Makes the call that PyTorch refuses. */
export function callRefused({
  name,
  module,
  arguments: args = [],
  options: by,
  inputs,
  forward = {},
}: RefusedCall): void {
  if (name !== undefined) {
    const call = nn.functional[camelCase(name) as "conv1d"] as unknown as (...values: Value[]) => unknown;
    call(...args.map(decode), options(by));
  } else {
    const Class = classOf(module!);
    if (Class === undefined) return;
    const layer = new Class(options(by));
    const rest = Object.keys(forward).length > 0 ? [options(forward)] : [];
    if (inputs != null) layer.forward(...inputs.map(decode), ...rest);
  }
}
