import * as op from "./opcodes.ts";
import { toPython2 } from "./python2.ts";

const encoder = new TextEncoder();
const INITIAL_BYTES = 4096;

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** UTF-8 as Python's `surrogatepass` writes it: lone surrogates are encoded like any character. */
function encodeUtf8(text: string): Uint8Array {
  if (text.search(LONE_SURROGATE) < 0) return encoder.encode(text);
  const bytes: number[] = [];
  let start = 0;
  for (const { index } of text.matchAll(LONE_SURROGATE)) {
    const unit = text.charCodeAt(index);
    for (const byte of encoder.encode(text.slice(start, index))) bytes.push(byte);
    bytes.push(0xed, 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f));
    start = index + 1;
  }
  for (const byte of encoder.encode(text.slice(start))) bytes.push(byte);
  return Uint8Array.from(bytes);
}

/**
 * Writes pickle opcodes of protocol 2 as CPython's pickler chooses them, and counts the memo, in which every object
 * gets the next number.
 */
export class PickleWriter {
  #bytes = new Uint8Array(INITIAL_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  #memoized = 0;
  readonly #memo = new Map<unknown, number>();
  /** One identity for each class and function, by its lines. */
  readonly #globals = new Map<string, object>();

  constructor() {
    this.op(op.PROTO);
    this.#u8(2);
  }

  /** Ends the pickle. */
  finish(): Uint8Array {
    this.op(op.STOP);
    return this.#bytes.slice(0, this.#length);
  }

  /** In bytes, so far. */
  get length(): number {
    return this.#length;
  }

  op(code: number): void {
    this.#u8(code);
  }

  /** Gives the object just written the next number in the memo, under which `get` finds `identity` again. */
  put(identity?: unknown): void {
    const index = this.#memoized++;
    if (identity !== undefined) this.#memo.set(identity, index);
    if (index < 256) {
      this.op(op.BINPUT);
      this.#u8(index);
    } else {
      this.op(op.LONG_BINPUT);
      this.#u32(index);
    }
  }

  /** Refers back to an object, if it was written before. */
  get(identity: unknown): boolean {
    const index = this.#memo.get(identity);
    if (index === undefined) return false;
    if (index < 256) {
      this.op(op.BINGET);
      this.#u8(index);
    } else {
      this.op(op.LONG_BINGET);
      this.#u32(index);
    }
    return true;
  }

  /** A Python int. */
  int(value: number | bigint): void {
    if (value >= -0x80000000 && value <= 0x7fffffff) {
      const small = Number(value);
      if (small >= 0 && small < 0x100) {
        this.op(op.BININT1);
        this.#u8(small);
      } else if (small >= 0 && small < 0x10000) {
        this.op(op.BININT2);
        this.#u8(small & 0xff);
        this.#u8(small >> 8);
      } else {
        this.op(op.BININT);
        this.#u32(small);
      }
      return;
    }
    this.#long(BigInt(value));
  }

  /** The shortest two's complement, little-endian. */
  #long(value: bigint): void {
    const bytes: number[] = [];
    for (let rest = value; ; rest >>= 8n) {
      const byte = Number(rest & 0xffn);
      bytes.push(byte);
      if (rest >> 8n === (byte < 0x80 ? 0n : -1n)) break;
    }
    if (bytes.length > 255) throw new RangeError("an int of more than 255 bytes, which PyTorch's loader refuses");
    this.op(op.LONG1);
    this.#u8(bytes.length);
    this.#raw(Uint8Array.from(bytes));
  }

  /** A Python float. */
  float(value: number): void {
    this.op(op.BINFLOAT);
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, false);
    this.#length += 8;
  }

  bool(value: boolean): void {
    this.op(value ? op.NEWTRUE : op.NEWFALSE);
  }

  /** A string; `identity` tells which equal strings are the same object, undefined that this one is new. */
  text(text: string, identity?: unknown): void {
    if (identity !== undefined && this.get(identity)) return;
    const bytes = encodeUtf8(text);
    this.op(op.BINUNICODE);
    this.#u32(bytes.length);
    this.#raw(bytes);
    this.put(identity);
  }

  /** A class or function by its name. */
  global(module: string, name: string): void {
    const line = `${toPython2(module, name).join("\n")}\n`;
    const known = this.#globals.get(line);
    if (known !== undefined) {
      this.get(known);
      return;
    }
    const identity = {};
    this.#globals.set(line, identity);
    this.op(op.GLOBAL);
    this.#raw(encoder.encode(line));
    this.put(identity);
  }

  /** Opens a tuple of `length` items; `endTuple` closes it. */
  beginTuple(length: number): void {
    if (length > 3) this.op(op.MARK);
  }

  endTuple(length: number, identity?: unknown): void {
    this.op([op.EMPTY_TUPLE, op.TUPLE1, op.TUPLE2, op.TUPLE3][length] ?? op.TUPLE);
    if (length > 0) this.put(identity);
  }

  /** A new tuple of ints. */
  intTuple(values: readonly number[]): void {
    this.beginTuple(values.length);
    for (const value of values) this.int(value);
    this.endTuple(values.length);
  }

  #u8(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  #u32(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
  }

  #raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const bytes = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    bytes.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}
