import { PickleProblem, PickleTruncated } from "./values.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const LATIN1_CHUNK = 8192;

/** Reads a pickle's bytes from front to back; reading past the end is a {@link PickleProblem}. */
export class BytesReader {
  readonly bytes: Uint8Array;
  position: number;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, position = 0) {
    this.bytes = bytes;
    this.position = position;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Moves on by `length` bytes, after making sure that they are there. */
  #advance(length: number): number {
    const start = this.position;
    if (length > this.bytes.length - start) {
      throw new PickleTruncated(length);
    }
    this.position = start + length;
    return start;
  }

  u8(): number {
    return this.bytes[this.#advance(1)];
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  i32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  /** A length of 32 bits, whose sign is one more way to be wrong. */
  length32(opcode: string): number {
    const length = this.i32();
    if (length < 0) throw new PickleProblem("corrupt", `${opcode} pickle has negative byte count`);
    return length;
  }

  /** A length; one beyond every file is as good as infinite. */
  u64(): number {
    const value = this.#view.getBigUint64(this.#advance(8), true);
    return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(value);
  }

  /** Big-endian, as in pickles. */
  f64(): number {
    return this.#view.getFloat64(this.#advance(8), false);
  }

  /** A view of the next bytes. */
  take(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.bytes.subarray(start, start + length);
  }

  /** The text up to the next line feed. */
  line(limit: number): string {
    const end = this.bytes.indexOf(10, this.position);
    if (end < 0 && this.bytes.length - this.position <= limit) throw new PickleTruncated(1);
    if (end < 0 || end - this.position > limit) throw new PickleProblem("corrupt", "a name in the pickle is too long");
    const text = decodeUtf8(this.take(end - this.position));
    this.position++;
    return text;
  }

  /** UTF-8 as Python writes it: lone surrogates are encoded like any character. */
  text(length: number): string {
    return decodeUtf8(this.take(length));
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return decodeSurrogates(bytes);
  }
}

/** Decodes text in which lone surrogates are encoded as three bytes, which `TextDecoder` refuses. */
function decodeSurrogates(bytes: Uint8Array): string {
  let text = "";
  let start = 0;
  let previousHigh = -1;
  try {
    for (let i = 0; i + 2 < bytes.length; i++) {
      if (bytes[i] !== 0xed || (bytes[i + 1] & 0xe0) !== 0xa0 || (bytes[i + 2] & 0xc0) !== 0x80) continue;
      const unit = 0xd000 | ((bytes[i + 1] & 0x3f) << 6) | (bytes[i + 2] & 0x3f);
      // Two such halves would join into one character here, though Python keeps them apart.
      if (unit >= 0xdc00 && previousHigh === i) throw new Error("joined");
      text += utf8.decode(bytes.subarray(start, i)) + String.fromCharCode(unit);
      start = i + 3;
      previousHigh = unit < 0xdc00 ? start : -1;
      i += 2;
    }
    return text + utf8.decode(bytes.subarray(start));
  } catch {
    throw new PickleProblem("corrupt", "a text in the pickle is no UTF-8");
  }
}

/** A little-endian two's complement integer of any length, as a number where that is exact. */
export function decodeLong(bytes: Uint8Array): number | bigint {
  if (bytes.length === 0) return 0;
  let hex = "0x";
  for (let i = bytes.length - 1; i >= 0; i--) hex += bytes[i].toString(16).padStart(2, "0");
  const value = BigInt.asIntN(8 * bytes.length, BigInt(hex));
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

/** Bytes from the text that Python 3 pickles them as, one character a byte. */
export function encodeLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0xff) throw new PickleProblem("corrupt", "'latin-1' codec can't encode a character of the text");
    bytes[i] = code;
  }
  return bytes;
}

/** The text of bytes, one character a byte. */
export function decodeLatin1(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += LATIN1_CHUNK) {
    text += String.fromCharCode(...bytes.subarray(i, i + LATIN1_CHUNK));
  }
  return text;
}
