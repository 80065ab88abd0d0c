/** Pickles, opcode by opcode: what no pickler would write. */

const encoder = new TextEncoder();

export type Code = string | Uint8Array | readonly number[];

/** Joins opcodes: strings stand for their Latin-1 bytes. */
export function join(...codes: readonly Code[]): Uint8Array {
  const parts = codes.map((code) => (typeof code === "string" ? Buffer.from(code, "latin1") : Uint8Array.from(code)));
  return new Uint8Array(Buffer.concat(parts));
}

/** An opcode, or some, so many times. */
export function repeated(code: Code, count: number): Uint8Array {
  const once = join(code);
  return new Uint8Array(Buffer.alloc(count * once.length, once));
}

export function u32(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24];
}

export function u64(value: bigint): number[] {
  return Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}

/** A pickle of protocol 2 (or another) around its opcodes. */
export function pickle(...codes: readonly Code[]): Uint8Array {
  return join([0x80, 2], ...codes, ".");
}

export function text(value: string): Uint8Array {
  const bytes = encoder.encode(value);
  return join("X", u32(bytes.length), bytes);
}

export function int(value: number): Uint8Array {
  if (value >= 0 && value < 256) return join("K", [value]);
  if (value >= -(2 ** 31) && value < 2 ** 31) return join("J", u32(value));
  return join([0x8a, 8], u64(BigInt.asUintN(64, BigInt(value))));
}

export function named(module: string, name: string): Uint8Array {
  return join("c", encoder.encode(`${module}\n${name}\n`));
}

export function tuple(...items: readonly Code[]): Uint8Array {
  return join("(", ...items, "t");
}

/** `callee(*args)` */
export function reduce(callee: Code, ...args: readonly Code[]): Uint8Array {
  return join(callee, tuple(...args), "R");
}

export function call(module: string, name: string, ...args: readonly Code[]): Uint8Array {
  return reduce(named(module, name), ...args);
}

export interface TensorParts {
  readonly key?: Code;
  readonly count?: Code;
  readonly storage?: Code;
  readonly kind?: Code;
  readonly offset?: Code;
  readonly sizes?: Code;
  readonly strides?: Code;
  readonly requiresGrad?: Code;
  readonly hooks?: Code;
}

export function storage({ key, count, storage: type, kind }: TensorParts = {}): Uint8Array {
  const parts = [kind ?? text("storage"), type ?? named("torch", "FloatStorage"), key ?? text("0"), text("cpu")];
  return join(tuple(...parts, count ?? int(6)), "Q");
}

/** A tensor of six float32 numbers in storage "0", or what the parts make of it. */
export function tensor(parts: TensorParts = {}): Uint8Array {
  return call(
    "torch._utils",
    "_rebuild_tensor_v2",
    storage(parts),
    parts.offset ?? int(0),
    parts.sizes ?? tuple(int(2), int(3)),
    parts.strides ?? tuple(int(3), int(1)),
    parts.requiresGrad ?? [0x89],
    parts.hooks ?? call("collections", "OrderedDict"),
  );
}
