/*
 * Floats of one and two bytes as numbers and back. They differ in three sizes: how many bits of exponent and fraction they
 * have, and whether they have infinities.
 */

interface SmallFloat {
  readonly exponentBits: number;
  readonly fractionBits: number;
  readonly bias: number;
  /**
   * `ieee`: infinities and NaNs take the largest exponent; `fn`: one NaN of each sign, all bits set, no infinities;
   * `fnuz`: one NaN, in the place of the negative zero.
   */
  readonly kind: "ieee" | "fn" | "fnuz";
}

/** By PyTorch's names of types. */
const SMALL_FLOATS = {
  float16: { exponentBits: 5, fractionBits: 10, bias: 15, kind: "ieee" },
  bfloat16: { exponentBits: 8, fractionBits: 7, bias: 127, kind: "ieee" },
  float8_e5m2: { exponentBits: 5, fractionBits: 2, bias: 15, kind: "ieee" },
  float8_e5m2fnuz: { exponentBits: 5, fractionBits: 2, bias: 16, kind: "fnuz" },
  float8_e4m3fn: { exponentBits: 4, fractionBits: 3, bias: 7, kind: "fn" },
  float8_e4m3fnuz: { exponentBits: 4, fractionBits: 3, bias: 8, kind: "fnuz" },
} as const satisfies Record<string, SmallFloat>;

export type SmallFloatName = keyof typeof SMALL_FLOATS;

export function isSmallFloat(name: string): name is SmallFloatName {
  return Object.hasOwn(SMALL_FLOATS, name);
}

/** The number that the bits of a small float stand for. */
function decode(bits: number, { exponentBits, fractionBits, bias, kind }: SmallFloat): number {
  const signBit = 1 << (exponentBits + fractionBits);
  const magnitude = bits & (signBit - 1);
  const largest = (1 << exponentBits) - 1;
  if (kind === "fnuz" && bits === signBit) return Number.NaN;
  if (kind === "fn" && magnitude === signBit - 1) return Number.NaN;
  const exponent = magnitude >> fractionBits;
  const fraction = magnitude & ((1 << fractionBits) - 1);
  let value: number;
  if (kind === "ieee" && exponent === largest) {
    if (fraction !== 0) return Number.NaN;
    value = Number.POSITIVE_INFINITY;
  } else if (exponent === 0) value = fraction * 2 ** (1 - bias - fractionBits);
  else value = (fraction + (1 << fractionBits)) * 2 ** (exponent - bias - fractionBits);
  return (bits & signBit) === 0 ? value : -value;
}

const tables = new Map<SmallFloatName, Float32Array>();

/** The numbers of all bit patterns of a small float. */
export function smallFloats(name: SmallFloatName): Float32Array {
  let table = tables.get(name);
  if (table === undefined) {
    const format = SMALL_FLOATS[name];
    const length = 2 ** (1 + format.exponentBits + format.fractionBits);
    table = Float32Array.from({ length }, (_, bits) => decode(bits, format));
    tables.set(name, table);
  }
  return table;
}

const bits32 = new Uint32Array(1);
const float32 = new Float32Array(bits32.buffer);

/** The bits of the small float nearest to a number of float32, ties to even. */
export function toSmallFloat(value: number, name: SmallFloatName): number {
  const { exponentBits, fractionBits, bias, kind }: SmallFloat = SMALL_FLOATS[name];
  float32[0] = value;
  const bits = bits32[0];
  const signBit = 1 << (exponentBits + fractionBits);
  const sign = bits >>> 31 === 1 ? signBit : 0;
  const infinity = ((1 << exponentBits) - 1) << fractionBits;
  if (Number.isNaN(value)) return kind === "fnuz" ? signBit : kind === "fn" ? signBit - 1 : infinity | (infinity >> 1);
  // Counted in units of the last place, which for numbers below the smallest normal one stay as they are there.
  const exponent = Math.max(((bits >>> 23) & 0xff) - 127, 1 - bias);
  const units = Math.abs(value) * 2 ** (fractionBits - exponent);
  let rounded = Math.round(units);
  if (rounded - units === 0.5 && rounded % 2 === 1) rounded--;
  const magnitude = ((exponent + bias - 1) << fractionBits) + rounded;
  if (kind === "ieee") return sign | (Number.isFinite(value) ? Math.min(magnitude, infinity) : infinity);
  if (!Number.isFinite(value) || magnitude >= signBit - (kind === "fn" ? 1 : 0)) {
    return kind === "fnuz" ? signBit : sign | (signBit - 2); // PyTorch's e4m3fn saturates, infinities too
  }
  return kind === "fnuz" && magnitude === 0 ? 0 : sign | magnitude;
}

/** The exponent of a number of float32, which is all that is left of it; ties to even. */
export function toExponent(value: number): number {
  float32[0] = value;
  const exponent = (bits32[0] >>> 23) & 0xff;
  if (exponent === 0xff) return 0xff;
  const fraction = bits32[0] & 0x7fffff;
  return exponent + (fraction > 0x400000 || (fraction === 0x400000 && exponent > 0) ? 1 : 0);
}
