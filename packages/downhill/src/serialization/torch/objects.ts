import { INTEGER, NUMBER, orNull, STRING } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { signature } from "../../signatures/signature.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/*
 * What PyTorch's files hold beside numbers, texts, containers and tensors. Each is a plain description; `save` writes
 * it back as it was read.
 */

/** A class or constant of Python's, by its name: a dtype such as `torch.float32`, a storage class, a quantization scheme. */
export class PythonName {
  /** `torch` */
  readonly module: string;
  /** `float32` */
  readonly name: string;

  /** @internal */
  static readonly signature = signature("PythonName", { module: STRING, name: STRING });

  constructor(module: string, name: string);
  constructor(...args: readonly unknown[]) {
    const { module, name } = PythonName.signature.read(args);
    this.module = module;
    this.name = name;
  }

  toString(): string {
    return `${this.module}.${this.name}`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** `torch.device`: where a tensor was. Tensors themselves are always loaded into ordinary memory. */
export class Device {
  /** `cpu`, `cuda`, ... */
  readonly type: string;
  readonly index: number | null;

  /** @internal */
  static readonly signature = signature("Device", { type: STRING, index: optional(orNull(INTEGER), null) });

  /** @param index which of them; default null, whichever is in use */
  constructor(type: string, index?: number | null);
  constructor(...args: readonly unknown[]) {
    const { type, index } = Device.signature.read(args);
    this.type = type;
    this.index = index;
  }

  toString(): string {
    return this.index === null ? this.type : `${this.type}:${this.index}`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `device(type='${this.type}'${this.index === null ? "" : `, index=${this.index}`})`;
  }
}

/** `torch.layout`, such as `torch.sparse_coo`. */
export class Layout {
  readonly name: string;

  /** @internal */
  static readonly signature = signature("Layout", { name: STRING });

  constructor(name: string);
  constructor(...args: readonly unknown[]) {
    this.name = Layout.signature.read(args).name;
  }

  toString(): string {
    return this.name;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.name;
  }
}

/** Python's `complex`. */
export class Complex {
  readonly real: number;
  readonly imag: number;

  /** @internal */
  static readonly signature = signature("Complex", { real: NUMBER, imag: NUMBER });

  constructor(real: number, imag: number);
  constructor(...args: readonly unknown[]) {
    const { real, imag } = Complex.signature.read(args);
    this.real = real;
    this.imag = imag;
  }

  toString(): string {
    const sign = this.imag < 0 || Object.is(this.imag, -0) ? "-" : "+";
    return `(${this.real}${sign}${Math.abs(this.imag)}j)`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** Python's `bytearray`; its `bytes` are a plain `Uint8Array`. */
export class ByteArray extends Uint8Array {}

/** Python's `frozenset`. Saved as a `set`, which PyTorch loads. */
export class FrozenSet<T = unknown> extends Set<T> {}

/** What Python attached to a tensor beyond its elements. */
interface TensorExtras {
  /** The tensor's `__dict__`, or what else its class makes of its state. */
  attributes?: unknown;
  /** The name of its class, if it is not PyTorch's own. */
  type?: unknown;
}

const extras = new WeakMap<Tensor, TensorExtras>();

/** @internal What was attached to a tensor in its file. */
export function tensorExtras(tensor: Tensor): Readonly<TensorExtras> {
  return extras.get(tensor) ?? {};
}

/** @internal */
export function attachExtras(tensor: Tensor, values: TensorExtras): void {
  extras.set(tensor, { ...extras.get(tensor), ...values });
}
