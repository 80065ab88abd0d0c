/** Python's `repr` of a float: the shortest digits that read back, always with a point or an exponent (`1.0`, `1e-08`). */
export function reprFloat(value: number): string {
  if (!Number.isFinite(value)) return nonFinite(value);
  const [mantissa, exponentText] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) return `${sign(value)}${mantissa.replace("-", "")}e${exponentDigits(exponent)}`;
  const digits = mantissa.replace(/[-.]/g, "");
  if (exponent < 0) return `${sign(value)}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${sign(value)}${whole}.${digits.slice(exponent + 1) || "0"}`;
}

/**
 * Python's `"%.{digits}f"`: the exact binary value rounded half to even, without an exponent however large
 * (`toFixed` rounds ties up and turns to exponents at 1e21).
 */
export function formatFixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return nonFinite(value);
  // Away from ties the engine's exact rounding will do. A tie lies between two neighbours of the last digit.
  const doubled = value * 2 ** (digits + 1);
  const tie = Number.isInteger(doubled) && doubled % 2 !== 0;
  if (!tie && Math.abs(value) < 1e21 && value !== 0) return value.toFixed(digits);
  const text = scaledInteger(Math.abs(value), digits)
    .toString()
    .padStart(digits + 1, "0");
  if (digits === 0) return sign(value) + text;
  return `${sign(value)}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Python's `"%.{digits}e"`: the exact binary value rounded half to even, with at least two digits of exponent. */
export function formatExponent(value: number, digits: number): string {
  if (!Number.isFinite(value)) return nonFinite(value);
  let exponent = 0;
  let text = "0".repeat(digits + 1);
  if (value !== 0) {
    exponent = Number(value.toExponential().split("e")[1]);
    text = scaledInteger(Math.abs(value), digits - exponent).toString();
    // Shortest digits may name the next power of ten (1e23 lies below it), and rounding may reach it.
    if (text.length !== digits + 1) {
      exponent += text.length - (digits + 1);
      text = scaledInteger(Math.abs(value), digits - exponent).toString();
    }
  }
  const fraction = digits === 0 ? "" : `.${text.slice(1)}`;
  return `${sign(value)}${text[0]}${fraction}e${exponentDigits(exponent)}`;
}

/** Python's `repr` of a string: single quotes unless only single quotes are inside; escapes what does not print. */
export function reprString(value: string): string {
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
  // Most texts have nothing to escape, and long ones little.
  return quote + value.replace(/[^ -~]|['"\\]/gu, (character) => escaped(character, quote)) + quote;
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escaped(character: string, quote: string): string {
  if (character === quote) return `\\${character}`;
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) return short;
  // Python's str.isprintable: everything but "other" and "separator" characters, the space excepted.
  if (character === " " || !/[\p{C}\p{Z}]/u.test(character)) return character;
  const code = character.codePointAt(0) as number;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\U${code.toString(16).padStart(8, "0")}`;
}

/** The integer nearest to `value * 10^power`, ties to even, computed exactly. `value` is finite and not negative. */
function scaledInteger(value: number, power: number): bigint {
  let [numerator, exponent] = decompose(value);
  let denominator = 1n;
  if (power >= 0) numerator *= 10n ** BigInt(power);
  else denominator = 10n ** BigInt(-power);
  if (exponent >= 0) numerator <<= BigInt(exponent);
  else denominator <<= BigInt(-exponent);
  const quotient = numerator / denominator;
  const twice = 2n * (numerator - quotient * denominator);
  const up = twice > denominator || (twice === denominator && (quotient & 1n) === 1n);
  return up ? quotient + 1n : quotient;
}

const bits = new DataView(new ArrayBuffer(8));

/** A finite double as `mantissa * 2^exponent`. */
function decompose(value: number): [mantissa: bigint, exponent: number] {
  bits.setFloat64(0, value);
  const raw = bits.getBigUint64(0);
  const biased = Number((raw >> 52n) & 0x7ffn);
  const fraction = raw & 0xfffffffffffffn;
  return biased === 0 ? [fraction, -1074] : [fraction | (1n << 52n), biased - 1075];
}

function nonFinite(value: number): string {
  if (Number.isNaN(value)) return "nan";
  return value > 0 ? "inf" : "-inf";
}

function sign(value: number): string {
  return value < 0 || Object.is(value, -0) ? "-" : "";
}

function exponentDigits(exponent: number): string {
  return `${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** `expAvgSq` → `exp_avg_sq` */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}
