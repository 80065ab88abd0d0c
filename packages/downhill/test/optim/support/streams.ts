/** Parameters and gradients of the fixtures: reference/streams.py says what they are; this is the same, to the bit. */

export type FloatArray = Float32Array | Float64Array;
export type FloatName = "float32" | "float64";

/** How a case's numbers differ from the plain ones. */
export interface Flavour {
  readonly coupling: number;
  /** Noise is multiplied by two to this power. */
  readonly scale: number;
  /** Whether infinities, NaNs, zeros and denormals take part. */
  readonly special: boolean;
}

export function newFloats(dtype: FloatName, length: number): FloatArray {
  return dtype === "float32" ? new Float32Array(length) : new Float64Array(length);
}

function mix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The 20 bits that a number of a stream is made of. */
export function bits(stream: number, step: number, index: number): number {
  return mix(Math.imul(index, 0x9e3779b1) + mix(stream * 1024 + step + 1)) >>> 12;
}

function fillNoise(out: FloatArray, stream: number, step: number, scale: number): void {
  const key = mix(stream * 1024 + step + 1);
  const factor = 2 ** scale;
  for (let i = 0; i < out.length; i++) {
    out[i] = ((mix(Math.imul(i, 0x9e3779b1) + key) >>> 12) * 2 ** -19 - 1) * factor;
  }
}

const kept = new Map<string, FloatArray>();

/** The noise of a stream at a step. Large arrays are kept, since several cases ask for the same ones. */
export function noise(dtype: FloatName, length: number, stream: number, step: number, scale = 0): FloatArray {
  const key = length < 10_000 ? "" : `${dtype} ${length} ${stream} ${step} ${scale}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const out = newFloats(dtype, length);
  fillNoise(out, stream, step, scale);
  if (key !== "") kept.set(key, out);
  return out;
}

function corners(dtype: FloatName): FloatArray {
  const single = dtype === "float32";
  const least = single ? 2 ** -149 : Number.MIN_VALUE;
  const normal = single ? 2 ** -126 : 2 ** -1022;
  const most = single ? (2 - 2 ** -23) * 2 ** 127 : Number.MAX_VALUE;
  const eps = single ? 2 ** -23 : Number.EPSILON;
  const [nan, inf] = [Number.NaN, Number.POSITIVE_INFINITY];
  const numbers = [nan, inf, -inf, 0, -0, least, -least, normal, -normal, most, -most, 1, -1, eps, 1 + eps];
  return single ? Float32Array.from(numbers) : Float64Array.from(numbers);
}

/** A parameter's first values. */
export function start(dtype: FloatName, length: number, stream: number, { scale, special }: Flavour): FloatArray {
  const values = noise(dtype, length, stream, 0, scale).slice();
  if (!special) return values;
  const table = corners(dtype);
  for (let i = table.length; i < length; i++) values[i] = table[(i * 5) % table.length];
  return values;
}

/** The gradient of a parameter whose present values are given. */
export function gradient(param: FloatArray, stream: number, step: number, flavour: Flavour): FloatArray {
  const dtype = param instanceof Float32Array ? "float32" : "float64";
  const out = newFloats(dtype, param.length);
  if (flavour.special && (step === 3 || step === 7)) {
    const table = corners(dtype);
    const stride = step === 3 ? 1 : 3;
    for (let i = 0; i < out.length; i++) out[i] = table[(i * stride + step) % table.length];
    return out;
  }
  const drawn = noise(dtype, param.length, stream, step, flavour.scale);
  if (param instanceof Float32Array) couple32(out as Float32Array, param, flavour.coupling, drawn as Float32Array);
  else couple64(out as Float64Array, param, flavour.coupling, drawn as Float64Array);
  return out;
}

// A loop for each type: one that has seen both takes several times as long, and the suite spends much of its time here.

/** out ← param * coupling + drawn, each operation rounded to float32. */
function couple32(out: Float32Array, param: Float32Array, coupling: number, drawn: Float32Array): void {
  const { fround } = Math;
  const factor = fround(coupling);
  for (let i = 0; i < out.length; i++) out[i] = fround(param[i] * factor) + drawn[i];
}

function couple64(out: Float64Array, param: Float64Array, coupling: number, drawn: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = param[i] * coupling + drawn[i];
}

/** A sparse gradient of a parameter: coordinates into its first `dims` dimensions, and a value or a row for each. */
export function sparseGradient(
  param: FloatArray,
  shape: readonly number[],
  stream: number,
  step: number,
  coupling: number,
  { entries, dims }: { entries: number; dims: number },
): { indices: number[][]; values: FloatArray } {
  const dtype = param instanceof Float32Array ? "float32" : "float64";
  const indices = Array.from({ length: dims }, (_, d) =>
    Array.from({ length: entries }, (_, i) => Math.floor((bits(512 + 8 * stream + d, step, i) * shape[d]) / 2 ** 20)),
  );
  const width = shape.slice(dims).reduce((product, size) => product * size, 1);
  const values = newFloats(dtype, entries * width);
  for (let i = 0; i < entries; i++) {
    const row = indices.reduce((place, coordinates, d) => place * shape[d] + coordinates[i], 0);
    values.set(param.subarray(row * width, (row + 1) * width), i * width);
  }
  const factor = dtype === "float32" ? Math.fround(coupling) : coupling;
  const drawn = noise(dtype, values.length, stream, step);
  for (let i = 0; i < values.length; i++) values[i] *= factor;
  for (let i = 0; i < values.length; i++) values[i] += drawn[i];
  return { indices, values };
}
