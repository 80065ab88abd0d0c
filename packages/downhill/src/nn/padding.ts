import { Tuple } from "../python/containers.ts";
import { repr } from "../python/repr.ts";
import { type Kind, NUMBER } from "../signatures/kinds.ts";
import { signature } from "../signatures/signature.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type PaddingMode, pad } from "./functional/padding.ts";
import { Module } from "./module.ts";

/** How much is added before and after a length, or on both sides. */
export type Border1d = number | readonly [left: number, right: number];

/** How much is added on each side of an image, or on all. */
export type Border2d = number | readonly [left: number, right: number, top: number, bottom: number];

/** How much is added on each side of a volume, or on all. */
export type Border3d =
  | number
  | readonly [left: number, right: number, top: number, bottom: number, front: number, back: number];

/** The same around any of these. */
export type Border = Border1d | Border2d | Border3d;

/* @__NO_SIDE_EFFECTS__ */
function border<B extends Border>(dims: number): Kind<B> {
  const count = 2 * dims;
  return {
    expected: `an integer or an array of ${count}`,
    accepts: (value): value is B =>
      Number.isInteger(value) || (Array.isArray(value) && value.length === count && value.every(Number.isInteger)),
  };
}

/* @__NO_SIDE_EFFECTS__ */
function padSignature<B extends Border>(name: string, dims: number) {
  return signature(name, { padding: border<B>(dims) });
}

/* @__NO_SIDE_EFFECTS__ */
function constantSignature<B extends Border>(name: string, dims: number) {
  return signature(name, { padding: border<B>(dims), value: NUMBER });
}

/** What layers that pad share; they differ in what they add, and around how many dimensions. */
export abstract class PadNd<B extends Border> extends Module<[input: Tensor]> {
  /** @internal */
  static override readonly signature = padSignature<Border>("PadNd", 3);
  /** @internal Around how many dimensions it pads. */
  static readonly dims: number = 3;
  /** @internal What it adds. */
  static readonly mode: PaddingMode = "constant";
  /** What is added before and after each dimension, from the last one on; negative amounts are cut off. */
  readonly padding: PaddingOf<B>;

  /**
   * @param padding what is added before and after each dimension, from the last one on, or on every side; negative
   *   amounts are cut off
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(padding: B);
  constructor(options: { padding: B });
  constructor(...args: readonly unknown[]) {
    super();
    const { padding } = new.target.signature.read(args);
    this.padding = sidesOf<B>(padding, new.target.dims);
  }

  forward(input: Tensor): Tensor {
    const { mode, dims } = this.constructor as typeof PadNd;
    // The others are told by the function.
    if (mode === "circular" && input.ndim !== dims + 1 && input.ndim !== dims + 2) {
      throw new RangeError(`expected ${dims + 1}D or ${dims + 2}D input (got ${input.ndim}D input)`);
    }
    return pad(input, this.padding, { mode });
  }

  override extraRepr(): string {
    return repr(Tuple.from(this.padding));
  }
}

/** One amount for each side. */
export type PaddingOf<B extends Border> = Exclude<B, number>;

/** What {@link ConstantPad1d} and its like share. */
export abstract class ConstantPadNd<B extends Border> extends Module<[input: Tensor]> {
  /** @internal */
  static override readonly signature = constantSignature<Border>("ConstantPadNd", 3);
  /** @internal Around how many dimensions it pads. */
  static readonly dims: number = 3;
  /** What is added before and after each dimension, from the last one on; negative amounts are cut off. */
  readonly padding: PaddingOf<B>;
  readonly value: number;

  /**
   * @param padding what is added before and after each dimension, from the last one on, or on every side; negative
   *   amounts are cut off
   * @param value the value that is added
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(padding: B, value: number);
  constructor(options: { padding: B; value: number });
  constructor(padding: B, options: { value: number });
  constructor(...args: readonly unknown[]) {
    super();
    const { padding, value } = new.target.signature.read(args);
    this.padding = sidesOf<B>(padding, new.target.dims);
    this.value = value;
  }

  forward(input: Tensor): Tensor {
    return pad(input, this.padding, { value: this.value });
  }

  override extraRepr(): string {
    return `padding=${repr(Tuple.from(this.padding))}, value=${repr(this.value)}`;
  }
}

function sidesOf<B extends Border>(padding: Border, dims: number): PaddingOf<B> {
  const sides = typeof padding === "number" ? new Array<number>(2 * dims).fill(padding) : padding;
  return sides as unknown as PaddingOf<B>;
}

/**
 * Adds zeros around signals: input [batch, channels, length], or without the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.ZeroPad1d.html
 */
export class ZeroPad1d extends PadNd<Border1d> {
  /** @internal */
  static override readonly signature = padSignature<Border>("ZeroPad1d", 1);
  /** @internal */
  static override readonly dims = 1;
}

/**
 * Adds zeros around images: input [batch, channels, height, width], or without the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.ZeroPad2d.html
 */
export class ZeroPad2d extends PadNd<Border2d> {
  /** @internal */
  static override readonly signature = padSignature<Border>("ZeroPad2d", 2);
  /** @internal */
  static override readonly dims = 2;
}

/**
 * Adds zeros around volumes: input [batch, channels, depth, height, width], or without the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.ZeroPad3d.html
 */
export class ZeroPad3d extends PadNd<Border3d> {
  /** @internal */
  static override readonly signature = padSignature<Border>("ZeroPad3d", 3);
  /** @internal */
  static override readonly dims = 3;
}

/**
 * Adds a value around signals: input [batch, channels, length], or without the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.ConstantPad1d.html
 */
export class ConstantPad1d extends ConstantPadNd<Border1d> {
  /** @internal */
  static override readonly signature = constantSignature<Border>("ConstantPad1d", 1);
  /** @internal */
  static override readonly dims = 1;
}

/**
 * Adds a value around images: input [batch, channels, height, width], or without the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.ConstantPad2d.html
 */
export class ConstantPad2d extends ConstantPadNd<Border2d> {
  /** @internal */
  static override readonly signature = constantSignature<Border>("ConstantPad2d", 2);
  /** @internal */
  static override readonly dims = 2;
}

/**
 * Adds a value around volumes: input [batch, channels, depth, height, width], or without the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.ConstantPad3d.html
 */
export class ConstantPad3d extends ConstantPadNd<Border3d> {
  /** @internal */
  static override readonly signature = constantSignature<Border>("ConstantPad3d", 3);
  /** @internal */
  static override readonly dims = 3;
}

/**
 * Adds the mirror images of signals around them: input [batch, channels, length], or without the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.ReflectionPad1d.html
 */
export class ReflectionPad1d extends PadNd<Border1d> {
  /** @internal */
  static override readonly signature = padSignature<Border>("ReflectionPad1d", 1);
  /** @internal */
  static override readonly dims = 1;
  /** @internal */
  static override readonly mode = "reflect";
}

/**
 * Adds the mirror images of images around them: input [batch, channels, height, width], or without the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.ReflectionPad2d.html
 */
export class ReflectionPad2d extends PadNd<Border2d> {
  /** @internal */
  static override readonly signature = padSignature<Border>("ReflectionPad2d", 2);
  /** @internal */
  static override readonly dims = 2;
  /** @internal */
  static override readonly mode = "reflect";
}

/**
 * Adds the mirror images of volumes around them: input [batch, channels, depth, height, width], or without the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.ReflectionPad3d.html
 */
export class ReflectionPad3d extends PadNd<Border3d> {
  /** @internal */
  static override readonly signature = padSignature<Border>("ReflectionPad3d", 3);
  /** @internal */
  static override readonly dims = 3;
  /** @internal */
  static override readonly mode = "reflect";
}

/**
 * Adds the outermost elements of signals around them: input [batch, channels, length], or without the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.ReplicationPad1d.html
 */
export class ReplicationPad1d extends PadNd<Border1d> {
  /** @internal */
  static override readonly signature = padSignature<Border>("ReplicationPad1d", 1);
  /** @internal */
  static override readonly dims = 1;
  /** @internal */
  static override readonly mode = "replicate";
}

/**
 * Adds the outermost elements of images around them: input [batch, channels, height, width], or without the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.ReplicationPad2d.html
 */
export class ReplicationPad2d extends PadNd<Border2d> {
  /** @internal */
  static override readonly signature = padSignature<Border>("ReplicationPad2d", 2);
  /** @internal */
  static override readonly dims = 2;
  /** @internal */
  static override readonly mode = "replicate";
}

/**
 * Adds the outermost elements of volumes around them: input [batch, channels, depth, height, width], or without the
 * batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.ReplicationPad3d.html
 */
export class ReplicationPad3d extends PadNd<Border3d> {
  /** @internal */
  static override readonly signature = padSignature<Border>("ReplicationPad3d", 3);
  /** @internal */
  static override readonly dims = 3;
  /** @internal */
  static override readonly mode = "replicate";
}

/**
 * Continues signals beyond their ends with what is at the other end: input [batch, channels, length], or without the
 * batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.CircularPad1d.html
 */
export class CircularPad1d extends PadNd<Border1d> {
  /** @internal */
  static override readonly signature = padSignature<Border>("CircularPad1d", 1);
  /** @internal */
  static override readonly dims = 1;
  /** @internal */
  static override readonly mode = "circular";
}

/**
 * Continues images beyond their ends with what is at the other end: input [batch, channels, height, width], or without
 * the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.CircularPad2d.html
 */
export class CircularPad2d extends PadNd<Border2d> {
  /** @internal */
  static override readonly signature = padSignature<Border>("CircularPad2d", 2);
  /** @internal */
  static override readonly dims = 2;
  /** @internal */
  static override readonly mode = "circular";
}

/**
 * Continues volumes beyond their ends with what is at the other end: input [batch, channels, depth, height, width], or
 * without the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.CircularPad3d.html
 */
export class CircularPad3d extends PadNd<Border3d> {
  /** @internal */
  static override readonly signature = padSignature<Border>("CircularPad3d", 3);
  /** @internal */
  static override readonly dims = 3;
  /** @internal */
  static override readonly mode = "circular";
}
