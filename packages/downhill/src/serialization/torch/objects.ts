import type { Tensor } from "../../tensor/tensor.ts";

/*
 * What PyTorch's files hold beside numbers, texts, containers and tensors. Each is a plain description; `save` writes
 * it back as it was read.
 */

/** A class or constant of Python's, by its name: a dtype such as `torch.float32`, a storage class, a quantization scheme. */
export class PythonName {
  constructor(
    /** `torch` */
    readonly module: string,
    /** `float32` */
    readonly name: string,
  ) {}

  toString(): string {
    return `${this.module}.${this.name}`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** `torch.device`: where a tensor was. Tensors themselves are always loaded into ordinary memory. */
export class Device {
  constructor(
    /** `cpu`, `cuda`, ... */
    readonly type: string,
    readonly index: number | null = null,
  ) {}

  toString(): string {
    return this.index === null ? this.type : `${this.type}:${this.index}`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `device(type='${this.type}'${this.index === null ? "" : `, index=${this.index}`})`;
  }
}

/** `torch.layout`, such as `torch.sparse_coo`. */
export class Layout {
  constructor(readonly name: string) {}

  toString(): string {
    return this.name;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.name;
  }
}

/** Python's `complex`. */
export class Complex {
  constructor(
    readonly real: number,
    readonly imag: number,
  ) {}

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
