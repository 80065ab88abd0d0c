const float64 = new Float64Array(1);
const uint32 = new Uint32Array(float64.buffer);
/** The index of a double's upper half in an array of two 32-bit words. */
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;
const LOW = 1 - HIGH;

/** The upper 32 bits of a double: sign, exponent and the first 20 bits of the fraction. */
export function highWord(value: number): number {
  float64[0] = value;
  return uint32[HIGH] >>> 0;
}

/** The lower 32 bits of a double. */
export function lowWord(value: number): number {
  float64[0] = value;
  return uint32[LOW];
}

/** The double with these upper and lower 32 bits. */
export function fromWords(high: number, lowBits: number): number {
  uint32[HIGH] = high;
  uint32[LOW] = lowBits;
  return float64[0];
}

/** 2 to an integer power between -1022 and 1023. */
export function powerOfTwo(exponent: number): number {
  return fromWords((exponent + 1023) << 20, 0);
}

/** A finite double as `mantissa * 2^exponent`, with its sign on the mantissa; not normalized. */
export function decompose(value: number): { mantissa: bigint; exponent: number } {
  const high = highWord(value);
  const biased = (high >>> 20) & 0x7ff;
  const fraction = (BigInt(high & 0xfffff) << 32n) | BigInt(lowWord(value));
  const magnitude = biased === 0 ? fraction : fraction | (1n << 52n);
  return { mantissa: high >>> 31 === 1 ? -magnitude : magnitude, exponent: Math.max(biased, 1) - 1075 };
}

/** Bits of a positive integer. */
export function bitLength(value: bigint): number {
  const hex = value.toString(16);
  return 4 * hex.length - Math.clz32(Number.parseInt(hex[0], 16)) + 28;
}

/** `mantissa * 2^exponent` rounded to the nearest double, ties to even: subnormals, zeros and overflow as IEEE has it. */
export function toDouble(mantissa: bigint, exponent: number): number {
  if (mantissa === 0n) return 0;
  if (mantissa < 0n) return -toDouble(-mantissa, exponent);
  const length = bitLength(mantissa);
  if (length + exponent > 1025) return Number.POSITIVE_INFINITY;
  if (length + exponent < -1075) return 0;
  // What is cut off: all but 53 bits, or all below the last subnormal bit.
  const cut = Math.max(length - 53, -1074 - exponent);
  let kept = mantissa;
  if (cut > 0) {
    kept = mantissa >> BigInt(cut);
    const rest = mantissa - (kept << BigInt(cut));
    const half = 1n << BigInt(cut - 1);
    if (rest > half || (rest === half && (kept & 1n) === 1n)) kept += 1n;
  }
  return scale(Number(kept), exponent + Math.max(cut, 0));
}

/** `value * 2^exponent`, where the result needs no rounding but may overflow. */
function scale(value: number, exponent: number): number {
  let result = value;
  let left = exponent;
  for (; left > 1000; left -= 1000) result *= 2 ** 1000;
  for (; left < -1000; left += 1000) result *= 2 ** -1000;
  return result * powerOfTwo(left);
}
