const encoder = new TextEncoder();

/** What is written as a text, as another message, or as mere bytes: its length, and it itself. */
type Block = string | Uint8Array | Message;

/**
 * A message of protocol buffers, written field by field.
 * @see https://protobuf.dev/programming-guides/encoding
 */
export class Message {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  #push(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#length += bytes.length;
  }

  #varint(value: bigint): void {
    const bytes: number[] = [];
    let rest = BigInt.asUintN(64, value);
    for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
    bytes.push(Number(rest));
    this.#push(Uint8Array.from(bytes));
  }

  #head(field: number, wireType: number): void {
    this.#varint(BigInt(field * 8 + wireType));
  }

  /** An integer or an enumeration's number; 0, the default of all, is left out. */
  integer(field: number, value: number | bigint): this {
    if (value === 0 || value === 0n) return this;
    this.#head(field, 0);
    this.#varint(BigInt(value));
    return this;
  }

  /** A truth value of a field that is one of several: it is written where it is false, too. */
  boolean(field: number, value: boolean): this {
    this.#head(field, 0);
    this.#varint(value ? 1n : 0n);
    return this;
  }

  /** A double; 0, the default of all, is left out, but for a field that is one of several. */
  double(field: number, value: number, isOneOf = false): this {
    if (Object.is(value, 0) && !isOneOf) return this;
    this.#head(field, 1);
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value, true);
    this.#push(bytes);
    return this;
  }

  /** A float of a field that is one of several. */
  float(field: number, value: number): this {
    this.#head(field, 5);
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.#push(bytes);
    return this;
  }

  /** Doubles one after another. */
  doubles(field: number, values: readonly number[]): this {
    const bytes = new Uint8Array(8 * values.length);
    const view = new DataView(bytes.buffer);
    values.forEach((value, i) => {
      view.setFloat64(8 * i, value, true);
    });
    return this.block(field, bytes);
  }

  /** A text, bytes, or another message. */
  block(field: number, value: Block): this {
    const bytes = value instanceof Message ? value.bytes() : typeof value === "string" ? encoder.encode(value) : value;
    this.#head(field, 2);
    this.#varint(BigInt(bytes.length));
    this.#push(bytes);
    return this;
  }

  /** Several, each with the field's number. */
  blocks(field: number, values: Iterable<Block>): this {
    for (const value of values) this.block(field, value);
    return this;
  }

  bytes(): Uint8Array {
    const out = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }
}
