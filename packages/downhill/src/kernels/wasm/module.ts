import { EMPTY_BLOCK, FUNCTION, I32, op, type ValueType } from "./opcodes.ts";

const MEMORY_PAGES_MAXIMUM = 65536;

/** Writes one function's body: locals are named by the number that `local` returns. */
export class FunctionBuilder {
  readonly #code: number[] = [];
  readonly #locals: ValueType[] = [];

  constructor(
    readonly name: string,
    readonly parameters: readonly ValueType[],
    readonly results: readonly ValueType[] = [],
  ) {}

  /** Declares a local and returns its index. */
  local(type: ValueType): number {
    this.#locals.push(type);
    return this.parameters.length + this.#locals.length - 1;
  }

  /** Appends a plain instruction with unsigned LEB128 immediates. */
  emit(opcode: number, ...immediates: number[]): this {
    this.#code.push(opcode);
    for (const value of immediates) pushUnsigned(this.#code, value);
    return this;
  }

  get(local: number): this {
    return this.emit(op.localGet, local);
  }

  set(local: number): this {
    return this.emit(op.localSet, local);
  }

  tee(local: number): this {
    return this.emit(op.localTee, local);
  }

  i32(value: number): this {
    this.#code.push(op.i32Const);
    pushSigned(this.#code, value | 0);
    return this;
  }

  /** A load or store: alignment as the exponent of two, then the constant offset. */
  memory(opcode: number, offset = 0, alignment = 2): this {
    return this.emit(opcode, alignment, offset);
  }

  /** A vector instruction with unsigned LEB128 immediates. */
  simd(opcode: number, ...immediates: number[]): this {
    this.#code.push(0xfd);
    pushUnsigned(this.#code, opcode);
    for (const value of immediates) pushUnsigned(this.#code, value);
    return this;
  }

  /** A vector load or store. `alignment` is a hint; unaligned addresses are right too. */
  simdMemory(opcode: number, offset = 0, alignment = 2): this {
    return this.simd(opcode, alignment, offset);
  }

  /** Raw immediate bytes, such as those of `v128.const`. */
  bytes(bytes: Iterable<number>): this {
    this.#code.push(...bytes);
    return this;
  }

  block(): this {
    this.#code.push(op.block, EMPTY_BLOCK);
    return this;
  }

  loop(): this {
    this.#code.push(op.loop, EMPTY_BLOCK);
    return this;
  }

  if(): this {
    this.#code.push(op.if, EMPTY_BLOCK);
    return this;
  }

  else(): this {
    this.#code.push(op.else);
    return this;
  }

  end(): this {
    this.#code.push(op.end);
    return this;
  }

  /** @internal The body as the code section holds it. */
  encode(): number[] {
    const body: number[] = [];
    pushUnsigned(body, this.#locals.length);
    for (const type of this.#locals) body.push(1, type);
    for (const byte of this.#code) body.push(byte);
    body.push(op.end);
    const sized: number[] = [];
    pushUnsigned(sized, body.length);
    for (const byte of body) sized.push(byte);
    return sized;
  }
}

/**
 * Assembles a module that imports one shared memory as `env.memory` and exports each function by its name.
 *
 * @returns the module's bytes
 */
export function assemble(functions: readonly FunctionBuilder[], maximumPages = MEMORY_PAGES_MAXIMUM): Uint8Array {
  const bytes: number[] = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
  section(
    bytes,
    1,
    functions.map(({ parameters, results }) => [
      FUNCTION,
      ...unsigned(parameters.length),
      ...parameters,
      ...unsigned(results.length),
      ...results,
    ]),
  );
  section(bytes, 2, [[...text("env"), ...text("memory"), 0x02, 0x03, ...unsigned(1), ...unsigned(maximumPages)]]);
  section(
    bytes,
    3,
    functions.map((_, index) => unsigned(index)),
  );
  section(
    bytes,
    7,
    functions.map(({ name }, index) => [...text(name), 0x00, ...unsigned(index)]),
  );
  section(
    bytes,
    10,
    functions.map((builder) => builder.encode()),
  );
  return Uint8Array.from(bytes);
}

/** Parameter lists of functions that take addresses and counts only. */
export function i32Parameters(count: number): ValueType[] {
  return new Array<ValueType>(count).fill(I32);
}

function section(target: number[], id: number, entries: readonly number[][]): void {
  const content = unsigned(entries.length);
  for (const entry of entries) for (const byte of entry) content.push(byte);
  target.push(id);
  pushUnsigned(target, content.length);
  for (const byte of content) target.push(byte);
}

function text(value: string): number[] {
  const bytes = new TextEncoder().encode(value);
  return [...unsigned(bytes.length), ...bytes];
}

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  pushUnsigned(bytes, value);
  return bytes;
}

function pushUnsigned(target: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    target.push((rest & 0x7f) | 0x80);
    rest = Math.floor(rest / 128);
  }
  target.push(rest);
}

function pushSigned(target: number[], value: number): void {
  let rest = value;
  for (;;) {
    const byte = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (byte & 0x40) === 0) || (rest === -1 && (byte & 0x40) !== 0)) {
      target.push(byte);
      return;
    }
    target.push(byte | 0x80);
  }
}
